"""The gateways of the active default routes, as far as they can be pinged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, NamedTuple

from ..routeros import Command, NoSuchCommandError, Row, values
from .model import Ask

_ROUTES: Final = (("/ip/route", "0.0.0.0/0"), ("/ipv6/route", "::/0"))
# RouterOS 7 tells the table and the next hop, RouterOS 6 the mark and the gateway's status.
_FIELDS: Final = (
    "dst-address",
    "gateway",
    "immediate-gw",
    "gateway-status",
    "routing-table",
    "routing-mark",
    "distance",
    "active",
)
_MAIN: Final = "main"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway:
    """A next hop to everywhere.

    ``name`` is what it is known by, also after a reboot: its address, with the VRF if it has one,
    or the interface of a point-to-point link, whose other end may change. ``arguments`` are what
    ``/ping`` is told to reach it, ``interface`` is the one it is behind, empty where the route
    does not tell.
    """

    name: str
    arguments: tuple[tuple[str, str], ...]
    interface: str = ""

    @property
    def in_main_table(self) -> bool:
        """Return whether the router's own packets take it, rather than those of a VRF."""
        return not {"vrf", "routing-table"} & dict(self.arguments).keys()


class _Hop(NamedTuple):
    """An address, and the interface behind which it is where the route tells it."""

    address: str
    interface: str = ""


async def find_gateways(ask: Ask) -> tuple[Gateway, ...]:
    """Return the gateways of the active default routes, each once, the most used first.

    IPv4 comes before IPv6, the main table before others, the smaller distance before the larger.
    """
    routes = [route for path, every in _ROUTES for route in await _routes(ask, path, every)]
    vrfs = await _vrfs(ask, routes)
    found: dict[str, Gateway] = {}
    for route in routes:
        for gateway in await _gateways(ask, route, vrfs):
            found.setdefault(gateway.name, gateway)
    return tuple(found.values())


async def _routes(ask: Ask, path: str, everywhere: str) -> list[Row]:
    """Return the active routes to everywhere; a router may be without IPv6.

    The table may hold a million routes, so it is walked on the bulk connection.
    """
    command = Command(f"{path}/print", proplist=_FIELDS, queries=(f"?dst-address={everywhere}",))
    try:
        routes = await ask(command, bulk=True)
    except NoSuchCommandError:
        return []
    return sorted((row for row in routes if values.flag(row.get("active"))), key=_rank)


def _rank(route: Row) -> tuple[bool, int]:
    """Return what sorts routes by how much they are used."""
    return bool(_table(route)), values.integer(route.get("distance")) or 0


def _table(route: Row) -> str:
    """Return the routing table of a route, empty for the main one."""
    table = route.get("routing-table") or route.get("routing-mark") or _MAIN
    return "" if table == _MAIN else table


async def _vrfs(ask: Ask, routes: list[Row]) -> frozenset[str]:
    """Return which tables are VRFs: ``/ping`` of RouterOS 7 knows no others.

    A gateway in a table that is none is reached as from the main one.
    """
    if not any(
        _table(route) or "@" in route.get("gateway", "")
        for route in routes
        if "routing-table" in route
    ):
        return frozenset()
    try:
        rows = await ask(Command("/ip/vrf/print", proplist=("name",)))
    except NoSuchCommandError:
        return frozenset()
    return frozenset(row.get("name", "") for row in rows)


async def _gateways(ask: Ask, route: Row, vrfs: frozenset[str]) -> list[Gateway]:
    """Return the gateways of a route that have, or lead to, an address.

    RouterOS 6 writes those of a balanced route into one row, RouterOS 7 a row for each.
    """
    gateways = []
    for text in values.items(route.get("gateway")) or ():
        place, _, vrf = text.partition("@")
        hop = _hop(place, route) or await _other_end(ask, place, route)
        if hop is not None:
            gateway = _gateway(place, hop, _way(route, vrf, vrfs))
            gateways.append(replace(gateway, interface=_interface(place, hop, route)))
    return gateways


def _hop(place: str, route: Row) -> _Hop | None:
    """Return where a gateway is: as it says, or as the route's next hop says for it."""
    address, _, interface = place.partition("%")
    parsed = _address(address)
    if parsed is not None and (interface or not parsed.is_link_local):
        return _Hop(address, interface)
    for hop in _next_hops(route):
        if hop.interface and place in hop and _address(hop.address) is not None:
            return hop
    return None


def _next_hops(route: Row) -> Iterator[_Hop]:
    """Yield the next hops: ``192.0.2.1%ether1``, or an interface's name alone."""
    for text in values.items(route.get("immediate-gw")) or ():
        address, _, interface = text.partition("%")
        yield _Hop(address, interface)
    for text in values.items(route.get("gateway-status")) or ():
        # "192.0.2.1 reachable via  ether1"
        if words := text.split():
            yield _Hop(words[0], words[-1])


def _interface(place: str, hop: _Hop, route: Row) -> str:
    """Return the interface a gateway is behind, empty where the route does not tell."""
    address = place.partition("%")[0]
    if hop.interface or _address(address) is None:
        return hop.interface or place
    hops = sorted(_next_hops(route), key=lambda next_hop: next_hop.address != address)
    return next((next_hop.interface or next_hop.address for next_hop in hops), "")


async def _other_end(ask: Ask, interface: str, route: Row) -> _Hop | None:
    """Return the other end of a point-to-point link such as PPPoE.

    RouterOS shows it as the network of the link's own address.
    """
    if _address(interface) is not None or ":" in route.get("dst-address", ""):
        return None
    command = Command(
        "/ip/address/print",
        proplist=("address", "network"),
        queries=(f"?interface={interface}",),
    )
    for row in await ask(command):
        own, _, length = row.get("address", "").partition("/")
        network = row.get("network", "")
        if length == "32" and network != own and _address(network) is not None:
            return _Hop(network)
    return None


def _way(route: Row, vrf: str, vrfs: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the argument of ``/ping`` for a route outside the main table."""
    table = vrf or _table(route)
    if table in {"", _MAIN}:
        return ()
    if "routing-mark" in route:
        return (("routing-table", table),)
    return (("vrf", table),) if table in vrfs else ()


def _gateway(place: str, hop: _Hop, way: tuple[tuple[str, str], ...]) -> Gateway:
    """Return a gateway under its name, with the arguments of ``/ping``."""
    parsed = _address(hop.address)
    where: tuple[tuple[str, str], ...] = (("address", hop.address),)
    if hop.interface and isinstance(parsed, IPv6Address):
        where = (("address", "%".join(hop)),)
    elif hop.interface:
        where = (*where, ("interface", hop.interface))
    is_named = _address(place.partition("%")[0]) is None
    name = place if is_named else "%".join(filter(None, hop))
    vrf = dict(way).get("vrf")
    return Gateway(name=f"{name}@{vrf}" if vrf else name, arguments=(*where, *way))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, None for an interface's name."""
    try:
        return ip_address(text)
    except ValueError:
        return None
