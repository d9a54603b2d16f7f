"""Which data of a router a person may read in its report."""

from collections.abc import Iterator

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ...const import DOMAIN, PROBLEM_KEY
from ...reporting.subject import Series, Subject
from ..entries import router_device, router_name
from ..inventory import async_inventory, natural

# The router has few entities of its own; of all others only these metrics are needed.
_METRICS = ("interface.traffic.", "interface.total.", "health.temperature", "ping.")

_REACHABLE = "link.reachable"


@callback
def report_subject(hass: HomeAssistant, entry: ConfigEntry, user: User | None) -> Subject:
    """Return a router with what a user may read of it; None is Home Assistant itself."""
    return Subject(
        entry=entry,
        name=router_name(entry, router_device(hass, entry)),
        series=tuple(sorted(_series(hass, entry, user), key=_order)),
        tells_availability=_may(hass, entry, user, _REACHABLE),
        tells_alerts=_may(hass, entry, user, PROBLEM_KEY),
    )


def _series(hass: HomeAssistant, entry: ConfigEntry, user: User | None) -> Iterator[Series]:
    for item in async_inventory(hass, entry):
        if item.instance and not item.metric.startswith(_METRICS):
            continue
        if user and not user.permissions.check_entity(item.entity_id, POLICY_READ):
            continue
        yield Series(
            metric=item.metric,
            instance=item.instance,
            entity_id=item.entity_id,
            name=item.owner or item.label,
            interface=_interface(hass, item.entity_id) if item.owner else "",
        )


def _order(series: Series) -> tuple[tuple[tuple[int, str], ...], str]:
    return natural(series.name), series.instance


def _interface(hass: HomeAssistant, entity_id: str) -> str:
    """Return the router's name of an entity's interface, whatever name its device was given."""
    entity = er.async_get(hass).entities[entity_id]
    port = dr.async_get(hass).async_get(
        entity.device_id or "", include_main_devices=False, include_composite_devices=False
    )
    return "" if port is None else (port.name or "").partition(" · ")[0]


def _may(hass: HomeAssistant, entry: ConfigEntry, user: User | None, key: str) -> bool:
    """Return whether a user may read one of the router's own entities, an admin even if missing."""
    if user is None:
        return True
    unique_id = f"{entry.unique_id}_{key}"
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(Platform.BINARY_SENSOR, DOMAIN, unique_id)
    if entity_id is None:
        return user.is_admin
    return user.permissions.check_entity(entity_id, POLICY_READ)
