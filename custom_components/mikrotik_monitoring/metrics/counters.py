"""Counters that only grow, until they start again."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class CounterSample:
    """What a counter showed: ``at`` in monotonic seconds, ``count`` None when not told."""

    at: float
    count: int | None


def rate(before: CounterSample, now: CounterSample, *, factor: float = 1) -> float | None:
    """Return the growth per second between two samples, times ``factor``.

    None when either sample has no count, no time has passed, or the counter went back: after a
    reset or a reboot the growth is not known, and neither 0 nor a spike is true.
    """
    if before.count is None or now.count is None or now.count < before.count:
        return None
    elapsed = now.at - before.at
    if elapsed <= 0:
        return None
    return (now.count - before.count) * factor / elapsed
