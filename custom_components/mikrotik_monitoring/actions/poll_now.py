"""Poll a router now, every tier once."""

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util.json import JsonObjectType

from ..polling import MikrotikConfigEntry
from .action import RouterAction
from .errors import demand_connected


async def _async_poll(
    hass: HomeAssistant, entry: MikrotikConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Poll all tiers; return the duration of each in seconds."""
    demand_connected(entry)
    await entry.runtime_data.operation.async_poll()
    return {
        "seconds": {
            tier: None if seconds is None else round(seconds, 3)
            for tier, seconds in entry.runtime_data.polling().durations.items()
        }
    }


POLL_NOW = RouterAction(name="poll_now", run=_async_poll)
