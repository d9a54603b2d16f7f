"""Counters, the rates between their samples, and the growth of many."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.counters import Tally, growth, rate
from custom_components.mikrotik_monitoring.metrics.reading import Reading
from custom_components.mikrotik_monitoring.metrics.sampling import MOST_ERROR, Elapsed, Sampled

# The most by which a rate may differ from the true one.
WITHIN = MOST_ERROR * 1.000001

# Two of these add up to the most that a counter of 64 bits can hold.
COUNTS = st.integers(min_value=0, max_value=2**63 - 1)
TIMES = st.floats(min_value=0, max_value=1e7)
STEPS = st.floats(min_value=0.001, max_value=1e5)


type Sample = Reading[int | None]


def sample(at: float, count: int | None, *, late: float = 0.0) -> Sample:
    """Return a counter's sample: requested at one time, received ``late`` seconds later."""
    return Reading(asked_at=at, at=at + late, rows={"": count})


def measure(before: Sample, now: Sample, *, factor: float = 1, tolerance: float = 0.0) -> Any:
    """Return the rate between two samples."""
    elapsed = now.since(before)
    return rate(before.rows[""], now.rows[""], elapsed, factor=factor, tolerance=tolerance)


@given(at=TIMES, elapsed=STEPS, count=COUNTS, growth=COUNTS)
def test_a_rate_times_its_time_is_the_growth(
    at: float, elapsed: float, count: int, growth: int
) -> None:
    """Whatever the time between samples, the volume is right."""
    before = sample(at, count)
    now = sample(at + elapsed, count + growth)
    measured = measure(before, now)
    assert measured is not None
    assert measured * (now.sampled.middle - before.sampled.middle) == pytest.approx(growth)


@given(at=TIMES, elapsed=STEPS, count=COUNTS, loss=st.integers(min_value=1))
def test_a_counter_that_went_back_has_no_rate(
    at: float, elapsed: float, count: int, loss: int
) -> None:
    """A reset or a reboot is neither 0 nor a spike."""
    before = sample(at, count + loss)
    assert measure(before, sample(at + elapsed, count)) is None


@given(at=TIMES, back=st.floats(min_value=0, max_value=1e5), count=COUNTS)
def test_no_time_no_rate(at: float, back: float, count: int) -> None:
    """Two samples of the same moment say nothing of a rate."""
    before = sample(at, count)
    assert measure(before, sample(at - back, count + 1)) is None


def test_a_sample_without_a_count_has_no_rate() -> None:
    """Some hardware leaves a counter out."""
    nothing, something = sample(0, None), sample(5, 10)
    assert measure(nothing, something) is None
    assert measure(something, sample(10, None)) is None


@given(
    taken=st.lists(
        st.tuples(st.floats(0, 4), st.floats(0, 1), st.integers(0, 10**9)), min_size=2, max_size=2
    ),
    interval=st.sampled_from((5, 10, 60, 300)),
)
def test_a_rate_is_true_or_unknown(taken: list[tuple[float, float, int]], interval: float) -> None:
    """Whenever between command and reply the router read its counters."""
    (late1, part1, _), (late2, part2, grown) = taken
    before, now = sample(0, 0, late=late1), sample(interval, grown, late=late2)
    seconds = interval + part2 * late2 - part1 * late1
    assert abs(now.since(before).seconds - seconds) <= (late1 + late2) / 2 + 1e-9
    measured = measure(before, now)
    if measured is None:
        assert (late1 + late2) / 2 > MOST_ERROR * (interval + (late2 - late1) / 2)
    elif grown:
        assert measured * seconds == pytest.approx(grown, rel=WITHIN)


@given(late=st.floats(0, 4), grown=st.integers(0, 10**9), tolerance=st.floats(0, 1e9))
def test_less_than_a_dead_band_is_no_error(late: float, grown: int, tolerance: float) -> None:
    """A port that carries next to nothing has a rate, however late the reply."""
    measured = measure(sample(0, 0), sample(5, grown, late=late), tolerance=tolerance)
    if measured is None:
        assert grown
        return
    for part in (0.0, 0.5, 1.0):
        true = grown / (5 + part * late)
        assert abs(measured - true) <= max(MOST_ERROR * true, tolerance) * (1 + 1e-6)


def test_nothing_grown_is_nothing() -> None:
    """Also over an unknown time."""
    elapsed = Elapsed(seconds=1, doubt=5)
    assert elapsed.rate(0) == 0
    assert elapsed.rate(1, tolerance=1e9) is None
    assert Elapsed(seconds=0).rate(0) is None


def test_what_a_read_takes_each_time_leaves_no_doubt() -> None:
    """A router that is equally slow each time has rates; one that is slow once has not."""
    slow = [Sampled(asked=at, answered=at + 3.0, usual=3.0) for at in (0, 5)]
    assert slow[1].since(slow[0]) == Elapsed(seconds=5.0)
    quick = Sampled(asked=5.0, answered=5.1, usual=0.1)
    assert not quick.since(slow[0]).is_sure


def test_the_factor_turns_octets_into_bits() -> None:
    """1,250,000 octets in five seconds are 2 Mbit/s."""
    before, now = sample(5, 0), sample(10, 1_250_000)
    assert measure(before, now, factor=8) == 2_000_000


def test_rules_that_are_new_or_gone_add_nothing() -> None:
    """A new rule's count may be older; a reset counter has grown by all that it shows."""
    before = {"kept": Tally(packets=5, octets=500), "reset": Tally(packets=9, octets=900)}
    now = {
        "kept": Tally(packets=7, octets=650),
        "reset": Tally(packets=1, octets=100),
        "new": Tally(packets=80, octets=8000),
    }
    assert growth(now, now, before) == Tally(packets=3, octets=250)
    assert growth(["kept"], now, before) == Tally(packets=2, octets=150)
    assert growth([], now, before) == growth(["new"], now, {}) == Tally()
