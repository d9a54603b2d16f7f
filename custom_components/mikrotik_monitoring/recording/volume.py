"""Estimates of the rows that a sensor writes, and of their disk space.

The shares are measured on simulated routers in an hour; a real one is about as busy.
"""

from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..metrics.model import BinaryMetric, Metric, RateMetric, TrackerMetric
from .gates import LEVELS, RecordingLevel

_DAY: Final = 86_400.0

# Bytes of a state in the recorder's database, including indices.
ROW_BYTES: Final = 175

# The share of dead-band windows, or of polls at full level, whose value is written: for a rate, and
# for a level such as memory in use.
_RATES: Final = {
    RecordingLevel.FULL: 0.95,
    RecordingLevel.BALANCED: 0.45,
    RecordingLevel.COMPACT: 0.7,
}
_LEVELS: Final = {
    RecordingLevel.FULL: 0.6,
    RecordingLevel.BALANCED: 0.2,
    RecordingLevel.COMPACT: 0.35,
}

# The share of polls without a dead-band: a rate, a measured value, what seldom changes.
_RATE: Final = 0.8
_MEASUREMENT: Final = 0.25
_SELDOM: Final = 0.03

# Rows per day of what changes only with the configuration.
_FIXED: Final = 0.5


def rows_per_day(metric: Metric, interval: float, level: RecordingLevel) -> float:
    """Return about how many rows a sensor writes per day if polled every ``interval`` seconds."""
    polls = _DAY / interval
    if isinstance(metric, TrackerMetric):
        return polls * _MEASUREMENT
    if isinstance(metric, BinaryMetric) or getattr(metric, "state_class", None) is None:
        return _FIXED
    if metric.write_interval is not None:
        return _of_total(metric, max(interval, metric.write_interval))
    if metric.dead_band is not None:
        return _in_dead_band(metric, interval, level)
    if metric.compares:
        return polls * (_RATE if isinstance(metric, RateMetric) else _SELDOM)
    is_measured = getattr(metric, "state_class", None) is SensorStateClass.MEASUREMENT
    return polls * (_MEASUREMENT if is_measured else _SELDOM)


def _of_total(metric: Metric, interval: float) -> float:
    """Return the rows of a counter: traffic keeps growing, errors are few."""
    is_traffic = metric.device_class == SensorDeviceClass.DATA_SIZE
    return _DAY / interval * (1 if is_traffic else _SELDOM)


def _in_dead_band(metric: Metric, interval: float, level: RecordingLevel) -> float:
    """Return the rows of a value that is written when it leaves its dead-band."""
    rules = LEVELS[level]
    window = interval if rules is None else max(interval, rules.window)
    return _DAY / window * (_RATES if metric.compares else _LEVELS)[level]
