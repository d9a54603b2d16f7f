"""WireGuard: which peers had a recent handshake, and their traffic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfInformation
from homeassistant.util import dt as dt_util

from ..routeros import Command, Row, values
from .interface_index import InterfaceIndex
from .model import (
    SHORT,
    V7,
    BinaryMetric,
    DeadBand,
    Graph,
    Group,
    Menu,
    Query,
    RateMetric,
    SensorMetric,
)

_PEERS: Final = "/interface/wireguard/peers"
_IDENTITY: Final = ("interface", "public-key", "name", "comment", "allowed-address", "disabled")
_HANDSHAKE: Final = "last-handshake"

# A peer with traffic has a handshake at least this often, in seconds.
_FRESH: Final = 180.0
# Digits of a key's hash that are stored instead of the key: 64 bits distinguish peers.
_DIGITS: Final = 16
_TOTAL_WRITE_INTERVAL: Final = 300.0
# With more peers than this, none gets an entity of its own.
_CROWD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerRow:
    """A peer: the time of its last handshake, None before the first; rx and tx in bytes."""

    label: str
    connected: bool
    handshake: datetime | None
    rx: int | None
    tx: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it; without an age, the peer never had a handshake."""
        age = values.duration(row.get(_HANDSHAKE))
        name = next(filter(None, map(row.get, ("name", "comment", "allowed-address"))), "")
        return cls(
            label=name or fingerprint(row),
            connected=age is not None and age < _FRESH,
            handshake=None if age is None else dt_util.utcnow() - timedelta(seconds=age),
            rx=values.count(row.get("rx")),
            tx=values.count(row.get("tx")),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PeersRow:
    """All peers together, without disabled ones."""

    connected: int
    configured: int


def fingerprint(row: Row) -> str:
    """Return the key of a peer's instance: the first digits of its public key's hash."""
    return sha256(row.get("public-key", "").encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, kw_only=True)
class WireguardGroup(Group[Any]):
    """The peers by their keys; a router without peers has no totals."""

    @override
    async def read(self, query: Query[Any]) -> dict[str, PeerRow | PeersRow | None]:
        """Print the peers of all interfaces."""
        fields = dict.fromkeys((*_IDENTITY, *self.fields(query.keys)))
        rows = await query.ask(Command(f"{_PEERS}/print", proplist=tuple(fields)))
        if not rows:
            return {}
        if query.is_full:
            await query.interfaces.current(query.ask)
        peers = {
            name: None if _is_off(row, query.interfaces) else PeerRow.from_row(row)
            for name, row in _by_key(rows).items()
        }
        active = [peer for peer in peers.values() if peer is not None]
        connected = sum(peer.connected for peer in active)
        return {"": PeersRow(connected=connected, configured=len(active)), **peers}


def _by_key(rows: Iterable[Row]) -> dict[str, Row]:
    """Return the peers by their keys; by key and interface if a key is on several of them."""
    interfaces: dict[str, set[str]] = {}
    rows = list(rows)
    for row in rows:
        interfaces.setdefault(fingerprint(row), set()).add(row.get("interface", ""))
    return {
        f"{key}@{row.get('interface', '')}" if len(interfaces[key]) > 1 else key: row
        for row in rows
        if (key := fingerprint(row))
    }


def _is_off(row: Row, interfaces: InterfaceIndex) -> bool:
    """Return whether a peer is disabled, or its interface is not monitored."""
    facts = interfaces.named(row.get("interface", ""))
    return bool(values.flag(row.get("disabled"))) or (facts is not None and not facts.is_watched)


def _always(_: PeerRow) -> bool:
    """Return True: the metric exists also before the peer's first handshake."""
    return True


_of_all = partial(
    SensorMetric[PeersRow],
    summary=True,
    fields=(_HANDSHAKE,),
    graph=Graph.VPN,
    state_class=SensorStateClass.MEASUREMENT,
)
_rate = partial(
    RateMetric[PeerRow],
    factor=8,
    graph=Graph.VPN,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=100,
    dead_band=DeadBand(absolute=1000, relative=0.05),
    kind="traffic",
    entity_registry_enabled_default=False,
)
_total = partial(
    SensorMetric[PeerRow],
    device_class=SensorDeviceClass.DATA_SIZE,
    native_unit_of_measurement=UnitOfInformation.BYTES,
    suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
    state_class=SensorStateClass.TOTAL_INCREASING,
    suggested_display_precision=2,
    write_interval=_TOTAL_WRITE_INTERVAL,
    kind="totals",
    entity_registry_enabled_default=False,
)

WIREGUARD = WireguardGroup(
    key="wireguard",
    title="WireGuard",
    about=(
        "All peers together, and per peer, identified by its key and named by its name or "
        "comment; peers that are disabled or on an interface that is not monitored are left out."
    ),
    menus=(Menu(_PEERS, V7),),
    tier=SHORT,
    has_instances=True,
    label=lambda row: row.label if isinstance(row, PeerRow) else "",
    family="wireguard",
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _of_all(
            key="wireguard.peers.connected",
            about="Peers with a handshake within the last 3 minutes.",
            source=lambda row: row.connected,
        ),
        _of_all(
            key="wireguard.peers.configured",
            about="Peers that are configured and not disabled.",
            source=lambda row: row.configured,
            kind="configured",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric[PeerRow](
            key="wireguard.peer.connected",
            about=(
                "Whether the peer had a handshake within the last 3 minutes; an idle peer "
                "without keepalive is off although nothing is wrong."
            ),
            fields=(_HANDSHAKE,),
            source=lambda row: row.connected,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="peers",
            entity_registry_enabled_default=False,
        ),
        SensorMetric[PeerRow](
            key="wireguard.peer.handshake",
            about="Time of the peer's last handshake; unknown before the first one.",
            fields=(_HANDSHAKE,),
            source=lambda row: row.handshake,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="peers",
            entity_registry_enabled_default=False,
        ),
        _rate(
            key="wireguard.peer.traffic.rx",
            about="Bits per second received from the peer, averaged between two readings.",
            fields=("rx",),
            source=lambda row: row.rx,
        ),
        _rate(
            key="wireguard.peer.traffic.tx",
            about="Bits per second sent to the peer, averaged between two readings.",
            fields=("tx",),
            source=lambda row: row.tx,
        ),
        _total(
            key="wireguard.peer.total.rx",
            about="Bytes received from the peer since its interface came up.",
            fields=("rx",),
            source=lambda row: row.rx,
        ),
        _total(
            key="wireguard.peer.total.tx",
            about="Bytes sent to the peer since its interface came up.",
            fields=("tx",),
            source=lambda row: row.tx,
        ),
    ),
)
