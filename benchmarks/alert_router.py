"""A simulated router read without sockets, minute by minute, for the benchmark of the alerts.

Commands go straight into the simulator, and their rows through the groups' own `read` and the
metrics' own `value`. What has not changed on the router is not parsed again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from custom_components.mikrotik_monitoring.alerts.built_in.router import REFUSED, UNREACHABLE
from custom_components.mikrotik_monitoring.alerts.engine import Observation, RouterAlerts
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.default_routes import DefaultRoutes
from custom_components.mikrotik_monitoring.metrics.interface_index import InterfaceIndex
from custom_components.mikrotik_monitoring.metrics.model import (
    Group,
    Metric,
    MissingSourceError,
    Polling,
    Query,
    Reading,
)
from custom_components.mikrotik_monitoring.polling.group_state import GroupState
from custom_components.mikrotik_monitoring.reactions.alerting import judged_value
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    RouterOSError,
    Row,
)
from simulator import SimulatedRouter, load_profile
from simulator.table import Cell, Record, read

from .alert_replies import Replies, nothing, segment_of

STEP: Final = 60.0

# Groups that change with every reading, or are cheap to read again: always parsed.
_LIVE: Final = frozenset(
    {"system.resource", "connection.tracking", "health.sensors", "ping", "radius", "firewall"}
    # These count down to their next query.
    | {"route.default", "uplink.routes"}
)
# So many unchanged steps make a rate zero.
_STILL: Final = 3
# The load of a router that is busy, but not overloaded.
_BUSIEST: Final = 75
_BEGUN: Final = datetime(2026, 3, 1)  # noqa: DTZ001 - a router's clock shows local time, without a zone.


@dataclass(kw_only=True, eq=False)
class _Group:
    """A group that is read: its state, and the versions its last readings were based on."""

    state: GroupState
    every: float
    segments: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    still: int = 0
    values: dict[str, dict[str, Value]] = field(default_factory=dict)


class BenchRouter:
    """A router of a profile with a simulated clock, and its readings for the alerts.

    ``at`` is in seconds since the start. While it is ``away`` nothing is read; with ``refuses``
    it refuses all logins.
    """

    def __init__(self, profile: str, alerts: RouterAlerts, *, seed: int = 0) -> None:
        """Start a router of a profile; only what its alerts watch is read."""
        metrics = alerts.metrics
        self._judged = alerts.judged
        self._is_resting = alerts.is_resting
        self.profile = profile
        self.at = 0.0
        self.away = self.refuses = False
        self.skipped = 0
        self.metrics = metrics
        self.router = SimulatedRouter(
            load_profile(profile),
            clock=lambda: self.at,
            seed=seed,
            started=_BEGUN,
            tls=None,
            pause=nothing,
        )
        zone = datetime.strptime(self.router.profile.gmt_offset, "%z").utcoffset()
        self._begun = _BEGUN.replace(tzinfo=UTC) - (zone or timedelta())
        self._replies = Replies(self.router)
        self._comparable_since: float = -self.router.profile.uptime
        self._interfaces = InterfaceIndex(lambda *_: True)
        self._routes = DefaultRoutes()
        self._was_away = False
        self._ease_load()
        for menu, table in self.router.device.tables.items():
            table.listeners.add(partial(self._changed, menu))
        self._groups = {
            group.key: _Group(state=_state(group, metrics), every=max(group.tier.interval, STEP))
            for group in _read_for(metrics)
        }
        self._last: dict[str, dict[str, Value]] = {}

    def _ease_load(self) -> None:
        """Have the load follow only the hour of the day: summing up all ports is expensive."""
        device, profile = self.router.device, self.router.profile
        load = device.wave(
            profile.cpu_idle + profile.cpu_full / 4, swing=0.5, day=profile.day, name="bench load"
        )
        for record in device.table("/system/resource").records(0):
            record["cpu-load"] = lambda at: str(int(min(max(load.value(at), 0), _BUSIEST)))

    @property
    def wall(self) -> datetime:
        """Return the simulated wall clock time."""
        return self._begun + timedelta(seconds=self.at)

    def _changed(self, menu: str, record: Record, dead: bool) -> None:  # noqa: FBT001 - called positionally.
        del record, dead
        self.touch(menu)

    def touch(self, menu: str) -> None:
        """Have a menu and its neighbours read again."""
        self._replies.versions[segment_of(menu)] += 1

    def record(self, menu: str, **where: str) -> Record | None:
        """Return the first row of a menu with these cells, None where there is none."""
        if menu not in self.router.device.tables:
            return None
        for record in self.router.device.table(menu).records(self.at):
            if all(read(record, name, self.at) == value for name, value in where.items()):
                return record
        return None

    def replace(
        self, menu: str, record: Record, cells: Mapping[str, Cell | None]
    ) -> Callable[[], None]:
        """Replace cells of a row; return the function that restores the old ones."""
        before = {name: record.get(name) for name in cells}
        texts = {
            name: cell for name, cell in cells.items() if cell is None or isinstance(cell, str)
        }
        self.router.device.table(menu).change(record, texts)
        record.update({name: cell for name, cell in cells.items() if callable(cell)})
        self.touch(menu)

        def restore() -> None:
            old = {
                name: cell for name, cell in before.items() if cell is None or isinstance(cell, str)
            }
            self.router.device.table(menu).change(record, old)
            record.update({name: cell for name, cell in before.items() if callable(cell)})
            self.touch(menu)

        return restore

    def reboot(self) -> None:
        """Reboot: counters start at zero."""
        self.router.device.restart(self.at)
        self._replies.versions.update(
            dict.fromkeys({segment_of(one) for one in self.router.device.tables}, 1)
        )
        self._comparable_since = self.at

    async def step(self) -> list[Observation]:
        """Advance the clock by a minute; return what is read then."""
        self.at += STEP
        found = list(self._absence())
        if self.away or self.refuses:
            self._was_away = True
            return found
        if self._was_away:
            self._begin_session()
        for one in self._groups.values():
            if self.at % one.every == 0 or one.state.full_read_due:
                await self._read(one)
                found += self._observed(one)
        return found

    def _absence(self) -> Iterator[Observation]:
        """Yield the observations of the link, while it is lost and when it is back."""
        if self.away or self.refuses or self._was_away or self.at <= STEP:
            for metric, is_so in ((UNREACHABLE, self.away), (REFUSED, self.refuses)):
                yield self._observation(metric, {"": is_so}, str, STEP)

    def _begin_session(self) -> None:
        """Forget the readings of the previous session."""
        self._was_away = False
        self._interfaces.clear()
        self._routes.clear()
        for one in self._groups.values():
            one.state.forget()

    async def _read(self, one: _Group) -> None:
        """Read a group; if its sources are unchanged the rows are reused."""
        state = one.state
        group = state.group
        keys = group.keys if state.full_read_due else state.requested
        if not state.is_due(self.at) or not keys:
            return
        current = state.current
        if current is not None and not state.full_read_due and self._is_as_it_was(one):
            rows, one.still = current.rows, one.still + 1
            if one.still >= _STILL and not group.compared:
                return
        else:
            one.seen = {}
            try:
                rows = await self._asked(one, keys)
            except (MissingSourceError, NoSuchCommandError, CommandRefusedError) as err:
                if isinstance(err, RouterOSError):
                    state.fail(err, self.wall, self.at)
                return
            last = state.current.rows if state.current else None
            rows, one.still = (
                (last, one.still + 1) if last == rows and last is not None else (rows, 0)
            )
        reading = Reading(
            at=self.at,
            rows=rows,
            listed=frozenset(rows),
            requested=keys,
            is_full=state.full_read_due and keys == group.keys,
        )
        since = max(self.at - 4 * one.every, self._comparable_since)
        state.succeed(reading, comparable_since=since)

    def _is_as_it_was(self, one: _Group) -> bool:
        """Return whether the menus that a group was read from are unchanged."""
        group, current = one.state.group, one.state.current
        if group.key in _LIVE:
            return current is not None and not current.rows
        if group.key == "poll":
            return False
        if group.derived:
            sources = (self._groups[source.key] for source in group.sources)
            return all(source.still for source in sources)
        return all(self._replies.versions[name] == seen for name, seen in one.seen.items())

    async def _asked(self, one: _Group, keys: frozenset[str]) -> dict[str, Any]:
        """Return the rows that a group reads."""
        state = one.state

        async def ask(
            command: Command,
            *,
            bulk: bool = False,
            on_row: Callable[[Row], None] | None = None,
            on_turn: Callable[[], None] | None = None,
        ) -> list[Row]:
            del bulk
            if on_turn is not None:
                on_turn()
            segment = segment_of(command.path)
            one.seen[segment] = self._replies.versions[segment]
            rows = await self._replies.of(command, is_live=state.group.key in _LIVE)
            if on_row is None:
                return rows
            for row in rows:
                on_row(row)
            return []

        query = Query(
            ask=ask,
            keys=keys,
            before=state.current,
            last=state.last,
            earlier=state.earlier(self._comparable_since),
            readings=self,
            interfaces=self._interfaces,
            default_routes=self._routes,
            polling=lambda: Polling(skipped=self.skipped),
            is_full=state.full_read_due,
        )
        rows = await state.group.read(query)
        return {name: row for name, row in rows.items() if row is not None}

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return whether a group is read."""
        return group.key in self._groups

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group."""
        one = self._groups.get(group.key)
        return None if one is None else one.state.latest

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps."""
        one = self._groups.get(group.key)
        return () if one is None else one.state.history

    def _observed(self, one: _Group) -> Iterator[Observation]:
        """Yield the values of the watched metrics of a reading."""
        state = one.state
        reading = state.current
        if reading is None or (state.error is not None):
            return
        found: dict[str, dict[str, Value]] = {}
        for metric in state.group.metrics:
            if metric.key not in self.metrics or metric.key not in reading.requested:
                continue
            if one.still < _STILL or metric.key not in one.values:
                one.values[metric.key] = dict(_values(state, metric, reading))
            found[metric.key] = self._changed_or_on(metric.key, one.values[metric.key])
        for key, values in found.items():
            if values and key in self._judged:
                yield self._observation(key, values, state.label, one.every, found)

    def _changed_or_on(self, metric: str, values: dict[str, Value]) -> dict[str, Value]:
        """Leave out unchanged texts and states, as the integration does."""
        last = self._last.setdefault(metric, {})
        found: dict[str, Value] = {}
        for instance, value in values.items():
            if isinstance(value, (bool, str)):
                if last.get(instance) == value and self._is_resting(metric, instance):
                    continue
                last[instance] = value
            found[instance] = value
        return found

    def _observation(
        self,
        metric: str,
        values: Mapping[str, Value],
        label: Callable[[str], str],
        every: float,
        beside: Mapping[str, Mapping[str, Value]] = MappingProxyType({}),
    ) -> Observation:
        return Observation(
            metric=metric,
            values=values,
            label=label,
            at=self.at,
            wall=self.wall,
            interval=every,
            beside=beside,
        )


def _values(state: GroupState, metric: Metric, reading: Reading) -> Iterator[tuple[str, Value]]:
    """Yield the values of a reading to judge: of supported metrics, None for impossible ones."""
    for instance, row in reading.rows.items():
        if state.group.has_instances and metric.summary != (not instance):
            continue
        if metric.is_supported(row):
            value = judged_value(metric, instance, reading, state.previous)
            yield instance, value if metric.is_possible(row, value) else None


def _read_for(metrics: frozenset[str]) -> list[Group]:
    """Return the groups that some metrics need, each after those it is derived from."""
    wanted = {group.key: group for group in GROUPS if group.keys & metrics}
    sources = {one.key: one for group in wanted.values() for one in group.sources}
    found = [*(sources | wanted).values()]
    return sorted(found, key=lambda group: group.derived)


def _state(group: Group, metrics: frozenset[str]) -> GroupState:
    """Return a group's state, with its watched metrics required."""
    state = GroupState(group=group)
    for metric in group.keys & metrics or group.keys:
        state.require(metric, is_required=True)
    return state
