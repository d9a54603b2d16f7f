"""Conditions that compare a number with its own past: minutes to hours ago."""

from collections import deque
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Final, override

from .conditions import Seen, Single
from .model import FINE, Judgement

# Values that a meaningful trend needs.
LEAST_SAMPLES: Final = 30
# A median needs at least as many, over half of its hour.
USUAL_SAMPLES: Final = 6
_HOUR: Final = 3600.0
USUAL_AFTER: Final = _HOUR / 2


@dataclass
class _Samples:
    numbers: deque[tuple[float, float]] = field(default_factory=deque)
    reference: float | None = None

    def add(self, at: float, number: float, within: float) -> None:
        """Keep a number, and drop those that are too old."""
        self.numbers.append((at, number))
        while at - self.numbers[0][0] > within:
            self.numbers.popleft()


@dataclass(frozen=True, kw_only=True)
class Falls(Single[_Samples]):
    """A count that has fallen by a share within so many seconds.

    It is cleared when half of that is back, or after an hour: then the count is the new normal.
    """

    share: float
    within: float
    least: float

    @override
    def new_memory(self) -> _Samples:
        """Remember the counts of the window."""
        return _Samples()

    @override
    def judge(self, memory: _Samples, seen: Seen) -> Judgement | None:
        """Compare with the maximum of the window."""
        if (number := seen.number) is None:
            return None
        if seen.active is not None and memory.reference is not None:
            is_old = seen.at - memory.numbers[-1][0] > _HOUR
            if is_old or number > memory.reference * (1 - self.share / 2):
                memory.numbers.clear()
                memory.reference = None
                return FINE
            return Judgement(severity=self.severity, bound=memory.reference)
        memory.add(seen.at, number, self.within)
        most = max(count for _, count in memory.numbers)
        if most >= self.least and number <= most * (1 - self.share):
            memory.reference = most
            return Judgement(severity=self.severity, bound=most)
        return FINE


@dataclass(frozen=True, kw_only=True)
class AboveUsual(Single[_Samples]):
    """A number that is ``times`` the median of its last hour, and at least ``least``.

    Values that are too high do not enter the median.
    """

    times: float
    least: float
    # The share of the bound below which it is cleared.
    clear: float = 0.8

    @override
    def new_memory(self) -> _Samples:
        """Remember the last hour."""
        return _Samples()

    @override
    def judge(self, memory: _Samples, seen: Seen) -> Judgement | None:
        """Compare with the median, once enough of an hour has been read."""
        if (number := seen.number) is None:
            return None
        numbers = memory.numbers
        if len(numbers) < USUAL_SAMPLES or seen.at - numbers[0][0] < USUAL_AFTER:
            memory.add(seen.at, number, _HOUR)
            return None if seen.active else FINE
        bound = max(self.least, self.times * median(one for _, one in memory.numbers))
        if number >= bound * (self.clear if seen.active else 1):
            return Judgement(severity=self.severity, bound=bound)
        memory.add(seen.at, number, _HOUR)
        return FINE


@dataclass
class _Steady:
    steady: float | None = None
    candidate: float = 0.0
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Moves(Single[_Steady]):
    """A number that differs by more than a share from its last stable value.

    If both are below ``least``, any change is a large share: these are ignored.
    """

    share: float
    readings: int = 3
    least: float = 10

    @override
    def new_memory(self) -> _Steady:
        """Remember the stable value."""
        return _Steady()

    @override
    def judge(self, memory: _Steady, seen: Seen) -> Judgement | None:
        """Compare with the stable value; another one for some readings is the new normal."""
        if (number := seen.number) is None:
            return None
        is_same = abs(number - memory.candidate) <= abs(memory.candidate) * self.share / 4
        memory.count = memory.count + 1 if is_same and memory.count else 1
        if memory.count == 1:
            memory.candidate = number
        if memory.steady is None or not self._has_moved(number, memory.steady):
            if memory.count >= self.readings:
                memory.steady = memory.candidate
            return FINE
        if memory.count >= self.readings:
            memory.steady = memory.candidate
        return Judgement(severity=self.severity, bound=memory.steady)

    def _has_moved(self, number: float, steady: float) -> bool:
        is_little = max(number, steady) < self.least
        return not is_little and abs(number - steady) >= steady * self.share


@dataclass(frozen=True, kw_only=True)
class FullSoon(Single[_Samples]):
    """A percentage that, by its trend of the last hours, reaches 100 within so many hours."""

    hours: float
    look_back: float = 6 * _HOUR
    # Less growth than this is no trend.
    least_growth: float = 1.0

    @override
    def new_memory(self) -> _Samples:
        """Remember the last hours."""
        return _Samples()

    @override
    def judge(self, memory: _Samples, seen: Seen) -> Judgement | None:
        """Return whether the line through the last hours reaches 100 in time."""
        if (number := seen.number) is None:
            return None
        memory.add(seen.at, number, self.look_back)
        if len(memory.numbers) < LEAST_SAMPLES:
            return FINE
        slope = _slope(memory.numbers)
        grown = slope * (memory.numbers[-1][0] - memory.numbers[0][0])
        if grown < self.least_growth:
            return FINE
        hours = (100 - number) / slope / _HOUR
        limit = self.hours * (1.5 if seen.active else 1)
        return Judgement(severity=self.severity, bound=self.hours) if hours <= limit else FINE


def _slope(numbers: deque[tuple[float, float]]) -> float:
    """Return the growth per second of the line that fits best (least squares)."""
    middle_at = fmean(at for at, _ in numbers)
    middle = fmean(number for _, number in numbers)
    spread = sum((at - middle_at) ** 2 for at, _ in numbers)
    return sum((at - middle_at) * (number - middle) for at, number in numbers) / spread
