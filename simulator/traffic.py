"""Traffic as a function of time: flows that only grow, and the counters that read them.

A flow's rate is constant for five seconds. It is the product of a mean, the hour of the day, a
slow walk and an eight-hour shape of bursts. Because shapes carry their running sums, the total up
to any moment costs the same, however long ago it was last computed.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
import math
from typing import Protocol

from .noise import BUCKET, BUCKETS, ONE, SLOT_BUCKETS, Shape, seed_of, shape, uniform, wander

_SLOT = BUCKET * SLOT_BUCKETS
_SLOTS_A_DAY = 86_400 // _SLOT
_MICRO = 1_000_000
_VARIANTS = 4
_SCALE = _MICRO * ONE * _MICRO


def _bump(hour: float, peak: float, width: float) -> float:
    """Return a bell curve over the hours of a day, across midnight too."""
    distance = abs((hour - peak + 12) % 24 - 12)
    return math.exp(-((distance / width) ** 2))


_DAYS: dict[str, Callable[[float], float]] = {
    "home": lambda hour: 0.25 + 0.4 * _bump(hour, 8, 2) + 1.6 * _bump(hour, 20.5, 3),
    "office": lambda hour: 0.12 + 1.7 * _bump(hour, 10.5, 2.5) + 1.7 * _bump(hour, 15, 2.5),
    "isp": lambda hour: 0.45 + 0.5 * _bump(hour, 12, 4) + 1.1 * _bump(hour, 21, 3.5),
    "flat": lambda _hour: 1.0,
}


def _slots_of(day: Callable[[float], float]) -> tuple[int, ...]:
    """Return the level of every ten minutes of a day, around ONE."""
    levels = [day((slot + 0.5) * 24 / _SLOTS_A_DAY) for slot in range(_SLOTS_A_DAY)]
    mean = sum(levels) / len(levels)
    return tuple(round(level / mean * ONE) for level in levels)


DAYS = {name: _slots_of(day) for name, day in _DAYS.items()}


class Flow(Protocol):
    """Something that only ever grows."""

    @property
    def mean(self) -> float:
        """Return the units per second over the long run."""

    def total(self, seconds: float) -> int:
        """Return how many units have passed up to this simulation time in seconds."""

    def rate(self, seconds: float) -> float:
        """Return the units per second at this moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """How a flow behaves: its mean in units per second, its day and its bursts."""

    mean: float
    kind: str = "browsing"
    day: str = "home"


