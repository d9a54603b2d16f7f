"""Conditions: what a value is compared with, and what has to be remembered for it."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self, override

from .model import FINE, Judgement, Severity, Value

# The bounds of a level.
_OF_LEVEL: Final = ("raise_at", "clear_at")

_DAY: Final = 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A value, its time in monotonic seconds and by the wall clock, and the active severity.

    ``interval`` is the number of seconds between values.
    """

    value: Value
    at: float
    wall: datetime
    active: Severity | None = None
    interval: float = 60.0

    @property
    def number(self) -> float | None:
        """Return the value as a number, None if it is not one."""
        is_number = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        return float(self.value) if is_number else None  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Condition[MemoryT](ABC):
    """A bad state, judged value by value; without memory, by each value alone."""

    @property
    def bounds(self) -> dict[str, float | None]:
        """Return the numbers that a user may set, by name; times are in seconds.

        None: no value unless a user sets one.
        """
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value
            for name, value in found.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        }

    @property
    def is_set(self) -> bool:
        """Return whether it has all the numbers it needs."""
        return True

    def with_bounds(self, bounds: Mapping[str, float]) -> Self:
        """Return the condition with these numbers."""
        return replace(self, **bounds)

    def wrong_bounds(self) -> Iterator[str]:
        """Yield the names of numbers that are invalid, or contradict another."""
        return (name for name, value in self.bounds.items() if value is not None and value <= 0)

    @abstractmethod
    def new_memory(self) -> MemoryT:
        """Return the memory of a new instance."""

    def restored_memory(self, bound: Value) -> MemoryT:
        """Return the memory of one whose alert was active before a restart, from its bound."""
        del bound
        return self.new_memory()

    @abstractmethod
    def judge(self, memory: MemoryT, seen: Seen) -> Judgement | None:
        """Return how bad a value is; None if that is unknown."""


@dataclass(frozen=True, kw_only=True)
class Single[MemoryT](Condition[MemoryT]):
    """A condition with one severity."""

    severity: Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """At which value a severity is raised, and at which it is cleared."""

    severity: Severity
    raise_at: float
    clear_at: float


@dataclass(frozen=True, kw_only=True)
class Leveled(Condition[None]):
    """A condition with levels, from mild to severe; a user may set the bounds of each."""

    levels: tuple[Level, ...]
    is_low: bool = False

    @property
    @override
    def bounds(self) -> dict[str, float | None]:
        """Return the bounds of all levels."""
        return {
            f"{level.severity}_{name}": getattr(level, name)
            for level in self.levels
            for name in _OF_LEVEL
        }

    @override
    def with_bounds(self, bounds: Mapping[str, float]) -> Self:
        """Return the condition with other bounds."""
        levels = tuple(
            Level(
                severity=level.severity,
                raise_at=bounds.get(f"{level.severity}_raise_at", level.raise_at),
                clear_at=bounds.get(f"{level.severity}_clear_at", level.clear_at),
            )
            for level in self.levels
        )
        return replace(self, levels=levels)

    @override
    def wrong_bounds(self) -> Iterator[str]:
        """Yield bounds that would raise and clear at once, or are not in order of severity."""
        sign = -1 if self.is_low else 1
        before: Level | None = None
        for level in self.levels:
            if sign * level.clear_at > sign * level.raise_at:
                yield f"{level.severity}_clear_at"
            if before is not None and sign * level.raise_at <= sign * before.raise_at:
                yield f"{level.severity}_raise_at"
            before = level


@dataclass(frozen=True, kw_only=True)
class Threshold(Leveled):
    """A number that is too high, or with ``is_low`` too low."""

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return the worst level that is reached, or active and not cleared yet."""
        if (number := seen.number) is None:
            return None
        sign = -1 if self.is_low else 1
        for level in reversed(self.levels):
            is_on = seen.active is not None and level.severity.rank <= seen.active.rank
            is_reached = sign * number >= sign * level.raise_at
            is_kept = is_on and sign * number >= sign * level.clear_at
            if is_reached or is_kept:
                return Judgement(severity=level.severity, bound=level.raise_at)
        return FINE


@dataclass
class _WasFine:
    is_known: bool = False


@dataclass(frozen=True, kw_only=True)
class Is(Single[_WasFine]):
    """A state that is bad once it has been good: what never was up is no alert.

    With ``from_start``, it is bad also in the first reading.
    """

    state: bool | str | int
    from_start: bool = False

    @property
    @override
    def bounds(self) -> dict[str, float | None]:
        """Return nothing: which state is bad is fixed."""
        return {}

    @override
    def new_memory(self) -> _WasFine:
        """Remember whether it has been good."""
        return _WasFine(is_known=self.from_start)

    @override
    def judge(self, memory: _WasFine, seen: Seen) -> Judgement | None:
        """Return whether it is bad after it was good."""
        if seen.value is None:
            return None
        if seen.value != self.state:
            memory.is_known = True
            return FINE
        if memory.is_known or seen.active is not None:
            return Judgement(severity=self.severity)
        return FINE


@dataclass(frozen=True, kw_only=True)
class OneOf(Single[None]):
    """A word that is one of the bad ones, also in the first reading."""

    states: tuple[str, ...]

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return whether it is one of the bad ones."""
        if seen.value is None:
            return None
        return Judgement(severity=self.severity) if seen.value in self.states else FINE


