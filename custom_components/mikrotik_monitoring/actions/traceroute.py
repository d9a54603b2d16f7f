"""Have a router trace the route to a host."""

from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..metrics.asking import Ask
from ..metrics.ping_address import address_of
from ..metrics.ping_command import Arguments
from ..metrics.traceroute import TRACEROUTE_COMMAND, Hop, hops
from ..polling import MikrotikConfigEntry
from ..routeros import Command, Row
from .action import RouterAction
from .errors import invalid
from .hosts import ADDRESS, HOST_FIELDS, ask_router, milliseconds, way

_COUNT: Final = "count"
_MAX_HOPS: Final = "max_hops"
_TIMEOUT: Final = "timeout"

# Seconds that a trace may take if no hop replies: other long requests wait for it.
_LONGEST: Final = 60.0
# Seconds between two rounds.
_ROUND: Final = 1.0


async def _async_trace(
    hass: HomeAssistant, entry: MikrotikConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Trace; return the hops, and whether they reach the host."""
    count, most, timeout = (call.data[name] for name in (_COUNT, _MAX_HOPS, _TIMEOUT))
    if (seconds := count * most * timeout) > _LONGEST:
        raise invalid("trace_too_long", seconds=f"{seconds:g}", most=f"{_LONGEST:g}")
    arguments = (
        *way(call),
        ("count", str(count)),
        ("max-hops", str(most)),
        ("timeout", f"{round(1000 * timeout)}ms"),
    )
    send = partial(_send, arguments=arguments)
    found = hops(await ask_router(entry, send, seconds=seconds + count * _ROUND))
    return {
        "rows": [_row(hop) for hop in found],
        "summary": {"hops": len(found), "reached": _is_reached(found, call.data[ADDRESS])},
    }


async def _send(ask: Ask, arguments: Arguments) -> list[Row]:
    return await ask(Command(TRACEROUTE_COMMAND, arguments=arguments), bulk=True)


def _is_reached(found: list[Hop], target: str) -> bool:
    """Return whether the last hop is the target; only the router knows the address of a name."""
    if not found or found[-1].error or not found[-1].address:
        return False
    address = address_of(target)
    return address is None or address_of(found[-1].address) == address


def _row(hop: Hop) -> JsonObjectType:
    """Return a hop: times in ms, loss in percent."""
    return {
        "hop": hop.number,
        "address": hop.address,
        "sent": hop.sent,
        "loss": hop.loss,
        "last": milliseconds(hop.last),
        "avg": milliseconds(hop.mean),
        "min": milliseconds(hop.shortest),
        "max": milliseconds(hop.longest),
        "deviation": milliseconds(hop.deviation),
        "status": hop.error or hop.status,
    }


TRACEROUTE: Final = RouterAction(
    name="traceroute",
    run=_async_trace,
    fields={
        **HOST_FIELDS,
        vol.Optional(_COUNT, default=1): vol.All(vol.Coerce(int), vol.Range(1, 10)),
        vol.Optional(_MAX_HOPS, default=20): vol.All(vol.Coerce(int), vol.Range(1, 30)),
        vol.Optional(_TIMEOUT, default=1.0): vol.All(vol.Coerce(float), vol.Range(0.01, 5)),
    },
    response=SupportsResponse.ONLY,
)
