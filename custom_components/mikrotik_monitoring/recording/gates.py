"""Which values are worth a row in the recorder: windows, dead-bands and heartbeats."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import ClassVar, Final, Protocol

from ..metrics.model import DeadBand, Metric, MetricValue


class RecordingLevel(StrEnum):
    """How much of a five-second stream reaches the recorder."""

    FULL = "full"
    BALANCED = "balanced"
    COMPACT = "compact"


class NoWrite(Enum):
    """Returned by a gate that writes nothing now."""

    NO_WRITE = "no_write"


NO_WRITE: Final = NoWrite.NO_WRITE


class Gate(Protocol):
    """Decides, sample by sample, which value of one metric is written.

    ``offer`` accepts a sample with its time in monotonic seconds, and returns what to write now, or
    NO_WRITE. ``flush`` returns what was held back and would be lost, or NO_WRITE. ``needs_each`` is
    whether it needs samples equal to the previous one.
    """

    needs_each: ClassVar[bool]

    def offer(self, value: MetricValue, at: float) -> MetricValue | NoWrite:
        """Accept a sample; return what to write."""

    def flush(self) -> MetricValue | NoWrite:
        """Return the last sample if it was not written; start again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelRules:
    """The bounds of a level, all in seconds.

    On average at most one state per ``window``; unused rows are saved for when a value leaps. A
    value that stays in its dead-band is written after ``heartbeat`` at the latest, or as soon as
    the difference left out adds up to ``drift`` seconds' worth of it, which bounds the error of the
    hourly mean.
    """

    window: float
    heartbeat: float
    drift: float


# A window of four (twelve) five-second samples: on average 1/4 (1/12) of full's rows at most.
LEVELS: Final[dict[RecordingLevel, LevelRules | None]] = {
    RecordingLevel.FULL: None,
    RecordingLevel.BALANCED: LevelRules(window=20, heartbeat=300, drift=10),
    RecordingLevel.COMPACT: LevelRules(window=60, heartbeat=600, drift=15),
}

# A tick can come a little early; the window still counts as full.
_SLACK = 0.5

# A leap by more than this share is written after so many seconds, not at the window's end:
# shown a window late, a burst at the full hour would be counted in the wrong one.
_LEAP = 0.25
_SOON = 10.0

# Rows saved in quiet times, at most.
_MOST_SAVED = 30.0


class PassThrough:
    """Writes every sample."""

    needs_each: ClassVar = False

    def offer(self, value: MetricValue, at: float) -> MetricValue | NoWrite:
        """Return the sample."""
        del at
        return value

    def flush(self) -> MetricValue | NoWrite:
        """Return NO_WRITE: nothing is ever held back."""
        return NO_WRITE


# It is stateless, so one instance is shared.
_PASS_THROUGH: Final = PassThrough()


class TimestampHysteresis:
    """Writes a timestamp only when it has really moved."""

    __slots__ = ("_held", "_tolerance")
    needs_each: ClassVar = False

    def __init__(self, tolerance: timedelta) -> None:
        """Start with nothing written."""
        self._tolerance = tolerance
        self._held: datetime | None = None

    def offer(self, value: MetricValue, at: float) -> MetricValue | NoWrite:
        """Return the sample if it differs from the written one by more than clock drift."""
        del at
        if not isinstance(value, datetime):
            self._held = None
            return value
        if self._held is not None and abs(value - self._held) <= self._tolerance:
            return NO_WRITE
        self._held = value
        return value

    def flush(self) -> MetricValue | NoWrite:
        """Return NO_WRITE: what was held back is only drift."""
        return NO_WRITE


