"""The destination of a router's action: validation of address, source and VRF."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..metrics.asking import Ask
from ..metrics.ping_address import (
    address_of,
    host_of,
    is_of_other_version,
    needs_interface,
    way_to,
)
from ..metrics.ping_command import Arguments
from ..polling import MikrotikConfigEntry
from ..routeros import RouterOSError
from .errors import demand_connected, invalid, router_error

ADDRESS: Final = "address"
SRC_ADDRESS: Final = "src_address"
INTERFACE: Final = "interface"
VRF: Final = "vrf"

# The common fields to reach a host; each action adds its own.
HOST_FIELDS: Final = {
    vol.Required(ADDRESS): cv.string,
    vol.Optional(SRC_ADDRESS): cv.string,
    vol.Optional(VRF): cv.string,
}

# Seconds for the name lookup and the reply, in addition to those for the packets.
_ALLOWANCE: Final = 15.0


def way(call: ServiceCall) -> Arguments:
    """Return RouterOS's arguments for the host of a call.

    Raises ServiceValidationError for an invalid host, and for a source that cannot reach it.
    """
    given, interface = call.data[ADDRESS], call.data.get(INTERFACE, "")
    if (host := host_of(given)) is None:
        raise invalid("not_a_host", address=given)
    if needs_interface(host) and not interface:
        raise invalid("interface_needed", address=given)
    arguments = way_to(host, interface)
    if (source := call.data.get(SRC_ADDRESS)) is not None:
        arguments = (*arguments, ("src-address", _source(host, source)))
    if (vrf := call.data.get(VRF)) is not None:
        arguments = (*arguments, ("vrf", vrf))
    return arguments


def _source(host: str, source: str) -> str:
    """Return the address to send from."""
    if (address := address_of(source)) is None:
        raise invalid("not_a_source", address=source)
    if is_of_other_version(host, source):
        raise invalid("other_version", address=host, source=source)
    return str(address)


async def ask_router[AnswerT](
    entry: MikrotikConfigEntry, run: Callable[[Ask], Awaitable[AnswerT]], *, seconds: float
) -> AnswerT:
    """Run a request on a router that takes some seconds; return its result.

    Raises HomeAssistantError if it is not connected, its collection is off, it refuses, or does not
    respond.
    """
    demand_connected(entry)
    try:
        return await run(partial(entry.runtime_data.client.call, timeout=seconds + _ALLOWANCE))
    except RouterOSError as err:
        raise router_error(entry, err) from err


def milliseconds(value: float | None) -> float | None:
    """Return a time rounded for a response: routers are no more precise."""
    return None if value is None else round(value, 3)
