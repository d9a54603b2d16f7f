"""The state of one group: the outcome of its reads, its readings and its listeners."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, override

from homeassistant.core import CALLBACK_TYPE, callback

from ..metrics.model import Group, Reading
from ..routeros import NoSuchCommandError, PermissionDeniedError
from ..routeros.limits import MAX_NAME
from ..routeros.text import one_line
from .signal import Connection, Signal

# The shortest of this many reads in a row shows how long the read itself takes.
_USUAL_READS: Final = 12


# Readings at most, in quick succession, to get two that can be compared.
_MOST_TRIES: Final = 3


class Outcome(StrEnum):
    """Outcome of the last read of a group."""

    UNASKED = "unasked"
    ANSWERED = "answered"
    FAILING = "failing"
    # For a group that was never read, kept until the next hourly pass or reconnect: polling sooner
    # is pointless. One that was read before is failing, whatever the router replies now.
    ABSENT = "absent"
    FORBIDDEN = "forbidden"


# Seconds after which a group that was read before, and is refused, is polled again; then hourly.
REFUSED_RETRIES: Final = (60.0, 300.0, 900.0)


def _entities() -> Signal[()]:
    return Signal("updating an entity")


@dataclass(kw_only=True, eq=False)
class GroupState[RowT = Any]:
    """The state of one group on one router."""

    group: Group[RowT]
    outcome: Outcome = Outcome.UNASKED
    # Why the last read failed, and when, by the wall clock.
    error: Exception | None = None
    failed_at: datetime | None = None
    failures: int = 0
    # Whether the failure has been logged.
    is_reported: bool = False
    # Whether it was ever read; entities from an earlier run show that too.
    has_answered: bool = False
    # Whether a full read or a refusal has shown what the router has of the group.
    is_asked: bool = False
    # Refusals in a row of a group that was read before, and when it is polled again, by the loop's
    # clock.
    refusals: int = 0
    retry_at: float | None = None
    revision: int = 0
    # How often an impossible value was read, by the metric's key.
    impossible: Counter[str] = field(default_factory=Counter)
    current: Reading[RowT] | None = None
    # What the current one is compared with: the newest whose time difference is precise enough.
    previous: Reading[RowT] | None = None
    # The readings within the group's ``look_back`` seconds.
    history: tuple[Reading[RowT], ...] = ()
    # The last reading, however old, also from an earlier session.
    last: Reading[RowT] | None = None
    # The last reading in which every field was requested.
    last_full: Reading[RowT] | None = None
    # Whether the next read requests every field: at first, hourly, and when something is new.
    full_read_due: bool = True
    # What the next reading may be compared with, also after a link that was lost; oldest first.
    _baselines: tuple[Reading[RowT], ...] = ()
    _durations: deque[float] = field(default_factory=lambda: deque(maxlen=_USUAL_READS))
    _answered: Signal[()] = field(default_factory=_entities)
    _listened: Counter[str] = field(default_factory=Counter)
    _required: set[str] = field(default_factory=set)
    _requested: frozenset[str] | None = None

    def label(self, instance: str) -> str:
        """Return the label of an instance, as one line of limited length."""
        rows = self.last_full.rows if self.last_full else {}
        if self.group.label is None or instance not in rows:
            return one_line(instance, MAX_NAME)
        return one_line(self.group.label(rows[instance]), MAX_NAME)

    @property
    def available(self) -> bool:
        """Return whether the last reading is still valid."""
        return self.current is not None and self.failures < self.group.tier.patience

    @property
    def latest(self) -> Reading[RowT] | None:
        """Return the last reading, None if it is no longer valid."""
        return self.current if self.available else None

    @property
    def is_settled(self) -> bool:
        """Return whether polling again before the hourly pass is pointless."""
        return self.outcome in {Outcome.ABSENT, Outcome.FORBIDDEN}

    def is_due(self, now: float) -> bool:
        """Return whether the group is polled with its tier; in full after a refusal."""
        if self.retry_at is not None and now >= self.retry_at:
            self.full_read_due = True
        return self.full_read_due or not (self.is_settled or self.retry_at is not None)

    @property
    def is_denied(self) -> bool:
        """Return whether the user lacks permission to read it, not just for a moment."""
        lasts = self.outcome is Outcome.FORBIDDEN or self.refusals > 1
        return lasts and isinstance(self.error, PermissionDeniedError)

    @property
    def requested(self) -> frozenset[str]:
        """Return the metrics that have an enabled entity or that another metric requires.

        What others require is not requested if the full reading had no rows.
        """
        if self._requested is None:
            required = self._required if self.last_full is None or self.last_full.rows else ()
            self._requested = frozenset({*self._listened, *required})
        return self._requested

    @callback
    def listen(self, listener: Callable[[], None], metric: str) -> CALLBACK_TYPE:
        """Call a listener after each read, failed or not, and have its metric read."""
        self._listened[metric] += 1
        self._requested = None
        return _Listening(self, metric, self._answered.connections, listener)

    @callback
    def count_off(self, metric: str) -> None:
        """Count one listener of a metric less."""
        self._listened[metric] -= 1
        if not self._listened[metric]:
            del self._listened[metric]
        self._requested = None

    @callback
    def require(self, metric: str, *, is_required: bool) -> None:
        """Require a metric, or no longer, even if it has no enabled entity."""
        (self._required.add if is_required else self._required.discard)(metric)
        self._requested = None

    @callback
    def update_listeners(self) -> None:
        """Call the listeners of this group."""
        self._answered.send()

    @callback
    def note_impossible(self, metric: str) -> None:
        """Count an impossible value, which is not shown; diagnostics include the count."""
        self.impossible[metric] += 1

    @property
    def lacks_baseline(self) -> bool:
        """Return whether one more reading soon may give a comparison that the last one lacks.

        The number of tries is limited, as some routers are too slow.
        """
        if self.current is None or len(self._baselines) > _MOST_TRIES:
            return False
        before = self.previous
        return before is None or not self.current.since(before).is_sure

    def earlier(self, since: float) -> Reading[RowT] | None:
        """Return the last reading, also from an earlier session, None if older than ``since``."""
        last = self._baselines[-1] if self._baselines else None
        return last if last is not None and last.at >= since else None

    def usual_duration(self, seconds: float) -> float:
        """Record how long a read took; return the usual duration, 0 while it is unknown.

        A reply that is late now and then may have been delayed anywhere on its way.
        """
        self._durations.append(seconds)
        return min(self._durations) if len(self._durations) == _USUAL_READS else 0.0

    def succeed(self, reading: Reading[RowT], *, comparable_since: float) -> None:
        """Store a reading, and compare it with none from before ``comparable_since``."""
        self._compare(reading, since=comparable_since)
        self.current = self.last = reading
        self._remember(reading)
        self.outcome, self.error, self.failures = Outcome.ANSWERED, None, 0
        self.failed_at = self.retry_at = None
        self.refusals = 0
        self.has_answered = True
        self.revision += 1
        self._note_fullness(reading)

    def _remember(self, reading: Reading[RowT]) -> None:
        """Add a reading to the history, which is oldest first, and drop what is too old."""
        oldest = reading.at - self.group.look_back
        gone = 0
        while gone < len(self.history) and self.history[gone].at <= oldest:
            gone += 1
        self.history = (*self.history[gone:], reading)

    def _compare(self, reading: Reading[RowT], *, since: float) -> None:
        """Choose the newest reading with a precise time difference, else just the newest."""
        if not self.group.compared:
            self._baselines = (reading,)
            return
        past = tuple(one for one in self._baselines if one.at >= since)
        sure = (one for one in reversed(past) if reading.since(one).is_sure)
        chosen = next(sure, None)
        self.previous = chosen or (past[-1] if past else None)
        oldest = chosen.at if chosen else since
        self._baselines = (*(one for one in past if one.at >= oldest), reading)

    def _note_fullness(self, reading: Reading[RowT]) -> None:
        """Store a full reading; request one when a new instance appears."""
        if reading.is_full:
            self.last_full = reading
            self.is_asked = True
            self.full_read_due = False
            self._requested = None
        elif self.last_full is None or reading.rows.keys() - self.last_full.rows.keys():
            self.full_read_due = True

    def fail(self, error: Exception, at: datetime, now: float) -> None:
        """Record why and when a read failed: ``at`` by the wall clock, ``now`` by the loop's."""
        self.error, self.failed_at = error, at
        self.failures += 1
        self.revision += 1
        self.outcome = Outcome.FAILING
        if isinstance(error, NoSuchCommandError | PermissionDeniedError):
            self._refuse(error, now)

    def _refuse(self, error: NoSuchCommandError | PermissionDeniedError, now: float) -> None:
        """Stop polling what the router lacks or forbids; retry what was read before."""
        self._drop_readings()
        self.is_asked = True
        self._baselines = ()
        self.full_read_due = False
        if self.has_answered:
            waits = REFUSED_RETRIES[self.refusals : self.refusals + 1]
            self.retry_at = now + waits[0] if waits else float("inf")
            self.refusals += 1
        elif isinstance(error, NoSuchCommandError):
            self.outcome = Outcome.ABSENT
        else:
            self.outcome = Outcome.FORBIDDEN

    def forget(self) -> None:
        """Start again: the session or the sources that the readings came from are gone.

        The baselines stay: the counters of a router that has not rebooted go on.
        """
        self.outcome, self.error, self.failures = Outcome.UNASKED, None, 0
        self.failed_at = self.retry_at = None
        self.refusals = 0
        self._drop_readings()
        self.full_read_due = True
        self.revision += 1

    def _drop_readings(self) -> None:
        self.current, self.previous, self.history = None, None, ()


class _Listening(Connection[()]):
    """An entity that listens to a group; calling this ends that, and releases its metric."""

    __slots__ = ("_metric", "_state")

    def __init__(
        self,
        state: GroupState,
        metric: str,
        connections: dict[Connection[()], None],
        listener: Callable[[], None],
    ) -> None:
        super().__init__(connections, listener)
        self._state = state
        self._metric = metric

    @override
    def __call__(self) -> None:
        super().__call__()
        self._state.count_off(self._metric)
