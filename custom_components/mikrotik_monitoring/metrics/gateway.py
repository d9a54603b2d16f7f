"""The gateways of a router's default routes, in every form that RouterOS 6 and 7 write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, NamedTuple

from ..routeros import Command, NoSuchCommandError, Row, values
from .asking import Ask
from .route_text import Hop, Place, address_of, next_hops, places
from .route_walk import MAIN, table_of

_NO_ADDRESS: Final = "the route names no address behind it"
_NO_INTERFACE: Final = "the route names no interface to its link-local address"

# What RouterOS 6 appends to a gateway that does not respond.
_DOWN: Final = " unreachable"

type IsInterface = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway:
    """The next hop of a default route.

    ``name`` identifies it, also after a reboot: its address, with the VRF if it has one, or the
    interface of a point-to-point link, whose other end may change. ``arguments`` are those of
    ``/ping`` to reach it; without any it cannot be pinged, and ``obstacle`` says why.
    ``interface`` is the one it is behind, empty where the route does not say.
    """

    name: str
    arguments: tuple[tuple[str, str], ...]
    interface: str = ""
    obstacle: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateways:
    """The gateways of the active default routes, the most preferred first, and of the others."""

    active: tuple[Gateway, ...] = ()
    inactive: tuple[Gateway, ...] = ()


class _Found(NamedTuple):
    """A gateway that a route names, and whether that route is active."""

    gateway: Gateway
    is_active: bool


async def find_gateways(ask: Ask, is_interface: IsInterface, routes: list[Row]) -> Gateways:
    """Return the gateways of default routes of all tables and marks, each once.

    IPv4 comes before IPv6, the main table before others, the smaller distance before the larger.
    ``is_interface`` says whether a text is an interface's name, which may contain any character.
    """
    vrfs = await _vrfs(ask, routes)
    found: list[_Found] = []
    for route in routes:
        is_active = bool(values.flag(route.get("active")))
        for place in places(route.get("gateway", ""), is_interface):
            gateway = await _gateway(ask, place, route, vrfs)
            if is_active or gateway.arguments:
                found.append(_Found(gateway, is_active))
    return _each_once(_by_interface(found))


async def _vrfs(ask: Ask, routes: list[Row]) -> frozenset[str]:
    """Return which tables are VRFs: ``/ping`` of RouterOS 7 accepts no others.

    A gateway in a table that is not a VRF is pinged as from the main one.
    """
    if not any(
        table_of(route) or "@" in route.get("gateway", "")
        for route in routes
        if "routing-table" in route
    ):
        return frozenset()
    try:
        rows = await ask(Command("/ip/vrf/print", proplist=("name",)))
    except NoSuchCommandError:
        return frozenset()
    return frozenset(row.get("name", "") for row in rows)


async def _gateway(ask: Ask, place: Place, route: Row, vrfs: frozenset[str]) -> Gateway:
    """Return the gateway that a route names, as far as it can be pinged."""
    hop = _hop(place, route) or await _other_end(ask, place, route)
    if hop is None:
        obstacle = _NO_ADDRESS if address_of(place.text) is None else _NO_INTERFACE
        interface = _interface(place, Hop(place.text), route)
        return Gateway(name=place.text, arguments=(), interface=interface, obstacle=obstacle)
    way = _way(route, place.table, vrfs)
    return replace(_reached(place, hop, way), interface=_interface(place, hop, route))


def _hop(place: Place, route: Row) -> Hop | None:
    """Return the hop of a gateway: from the gateway itself, or from the route's next hop."""
    parsed = address_of(place.text)
    if parsed is not None and (place.interface or not parsed.is_link_local):
        return Hop(place.text, place.interface)
    for hop in next_hops(route):
        if hop.interface and place.text in hop and address_of(hop.address) is not None:
            return hop
    return None


def _interface(place: Place, hop: Hop, route: Row) -> str:
    """Return the interface that a gateway is behind, empty where the route does not say."""
    if hop.interface or address_of(place.text) is None:
        return hop.interface or place.text
    hops = sorted(next_hops(route), key=lambda next_hop: next_hop.address != place.text)
    return next((next_hop.interface or next_hop.address for next_hop in hops), "")


