"""The logbook: changes of alerts, as sentences."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback

from .automations.alert_events import EVENT_ALERT
from .automations.sentences import sentence
from .const import DOMAIN

_ICONS: Final = {
    "raised": "mdi:bell-ring",
    "cleared": "mdi:bell-check",
    "flapping": "mdi:bell-alert",
}


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, Any]]], None],
) -> None:
    """Describe the events of alerts."""

    @callback
    def describe(event: Event) -> dict[str, Any]:
        said = event.data
        return {
            LOGBOOK_ENTRY_NAME: said["router"],
            LOGBOOK_ENTRY_MESSAGE: sentence(
                hass,
                change=said["change"],
                key=said["key"],
                label=said["label"],
                severity=said["severity"],
                seconds=said["lasted"],
            ),
            LOGBOOK_ENTRY_ICON: _ICONS[said["change"]],
            LOGBOOK_ENTRY_ENTITY_ID: said.get(ATTR_ENTITY_ID),
        }

    async_describe_event(DOMAIN, EVENT_ALERT, describe)
