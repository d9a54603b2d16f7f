"""Counters that only grow until they are reset, and sums over rules that come and go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from .bounds import COUNTERS
from .sampling import Elapsed


def rate(
    before: object,
    now: object,
    elapsed: Elapsed,
    *,
    factor: float = 1,
    tolerance: float = 0.0,
) -> float | None:
    """Return the growth per second of a counter, times ``factor``.

    None when either count is missing or impossible, no time has passed, or the counter went back:
    after a reset or a reboot the growth is unknown, and neither 0 nor a spike is true. None too
    when the time between the two is too uncertain, unless the rate is wrong by ``tolerance`` at
    most.
    """
    if not (isinstance(before, int) and isinstance(now, int)):
        return None
    if not COUNTERS.least <= before <= now <= COUNTERS.most:
        return None
    return elapsed.rate((now - before) * factor, tolerance=tolerance)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Packets and bytes that one or many firewall rules counted."""

    packets: int = 0
    octets: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the sum of both."""
        return Tally(packets=self.packets + other.packets, octets=self.octets + other.octets)

    def since(self, before: Self) -> Tally:
        """Return the growth; a counter that restarted from zero has grown by all of its value."""
        return Tally(
            packets=_growth(before.packets, self.packets),
            octets=_growth(before.octets, self.octets),
        )


def _growth(before: int, now: int) -> int:
    return now - before if now >= before else now


def growth[KeyT](
    rules: Iterable[KeyT], now: Mapping[KeyT, Tally], before: Mapping[KeyT, Tally]
) -> Tally:
    """Return by how much some rules' counters have grown, never below zero.

    A rule that did not exist before adds nothing yet: its count may be older.
    """
    grown = (now[rule].since(before[rule]) for rule in rules if rule in before)
    return sum(grown, start=Tally())
