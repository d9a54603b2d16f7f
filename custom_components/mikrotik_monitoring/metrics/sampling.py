"""When a router took what it answered with, and how well the time between two answers is known."""

from dataclasses import dataclass
from typing import Final

# The most by which a rate may be wrong, as a share of the true one; beyond it is not known.
MOST_ERROR: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Elapsed:
    """The time between two answers: ``seconds``, give or take ``doubt`` seconds."""

    seconds: float
    doubt: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Return whether a growth over this time makes a rate that may be shown."""
        return self.seconds > 0 and self.doubt <= MOST_ERROR * self.seconds

    def rate(self, growth: float, *, tolerance: float = 0.0) -> float | None:
        """Return the growth per second, None where it may be wrong by more than can be shown.

        ``tolerance`` is what a rate may be wrong by in any case, in the unit of the growth per
        second: less is not worth a word.
        """
        if self.seconds <= 0:
            return None
        if self.is_sure or growth == 0:
            return growth / self.seconds
        shortest = self.seconds - self.doubt
        if shortest <= 0 or abs(growth / shortest - growth / self.seconds) > tolerance:
            return None
        return growth / self.seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampled:
    """When a router took its values: after it was ``asked``, before it ``answered``.

    Both are monotonic seconds. RouterOS takes its counters as it handles the command, and a late
    reply may have waited on the way there or on the way back, so the middle is the best guess. Its
    own clock does not help: ``uptime`` counts whole seconds. ``usual`` seconds is what the same
    read takes each time: that part is spent alike, and leaves no doubt about the time between two.
    """

    asked: float
    answered: float
    usual: float = 0.0

    @property
    def middle(self) -> float:
        """Return the best guess, in monotonic seconds."""
        return (self.asked + self.answered) / 2

    def since(self, before: Sampled) -> Elapsed:
        """Return the time since an earlier answer of the same read."""
        durations = self.answered - self.asked + before.answered - before.asked
        doubt = durations / 2 - min(self.usual, before.usual)
        return Elapsed(seconds=self.middle - before.middle, doubt=max(doubt, 0.0))
