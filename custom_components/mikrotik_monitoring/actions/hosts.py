"""Whom an action of a router reaches, and how: what was given for it, checked."""

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

# What is given to reach a host at all; each action has more of its own.
HOST_FIELDS: Final = {
    vol.Required(ADDRESS): cv.string,
    vol.Optional(SRC_ADDRESS): cv.string,
    vol.Optional(VRF): cv.string,
}

# Seconds for a name that is looked up, and for the way back, beside those of the packets.
_ALLOWANCE: Final = 15.0


def way(call: ServiceCall) -> Arguments:
    """Return RouterOS's arguments for the host that a call is about.

    Raises ServiceValidationError for what is no host, and for a way that cannot lead there.
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
    """Have a router do what takes some seconds; return what comes of it.

    Raises HomeAssistantError where it is not connected, its collection is off, it refuses, or does
    not answer.
    """
    demand_connected(entry)
    try:
        return await run(partial(entry.runtime_data.client.call, timeout=seconds + _ALLOWANCE))
    except RouterOSError as err:
        raise router_error(entry, err) from err


def milliseconds(value: float | None) -> float | None:
    """Return a time as an answer has it: of more digits no router can tell."""
    return None if value is None else round(value, 3)
