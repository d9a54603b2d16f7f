"""OSPF: which neighbours have their expected adjacency, and how often that changed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..routeros import Command, Row, values
from .away import with_away
from .model import MEDIUM, BinaryMetric, Graph, Group, Menu, Query, Reading, SensorMetric
from .naming import together

_MENU: Final = "/routing/ospf/neighbor"
_IDENTITY: Final = ("instance", "router-id", "address")
# These distinguish a neighbour that needs no more than 2-Way from one that is stuck there.
_DESIGNATED: Final = ("dr", "bdr", "dr-address", "backup-dr-address")

# With more neighbours than this, none gets an entity of its own.
CROWD: Final = 20

FULL: Final = "full"
_TWO_WAY: Final = "two_way"
DOWN: Final = "down"
# The states of RFC 2328, by RouterOS's names without their hyphens.
STATES: Final = {
    "down": DOWN,
    "attempt": "attempt",
    "init": "init",
    "2way": _TWO_WAY,
    "twoway": _TWO_WAY,
    "exstart": "exstart",
    "exchange": "exchange",
    "loading": "loading",
    "full": FULL,
}


def word_of(text: str | None) -> str | None:
    """Return a status as one lower-case word, without its reason and dots."""
    word = (text or "").partition(" - ")[0].strip().rstrip(".").lower()
    return word or None


@dataclass(frozen=True, kw_only=True, slots=True)
class NeighbourRow:
    """A neighbour; ``state`` and ``is_up`` are None for an unknown state.

    ``changes`` counts its state changes since it was last newly listed; ``interface`` is the one
    it is on, None where the router does not report it.
    """

    is_up: bool | None
    state: str | None
    word: str | None = None
    since: datetime | None = None
    changes: int | None = None
    away_at: float | None = None
    interface: str | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it; without an adjacency there is no start time."""
        word = word_of(row.get("state"))
        state = STATES.get((word or "").replace("-", ""))
        adjacent = values.duration(row.get("adjacency"))
        return cls(
            is_up=None
            if state is None
            else state == FULL or (state == _TWO_WAY and _may_stay(row)),
            state=state,
            word=word,
            since=None if adjacent is None else dt_util.utcnow() - timedelta(seconds=adjacent),
            changes=values.count(row.get("state-changes")),
            interface=row.get("interface") or None,
        )

    def worst(self, other: NeighbourRow) -> NeighbourRow:
        """Combine two indistinguishable neighbours; the worse counts: down, unknown, up."""
        return min(self, other, key=lambda row: (False, None, True).index(row.is_up))

    def away(self, at: float) -> Self:
        """Return the neighbour as it is shown after the router has removed it."""
        return replace(
            self, is_up=False, state=DOWN, word=None, since=None, changes=None, away_at=at
        )


def _may_stay(row: Row) -> bool:
    """Return whether a neighbour may stay at 2-Way: it is neither the DR nor the BDR.

    Two routers of a broadcast network that are neither form no adjacency with each other.
    """
    own = {row.get("address"), row.get("router-id")}
    return own.isdisjoint(row[name] for name in _DESIGNATED if name in row)


@dataclass(frozen=True, kw_only=True, slots=True)
class OspfRow:
    """All neighbours together; ``changes`` are those seen since Home Assistant started."""

    up: int
    down: int
    known: int
    changes: int

    @classmethod
    def of(cls, rows: dict[str, NeighbourRow], query: Query[Any]) -> Self:
        """Count the neighbours, and what has changed since the last reading."""
        last = {} if query.last is None else query.last.rows
        before = last.get("")
        changes = before.changes if isinstance(before, OspfRow) else 0
        return cls(
            up=sum(row.is_up is True for row in rows.values()),
            down=sum(row.is_up is False for row in rows.values()),
            known=len(rows),
            changes=changes + sum(_changes(last.get(name), row) for name, row in rows.items()),
        )


def _changes(before: object, row: NeighbourRow) -> int:
    """Return how often a neighbour's state changed between two readings, at least."""
    if not isinstance(before, NeighbourRow):
        return 0
    if row.away_at is not None:
        return before.away_at is None
    counted = row.changes or 0
    if before.away_at is not None:
        return max(counted, 1)
    # Its count restarts where it was removed and found again in between.
    earlier = before.changes or 0
    return counted - earlier if counted >= earlier else counted


type _Rows = dict[str, NeighbourRow | OspfRow | None]


