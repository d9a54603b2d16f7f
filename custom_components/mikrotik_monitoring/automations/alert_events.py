"""Changes of alerts on Home Assistant's event bus, which the logbook describes."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..alerts.center import alert_center
from ..alerts.model import Change, Transition
from ..const import ALERT_KEY, DOMAIN
from .sentences import lasted
from .targets import router_name

EVENT_ALERT: Final = f"{DOMAIN}_alert"

# An alert that becomes less severe fires no event.
_CHANGES: Final = frozenset({Change.RAISED, Change.CLEARED, Change.FLAPPING})


@callback
def async_watch_alert_events(hass: HomeAssistant) -> None:
    """Fire an event for each change of an alert, also for routers that are not loaded."""

    @callback
    def fire(entry: ConfigEntry, changes: tuple[Transition, ...]) -> None:
        for transition in changes:
            if transition.change in _CHANGES:
                hass.bus.async_fire(EVENT_ALERT, _data(hass, entry, transition))

    alert_center(hass).async_follow_all(fire)


def _data(hass: HomeAssistant, entry: ConfigEntry, transition: Transition) -> dict[str, Any]:
    """Return the data of an event, with the router's event entity if it exists."""
    alert = transition.alert
    said: dict[str, Any] = {
        "router": entry.title,
        "change": str(transition.change),
        "key": alert.id.key,
        "instance": alert.id.instance,
        "label": alert.label,
        "severity": str(alert.severity),
        "lasted": lasted(transition),
    }
    registry, unique_id = er.async_get(hass), f"{entry.unique_id or entry.entry_id}_{ALERT_KEY}"
    entity_id = registry.async_get_entity_id(Platform.EVENT, DOMAIN, unique_id)
    if entity_id is None:
        return said
    entity = registry.entities[entity_id]
    named = {"router": router_name(hass, entity), ATTR_DEVICE_ID: entity.device_id}
    return {**said, **named, ATTR_ENTITY_ID: entity_id}
