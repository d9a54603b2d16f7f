"""Whether polls are on time, measured when they reach the routers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

# Seconds; a poll that arrives later than this after its due time is late.
ON_TIME: Final = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Punctuality:
    """How many polls were due and how many arrived on time; ``worst`` in seconds."""

    due: int
    on_time: int
    worst: float

    @property
    def share(self) -> float:
        """Return the share that arrived on time, 1 if none was due."""
        return self.on_time / self.due if self.due else 1.0


NO_POLLS: Final = Punctuality(due=0, on_time=0, worst=0.0)


def punctuality(
    routers: Iterable[Sequence[float]], *, start: float, end: float, interval: float
) -> Punctuality:
    """Compare the arrivals of each router between two times with their grid.

    A turn without a poll counts like a late one.
    """
    due = on_time = 0
    worst = 0.0
    for times in routers:
        seen = [time for time in times if start <= time < end]
        turns = int((end - start) // interval)
        due += turns
        deviations = _deviations(seen, interval)
        worst = max([worst, *map(abs, deviations.values())])
        punctual = sum(abs(deviation) <= ON_TIME for deviation in deviations.values())
        on_time += min(punctual, turns)
    return Punctuality(due=due, on_time=on_time, worst=worst)


def _deviations(times: Sequence[float], interval: float) -> dict[int, float]:
    """Return the deviation of the best arrival of each turn; the grid is fitted to the median."""
    if not times:
        return {}
    phase = times[0] + median(_distance(time - times[0], interval) for time in times)
    best: dict[int, float] = {}
    for time in times:
        distance = _distance(time - phase, interval)
        turn = round((time - phase - distance) / interval)
        best[turn] = min(distance, best.get(turn, distance), key=abs)
    return best


def _distance(seconds: float, interval: float) -> float:
    """Return the distance to the nearest multiple of an interval, signed."""
    return (seconds + interval / 2) % interval - interval / 2