@dataclass(frozen=True, kw_only=True)
class OspfGroup(Group[Any]):
    """The present and the recent neighbours; a router without neighbours has no totals."""

    @override
    async def read(self, query: Query[Any]) -> _Rows:
        """Print the neighbours."""
        proplist = (*_IDENTITY, "state", "interface", *_DESIGNATED, *self.fields(query.keys))
        found = await query.ask(Command(f"{_MENU}/print", proplist=tuple(dict.fromkeys(proplist))))
        named = ((_instance(row), NeighbourRow.from_row(row)) for row in found)
        listed = {
            name: row
            for name, row in together(named, NeighbourRow.worst).items()
            if row is not None
        }
        rows = with_away(query, listed, _neighbour, _UNSEEN)
        return {"": OspfRow.of(rows, query), **rows} if rows else {}

    @override
    def remarks(self, row: Any) -> tuple[str, ...]:
        """Return the text of a state that is unknown."""
        is_odd = isinstance(row, NeighbourRow) and row.state is None and row.word
        return (f"state {row.word}",) if is_odd else ()


def _carrier(instance: str, reading: Reading[Any]) -> str | None:
    """Return the interface that a neighbour is on."""
    row = _neighbour(reading.rows.get(instance))
    return None if row is None else row.interface


_UNSEEN: Final = NeighbourRow(is_up=False, state=DOWN)


def _instance(row: Row) -> str:
    """Return the key of a neighbour: the OSPF instance, its router id and its address."""
    return " ".join(filter(None, map(row.get, _IDENTITY)))


def _neighbour(row: object) -> NeighbourRow | None:
    return row if isinstance(row, NeighbourRow) else None


def _always(_: NeighbourRow) -> bool:
    """Return True: the metric exists also while the neighbour is down."""
    return True


_of_all = partial(
    SensorMetric[OspfRow],
    summary=True,
    state_class=SensorStateClass.MEASUREMENT,
)
_detail = partial(
    SensorMetric[NeighbourRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="ospf",
    entity_registry_enabled_default=False,
)

OSPF = OspfGroup(
    key="ospf",
    title="OSPF, BFD and RIP",
    about=(
        "OSPF per neighbour, and all together; one that is no longer in the router's table is "
        "shown as down, and removed after a week."
    ),
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    has_instances=True,
    listed_while_up=lambda _: True,
    carrier=_carrier,
    family="routing",
    summary_above=CROWD,
    shows_named=True,
    metrics=(
        _of_all(
            key="ospf.neighbours.full",
            about=(
                "OSPF neighbours with the expected adjacency: Full, or 2-Way with one that is "
                "neither DR nor BDR."
            ),
            source=lambda row: row.up,
            graph=Graph.ROUTING,
        ),
        _of_all(
            key="ospf.neighbours.known",
            about="OSPF neighbours that the router lists now or has listed within the last week.",
            source=lambda row: row.known,
            graph=Graph.ROUTING,
            kind="totals",
            entity_registry_enabled_default=False,
        ),
        _of_all(
            key="ospf.neighbours.down",
            about=(
                "OSPF neighbours that were listed within the last week and are neither Full nor "
                "legitimately 2-Way."
            ),
            source=lambda row: row.down,
            kind="totals",
            entity_registry_enabled_default=False,
        ),
        _of_all(
            key="ospf.changes",
            about=(
                "State changes of all OSPF neighbours together while Home Assistant was monitoring."
            ),
            fields=("state-changes",),
            source=lambda row: row.changes,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="totals",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric[NeighbourRow](
            key="ospf.neighbour.full",
            about=(
                "Whether the OSPF neighbour is Full, or legitimately 2-Way; off also when it is "
                "no longer in the router's table."
            ),
            source=lambda row: row.is_up,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="ospf",
            entity_registry_enabled_default=False,
        ),
        _detail(
            key="ospf.neighbour.state",
            about="State of the OSPF neighbour; down also when it is no longer listed.",
            source=lambda row: row.state,
            supported=_always,
            device_class=SensorDeviceClass.ENUM,
            options=list(dict.fromkeys(STATES.values())),
        ),
        _detail(
            key="ospf.neighbour.uptime",
            about="When the adjacency with the OSPF neighbour began; unknown without one.",
            fields=("adjacency",),
            source=lambda row: row.since,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
        ),
        _detail(
            key="ospf.neighbour.changes",
            about="Number of state changes since the router first listed the OSPF neighbour.",
            fields=("state-changes",),
            source=lambda row: row.changes,
            supported=_always,
            state_class=SensorStateClass.TOTAL_INCREASING,
        ),
    ),
)
