"""Interface traffic, from the interface table's own counters."""

from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfInformation, UnitOfRatio

from ..routeros import Row, values
from .bandwidth import Bandwidth, BandwidthMetric
from .bounds import Bounds
from .ethernet import ETHERNET, EthernetRow
from .interface_index import (
    COMMENT_FIELD,
    IDENTITY_FIELDS,
    MAC_FIELD,
    STATIC_INTERFACES,
    USE_FIELDS,
)
from .model import (
    REALTIME,
    BinaryMetric,
    DeadBand,
    Graph,
    MetricValue,
    PrintGroup,
    Query,
    RateMetric,
    Reading,
    Scope,
    SensorMetric,
)

# More VLANs than this are an operator's setup: the port that carries them has their sum.
_CROWD = 20

# RouterOS's types of tunnels: they run over the router's uplink.
_TUNNELS: Final = frozenset(
    {
        "6to4-tunnel",
        "eoip",
        "eoipv6",
        "gre-tunnel",
        "gre6-tunnel",
        "ipip-tunnel",
        "ipipv6-tunnel",
        "l2tp-out",
        "ovpn-out",
        "pptp-out",
        "sstp-out",
    }
)

NOTHING_CONTRACTED: Final = Bandwidth()

# The totals feed hourly statistics: a row in five minutes is plenty.
_TOTAL_WRITE_INTERVAL = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceRow:
    """``/interface``: octets and packets since boot; None if not reported or not requested."""

    name: str
    comment: str
    running: bool
    rx_byte: int | None
    tx_byte: int | None
    rx_packet: int | None
    tx_packet: int | None
    # RouterOS's type, such as ether, vlan, bridge.
    kind: str
    # Bit/s, as last reported by the menu of the ethernet ports; None without a link.
    link_speed: int | None = None
    # Whether that menu reports it at all: a virtual port has none.
    has_link_speed: bool = False
    # The contracted bandwidth.
    bandwidth: Bandwidth = NOTHING_CONTRACTED

    @classmethod
    def from_row(
        cls, row: Row, link: EthernetRow | None = None, bandwidth: Bandwidth = NOTHING_CONTRACTED
    ) -> Self:
        """Parse a row as the router gave it, with its link if it is a port, and its contract."""
        return cls(
            name=row.get("name", ""),
            comment=row.get("comment", ""),
            running=bool(values.flag(row.get("running"))),
            rx_byte=values.integer(row.get("rx-byte")),
            tx_byte=values.integer(row.get("tx-byte")),
            rx_packet=values.integer(row.get("rx-packet")),
            tx_packet=values.integer(row.get("tx-packet")),
            kind=row.get("type", ""),
            link_speed=link.speed if link else None,
            has_link_speed=link.has_speed if link else False,
            bandwidth=bandwidth,
        )

    @property
    def label(self) -> str:
        """Return the name with the comment, which says what a port is for."""
        return f"{self.name} · {self.comment}" if self.comment else self.name


@dataclass(frozen=True, kw_only=True)
class UtilisationMetric(RateMetric[InterfaceRow]):
    """A bit rate as a share of the contracted bandwidth, else of the link speed, in percent."""

    @override
    def value(
        self, instance: str, now: Reading[InterfaceRow], before: Reading[InterfaceRow] | None
    ) -> MetricValue:
        """Return the mean share between two readings, None without a bandwidth to relate it to."""
        bits = super().value(instance, now, before)
        row = now.rows[instance]
        whole = row.bandwidth.part(self.contract) or row.link_speed
        return 100 * bits / whole if isinstance(bits, float) and whole else None

    @override
    def is_supported(self, row: InterfaceRow) -> bool:
        """Return whether there is a bandwidth to relate the rate to."""
        return row.has_link_speed or row.bandwidth.part(self.contract) is not None

    @override
    def needs_contract(self, row: InterfaceRow | None) -> bool:
        """Return whether a row's link has no speed of its own."""
        return row is not None and not row.has_link_speed

    @override
    def is_possible(self, row: InterfaceRow, value: MetricValue) -> bool:
        """Return whether a share is possible: of a contract, up to what the link can carry."""
        contracted = row.bandwidth.part(self.contract)
        if contracted is not None and isinstance(value, float):
            of_link = value * contracted / row.link_speed if row.link_speed else value
            value = of_link if row.link_speed else min(of_link, self.bounds.most)
        return super().is_possible(row, value)


@dataclass(frozen=True, kw_only=True)
class InterfaceGroup(PrintGroup[InterfaceRow]):
    """The interface table, with the link speeds from another menu; it updates the index."""

    @override
    async def read(self, query: Query[InterfaceRow]) -> dict[str, InterfaceRow | None]:
        """Print the table; relate each ethernet port to the speed of its link."""
        rows = await query.ask(self.command(query.keys))
        found = query.interfaces.update(rows, has_comments=query.keys == self.keys)
        links = query.latest(ETHERNET)
        ports = links.rows if links else {}
        return {
            facts.instance: InterfaceRow.from_row(
                row,
                ports.get(facts.instance),
                query.bandwidth.get(facts.instance, NOTHING_CONTRACTED),
            )
            if facts.is_watched
            else None
            for facts, row in zip(found, rows, strict=True)
            if facts is not None
        }


