"""Who may see a router's alerts, and who may silence them."""

from homeassistant.auth.models import User
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN, PROBLEM_KEY


@callback
def user_may(hass: HomeAssistant, entry: ConfigEntry, user: User, policy: str) -> bool:
    """Return whether a user may read or control a router's *Problem* entity.

    If a router has none, only admins may.
    """
    unique_id = f"{entry.unique_id}_{PROBLEM_KEY}"
    entity_id = er.async_get(hass).async_get_entity_id(BINARY_SENSOR, DOMAIN, unique_id)
    if entity_id is None:
        return user.is_admin
    return user.permissions.check_entity(entity_id, policy)
