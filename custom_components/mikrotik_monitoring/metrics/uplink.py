"""The uplinks together: the router's traffic over the interfaces of its default routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory, UnitOfDataRate

from .counters import rate
from .interface import INTERFACE, InterfaceRow
from .model import (
    REALTIME,
    DeadBand,
    Group,
    Menu,
    MetricValue,
    MissingSourceError,
    Query,
    Reading,
    SensorMetric,
)
from .uplink_routes import UPLINK_ROUTES

_BITS: Final = 8
_BRIDGE: Final = "bridge"
# Interfaces with a cable, a modem or a radio; all others run over these.
_PORTS: Final = frozenset({"ether", "lte", "wifi", "wlan"})

# Their traffic passes another uplink as well, if there is one.
_TUNNELS: Final = frozenset(
    {
        "wg",
        "gre-tunnel",
        "gre6-tunnel",
        "ipip-tunnel",
        "ipipv6-tunnel",
        "6to4-tunnel",
        "eoip",
        "eoipv6",
        "l2tp-out",
        "ovpn-out",
        "pptp-out",
        "sstp-out",
        "vxlan",
        "zerotier",
    }
)

type _Interfaces = Mapping[str, InterfaceRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class UplinkRow:
    """The uplinks by instance, with their counters."""

    interfaces: _Interfaces

    @property
    def names(self) -> str:
        """Return their names on the router."""
        return shortened(sorted(row.name for row in self.interfaces.values()))

    @property
    def carriers(self) -> frozenset[str]:
        """Return those to sum up, without tunnels whose traffic passes another uplink."""
        own = (name for name, row in self.interfaces.items() if row.kind not in _TUNNELS)
        return frozenset(own) or frozenset(self.interfaces)


@dataclass(frozen=True, kw_only=True)
class UplinkRateMetric(SensorMetric[UplinkRow]):
    """The sum of the uplinks' bit rates; ``counter`` returns the octets of one."""

    counter: str

    @override
    def value(
        self, instance: str, now: Reading[UplinkRow], before: Reading[UplinkRow] | None
    ) -> MetricValue:
        """Return the mean rate between two readings of the same uplinks, else None."""
        if before is None or instance not in before.rows:
            return None
        earlier, later = before.rows[instance], now.rows[instance]
        if earlier.carriers != later.carriers:
            return None
        rates = [
            rate(
                getattr(earlier.interfaces[name], self.counter),
                getattr(later.interfaces[name], self.counter),
                now.since(before),
                factor=_BITS,
                tolerance=self.least_move,
            )
            for name in later.carriers
        ]
        known = [bits for bits in rates if bits is not None]
        return sum(known) if len(known) == len(rates) else None


@dataclass(frozen=True, kw_only=True)
class UplinkGroup(Group[UplinkRow]):
    """Made of the interfaces' counters and the default routes."""

    @override
    async def read(self, query: Query[UplinkRow]) -> dict[str, UplinkRow | None]:
        """Choose the uplinks and use their counters, without a query."""
        reading = query.source(INTERFACE)
        if not reading.rows:
            raise MissingSourceError(INTERFACE.key)
        chosen = _routed(query, reading.rows) or _kept(query, reading.rows)
        interfaces = {name: reading.rows[name] for name in chosen or _busiest(reading.rows)}
        return {"": UplinkRow(interfaces=interfaces)}


def shortened(names: list[str]) -> str:
    """Return the names as a list; if that is too long for a state, the first and the number."""
    text, shown = ", ".join(names), len(names)
    while len(text) > MAX_LENGTH_STATE_STATE and shown:
        shown -= 1
        text = f"{', '.join(names[:shown])} … ({len(names)})"
    return text


def _routed(query: Query[UplinkRow], rows: _Interfaces) -> list[str]:
    """Return the interfaces of the active default routes.

    Bridges do not count: on a switch, the bridge only carries traffic to the switch itself.
    """
    routes = query.latest(UPLINK_ROUTES)
    if routes is None:
        return []
    names = routes.rows[""].interfaces
    return [name for name, row in rows.items() if row.name in names and row.kind != _BRIDGE]


def _kept(query: Query[UplinkRow], rows: _Interfaces) -> list[str]:
    """Return the previous uplinks, until the hourly pass chooses them again."""
    if query.is_full or query.before is None or "" not in query.before.rows:
        return []
    return [name for name in query.before.rows[""].interfaces if name in rows]


def _busiest(rows: _Interfaces) -> list[str]:
    """Return the port that carried the most traffic since its counters began."""
    ports = [name for name, row in rows.items() if row.kind in _PORTS] or list(rows)
    return [max(ports, key=lambda name: (rows[name].rx_byte or 0) + (rows[name].tx_byte or 0))]


_bit_rate = partial(
    UplinkRateMetric,
    source=lambda row: row.names,
    requires=("interface.traffic.rx", "interface.traffic.tx", "uplink.gateways"),
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=100,
    dead_band=DeadBand(absolute=1000, relative=0.05),
)

UPLINK = UplinkGroup(
    key="uplink",
    title="Uplinks",
    about=(
        "The interfaces of the active default routes of all routing tables and marks, all "
        "together; where none is known or it is a bridge, the port that carried the most traffic. "
        "Updated at start and once an hour."
    ),
    menus=(Menu("/interface"), Menu("/ip/route"), Menu("/ipv6/route")),
    tier=REALTIME,
    derived=True,
    sources=(INTERFACE, UPLINK_ROUTES),
    metrics=(
        _bit_rate(
            key="uplink.traffic.rx",
            essential=True,
            about=(
                "Bits per second received over all uplinks together; a tunnel's traffic is "
                "counted on the uplink that carries it."
            ),
            counter="rx_byte",
        ),
        _bit_rate(
            key="uplink.traffic.tx",
            essential=True,
            about=(
                "Bits per second sent over all uplinks together; a tunnel's traffic is counted "
                "on the uplink that carries it."
            ),
            counter="tx_byte",
        ),
        SensorMetric[UplinkRow](
            key="uplink.interfaces",
            essential=True,
            about="Names of the interfaces that are treated as uplinks.",
            source=lambda row: row.names,
            requires=("uplink.gateways",),
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
