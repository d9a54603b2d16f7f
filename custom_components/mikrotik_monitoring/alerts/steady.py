"""Conditions that compare a number with its usual level, which they learn."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Final, override

from .conditions import Seen, Single
from .model import FINE, Judgement, Value

# One number is kept every half hour, for a day: a battery differs at night. The spacing is a little
# shorter, as polls are only timed to some seconds.
SPACING: Final = 1740.0
KEPT: Final = 48
# The level is known after three hours.
LEARNED: Final = 6

# A number that has strayed is back within this share of the bound.
_BACK: Final = 0.8
_DAY: Final = 86_400.0


@dataclass
class _Standing:
    numbers: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    kept_at: float | None = None
    strayed_at: float | None = None
    # The level before a restart, until a new one is learned.
    restored: float | None = None

    @property
    def steady(self) -> float | None:
        """Return the usual level, None while it is unknown."""
        return median(self.numbers) if len(self.numbers) >= LEARNED else self.restored

    def keep(self, number: float, at: float) -> None:
        """Keep a number, if the last one is old enough."""
        self.strayed_at = None
        if self.kept_at is None or at - self.kept_at >= SPACING:
            self.numbers.append(number)
            self.kept_at = at

    def begin_anew(self) -> None:
        """Forget the level."""
        self.numbers.clear()
        self.kept_at = self.strayed_at = self.restored = None


@dataclass(frozen=True, kw_only=True)
class Strays(Single[_Standing]):
    """A number too far from its usual level: ``below`` or ``above`` it.

    These are shares of the level or, with ``is_share`` off, in the number's own unit. A level below
    ``least`` is not compared with, and is learned again once there is more. Numbers that stray do
    not enter the level until they have done so for ``settle`` seconds: then they are the new one.
    """

    below: float
    above: float
    is_share: bool = True
    least: float | None = None
    settle: float = _DAY

    @override
    def new_memory(self) -> _Standing:
        """Remember the level."""
        return _Standing()

    @override
    def restored_memory(self, bound: Value) -> _Standing:
        """Remember the level when the alert was raised."""
        return _Standing(restored=float(bound) if isinstance(bound, (int, float)) else None)

    @override
    def judge(self, memory: _Standing, seen: Seen) -> Judgement | None:
        """Compare with the level, once it is known."""
        if (number := seen.number) is None:
            return None
        if (steady := memory.steady) is None:
            memory.keep(number, seen.at)
            return None if seen.active else FINE
        if self._is_nothing(steady):
            if not self._is_nothing(number):
                memory.begin_anew()
            memory.keep(number, seen.at)
            return FINE
        if not self._is_far(number, steady, _BACK if seen.active else 1):
            memory.keep(number, seen.at)
            return FINE
        if memory.strayed_at is None:
            memory.strayed_at = seen.at
        if seen.at - memory.strayed_at >= self.settle:
            memory.begin_anew()
            memory.keep(number, seen.at)
            return FINE
        return Judgement(severity=self.severity, bound=steady)

    def _is_nothing(self, number: float) -> bool:
        return self.least is not None and abs(number) < self.least

    def _is_far(self, number: float, steady: float, part: float) -> bool:
        unit = abs(steady) if self.is_share else 1.0
        return not -part * self.below * unit < number - steady < part * self.above * unit


@dataclass
class _Best:
    number: float | None = None
    less_since: float | None = None


@dataclass(frozen=True, kw_only=True)
class Lessens(Single[_Best]):
    """A number, such as a link's speed, that is less than it was before.

    After ``settle`` seconds, the lower number is the new normal.
    """

    settle: float = _DAY

    @override
    def new_memory(self) -> _Best:
        """Remember the maximum."""
        return _Best()

    @override
    def restored_memory(self, bound: Value) -> _Best:
        """Remember the maximum when the alert was raised."""
        return _Best(number=float(bound) if isinstance(bound, (int, float)) else None)

    @override
    def judge(self, memory: _Best, seen: Seen) -> Judgement | None:
        """Compare with the maximum."""
        if (number := seen.number) is None:
            return None
        if memory.number is None or number >= memory.number:
            memory.number, memory.less_since = number, None
            return FINE
        if memory.less_since is None:
            memory.less_since = seen.at
        if seen.at - memory.less_since >= self.settle:
            memory.number, memory.less_since = number, None
            return FINE
        return Judgement(severity=self.severity, bound=memory.number)