class MinInterval:
    """Writes at most one sample per interval, and the last one before a gap."""

    __slots__ = ("_interval", "_pending", "_written_at")
    needs_each: ClassVar = True

    def __init__(self, interval: float) -> None:
        """Start with nothing written."""
        self._interval = interval
        self._written_at: float | None = None
        self._pending: MetricValue | NoWrite = NO_WRITE

    def offer(self, value: MetricValue, at: float) -> MetricValue | NoWrite:
        """Return the sample if the last one was written an interval ago."""
        if self._written_at is not None and at - self._written_at < self._interval - _SLACK:
            self._pending = value
            return NO_WRITE
        self._written_at = at
        self._pending = NO_WRITE
        return value

    def flush(self) -> MetricValue | NoWrite:
        """Return the newest sample if it was not written; the next one is written at once."""
        pending, self._pending = self._pending, NO_WRITE
        self._written_at = None
        return pending


class DeadBandMean:
    """Writes means over windows, and only those that changed enough.

    Each sample stands for the time since the one before it. The mean over a window keeps the
    volume: taking every fourth sample of bursty traffic would not. A written value stays until it
    has made up for what was written too late: a burst is drawn as long as it lasted.
    """

    __slots__ = (
        "_band",
        "_held",
        "_left_out",
        "_rules",
        "_sampled_at",
        "_saved",
        "_window_start",
        "_window_sum",
        "_written_at",
    )
    needs_each: ClassVar = True

    def __init__(self, band: DeadBand, rules: LevelRules) -> None:
        """Start with nothing written."""
        self._band = band
        self._rules = rules
        self._held: float | None = None
        self._written_at = 0.0
        self._sampled_at = 0.0
        self._window_start = 0.0
        self._window_sum = 0.0
        self._left_out = 0.0
        self._saved = 0.0

    def offer(self, value: MetricValue, at: float) -> MetricValue | NoWrite:
        """Return the mean of the window that this sample ends, if it is worth a row."""
        if not isinstance(value, (int, float)):
            self._held = None
            return value
        if self._held is None:
            self._left_out = 0.0
            self._saved = 1.0
            self._sampled_at = at
            return self._write(value, at)
        self._add(value, at, self._held)
        length = at - self._window_start
        if length < _SOON - _SLACK:
            return NO_WRITE
        mean = self._window_sum / length
        is_full = length >= self._rules.window - _SLACK
        if self._is_due(mean, self._held, at, is_full=is_full):
            return self._write(mean, at)
        if is_full:
            self._window_start, self._window_sum = at, 0.0
        return NO_WRITE

    def flush(self) -> MetricValue | NoWrite:
        """Return NO_WRITE: a window that was cut short is no mean; the next sample is written."""
        self._held = None
        return NO_WRITE

    def _add(self, value: float, at: float, held: float) -> None:
        """Add a sample to its window, and its difference from the written value."""
        elapsed = at - self._sampled_at
        self._sampled_at = at
        self._window_sum += value * elapsed
        self._left_out += (value - held) * elapsed
        self._saved = min(self._saved + elapsed / self._rules.window, _MOST_SAVED)

    def _is_due(self, mean: float, held: float, at: float, *, is_full: bool) -> bool:
        """Return whether a window's mean is worth a row."""
        if at - self._written_at >= self._rules.heartbeat - _SLACK:
            return True
        move = mean - held
        if self._left_out * move <= 0 or self._saved < 1 - _SLACK / self._rules.window:
            return False
        size = max(abs(mean), abs(held), self._band.absolute)
        if not is_full:
            return abs(move) > max(self._band.absolute, _LEAP * size)
        return abs(move) > self._band.width(held) or abs(self._left_out) > self._rules.drift * size

    def _write(self, value: float, at: float) -> float:
        self._held = value
        self._written_at = at
        self._window_start, self._window_sum = at, 0.0
        self._saved -= 1
        return value


def gate_for(metric: Metric, level: RecordingLevel) -> Gate:
    """Return the gate for a metric's values at a recording level."""
    if metric.write_interval is not None:
        return MinInterval(metric.write_interval)
    if metric.tolerance is not None:
        return TimestampHysteresis(metric.tolerance)
    rules = LEVELS[level]
    if rules is None or metric.dead_band is None:
        return _PASS_THROUGH
    return DeadBandMean(metric.dead_band, rules)
