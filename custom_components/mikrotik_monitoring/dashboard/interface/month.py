"""What a month of an interface comes to: its 95th percentile, its volume, its availability.

A month is one of Home Assistant's own time zone: a day of it may have 23 or 25 hours.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

type Rows = dict[str, list[StatisticsRow]]
type Period = Literal["5minute", "hour", "day", "month"]

# A percentile of five-minute means is what is billed by; with more than this missing, what is
# missing could move it.
BILLING_COVERAGE: Final = 0.99

# Months of volume and availability, with the chosen one as the last.
MONTHS: Final = 12

_FIVE_MINUTES: Final = 300
_HOUR: Final = 3600


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month of a text such as 2026-10; raises ValueError."""
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=dt_util.UTC)
        return cls(year=first.year, number=first.month)

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month that a moment is in."""
        local = dt_util.as_local(moment)
        return cls(year=local.year, number=local.month)

    def later(self, months: int) -> Month:
        """Return the month so many months later."""
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year=year, number=month + 1)

    @property
    def start(self) -> float:
        """Return when it begins, in seconds since the epoch."""
        return self.begin.timestamp()

    @property
    def begin(self) -> datetime:
        """Return the midnight that it begins with."""
        zone = dt_util.get_default_time_zone()
        return datetime(self.year, self.number, 1, tzinfo=zone)

    def __str__(self) -> str:
        """Return a text such as 2026-10."""
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """The statistics that the figures are made of.

    ``rates`` and ``totals`` are those of each direction, as far as there are any, with the units
    the figures shall have; the others are ids of the statistics of availability.
    """

    rates: Mapping[str, str]
    totals: Mapping[str, str]
    rate_unit: str | None
    total_unit: str | None
    link: str
    router: str
    observed: str


def month_figures(
    hass: HomeAssistant, sources: Sources, month: Month, now: datetime
) -> dict[str, Any]:
    """Return all figures of a month; to be called in the recorder's executor."""
    volumes = _volumes(hass, sources, month)
    return {
        "month": str(month),
        "is_current": month == Month.of(now),
        "percentile": _percentile(hass, sources, month, now),
        "unit": sources.total_unit,
        "days": _days(hass, sources, month),
        "months": _months(volumes, _availability(hass, sources, month, now), month),
    }


