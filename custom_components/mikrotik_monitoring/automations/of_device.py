"""Device automations: for a router, or for an interface."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.const import CONF_FOR
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig
import voluptuous as vol

from ..alerts.model import Severity
from .alert_choice import SEVERITY
from .state_choice import SESSION_METRICS, SESSIONS

_SEVERITY: Final = {
    vol.Optional(SEVERITY, default=Severity.WARNING.value): SelectSelector(
        SelectSelectorConfig(options=[*map(str, Severity)], translation_key="severity")
    )
}
_FOR: Final = {vol.Optional(CONF_FOR): cv.positive_time_period_dict}
_SESSIONS: Final = {
    vol.Optional(SESSIONS): SelectSelector(
        SelectSelectorConfig(options=[*SESSION_METRICS], multiple=True, translation_key="sessions")
    )
}

# The fields of device automations, by type: fewer than in the editor.
ALERT_FIELDS: Final[dict[Any, Any]] = _SEVERITY
LINK_FIELDS: Final[dict[Any, Any]] = _FOR
SESSION_FIELDS: Final[dict[Any, Any]] = {**_SESSIONS, **_FOR}


@callback
def entities_of(hass: HomeAssistant, device_id: str) -> set[str]:
    """Return the enabled entities of a device."""
    found = er.async_entries_for_device(er.async_get(hass), device_id)
    return {entity.entity_id for entity in found}


def merged(fields: Iterable[dict[Any, Any]]) -> dict[Any, Any]:
    """Return the fields of all types together, without defaults."""
    return {vol.Optional(str(marker)): value for one in fields for marker, value in one.items()}
