"""Which values are written to the recorder."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.model import DeadBand, SensorMetric
from custom_components.mikrotik_monitoring.recording.gates import (
    LEVELS,
    NO_WRITE,
    DeadBandMean,
    LevelRules,
    MinInterval,
    PassThrough,
    RecordingLevel,
    TimestampHysteresis,
    gate_for,
)

BAND = DeadBand(absolute=1, relative=0.05)
RULES = LevelRules(window=20, heartbeat=300, drift=10)
SAMPLES = st.lists(st.floats(min_value=0, max_value=1e9), min_size=30, max_size=200)


def throttled(samples: list[float], rules: LevelRules = RULES) -> list[tuple[float, float]]:
    """Return the times and values that are written of samples taken every five seconds."""
    throttle = DeadBandMean(BAND, rules)
    written = []
    for number, sample in enumerate(samples):
        offered = throttle.offer(sample, 5.0 * number)
        if offered is not NO_WRITE:
            assert isinstance(offered, int | float)
            written.append((5.0 * number, offered))
    return written


@given(samples=SAMPLES)
def test_rows_are_bounded(samples: list[float]) -> None:
    """One state per window on average, whatever the values do, and none sooner than 10 s."""
    written = throttled(samples)
    assert all(later[0] - earlier[0] >= 10 for earlier, later in pairwise(written))
    for number, (at, _) in enumerate(written):
        assert number <= at / RULES.window + 1


@given(samples=SAMPLES)
def test_only_means_that_were_measured(samples: list[float]) -> None:
    """What is written is the mean of the last two to four samples, nothing made up."""
    for at, value in throttled(samples)[1:]:
        end = int(at / 5) + 1
        means = [sum(samples[end - count : end]) / count for count in (2, 3, 4)]
        assert any(value == pytest.approx(mean, rel=1e-6, abs=1e-6) for mean in means)


def test_a_leap_is_written_after_ten_seconds() -> None:
    """The start of a burst is shown, although means of twenty seconds are recorded."""
    written = throttled([*[100.0] * 20, *[900.0] * 8])
    assert written[0] == (0.0, 100.0)
    assert written[1][0] <= 110
    assert written[1][1] > 100
    assert [value for at, value in written if at <= 130][-1] == pytest.approx(900)


@given(samples=SAMPLES, level=st.sampled_from([RecordingLevel.BALANCED, RecordingLevel.COMPACT]))
def test_the_volume_is_kept(samples: list[float], level: RecordingLevel) -> None:
    """The recorded volume differs from the measured one by a window and the drift at most."""
    rules = LEVELS[level]
    assert rules is not None
    written = [*throttled(samples, rules), (5.0 * (len(samples) - 1), 0.0)]
    recorded = sum(value * (later[0] - at) for (at, value), later in pairwise(written))
    measured = 5.0 * sum(samples[1:])
    highest = max(*samples, BAND.absolute)
    assert abs(recorded - measured) <= highest * (3 * rules.window + rules.drift + 5)


def test_a_steady_offset_inside_the_dead_band_is_written_in_time() -> None:
    """Half a dead-band for an hour would spoil the hourly mean: the drift bounds it."""
    written = throttled([100.0, *[104.0] * 100])
    assert [at for at, _ in written] == [0.0, 280.0]
    assert written[1][1] == pytest.approx(104.0)


def test_a_drift_inside_the_dead_band_is_written_with_the_heartbeat() -> None:
    """A value that changed less than the dead band is right again in five minutes."""
    written = throttled([1000.0, *[1000.5] * 100])
    assert [at for at, _ in written] == [0.0, 300.0]


def test_unknown_is_written_at_once_and_starts_again() -> None:
    """A gap is no mean of anything."""
    throttle = DeadBandMean(BAND, RULES)
    assert throttle.offer(10.0, 0) == 10.0
    assert throttle.offer(None, 5) is None
    assert throttle.offer(99.0, 10) == 99.0
    throttle.flush()
    assert throttle.offer(1.0, 15) == 1.0


def test_totals_are_written_every_five_minutes_and_before_a_gap() -> None:
    """The newest total that was not written is not lost."""
    gate = MinInterval(300)
    assert gate.offer(1, 0) == 1
    assert gate.offer(2, 5) is NO_WRITE
    assert gate.offer(3, 300) == 3
    assert gate.flush() is NO_WRITE
    assert gate.offer(4, 305) == 4
    assert gate.offer(5, 310) is NO_WRITE
    assert gate.flush() == 5
    assert gate.flush() is NO_WRITE


def test_a_point_in_time_moves_only_when_it_really_moved() -> None:
    """Clocks drift; a reboot does not look like it."""
    gate = TimestampHysteresis(timedelta(seconds=60))
    booted = datetime(2026, 1, 1, tzinfo=UTC)
    assert gate.offer(booted, 0) == booted
    assert gate.offer(booted + timedelta(seconds=59), 5) is NO_WRITE
    assert gate.offer(booted - timedelta(seconds=59), 10) is NO_WRITE
    assert gate.flush() is NO_WRITE
    later = booted + timedelta(minutes=10)
    assert gate.offer(later, 15) == later
    assert gate.offer(None, 20) is None
    assert gate.offer(later, 25) == later


@pytest.mark.parametrize(
    ("metric", "level", "gate"),
    [
        ({"write_interval": 300}, RecordingLevel.FULL, MinInterval),
        ({"tolerance": timedelta(seconds=1)}, RecordingLevel.FULL, TimestampHysteresis),
        ({"dead_band": BAND}, RecordingLevel.FULL, PassThrough),
        ({"dead_band": BAND}, RecordingLevel.BALANCED, DeadBandMean),
        ({"dead_band": BAND}, RecordingLevel.COMPACT, DeadBandMean),
        ({}, RecordingLevel.COMPACT, PassThrough),
    ],
)
def test_which_gate(metric: dict[str, object], level: RecordingLevel, gate: type) -> None:
    """Level full holds back only what carries no information."""
    described = SensorMetric(key="test", source=lambda row: row, **metric)  # type: ignore[arg-type]
    assert isinstance(gate_for(described, level), gate)


def test_straight_writes_everything() -> None:
    """At level full nothing is held back."""
    gate = PassThrough()
    assert [gate.offer(value, 0) for value in (1, 1, None)] == [1, 1, None]
    assert gate.flush() is NO_WRITE
