"""Conditions on the state of routers, for the automation editor."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import Condition

from .automations.conditions import (
    AlertOn,
    RouterIsReachable,
    RouterIsUnreachable,
    SessionIsDown,
    SessionIsUp,
    ValueIs,
)

CONDITIONS: Final[dict[str, type[Condition]]] = {
    "alert_is_on": AlertOn,
    "router_is_reachable": RouterIsReachable,
    "router_is_unreachable": RouterIsUnreachable,
    "session_is_down": SessionIsDown,
    "session_is_up": SessionIsUp,
    "value_is": ValueIs,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the available conditions, by key."""
    del hass
    return CONDITIONS