def _carrier(instance: str, reading: Reading[InterfaceRow]) -> str | None:
    """Return "", the router's uplink, for a tunnel; the carrier of others is unknown."""
    row = reading.rows.get(instance)
    return "" if row is not None and row.kind in _TUNNELS else None


_bit_rate = partial(
    RateMetric[InterfaceRow],
    factor=8,
    graph=Graph.INTERFACE_TRAFFIC,
    essential=True,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=100,
    dead_band=DeadBand(absolute=1000, relative=0.05),
)
_contracted = partial(
    BandwidthMetric[InterfaceRow],
    graph=Graph.INTERFACE_TRAFFIC,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    # A measurement, so that it is drawn as a line with the traffic over any range.
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    entity_category=EntityCategory.DIAGNOSTIC,
)
_total = partial(
    SensorMetric[InterfaceRow],
    device_class=SensorDeviceClass.DATA_SIZE,
    native_unit_of_measurement=UnitOfInformation.BYTES,
    suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
    state_class=SensorStateClass.TOTAL_INCREASING,
    suggested_display_precision=2,
    write_interval=_TOTAL_WRITE_INTERVAL,
)
_packet_rate = partial(
    RateMetric[InterfaceRow],
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
    dead_band=DeadBand(absolute=2, relative=0.05),
    kind="packets",
    entity_registry_enabled_default=False,
)
_utilisation = partial(
    UtilisationMetric,
    factor=8,
    requires=("interface.link.speed",),
    graph=Graph.INTERFACE_TRAFFIC,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    # The time between two readings is known to a tenth.
    valid=Bounds(0, 120),
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.1,
    dead_band=DeadBand(absolute=1),
    kind="utilisation",
    entity_registry_enabled_default=False,
)

INTERFACE = InterfaceGroup(
    key="interface.traffic",
    title="Interface traffic",
    about="Per interface, on its own device page; dynamic and disabled ones are left out.",
    tier=REALTIME,
    scope=Scope.INTERFACE,
    has_instances=True,
    family="interface",
    summary_above=_CROWD,
    counts_towards_limit=lambda row: row.kind == "vlan",
    limited_name="VLANs",
    follows=(ETHERNET,),
    always_read=True,
    label=lambda row: row.label,
    carrier=_carrier,
    path="/interface",
    identity=IDENTITY_FIELDS,
    details=(COMMENT_FIELD, MAC_FIELD, *USE_FIELDS),
    queries=STATIC_INTERFACES,
    metrics=(
        _bit_rate(
            key="interface.traffic.rx",
            about="Bits per second received, averaged between two readings of the byte counter.",
            fields=("rx-byte",),
            source=lambda row: row.rx_byte,
        ),
        _bit_rate(
            key="interface.traffic.tx",
            about="Bits per second sent, averaged between two readings of the byte counter.",
            fields=("tx-byte",),
            source=lambda row: row.tx_byte,
        ),
        BinaryMetric(
            key="interface.running",
            essential=True,
            about=(
                "Whether the interface has a link, or its tunnel is up; disabled interfaces "
                "are not monitored."
            ),
            fields=("running",),
            source=lambda row: row.running,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        _total(
            key="interface.total.rx",
            about=(
                "Bytes received since the interface's counter began: it restarts at a reboot, at "
                "a reset or when a tunnel reconnects."
            ),
            fields=("rx-byte",),
            source=lambda row: row.rx_byte,
        ),
        _total(
            key="interface.total.tx",
            about=(
                "Bytes sent since the interface's counter began: it restarts at a reboot, at a "
                "reset or when a tunnel reconnects."
            ),
            fields=("tx-byte",),
            source=lambda row: row.tx_byte,
        ),
        _packet_rate(
            key="interface.packets.rx",
            about="Packets per second received, averaged between two readings.",
            fields=("rx-packet",),
            source=lambda row: row.rx_packet,
        ),
        _packet_rate(
            key="interface.packets.tx",
            about="Packets per second sent, averaged between two readings.",
            fields=("tx-packet",),
            source=lambda row: row.tx_packet,
        ),
        _utilisation(
            key="interface.utilisation.rx",
            about=(
                "Received bit rate as a share of the contracted bandwidth (down), or without a "
                "contract of the link speed, which only ethernet ports with a link have."
            ),
            contract="down",
            fields=("rx-byte",),
            source=lambda row: row.rx_byte,
        ),
        _utilisation(
            key="interface.utilisation.tx",
            about=(
                "Sent bit rate as a share of the contracted bandwidth (up), or without a "
                "contract of the link speed, which only ethernet ports with a link have."
            ),
            contract="up",
            fields=("tx-byte",),
            source=lambda row: row.tx_byte,
        ),
        _contracted(
            key="interface.bandwidth.down",
            about="Contracted bandwidth for what the interface receives.",
            source=lambda row: row.bandwidth.down,
            contract="down",
        ),
        _contracted(
            key="interface.bandwidth.up",
            about="Contracted bandwidth for what the interface sends.",
            source=lambda row: row.bandwidth.up,
            contract="up",
        ),
        _contracted(
            key="interface.bandwidth.commit",
            about=(
                "Committed bandwidth, paid for in any case, in both directions: the 95th "
                "percentile is compared with it."
            ),
            source=lambda row: row.bandwidth.commit,
            contract="commit",
        ),
    ),
)
