"""Counters that only grow, until they start again, and sums of some that come and go."""

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

    None when either count is not told or cannot be, no time has passed, or the counter went back:
    after a reset or a reboot the growth is not known, and neither 0 nor a spike is true. None too
    when the time between the two is not known well enough, unless the rate is wrong by
    ``tolerance`` at most.
    """
    if not (isinstance(before, int) and isinstance(now, int)):
        return None
    if not COUNTERS.least <= before <= now <= COUNTERS.most:
        return None
    return elapsed.rate((now - before) * factor, tolerance=tolerance)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Packets and bytes that firewall rules counted, of one rule or of many."""

    packets: int = 0
    octets: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(packets=self.packets + other.packets, octets=self.octets + other.octets)

    def since(self, before: Self) -> Tally:
        """Return the growth; of what was counted anew from zero, all of it."""
        return Tally(
            packets=_growth(before.packets, self.packets),
            octets=_growth(before.octets, self.octets),
        )


def _growth(before: int, now: int) -> int:
    return now - before if now >= before else now


def growth[KeyT](
    rules: Iterable[KeyT], now: Mapping[KeyT, Tally], before: Mapping[KeyT, Tally]
) -> Tally:
    """Return by how much some rules' counters have grown, never less than nothing.

    A rule that was not there before adds nothing yet: what it shows may be older.
    """
    grown = (now[rule].since(before[rule]) for rule in rules if rule in before)
    return sum(grown, start=Tally())
