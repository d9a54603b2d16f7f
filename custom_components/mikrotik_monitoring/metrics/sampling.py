"""When a router took its values, and how certain the time between two replies is."""

from dataclasses import dataclass
from typing import Final

# The largest error of a rate, as a share of the true one; beyond it the rate is unknown.
MOST_ERROR: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Elapsed:
    """The time between two replies: ``seconds``, plus or minus ``doubt`` seconds."""

    seconds: float
    doubt: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Return whether a rate over this time is accurate enough to be shown."""
        return self.seconds > 0 and self.doubt <= MOST_ERROR * self.seconds

    def rate(self, growth: float, *, tolerance: float = 0.0) -> float | None:
        """Return the growth per second, None where its error may be too large to be shown.

        ``tolerance`` is the error that is always acceptable, in the unit of the growth per
        second.
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
    """When a router took its values: between request (``asked``) and reply (``answered``).

    Both are monotonic seconds. RouterOS reads its counters as it handles the command, and either
    the request or the reply may have been delayed, so the middle is the best estimate. Its own
    clock does not help: ``uptime`` counts whole seconds. ``usual`` seconds is what the same read
    takes each time: that part is constant and adds no uncertainty to the time between two reads.
    """

    asked: float
    answered: float
    usual: float = 0.0

    @property
    def middle(self) -> float:
        """Return the best estimate, in monotonic seconds."""
        return (self.asked + self.answered) / 2

    def since(self, before: Sampled) -> Elapsed:
        """Return the time since an earlier reply to the same read."""
        durations = self.answered - self.asked + before.answered - before.asked
        doubt = durations / 2 - min(self.usual, before.usual)
        return Elapsed(seconds=self.middle - before.middle, doubt=max(doubt, 0.0))
