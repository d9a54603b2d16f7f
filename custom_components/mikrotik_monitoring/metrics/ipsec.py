"""IPsec: which peers are established and their traffic, and how many SAs are installed.

The rows of SAs hold keys and are only counted; those of identities hold names and are not read.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfDataRate

from ..routeros import Command, NoSuchCommandError, Row, values
from .counters import rate
from .counts import count, counting
from .model import (
    AWAY_TIME,
    SHORT,
    BinaryMetric,
    DeadBand,
    Graph,
    Group,
    Menu,
    MetricValue,
    Query,
    RateMetric,
    Reading,
    SensorMetric,
)

_ACTIVE: Final = "/ip/ipsec/active-peers"
_PEER: Final = "/ip/ipsec/peer"
_SA: Final = "/ip/ipsec/installed-sa"
_CONFIGURED: Final = counting(_PEER, "?disabled=yes", "?#!")
_MATURE: Final = counting(_SA, "?state=mature")
_IDENTITY: Final = ("remote-address", "state")

_ESTABLISHED: Final = "established"
# States before or after being established; any others are of future versions.
_DOWN: Final = frozenset({"crypto", "eap", "expired", "no-phase1", "qkd", "spawning", "starting"})
_MESSAGE: Final = "message-"
# With more peers than this, none gets an entity of its own.
_CROWD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerRow:
    """The peers at one address: how many are established, None where no state is a known one.

    ``rx`` and ``tx`` are bytes. ``seen_at`` is when the router last listed it, in monotonic
    seconds: only peers that are connected or connecting are listed.
    """

    established: int | None = 0
    rx: int | None = None
    tx: int | None = None
    seen_at: float = 0.0

    @classmethod
    def from_row(cls, row: Row, now: float) -> PeerRow:
        """Parse a row as the router gave it."""
        return cls(
            established=_established(row.get("state")),
            rx=values.count(row.get("rx-bytes")),
            tx=values.count(row.get("tx-bytes")),
            seen_at=now,
        )

    def together(self, other: PeerRow) -> PeerRow:
        """Combine two peers behind one address."""
        return replace(
            self,
            established=_sum(self.established, other.established),
            rx=_sum(self.rx, other.rx),
            tx=_sum(self.tx, other.tx),
        )

    @property
    def is_up(self) -> bool | None:
        """Return whether any of them is established."""
        return None if self.established is None else self.established > 0


def _established(state: str | None) -> int | None:
    """Return 1 for the state established, 0 for other known ones, None for unknown ones."""
    word = (state or "").partition(" - ")[0].rstrip(".").casefold()
    if word == _ESTABLISHED:
        return 1
    return 0 if word in _DOWN or word.startswith(_MESSAGE) else None


def _sum(*numbers: int | None) -> int | None:
    """Return the sum of the known numbers, None where there are none."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


@dataclass(frozen=True, kw_only=True, slots=True)
class IpsecRow:
    """All peers together; None for what was not requested."""

    established: int
    configured: int | None
    associations: int | None


@dataclass(frozen=True, kw_only=True)
class TotalRateMetric(SensorMetric[Any]):
    """The bit rate of all peers together; ``counter`` is the name of their byte counter."""

    counter: str

    @override
    def value(self, instance: str, now: Reading[Any], before: Reading[Any] | None) -> MetricValue:
        """Return the sum of the peers' rates: one that is new or was reset adds nothing yet."""
        if before is None:
            return None
        peers = ((row, before.rows.get(name)) for name, row in now.rows.items() if name)
        elapsed = now.since(before)
        rates = [
            rate(
                getattr(earlier, self.counter),
                getattr(row, self.counter),
                elapsed,
                factor=8,
                tolerance=self.least_move,
            )
            for row, earlier in peers
            if earlier is not None
        ]
        known = [bits for bits in rates if bits is not None]
        is_idle = not now.rows[instance].established
        return sum(known) if known or is_idle else None


@dataclass(frozen=True, kw_only=True)
class IpsecGroup(Group[Any]):
    """The peers by their addresses; a router without a configured peer has no totals."""

    @override
    async def read(self, query: Query[Any]) -> dict[str, PeerRow | IpsecRow | None]:
        """Print the active peers, and count the configured peers and the installed SAs."""
        proplist = tuple(dict.fromkeys((*_IDENTITY, *self.fields(query.keys))))
        rows = await query.ask(Command(f"{_ACTIVE}/print", proplist=proplist))
        configured = await _configured(query)
        now = asyncio.get_running_loop().time()
        found = ((row.get("remote-address", ""), PeerRow.from_row(row, now)) for row in rows)
        peers = _by_address(found)
        away = _away(query, peers, now)
        if not (peers or configured or (configured is None and away)):
            return {}
        counts = "ipsec.associations" in query.keys
        associations = await _count(query, _MATURE) if counts else None
        total = IpsecRow(
            established=sum(peer.established or 0 for peer in peers.values()),
            configured=configured,
            associations=associations,
        )
        return {"": total, **away, **peers}


