"""Figures from the recorder's statistics: a percentile, a growth, a share of time.

All of it blocks: run it in the recorder's executor.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

type Rows = dict[str, list[StatisticsRow]]
type Period = Literal["5minute", "hour", "day", "month"]
type Kind = Literal["mean", "change"]

# Billing uses the percentile of five-minute means; if more than this share is missing, the missing
# ones could move it.
BILLING_COVERAGE: Final = 0.99

FIVE_MINUTES: Final = 300
HOUR: Final = 3600

_SECOND: Final = timedelta(seconds=1)


def percentile_95(values: Iterable[float]) -> float | None:
    """Return the greatest value without the top 5 %, None if there are no values.

    As used in network billing: nearest rank, no interpolation.
    """
    ordered = sorted(values)
    return ordered[-(-95 * len(ordered) // 100) - 1] if ordered else None


def percentiles(
    hass: HomeAssistant,
    sources: Mapping[str, str],
    units: Mapping[str, str | None],
    start: datetime,
    end: datetime,
    now: datetime,
) -> dict[str, Any]:
    """Return the 95th percentile of some statistics by name, and its coverage.

    ``period`` is that of the rows used, ``coverage`` and ``hours`` the shares of the time up to
    ``now`` that have five-minute and hourly rows.
    """
    ids = set(sources.values())
    rows: dict[Period, Rows] = {
        period: statistic_rows(hass, start, end, ids, period, "mean", units)
        for period in ("5minute", "hour")
    }
    seconds = min(now, end).timestamp() - start.timestamp()
    covered = _coverage(rows["5minute"], ids, seconds / FIVE_MINUTES)
    hours = _coverage(rows["hour"], ids, seconds / HOUR)
    # Hourly rows are kept for ever; five-minute rows are better if they are as complete.
    is_complete = covered >= hours - HOUR / max(seconds, HOUR)
    is_fine = covered >= BILLING_COVERAGE or (covered > 0 and is_complete)
    period: Period = "5minute" if is_fine else "hour"
    found = {
        name: percentile_95(means(rows[period].get(statistic, ())))
        for name, statistic in sources.items()
    }
    return {
        **found,
        "highest": max((value for value in found.values() if value is not None), default=None),
        "period": period,
        "coverage": covered,
        "hours": hours,
        "is_billable": covered >= BILLING_COVERAGE,
    }


def _coverage(rows: Rows, ids: set[str], intervals: float) -> float:
    """Return the share of the intervals so far with a row, for the least complete statistic."""
    least = min((len(rows.get(statistic, ())) for statistic in ids), default=0)
    return min(1.0, least / max(1, int(intervals)))


def means(rows: Sequence[StatisticsRow]) -> list[float]:
    """Return the means of the rows that have one."""
    return [mean for row in rows if (mean := row.get("mean")) is not None]


def observed_hours(
    rows: Rows, statistic: str, observed: str
) -> Iterator[tuple[float, float, float]]:
    """Yield each hour's start, the percentage of it observed, and of that, up."""
    weights = {row["start"]: row.get("mean") or 0.0 for row in rows.get(observed, ())}
    for row in rows.get(statistic, ()):
        yield row["start"], weights.get(row["start"], 100.0), row.get("mean") or 0.0


def statistic_rows(
    hass: HomeAssistant,
    start: datetime,
    end: datetime,
    ids: set[str],
    period: Period,
    kind: Kind,
    units: Mapping[str, str | None],
) -> Rows:
    """Return the rows of some statistics that begin between two moments."""
    if not ids:
        return {}
    read: Callable[..., Rows] = statistics_during_period
    return read(
        hass,
        dt_util.as_utc(start),
        # The recorder rounds up to the next period, even at the start of one.
        dt_util.as_utc(end) - _SECOND,
        ids,
        period,
        {unit_class: unit for unit_class, unit in units.items() if unit},
        {kind},
    )
