"""Estimated rows per sensor; they are compared with simulated hours in the review's tests."""

import pytest

from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.recording.gates import RecordingLevel
from custom_components.mikrotik_monitoring.recording.volume import rows_per_day

DAY = 86_400


@pytest.mark.parametrize("level", RecordingLevel)
def test_no_more_than_it_is_read(level: RecordingLevel) -> None:
    """Sensors that are read less often write fewer."""
    assert len(METRICS) > 100
    for group in GROUPS:
        interval = group.tier.interval
        for metric in group.metrics:
            rows = rows_per_day(metric, interval, level)
            assert 0 < rows <= max(1, DAY / interval), metric.key
            assert rows_per_day(metric, 10 * interval, level) <= rows, metric.key


def test_a_level_counts_where_there_is_a_dead_band() -> None:
    """Full writes most rows of a rate that is read every five seconds, compact fewest."""
    full, balanced, compact = (
        rows_per_day(METRICS["interface.traffic.rx"], 5, level) for level in RecordingLevel
    )
    assert full > 4 * balanced > 4 * compact
    for key in ("interface.total.rx", "queue.simple.upload", "system.uptime", "link.reachable"):
        assert len({rows_per_day(METRICS[key], 60, level) for level in RecordingLevel}) == 1


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("interface.traffic.rx", "system.memory.used"),
        ("interface.total.rx", "interface.errors.rx"),
        ("ping.latency.avg", "interface.errors.rate"),
        ("connection.tcp", "poll.logins"),
        ("interface.errors.rate", "netwatch.up"),
        ("interface.errors.rate", "system.uptime"),
        ("gps.position", "gps.valid"),
    ],
)
def test_what_moves_writes_more(more: str, less: str) -> None:
    """Traffic more than memory, totals more than error counters, and states hardly at all."""
    level = RecordingLevel.BALANCED
    assert rows_per_day(METRICS[more], 60, level) > rows_per_day(METRICS[less], 60, level)
