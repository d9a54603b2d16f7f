"""BFD: which sessions are up, and how often that changed."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..routeros import Command, NoSuchCommandError, Row, values
from .away import with_away
from .model import MEDIUM, V6, V7, BinaryMetric, Graph, Group, Menu, Query, Reading, SensorMetric
from .naming import together
from .ospf import CROWD, DOWN, word_of

_SESSIONS: Final = "/routing/bfd/session"
_NEIGHBOURS: Final = "/routing/bfd/neighbor"
_IDENTITY: Final = {
    _SESSIONS: ("remote-address", "local-address"),
    _NEIGHBOURS: ("address", "interface"),
}
_UP: Final = "up"
# The states of RFC 5880, by RouterOS's names.
STATES: Final = {"admin-down": "admin_down", "down": DOWN, "init": "init", "up": _UP}


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRow:
    """A session; ``state`` and ``is_up`` are None where not reported or unrecognised."""

    is_up: bool | None
    state: str | None
    since: datetime | None = None
    changes: int | None = None
    away_at: float | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it; the uptime of a session that is not up is ignored."""
        state = STATES.get(word_of(row.get("state")) or "")
        is_up = values.flag(row.get("up"), absent=None if state is None else state == _UP)
        uptime = values.duration(row.get("uptime")) if is_up else None
        return cls(
            is_up=is_up,
            state=_UP if state is None and is_up else state,
            since=None if uptime is None else dt_util.utcnow() - timedelta(seconds=uptime),
            changes=values.count(row.get("state-changes")),
        )

    def worst(self, other: SessionRow) -> SessionRow:
        """Combine two indistinguishable sessions; the worse counts: down, unknown, up."""
        return min(self, other, key=lambda row: (False, None, True).index(row.is_up))

    def away(self, at: float) -> Self:
        """Return the session as it is after it ended together with the neighbour it was for."""
        return replace(self, is_up=False, state=DOWN, since=None, changes=None, away_at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class BfdRow:
    """All sessions together; ``menu`` is the menu that lists them."""

    menu: str
    up: int
    known: int


@dataclass(frozen=True, kw_only=True)
class BfdGroup(Group[Any]):
    """The sessions of RouterOS 7, else of 6; a router without sessions has no totals."""

    @override
    async def read(self, query: Query[Any]) -> dict[str, SessionRow | BfdRow | None]:
        """Print the sessions."""
        before = query.last.rows.get("") if query.last else None
        menu, found = await self._sessions(query, before.menu if before else _SESSIONS)
        identity = _IDENTITY[menu]
        named = (
            (" ".join(filter(None, map(row.get, identity))), SessionRow.from_row(row))
            for row in found
        )
        listed = {
            name: row for name, row in together(named, SessionRow.worst).items() if row is not None
        }
        rows = with_away(query, listed, _session, _UNSEEN)
        if not rows:
            return {}
        up = sum(row.is_up is True for row in rows.values())
        return {"": BfdRow(menu=menu, up=up, known=len(rows)), **rows}

    async def _sessions(self, query: Query[Any], menu: str) -> tuple[str, list[Row]]:
        """Return the router's menu and its rows; the one found last time is tried first."""
        if menu == _SESSIONS:
            with suppress(NoSuchCommandError):
                return _SESSIONS, await self._print(query, _SESSIONS)
        return _NEIGHBOURS, await self._print(query, _NEIGHBOURS)

    async def _print(self, query: Query[Any], menu: str) -> list[Row]:
        proplist = (*_IDENTITY[menu], "state", "up", *self.fields(query.keys))
        return await query.ask(Command(f"{menu}/print", proplist=proplist))


def _carrier(instance: str, reading: Reading[Any]) -> str | None:
    """Return the interface of a session, where its addresses include it."""
    total = reading.rows.get("")
    if isinstance(total, BfdRow) and total.menu == _NEIGHBOURS:
        return instance.partition(" ")[2] or None
    return instance.partition(" ")[0].partition("%")[2] or None


_UNSEEN: Final = SessionRow(is_up=False, state=DOWN)


def _session(row: object) -> SessionRow | None:
    return row if isinstance(row, SessionRow) else None


def _always(_: SessionRow) -> bool:
    """Return True: the metric exists also while the session is down."""
    return True


_of_all = partial(
    SensorMetric[BfdRow],
    summary=True,
    graph=Graph.ROUTING,
    state_class=SensorStateClass.MEASUREMENT,
)
_detail = partial(
    SensorMetric[SessionRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="bfd",
    entity_registry_enabled_default=False,
)

BFD = BfdGroup(
    key="bfd",
    title="OSPF, BFD and RIP",
    about=(
        "BFD per session, and all together; a session that ended together with its neighbour is "
        "shown as down, and removed after a week."
    ),
    menus=(Menu(_NEIGHBOURS, V6), Menu(_SESSIONS, V7)),
    tier=MEDIUM,
    has_instances=True,
    listed_while_up=lambda _: True,
    carrier=_carrier,
    family="routing",
    summary_above=CROWD,
    shows_named=True,
    metrics=(
        _of_all(
            key="bfd.sessions.up",
            about="BFD sessions that are up.",
            source=lambda row: row.up,
        ),
        _of_all(
            key="bfd.sessions.known",
            about="BFD sessions that the router lists now or has listed within the last week.",
            source=lambda row: row.known,
            kind="totals",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric[SessionRow](
            key="bfd.session.up",
            about="Whether the BFD session is up; off also when it has ended.",
            source=lambda row: row.is_up,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="bfd",
            entity_registry_enabled_default=False,
        ),
        _detail(
            key="bfd.session.state",
            about=(
                "State of the BFD session; admin_down means that either side has disabled it, "
                "down also that it has ended."
            ),
            source=lambda row: row.state,
            supported=_always,
            device_class=SensorDeviceClass.ENUM,
            options=list(STATES.values()),
        ),
        _detail(
            key="bfd.session.uptime",
            about="When the BFD session came up; unknown while it is down.",
            fields=("uptime",),
            source=lambda row: row.since,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
        ),
        _detail(
            key="bfd.session.changes",
            menus=(Menu(_SESSIONS, V7),),
            about="Number of state changes since the BFD session began.",
            fields=("state-changes",),
            source=lambda row: row.changes,
            state_class=SensorStateClass.TOTAL_INCREASING,
        ),
    ),
)
