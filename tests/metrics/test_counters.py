"""Counters, the rates between their samples, and the growth of many."""

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.counters import (
    CounterSample,
    Tally,
    growth,
    rate,
)

COUNTS = st.integers(min_value=0, max_value=2**63)
TIMES = st.floats(min_value=0, max_value=1e7)
STEPS = st.floats(min_value=0.001, max_value=1e5)


@given(at=TIMES, elapsed=STEPS, count=COUNTS, growth=COUNTS)
def test_a_rate_times_its_time_is_the_growth(
    at: float, elapsed: float, count: int, growth: int
) -> None:
    """Whatever the time between samples, the volume is right."""
    before = CounterSample(at=at, count=count)
    now = CounterSample(at=at + elapsed, count=count + growth)
    measured = rate(before, now)
    assert measured is not None
    assert measured * (now.at - before.at) == pytest.approx(growth)


@given(at=TIMES, elapsed=STEPS, count=COUNTS, loss=st.integers(min_value=1))
def test_a_counter_that_went_back_has_no_rate(
    at: float, elapsed: float, count: int, loss: int
) -> None:
    """A reset or a reboot is neither 0 nor a spike."""
    before = CounterSample(at=at, count=count + loss)
    assert rate(before, CounterSample(at=at + elapsed, count=count)) is None


@given(at=TIMES, back=st.floats(min_value=0, max_value=1e5), count=COUNTS)
def test_no_time_no_rate(at: float, back: float, count: int) -> None:
    """Two samples of the same moment say nothing of a rate."""
    before = CounterSample(at=at, count=count)
    assert rate(before, CounterSample(at=at - back, count=count + 1)) is None


def test_a_sample_without_a_count_has_no_rate() -> None:
    """Some hardware leaves a counter out."""
    nothing, something = CounterSample(at=0, count=None), CounterSample(at=5, count=10)
    assert rate(nothing, something) is None
    assert rate(something, CounterSample(at=10, count=None)) is None


def test_the_factor_turns_octets_into_bits() -> None:
    """1,250,000 octets in five seconds are 2 Mbit/s."""
    before, now = CounterSample(at=5, count=0), CounterSample(at=10, count=1_250_000)
    assert rate(before, now, factor=8) == 2_000_000


def test_rules_that_are_new_or_gone_add_nothing() -> None:
    """What a new rule shows may be older; a reset counter has counted all it shows."""
    before = {"kept": Tally(packets=5, octets=500), "reset": Tally(packets=9, octets=900)}
    now = {
        "kept": Tally(packets=7, octets=650),
        "reset": Tally(packets=1, octets=100),
        "new": Tally(packets=80, octets=8000),
    }
    assert growth(now, now, before) == Tally(packets=3, octets=250)
    assert growth(["kept"], now, before) == Tally(packets=2, octets=150)
    assert growth([], now, before) == growth(["new"], now, {}) == Tally()
