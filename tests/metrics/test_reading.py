"""A reading, and the time since the one it is compared with."""

import gc

from custom_components.mikrotik_monitoring.metrics.reading import Reading
from custom_components.mikrotik_monitoring.metrics.sampling import Elapsed


def reading(asked_at: float, at: float) -> Reading[int]:
    """Return a reading with the times of command and reply."""
    return Reading(asked_at=asked_at, at=at, rows={"": 1})


def test_the_time_between_two_is_reckoned_once() -> None:
    """All metrics of a group share it; it differs for another reading."""
    first, second, third = reading(0, 1), reading(5, 5), reading(10, 10)
    elapsed = third.since(second)
    assert elapsed == Elapsed(seconds=5)
    assert third.since(second) is elapsed
    assert third.since(first) == Elapsed(seconds=9.5, doubt=0.5)
    assert third.since(second) == elapsed


def test_a_reading_does_not_hold_the_one_before_it() -> None:
    """Otherwise none would ever be freed, as each is compared with the one before."""
    first, second = reading(0, 0), reading(5, 5)
    second.since(first)
    assert first.sampled in gc.get_referents(second)
    assert first not in gc.get_referents(second)


def test_what_was_not_asked_for_is_of_when_it_was_made() -> None:
    """A reading without commands takes no time."""
    made = Reading(at=7, rows={"": 1})
    assert (made.sampled.asked, made.sampled.answered) == (7, 7)
    assert not made.sources
