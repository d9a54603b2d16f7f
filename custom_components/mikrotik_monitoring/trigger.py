"""Triggers on events of routers, for the automation editor."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .automations.alert_triggers import AlertCleared, AlertRaised
from .automations.state_triggers import (
    RouterReachable,
    RouterUnreachable,
    SessionDown,
    SessionUp,
    ValueCrossed,
)

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "alert_raised": AlertRaised,
    "alert_cleared": AlertCleared,
    "router_unreachable": RouterUnreachable,
    "router_reachable": RouterReachable,
    "session_down": SessionDown,
    "session_up": SessionUp,
    "value_crossed": ValueCrossed,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the available triggers, by key."""
    del hass
    return TRIGGERS
