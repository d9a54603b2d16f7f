"""Faults of a router, switched on and off while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypedDict, Unpack

# Stands for any command but the login.
ANY_COMMAND: Final = "*"
_LOGIN: Final = "/login"


class Fault(Enum):
    """A way to fail."""

    REFUSE = "refuse"
    """A trap instead of an answer."""
    SILENT = "silent"
    """No answer at all."""
    SLOW = "slow"
    """The command waits before it is handled: the answer is as of when it comes."""
    LATE = "late"
    """The command is handled at once and its answer waits: it is as of when it was asked."""
    DRIP = "drip"
    """The answer comes byte by byte."""
    DROP_MID_WORD = "drop-mid-word"
    """The connection ends inside a word of the answer."""
    STALL_MID_WORD = "stall-mid-word"
    """The answer stops inside a word; the connection stays, and nothing more comes over it."""
    RESET = "reset"
    """The connection is reset instead of an answer."""
    HANG_UP = "hang-up"
    """The connection is closed as soon as it is made, as a router does over `max-sessions`."""
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of a fault.
    """Every login is refused."""
    FATAL = "fatal"
    """The router ends the connection, and gives a reason."""
    ENDLESS_SENTENCE = "endless-sentence"
    """The answer is one row that has ever more fields."""
    ENDLESS_ROWS = "endless-rows"
    """The answer has ever more rows."""
    ENDLESS_TRAPS = "endless-traps"
    """The command is refused, for ever more reasons."""


ENDLESS: Final = frozenset({Fault.ENDLESS_SENTENCE, Fault.ENDLESS_ROWS, Fault.ENDLESS_TRAPS})
ON_SENTENCES: Final = frozenset(Fault) - {Fault.HANG_UP, Fault.WRONG_PASSWORD}


class How(TypedDict, total=False):
    """What a fault applies to, and its effect.

    `command` is one path, ANY_COMMAND, or None for any, login included. `session` is a
    connection by its number, counted from 1; `place` is one by its position: 1 with no other
    open, 2 beside one, and so on. `tag` is a command's. After `times` uses the fault is removed.
    `message` belongs to REFUSE, FATAL and ENDLESS_TRAPS, `category` to REFUSE, `seconds` (of real
    time) to SLOW, LATE and, between two bytes, to DRIP; an endless answer ends after `size` bytes.
    """

    command: str | None
    session: int | None
    place: int | None
    tag: str | None
    times: int | None
    message: str
    category: int | None
    seconds: float
    size: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """What a fault may apply to: a command of a session or, without a command, its start."""

    command: str = ""
    session: int = 0
    place: int = 0
    tag: str | None = None


@dataclass(eq=False, kw_only=True, slots=True)
class Failure:
    """A fault as it was switched on; see `How`."""

    fault: Fault
    command: str | None = None
    session: int | None = None
    place: int | None = None
    tag: str | None = None
    times: int | None = None
    message: str = "failure: simulated"
    category: int | None = None
    seconds: float = 1.0
    size: int | None = None

    def meets(self, meeting: Meeting) -> bool:
        """Return whether the fault applies."""
        return (
            (
                self.command in {None, meeting.command}
                or (self.command == ANY_COMMAND and meeting.command != _LOGIN)
            )
            and self.session in {None, meeting.session}
            and self.place in {None, meeting.place}
            and self.tag in {None, meeting.tag}
        )


class Faults:
    """The faults of one router."""

    def __init__(self) -> None:
        """Start without any fault."""
        self._failures: list[Failure] = []

    def set(self, fault: Fault, **how: Unpack[How]) -> None:
        """Switch a fault on, for everything or for what `How` selects."""
        self._failures.append(Failure(fault=fault, **how))

    def clear(self, fault: Fault | None = None, *, command: str | None = None) -> None:
        """Switch faults off: one kind, those of one command, or all of them."""
        self._failures = [
            failure
            for failure in self._failures
            if fault not in {None, failure.fault} or command not in {None, failure.command}
        ]

    def find(self, command: str, *faults: Fault) -> Failure | None:
        """Return the fault that applies to a command of any session; the last one set wins."""
        return self._first(Meeting(command=command), frozenset(faults or Fault))

    def meet(self, meeting: Meeting, faults: frozenset[Fault]) -> Failure | None:
        """Return which of these faults applies, and count it; the last one set wins."""
        failure = self._first(meeting, faults)
        if failure is not None and failure.times is not None:
            failure.times -= 1
            if failure.times <= 0:
                self._failures.remove(failure)
        return failure

    def _first(self, meeting: Meeting, faults: frozenset[Fault]) -> Failure | None:
        """Return which of these faults applies; the last one set wins."""
        for failure in reversed(self._failures):
            if failure.fault in faults and failure.meets(meeting):
                return failure
        return None

    def __iter__(self) -> Iterator[Failure]:
        """Iterate over the active faults."""
        return iter(self._failures)