def percentile_95(values: Iterable[float]) -> float | None:
    """Return the greatest value once the top 5 % are left out, None of nothing.

    The way networks bill by: nearest rank, no interpolation.
    """
    ordered = sorted(values)
    return ordered[-(-95 * len(ordered) // 100) - 1] if ordered else None


def _percentile(
    hass: HomeAssistant, sources: Sources, month: Month, now: datetime
) -> dict[str, Any]:
    """Return the percentile of each direction, and what it is good for."""
    ids, units = set(sources.rates.values()), {"data_rate": sources.rate_unit}
    rows: dict[Period, Rows] = {
        period: _rows(hass, month, month.later(1), ids, period, "mean", units)
        for period in ("5minute", "hour")
    }
    seconds = min(now.timestamp(), month.later(1).start) - month.start
    covered = _coverage(rows["5minute"], ids, seconds / _FIVE_MINUTES)
    hours = _coverage(rows["hour"], ids, seconds / _HOUR)
    # Hourly rows are kept for ever; those of five minutes are better while they are as complete.
    is_complete = covered >= hours - _HOUR / max(seconds, _HOUR)
    is_fine = covered >= BILLING_COVERAGE or (covered > 0 and is_complete)
    period: Period = "5minute" if is_fine else "hour"
    found = {
        direction: percentile_95(_means(rows[period].get(statistic, ())))
        for direction, statistic in sources.rates.items()
    }
    return {
        **found,
        "highest": max((value for value in found.values() if value is not None), default=None),
        "unit": sources.rate_unit,
        "period": period,
        "coverage": covered,
        "hours": hours,
        "is_billable": covered >= BILLING_COVERAGE,
    }


def _coverage(rows: Rows, ids: set[str], intervals: float) -> float:
    """Return the share of the intervals so far that have a row, of the statistic that has least."""
    least = min((len(rows.get(statistic, ())) for statistic in ids), default=0)
    return min(1.0, least / max(1, int(intervals)))


def _means(rows: Sequence[StatisticsRow]) -> list[float]:
    return [mean for row in rows if (mean := row.get("mean")) is not None]


def _days(hass: HomeAssistant, sources: Sources, month: Month) -> list[dict[str, Any]]:
    """Return what passed on each day so far: an entry per day that has any."""
    rows = _changes(hass, sources, month, month.later(1), "day")
    return [
        {"day": dt_util.as_local(dt_util.utc_from_timestamp(start)).day, **change}
        for start, change in sorted(rows.items())
    ]


def _volumes(hass: HomeAssistant, sources: Sources, month: Month) -> dict[Month, dict[str, float]]:
    """Return what passed in each of the last months."""
    rows = _changes(hass, sources, month.later(1 - MONTHS), month.later(1), "month")
    return {
        Month.of(dt_util.utc_from_timestamp(start)): change
        for start, change in sorted(rows.items())
    }


def _changes(
    hass: HomeAssistant, sources: Sources, first: Month, end: Month, period: Period
) -> dict[float, dict[str, float]]:
    """Return the growth of the totals by period; a counter that began anew does not matter."""
    ids, units = set(sources.totals.values()), {"information": sources.total_unit}
    rows = _rows(hass, first, end, ids, period, "change", units)
    changes: dict[float, dict[str, float]] = {}
    for direction, statistic in sources.totals.items():
        for row in rows.get(statistic, ()):
            if (change := row.get("change")) is not None:
                changes.setdefault(row["start"], {})[direction] = change
    return changes


def _availability(
    hass: HomeAssistant, sources: Sources, month: Month, now: datetime
) -> dict[Month, dict[str, float]]:
    """Return by month which share, in percent of the time observed, link and router were up.

    With it goes the share of the month so far that was observed; hours count by theirs.
    """
    first, end = month.later(1 - MONTHS), month.later(1)
    ids = {sources.link, sources.router, sources.observed}
    rows = _rows(hass, first, end, ids, "hour", "mean", {})
    months = [first.later(number) for number in range(MONTHS)]
    starts = [one.start for one in months]
    weights = {row["start"]: row["mean"] or 0 for row in rows.get(sources.observed, ())}
    found: dict[Month, dict[str, float]] = {}
    for name, statistic in (("link", sources.link), ("router", sources.router)):
        sums = [[0.0, 0.0] for _ in months]
        for row in rows.get(statistic, ()):
            weight = weights.get(row["start"], 100.0)
            one = sums[bisect_right(starts, row["start"]) - 1]
            one[0] += weight
            one[1] += weight * (row["mean"] or 0)
        for one_month, (weight, share) in zip(months, sums, strict=True):
            if weight:
                found.setdefault(one_month, {})[name] = share / weight
                found[one_month]["observed"] = weight * _HOUR / _passed(one_month, now)
    return found


def _passed(month: Month, now: datetime) -> float:
    """Return how many seconds of whole hours of a month have passed, one hour at least."""
    seconds = min(now.timestamp(), month.later(1).start) - month.start
    return max(_HOUR, seconds // _HOUR * _HOUR)


def _months(
    volumes: Mapping[Month, dict[str, float]],
    availability: Mapping[Month, dict[str, float]],
    month: Month,
) -> list[dict[str, Any]]:
    """Return the last months of which anything is known, and the chosen one."""
    known = sorted({*volumes, *availability, month})
    return [
        {"month": str(one), **volumes.get(one, {}), **availability.get(one, {})} for one in known
    ]


def _rows(
    hass: HomeAssistant,
    first: Month,
    end: Month,
    ids: set[str],
    period: Period,
    kind: Literal["mean", "change"],
    units: Mapping[str, str | None],
) -> Rows:
    """Return the rows of some statistics from the begin of one month to that of another."""
    if not ids:
        return {}
    return statistics_during_period(
        hass,
        dt_util.utc_from_timestamp(first.start),
        # The recorder rounds up what is not the begin of a period, and even what is.
        dt_util.utc_from_timestamp(end.start - 1),
        ids,
        period,
        {unit_class: unit for unit_class, unit in units.items() if unit},
        {kind},
    )
