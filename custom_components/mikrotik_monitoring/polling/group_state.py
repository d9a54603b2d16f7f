"""What became of the reads of one group, what is known from them, and who wants to know."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

from ..metrics.model import Group, Reading
from ..routeros import NoSuchCommandError, PermissionDeniedError
from ..routeros.limits import MAX_NAME
from ..routeros.text import one_line
from .signal import Signal


class Outcome(StrEnum):
    """What became of the last read of a group."""

    UNASKED = "unasked"
    ANSWERED = "answered"
    FAILING = "failing"
    # Remembered until the next hourly pass or reconnect: asking again sooner is in vain.
    ABSENT = "absent"
    FORBIDDEN = "forbidden"


def _entities() -> Signal[()]:
    return Signal("updating an entity")


@dataclass(kw_only=True, eq=False)
class GroupState[RowT = Any]:
    """What is known of one group on one router."""

    group: Group[RowT]
    outcome: Outcome = Outcome.UNASKED
    # Why the last read failed, and when, by the wall clock.
    error: Exception | None = None
    failed_at: datetime | None = None
    failures: int = 0
    revision: int = 0
    current: Reading[RowT] | None = None
    previous: Reading[RowT] | None = None
    # The readings of as many seconds as the group looks back.
    history: tuple[Reading[RowT], ...] = ()
    # The last reading in which every field was asked for.
    last_full: Reading[RowT] | None = None
    # Whether the next read asks for every field: at first, hourly, and when something is new.
    full_read_due: bool = True
    _answered: Signal[()] = field(default_factory=_entities)
    _listened: Counter[str] = field(default_factory=Counter)
    _required: Counter[str] = field(default_factory=Counter)
    _requested: frozenset[str] | None = None

    def label(self, instance: str) -> str:
        """Return what a person calls an instance, as one line that is not too long to show."""
        rows = self.last_full.rows if self.last_full else {}
        if self.group.label is None or instance not in rows:
            return one_line(instance, MAX_NAME)
        return one_line(self.group.label(rows[instance]), MAX_NAME)

    @property
    def available(self) -> bool:
        """Return whether the last readings are still good to show."""
        return self.current is not None and self.failures < self.group.tier.patience

    @property
    def latest(self) -> Reading[RowT] | None:
        """Return the last reading, None where it is not good any more."""
        return self.current if self.available else None

    @property
    def is_settled(self) -> bool:
        """Return whether asking again before the hourly pass is in vain."""
        return self.outcome in {Outcome.ABSENT, Outcome.FORBIDDEN}

    @property
    def requested(self) -> frozenset[str]:
        """Return the metrics that have an enabled entity or that another metric requires.

        What others require is not asked for where there was nothing of it in the full reading.
        """
        if self._requested is None:
            required = self._required if self.last_full is None or self.last_full.rows else ()
            self._requested = frozenset({*self._listened, *required})
        return self._requested

    @callback
    def listen(self, listener: Callable[[], None], metric: str) -> CALLBACK_TYPE:
        """Call a listener after each answer or failure, and have its metric read."""
        return self._hold(self._listened, metric, self._answered.connect(listener))

    @callback
    def require(self, metric: str) -> CALLBACK_TYPE:
        """Have a metric read although it may have no enabled entity."""
        return self._hold(self._required, metric, lambda: None)

    @callback
    def update_listeners(self) -> None:
        """Call everyone who listens to this group."""
        self._answered.send()

    def _hold(self, holders: Counter[str], metric: str, release: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Count one more that wants a metric; return what counts it off."""
        holders[metric] += 1
        self._requested = None

        @callback
        def let_go() -> None:
            release()
            holders[metric] -= 1
            if not holders[metric]:
                del holders[metric]
            self._requested = None

        return let_go

    def succeed(self, reading: Reading[RowT], *, stale_after: float) -> None:
        """Keep a reading; the one before is its baseline unless it is too old."""
        last = self.current
        self.previous = last if last and reading.at - last.at <= stale_after else None
        self.current = reading
        oldest = reading.at - self.group.look_back
        self.history = (*(past for past in self.history if past.at > oldest), reading)
        self.outcome, self.error, self.failures = Outcome.ANSWERED, None, 0
        self.failed_at = None
        self.revision += 1
        self._note_fullness(reading)

    def _note_fullness(self, reading: Reading[RowT]) -> None:
        """Keep a full reading; have one made when a newcomer shows."""
        if reading.is_full:
            self.last_full = reading
            self.full_read_due = False
            self._requested = None
        elif self.last_full is None or reading.rows.keys() - self.last_full.rows.keys():
            self.full_read_due = True

    def fail(self, error: Exception, at: datetime) -> None:
        """Keep why and when a read failed."""
        self.error, self.failed_at = error, at
        self.failures += 1
        self.revision += 1
        match error:
            case NoSuchCommandError():
                self.outcome = Outcome.ABSENT
            case PermissionDeniedError():
                self.outcome = Outcome.FORBIDDEN
            case _:
                self.outcome = Outcome.FAILING
        if self.is_settled:
            self._drop_readings()
            self.full_read_due = False

    def forget(self) -> None:
        """Start again: the session or the sources that the readings came from are gone."""
        self.outcome, self.error, self.failures = Outcome.UNASKED, None, 0
        self.failed_at = None
        self._drop_readings()
        self.full_read_due = True
        self.revision += 1

    def _drop_readings(self) -> None:
        self.current, self.previous, self.history = None, None, ()
