"""How RouterOS writes the gateways of a route and their next hops."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
import re
from typing import Final, NamedTuple

from ..routeros import Row, values

# "192.0.2.1 reachable via  ether1", "10.0.0.1 recursive via 192.0.2.1 ether1", "lte1 reachable";
# an unreachable gateway has no next hop.
_STATUS: Final = re.compile(r"(.+?) (?:reachable|(?:reachable|recursive) via\s+(.+))")


class Place(NamedTuple):
    """A gateway as a route names it: an address with its interface or table, or an interface."""

    text: str
    interface: str = ""
    table: str = ""


class Hop(NamedTuple):
    """An address, and its interface where the route reports it."""

    address: str
    interface: str = ""


def places(gateway: str, is_interface: Callable[[str], bool]) -> Iterator[Place]:
    """Yield the gateways of a route: "192.0.2.1", "fe80::1%ether1", "lte1", "192.0.2.1@vrf1".

    RouterOS 6 lists those of a balanced route in one row, RouterOS 7 in a row for each. The name
    of an interface may contain any of these characters.
    """
    if gateway and is_interface(gateway):
        yield Place(gateway)
        return
    for text in values.items(gateway) or ():
        if text:
            yield Place(text) if is_interface(text) else _place(text, is_interface)


def _place(text: str, is_interface: Callable[[str], bool]) -> Place:
    """Return a gateway that is not just an interface's name."""
    place, _, table = text.rpartition("@") if "@" in text else (text, "", "")
    address, _, interface = place.partition("%")
    if is_interface(place) or address_of(address) is None:
        return Place(place, table=table)
    return Place(address, interface, table)


def next_hops(route: Row) -> Iterator[Hop]:
    """Yield the next hops: ``192.0.2.1%ether1``, or an interface's name alone."""
    for text in values.items(route.get("immediate-gw")) or ():
        address, _, interface = text.partition("%")
        yield Hop(address, interface) if address_of(address) is not None else Hop(text)
    for text in values.items(route.get("gateway-status")) or ():
        if found := _STATUS.fullmatch(text):
            yield _status_hop(found[1], found[2] or "")


def _status_hop(gateway: str, via: str) -> Hop:
    """Return the hop of a gateway's status: a recursive one is behind another gateway."""
    address, _, interface = via.partition(" ")
    if interface and address_of(address) is not None:
        return Hop(gateway, interface.strip())
    plain, _, scope = gateway.partition("%")
    return Hop(gateway, via) if address_of(plain) is None else Hop(plain, via or scope)


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, None for an interface's name."""
    try:
        return ip_address(text)
    except ValueError:
        return None
