"""Events: changes of a router's alerts."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.center import alert_center
from .alerts.model import Change, Transition
from .alerts.texts import alert_texts
from .const import ALERT_KEY
from .entity import AlertEntity
from .polling import MikrotikConfigEntry, MonitoredRouter

# Nothing is polled.
PARALLEL_UPDATES = 0

ALERT = EventEntityDescription(key=ALERT_KEY, translation_key=ALERT_KEY)

# An alert that becomes less severe fires no event.
_TYPES: Final = (Change.RAISED, Change.CLEARED, Change.FLAPPING)

# The event's attributes from the alert; the advice is added to them.
_LEFT_OUT: Final = frozenset({"seen", "flapping"})


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event of a router's alerts."""
    async_add_entities([AlertEvent(entry.runtime_data, ALERT)])


class AlertEvent(AlertEntity, EventEntity):
    """The last change of an alert of the router."""

    _attr_event_types = list(_TYPES)  # noqa: RUF012 - as in its base class.

    def __init__(self, router: MonitoredRouter, description: EventEntityDescription) -> None:
        """Describe the event."""
        super().__init__(router, description.key)
        self.entity_description = description

    @callback
    @override
    def _follow(self, changes: tuple[Transition, ...]) -> None:
        """Fire an event for each change, so that automations see them all."""
        for transition in changes:
            if transition.change in _TYPES:
                self._trigger_event(transition.change, self._attributes(transition))
                self.async_write_ha_state()

    def _attributes(self, transition: Transition) -> dict[str, Any]:
        """Return an alert's attributes: name, instance, severity and advice."""
        key, entry_id = transition.alert.id.key, self._router.entry.entry_id
        described = alert_center(self.hass).described(entry_id, transition.alert)
        told = {name: value for name, value in described.items() if name not in _LEFT_OUT}
        return {**told, "advice": alert_texts(self.hass, "alert_advice", [key])[key]}
