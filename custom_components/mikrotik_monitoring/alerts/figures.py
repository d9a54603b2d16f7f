"""Conditions that compare with an external figure: set by the user, or from the polling."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, override

from .conditions import Seen, Single
from .model import FINE, Judgement

# It is cleared below this share of the bound.
_OVER: Final = 0.8
# Seconds that are too long at any interval: less than a slow tier's command timeout.
_TOO_LONG: Final = 15.0


@dataclass(frozen=True, kw_only=True)
class Outside(Single[None]):
    """A number that is below ``low`` or above ``high``, as far as a user has set these.

    It is cleared once it is back inside by ``margin``. ``sides`` are those that can be set.
    """

    sides: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    margin: float = 0.0

    @property
    @override
    def bounds(self) -> dict[str, float | None]:
        """Return the sides; none has a default."""
        return {side: getattr(self, side) for side in self.sides}

    @property
    @override
    def is_set(self) -> bool:
        """Return whether a user has set a side."""
        return any(value is not None for value in self.bounds.values())

    @override
    def wrong_bounds(self) -> Iterator[str]:
        """Yield the side that leaves no room between the two."""
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield "high"

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Return whether it is outside."""
        if (number := seen.number) is None:
            return None
        margin = self.margin if seen.active else 0.0
        if self.low is not None and number < self.low + margin:
            return Judgement(severity=self.severity, bound=self.low)
        if self.high is not None and number > self.high - margin:
            return Judgement(severity=self.severity, bound=self.high)
        return FINE


@dataclass(frozen=True, kw_only=True)
class TakesLong(Single[None]):
    """Seconds that are more than a share of the polling interval, or more than 15."""

    share: float

    @override
    def new_memory(self) -> None:
        """Remember nothing."""

    @override
    def judge(self, memory: None, seen: Seen) -> Judgement | None:
        """Compare with the interval."""
        if (number := seen.number) is None:
            return None
        bound = min(self.share * seen.interval, _TOO_LONG)
        if number >= bound * (_OVER if seen.active else 1):
            return Judgement(severity=self.severity, bound=bound)
        return FINE