async def _configured(query: Query[Any]) -> int | None:
    """Return how many peers are configured, counted once an hour as it changes seldom."""
    before = None if query.before is None else query.before.rows.get("")
    if not query.is_full and isinstance(before, IpsecRow):
        return before.configured
    return await _count(query, _CONFIGURED)


async def _count(query: Query[Any], command: Command) -> int | None:
    """Return a count, None where the router cannot count."""
    try:
        return await count(query.ask, command)
    except NoSuchCommandError:
        return None


def _by_address(peers: Iterable[tuple[str, PeerRow]]) -> dict[str, PeerRow]:
    """Return the peers by their addresses, combining those behind one address."""
    found: dict[str, PeerRow] = {}
    for address, peer in peers:
        if address:
            found[address] = found[address].together(peer) if address in found else peer
    return found


def _away(query: Query[Any], peers: Mapping[str, PeerRow], now: float) -> dict[str, PeerRow]:
    """Return the peers that were listed within the last week but are not now, as down."""
    if query.before is None:
        known = dict.fromkeys(query.registered(), now)
    else:
        known = {
            name: row.seen_at for name, row in query.before.rows.items() if isinstance(row, PeerRow)
        }
    return {
        name: PeerRow(seen_at=seen_at)
        for name, seen_at in known.items()
        if name not in peers and now - seen_at < AWAY_TIME
    }


_of_all = partial(
    SensorMetric[IpsecRow],
    summary=True,
    graph=Graph.VPN,
    state_class=SensorStateClass.MEASUREMENT,
)
_off = partial(_of_all, entity_registry_enabled_default=False)
_BITS: Final[Mapping[str, Any]] = {
    "graph": Graph.VPN,
    "device_class": SensorDeviceClass.DATA_RATE,
    "native_unit_of_measurement": UnitOfDataRate.BITS_PER_SECOND,
    "suggested_unit_of_measurement": UnitOfDataRate.MEGABITS_PER_SECOND,
    "state_class": SensorStateClass.MEASUREMENT,
    "suggested_display_precision": 2,
    "resolution": 100,
    "dead_band": DeadBand(absolute=1000, relative=0.05),
    "kind": "traffic",
    "entity_registry_enabled_default": False,
}
_rate = partial(RateMetric[PeerRow], factor=8, supported=lambda _: True, **_BITS)
_total_rate = partial(TotalRateMetric, summary=True, source=lambda row: row.established, **_BITS)

IPSEC = IpsecGroup(
    key="ipsec",
    title="IPsec",
    about=(
        "All peers together, and per address of a peer. The router lists a peer only while it is "
        "connected: one that has been absent for a week is removed."
    ),
    menus=(Menu(_ACTIVE),),
    tier=SHORT,
    has_instances=True,
    listed_while_up=lambda _: True,
    family="ipsec",
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _of_all(
            key="ipsec.peers.established",
            about="Peers whose phase 1 is established.",
            source=lambda row: row.established,
        ),
        _off(
            key="ipsec.peers.configured",
            menus=(Menu(_PEER),),
            about=(
                "Peers that are configured and not disabled, counted once an hour; one that "
                "accepts any address may have many established peers."
            ),
            source=lambda row: row.configured,
            kind="configured",
        ),
        _off(
            key="ipsec.associations",
            menus=(Menu(_SA),),
            about=(
                "Security associations (SAs) in use, two for each phase 2; counted by the router, "
                "none is read."
            ),
            source=lambda row: row.associations,
            kind="associations",
        ),
        _total_rate(
            key="ipsec.traffic.rx",
            about="Bits per second received from all peers together.",
            fields=("rx-bytes",),
            counter="rx",
        ),
        _total_rate(
            key="ipsec.traffic.tx",
            about="Bits per second sent to all peers together.",
            fields=("tx-bytes",),
            counter="tx",
        ),
        BinaryMetric[PeerRow](
            key="ipsec.peer.established",
            about=(
                "Whether a peer at the address is established; unknown in a state that is not "
                "recognised."
            ),
            source=lambda row: row.is_up,
            supported=lambda _: True,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="peers",
            entity_registry_enabled_default=False,
        ),
        _rate(
            key="ipsec.peer.traffic.rx",
            about="Bits per second received from the peers at the address between two readings.",
            fields=("rx-bytes",),
            source=lambda row: row.rx,
        ),
        _rate(
            key="ipsec.peer.traffic.tx",
            about="Bits per second sent to the peers at the address between two readings.",
            fields=("tx-bytes",),
            source=lambda row: row.tx,
        ),
    ),
)
