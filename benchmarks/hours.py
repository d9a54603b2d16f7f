"""Hourly means of what was recorded, as Home Assistant's statistics compute them."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from .day import HOUR

type Row = tuple[float, float | None]
"""When a state was written, and its number; None while it is not known."""


def hourly_means(rows: Sequence[Row], hours: int) -> list[float | None]:
    """Return the mean of each hour: a state holds until the next one, unknown ones left out."""
    sums, lengths = [0.0] * hours, [0.0] * hours
    for (start, value), (end, _) in pairwise([*rows, (float(hours * HOUR), None)]):
        if value is None:
            continue
        for hour in range(int(start // HOUR), min(ceil(end / HOUR), hours)):
            length = min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)
            sums[hour] += value * length
            lengths[hour] += length
    return [total / length if length else None for total, length in zip(sums, lengths, strict=True)]
