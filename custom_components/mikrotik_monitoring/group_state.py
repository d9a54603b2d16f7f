"""What became of the reads of one group, and what is known from them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .metrics.model import Group, Reading
from .routeros import NoSuchCommandError, PermissionDeniedError, RouterOSError


class Fate(StrEnum):
    """What became of the last read of a group."""

    UNASKED = "unasked"
    ANSWERED = "answered"
    FAILING = "failing"
    # Remembered until the next hourly pass or reconnect: asking again sooner is in vain.
    ABSENT = "absent"
    FORBIDDEN = "forbidden"


@dataclass(kw_only=True)
class GroupState[RowT = Any]:
    """What is known of one group on one router."""

    group: Group[RowT]
    fate: Fate = Fate.UNASKED
    error: RouterOSError | None = None
    failures: int = 0
    revision: int = 0
    current: Reading[RowT] | None = None
    previous: Reading[RowT] | None = None
    # The readings of as many seconds as the group looks back.
    recent: tuple[Reading[RowT], ...] = ()
    # The last reading in which every field was asked for.
    complete: Reading[RowT] | None = None
    # The metrics that the last reading was asked for.
    asked: frozenset[str] = frozenset()
    wants_all: bool = True
    # Whether all is wanted because the hourly pass has come.
    hourly: bool = False

    def label(self, instance: str) -> str:
        """Return what a person calls an instance."""
        rows = self.complete.rows if self.complete else {}
        if self.group.label is None or instance not in rows:
            return instance
        return self.group.label(rows[instance])

    @property
    def available(self) -> bool:
        """Return whether the last readings are still good to show."""
        return self.current is not None and self.failures < self.group.tier.patience

    @property
    def is_settled(self) -> bool:
        """Return whether asking again before the hourly pass is in vain."""
        return self.fate in {Fate.ABSENT, Fate.FORBIDDEN}

    def succeed(self, reading: Reading[RowT], *, stale_after: float) -> None:
        """Take a reading; the one before is its baseline unless it is too old."""
        last = self.current
        self.previous = last if last and reading.at - last.at <= stale_after else None
        self.current = reading
        oldest = reading.at - self.group.look_back
        self.recent = (*(past for past in self.recent if past.at > oldest), reading)
        self.fate, self.error, self.failures = Fate.ANSWERED, None, 0
        self.revision += 1

    def fail(self, error: RouterOSError) -> None:
        """Take a refusal."""
        self.error = error
        self.failures += 1
        self.revision += 1
        match error:
            case NoSuchCommandError():
                self.fate = Fate.ABSENT
            case PermissionDeniedError():
                self.fate = Fate.FORBIDDEN
            case _:
                self.fate = Fate.FAILING
        if self.is_settled:
            self.current, self.previous, self.recent = None, None, ()
            self.wants_all = False

    def forget(self) -> None:
        """Start again: the session the readings came from is over."""
        self.fate, self.error, self.failures = Fate.UNASKED, None, 0
        self.current, self.previous, self.recent = None, None, ()
        self.wants_all = True
        self.hourly = False
        self.revision += 1