def gateways_in_use(route: Row, is_interface: IsInterface) -> tuple[str, ...]:
    """Return the gateways of an active route, each with the interface it is behind.

    Those of a balanced route of RouterOS 6 that do not respond are left out.
    """
    status = values.items(route.get("gateway-status")) or ()
    down = {text.removesuffix(_DOWN) for text in status if text.endswith(_DOWN)}
    found = places(route.get("gateway", ""), is_interface)
    return tuple(_named(place, route) for place in found if place.text not in down)


def _named(place: Place, route: Row) -> str:
    """Return a gateway for display: "192.0.2.1 (ether1)", "pppoe-out1"."""
    interface = _interface(place, _hop(place, route) or Hop(place.text), route)
    return place.text if interface in {"", place.text} else f"{place.text} ({interface})"


async def _other_end(ask: Ask, place: Place, route: Row) -> Hop | None:
    """Return the other end of a point-to-point link such as PPPoE.

    RouterOS shows it as the network of the link's own address; a modem's network is itself.
    """
    if address_of(place.text) is not None or ":" in route.get("dst-address", ""):
        return None
    command = Command(
        "/ip/address/print",
        proplist=("address", "network"),
        queries=(f"?interface={place.text}",),
    )
    for row in await ask(command):
        own, _, length = row.get("address", "").partition("/")
        network = row.get("network", "")
        if length == "32" and network != own and address_of(network) is not None:
            return Hop(network)
    return None


def _way(route: Row, vrf: str, vrfs: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the argument of ``/ping`` for a route outside the main table."""
    table = vrf or table_of(route)
    if table in {"", MAIN}:
        return ()
    if "routing-mark" in route:
        return (("routing-table", table),)
    return (("vrf", table),) if table in vrfs else ()


def _reached(place: Place, hop: Hop, way: tuple[tuple[str, str], ...]) -> Gateway:
    """Return a gateway under its name, with the arguments of ``/ping``."""
    where: tuple[tuple[str, str], ...] = (("address", hop.address),)
    if hop.interface and isinstance(address_of(hop.address), IPv6Address):
        where = (("address", "%".join(hop)),)
    elif hop.interface:
        where = (*where, ("interface", hop.interface))
    is_named = address_of(place.text) is None
    name = place.text if is_named else "%".join(filter(None, hop))
    return Gateway(name=_in_vrf(name, way), arguments=(*where, *way))


def _in_vrf(name: str, way: tuple[tuple[str, str], ...]) -> str:
    """Return a gateway's name with its VRF, if it is in one."""
    vrf = dict(way).get("vrf")
    return f"{name}@{vrf}" if vrf else name


def _by_interface(found: list[_Found]) -> Iterator[_Found]:
    """Yield the gateways; one address behind several interfaces is named with the interface."""
    behind: dict[str, set[str]] = {}
    for gateway, _ in found:
        behind.setdefault(gateway.name, set()).add(gateway.interface)
    for gateway, is_active in found:
        address = dict(gateway.arguments).get("address", "")
        is_shared = len(behind[gateway.name] - {""}) > 1 and gateway.interface
        if not is_shared or not isinstance(address_of(address), IPv4Address):
            yield _Found(gateway, is_active)
            continue
        way = tuple(one for one in gateway.arguments if one[0] not in {"address", "interface"})
        hop = (("address", address), ("interface", gateway.interface))
        name = _in_vrf(f"{address}%{gateway.interface}", way)
        yield _Found(replace(gateway, name=name, arguments=(*hop, *way)), is_active)


def _each_once(found: Iterator[_Found]) -> Gateways:
    """Return the gateways, each name once: one of any active route is active."""
    active: dict[str, Gateway] = {}
    inactive: dict[str, Gateway] = {}
    for gateway, is_active in found:
        (active if is_active else inactive).setdefault(gateway.name, gateway)
    return Gateways(
        active=tuple(active.values()),
        inactive=tuple(one for name, one in inactive.items() if name not in active),
    )


def gateway_of(name: str) -> Gateway | None:
    """Return the gateway with a name, None where that contains no address."""
    text, _, vrf = name.partition("@")
    address, _, interface = text.partition("%")
    try:
        ip_address(address)
    except ValueError:
        return None
    way = (("vrf", vrf),) if vrf else ()
    gateway = _reached(Place(address, interface, vrf), Hop(address, interface), way)
    return replace(gateway, interface=interface)