class PatternFlow:
    """A flow that follows a pattern."""

    def __init__(self, pattern: Pattern, *, seed: int, day_start: float) -> None:
        """Start at second zero, which is `day_start` seconds after midnight."""
        self._mean = round(pattern.mean * _MICRO)
        self._day = DAYS[pattern.day]
        self._walk = 0.05 if pattern.kind == "aggregate" else 0.3
        self._seed = seed
        self._first_slot = int(day_start // _SLOT)
        self._values, self._sums = _shape_of(pattern.kind, seed)
        self._offset = seed % BUCKETS
        self._before: list[int] = [0]
        self._memo = (-1.0, 0)
        self._level_memo = (-1, 0)

    @property
    def mean(self) -> float:
        """Return the units per second over the long run."""
        return self._mean / _MICRO

    def total(self, seconds: float) -> int:
        """Return the whole units that have passed; repeated calls return the same."""
        if seconds == self._memo[0]:
            return self._memo[1]
        if seconds <= 0:
            return 0
        slot, bucket, micro = _place(seconds)
        while len(self._before) <= slot:
            number = len(self._before) - 1
            whole = self._level(number) * self._window(number, SLOT_BUCKETS)
            self._before.append(self._before[-1] + whole * BUCKET * _MICRO)
        part = self._window(slot, bucket) * BUCKET * _MICRO + self._value(slot, bucket) * micro
        total = (self._before[slot] + self._level(slot) * part) // _SCALE
        self._memo = (seconds, total)
        return total

    def rate(self, seconds: float) -> float:
        """Return the units per second of the five seconds around this moment."""
        slot, bucket, _ = _place(max(seconds, 0.0))
        return self._level(slot) * self._value(slot, bucket) / (_MICRO * ONE)

    def _level(self, slot: int) -> int:
        """Return the mean of ten minutes, in millionths of a unit per second."""
        if slot != self._level_memo[0]:
            hour = self._mean * self._day[(self._first_slot + slot) % _SLOTS_A_DAY]
            level = round(hour * (1 + self._walk * wander(self._seed, slot, 6)) / ONE)
            self._level_memo = (slot, level)
        return self._level_memo[1]

    def _value(self, slot: int, bucket: int) -> int:
        """Return the shape's value in a bucket."""
        return self._values[(self._offset + slot * SLOT_BUCKETS + bucket) % BUCKETS]

    def _window(self, slot: int, buckets: int) -> int:
        """Return the sum of the shape over the first buckets of a slot."""
        start = (self._offset + slot * SLOT_BUCKETS) % BUCKETS
        end = start + buckets
        if end <= BUCKETS:
            return self._sums[end] - self._sums[start]
        return self._sums[BUCKETS] - self._sums[start] + self._sums[end - BUCKETS]


def _shape_of(kind: str, seed: int) -> Shape:
    """Return the shape that a seed picks."""
    return shape(kind, int(uniform(seed, 1) * _VARIANTS))


def _place(seconds: float) -> tuple[int, int, int]:
    """Return the slot, the bucket in it and the microseconds into that bucket."""
    slot, left = divmod(round(seconds * _MICRO), _SLOT * _MICRO)
    bucket, micro = divmod(left, BUCKET * _MICRO)
    return slot, bucket, micro


class SumFlow:
    """A flow made of shares of others, as a bridge carries what its ports do."""

    def __init__(self, parts: Sequence[tuple[Flow, float]]) -> None:
        """Store the flows and the share of each."""
        self._parts = tuple((flow, round(share * ONE)) for flow, share in parts)
        self._memo = (-1.0, 0)

    @property
    def mean(self) -> float:
        """Return the sum of the shares' means."""
        return sum(flow.mean * share / ONE for flow, share in self._parts)

    def total(self, seconds: float) -> int:
        """Return the sum of the shares, each rounded down so that it never shrinks."""
        if seconds != self._memo[0]:
            total = sum(flow.total(seconds) * share // ONE for flow, share in self._parts)
            self._memo = (seconds, total)
        return self._memo[1]

    def rate(self, seconds: float) -> float:
        """Return the sum of the shares' rates."""
        return sum(flow.rate(seconds) * share / ONE for flow, share in self._parts)


class ShareFlow(SumFlow):
    """A flow that follows one other: packets follow bytes."""

    def __init__(self, flow: Flow, share: float) -> None:
        """Follow a share of a flow."""
        super().__init__(((flow, share),))


class Nothing:
    """A flow that is always zero."""

    mean = 0.0

    def total(self, seconds: float) -> int:
        """Return zero."""
        return int(seconds * 0)

    def rate(self, seconds: float) -> float:
        """Return zero."""
        return seconds * 0


@dataclass(frozen=True, slots=True)
class _Segment:
    """A period of a counter, from its start on."""

    start: float
    base: int
    before: int
    counts: bool


class Counter:
    """What a router shows of a flow: zero after a reset, constant while the link is down."""

    def __init__(self, flow: Flow, *, base: int = 0, counts: bool = True) -> None:
        """Show `base` at second zero."""
        self._flow = flow
        self._segments = [_Segment(0.0, base, 0, counts)]

    def value(self, seconds: float) -> int:
        """Return the counter at a moment, also a past one."""
        segment = self._segments[-1]
        if seconds < segment.start:
            index = bisect_right(self._segments, seconds, key=lambda one: one.start) - 1
            segment = self._segments[max(index, 0)]
        if not segment.counts:
            return segment.base
        return segment.base + max(self._flow.total(seconds) - segment.before, 0)

    def rate(self, seconds: float) -> float:
        """Return the growth per second at this moment."""
        return self._flow.rate(seconds) if self._segments[-1].counts else 0.0

    def reset(self, seconds: float) -> None:
        """Start again from zero."""
        self._begin(seconds, 0, counts=self._segments[-1].counts)

    def add(self, seconds: float, units: int) -> None:
        """Count so many units at once."""
        self._begin(seconds, self.value(seconds) + units, counts=self._segments[-1].counts)

    def link(self, seconds: float, *, up: bool) -> None:
        """Continue or stop counting from this moment."""
        if up != self._segments[-1].counts:
            self._begin(seconds, self.value(seconds), counts=up)

    def _begin(self, seconds: float, base: int, *, counts: bool) -> None:
        """Start a new period."""
        self._segments.append(_Segment(seconds, base, self._flow.total(seconds), counts))


class Wave:
    """A value that varies: connections, memory, a temperature."""

    def __init__(
        self, middle: float, *, swing: float, day: str, seed: int, day_start: float
    ) -> None:
        """Vary around `middle` by the share `swing`, times the level of the hour."""
        self._middle = middle
        self._swing = swing
        self._day = DAYS[day]
        self._seed = seed
        self._day_start = day_start

    def value(self, seconds: float) -> float:
        """Return the value at a moment."""
        slot = (self._day_start + seconds) / _SLOT
        left = self._day[int(slot) % _SLOTS_A_DAY]
        right = self._day[(int(slot) + 1) % _SLOTS_A_DAY]
        level = (left + (right - left) * (slot % 1)) / ONE
        slow = wander(self._seed, seconds, 420)
        quick = wander(self._seed + 1, seconds, 15)
        return self._middle * level * (1 + self._swing * (0.75 * slow + 0.25 * quick))


def flow_seed(seed: int, serial: str, *parts: object) -> int:
    """Return the seed of one flow of one router."""
    return seed_of(seed, serial, *parts)