@dataclass(frozen=True, kw_only=True)
class Says(Single[None]):
    """A text that is not empty, such as the version of an update."""

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return whether the text is not empty."""
        if not isinstance(seen.value, str):
            return None
        return Judgement(severity=self.severity) if seen.value else FINE


@dataclass
class _Last:
    value: Value = None
    # The value before and after the last change, and when it was.
    before: Value = None
    after: Value = None
    changed_at: float | None = None
    # Wall time at the zero of the monotonic clock, as first seen.
    epoch: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Changes(Single[_Last]):
    """A value that has changed: active for some seconds, as there is nothing to fix.

    With ``back``, it is also cleared when the old value returns. With ``only_up``, a lower number
    is no change but a counter reset. A point in time that moves by no more than ``tolerance`` has
    not changed; nor has one that is calculated ``by_age`` if it moved with Home Assistant's own
    clock.
    """

    shown: float
    back: bool = False
    only_up: bool = False
    tolerance: timedelta | None = None
    by_age: bool = False

    @override
    def new_memory(self) -> _Last:
        """Remember the value."""
        return _Last()

    @override
    def judge(self, memory: _Last, seen: Seen) -> Judgement | None:
        """Return whether it has changed recently."""
        if seen.value is None:
            return None
        value = self._unmoved(memory, seen)
        if memory.value is None:
            memory.value = value
        elif not self._is_same(value, memory.value):
            is_back = memory.changed_at is not None and self._is_same(value, memory.before)
            memory.before, memory.value, memory.after = memory.value, value, value
            memory.changed_at = None if self.back and is_back else seen.at
        else:
            memory.value = value if self.only_up else memory.value
        if memory.changed_at is None or seen.at - memory.changed_at >= self.shown:
            memory.changed_at = None
            return FINE
        return Judgement(severity=self.severity, bound=memory.before, value=memory.after)

    def _unmoved(self, memory: _Last, seen: Seen) -> Value:
        """Return the value without adjustments of Home Assistant's clock since the first one."""
        if not self.by_age or not isinstance(seen.value, datetime):
            return seen.value
        epoch = seen.wall - timedelta(seconds=seen.at)
        memory.epoch = memory.epoch or epoch
        return seen.value + (memory.epoch - epoch)

    def _is_same(self, value: Value, other: Value) -> bool:
        if self.tolerance and isinstance(value, datetime) and isinstance(other, datetime):
            return abs(value - other) <= self.tolerance
        if self.only_up and isinstance(value, (int, float)) and isinstance(other, (int, float)):
            return value <= other
        return value == other


@dataclass
class _Times:
    value: Value = None
    changes: deque[float] = field(default_factory=deque)


@dataclass(frozen=True, kw_only=True)
class Flaps(Single[_Times]):
    """A state that has changed ``changes`` times ``within`` so many seconds."""

    changes: int
    within: float

    @override
    def new_memory(self) -> _Times:
        """Remember when it changed."""
        return _Times()

    @override
    def judge(self, memory: _Times, seen: Seen) -> Judgement | None:
        """Return whether it has changed too often; it is cleared once it is stable."""
        if seen.value is None:
            return None
        if memory.value is not None and seen.value != memory.value:
            memory.changes.append(seen.at)
        memory.value = seen.value
        while memory.changes and seen.at - memory.changes[0] > self.within:
            memory.changes.popleft()
        count = len(memory.changes)
        if count >= self.changes or (seen.active is not None and count):
            return Judgement(severity=self.severity, bound=self.changes)
        return FINE


@dataclass(frozen=True, kw_only=True)
class Due(Leveled):
    """A point in time that is only a few days away, or has passed."""

    is_low: bool = True

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return the worst level by the days that are left."""
        if not isinstance(seen.value, datetime):
            return None
        days = (seen.value - seen.wall).total_seconds() / _DAY
        below = Threshold(levels=self.levels, is_low=True)
        return below.judge(None, replace(seen, value=days))


@dataclass(frozen=True, kw_only=True)
class Aged(Leveled):
    """A point in time that is too many days ago."""

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return the worst level by the days that have passed."""
        if not isinstance(seen.value, datetime):
            return None
        days = (seen.wall - seen.value).total_seconds() / _DAY
        above = Threshold(levels=self.levels)
        return above.judge(None, replace(seen, value=days))


type AnyCondition = Condition[Any]
