"""The figures of a month: an interface's 95th percentile and volume, availability.

A month is in Home Assistant's time zone: a day may have 23 or 25 hours.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .availability import availability_id, observed_id
from .figures import HOUR, Period, observed_hours, percentiles, statistic_rows

# Months of volume and availability, ending with the chosen one.
MONTHS: Final = 12


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
        """Return its start, in seconds since the epoch."""
        return self.begin.timestamp()

    @property
    def begin(self) -> datetime:
        """Return the midnight at its start."""
        zone = dt_util.get_default_time_zone()
        return datetime(self.year, self.number, 1, tzinfo=zone)

    def __str__(self) -> str:
        """Return a text such as 2026-10."""
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """The statistics that the figures are calculated from.

    ``rates`` and ``totals`` are those of each direction, if any, with the units for the figures;
    the others are ids of the statistics of availability.
    """

    rates: Mapping[str, str]
    totals: Mapping[str, str]
    rate_unit: str | None
    total_unit: str | None
    link: str
    router: str
    observed: str


class Uptime(NamedTuple):
    """The hours that something was observed, and the percentage of these that it was up."""

    hours: float
    percent: float | None


def month_figures(
    hass: HomeAssistant, sources: Sources, month: Month, now: datetime
) -> dict[str, Any]:
    """Return all figures of a month; run it in the recorder's executor."""
    volumes = _volumes(hass, sources, month)
    return {
        "month": str(month),
        "is_current": month == Month.of(now),
        "percentile": month_percentile(hass, sources.rates, sources.rate_unit, month, now),
        "unit": sources.total_unit,
        "days": _days(hass, sources, month),
        "months": _months(volumes, _availability(hass, sources, month, now), month),
    }


def month_percentile(
    hass: HomeAssistant, rates: Mapping[str, str], unit: str | None, month: Month, now: datetime
) -> dict[str, Any]:
    """Return the percentile of each direction, and its coverage.

    ``rates`` are the statistics by direction; run it in the recorder's executor.
    """
    begin, end = month.begin, month.later(1).begin
    return {**percentiles(hass, rates, {"data_rate": unit}, begin, end, now), "unit": unit}


def _days(hass: HomeAssistant, sources: Sources, month: Month) -> list[dict[str, Any]]:
    """Return the volume of each day so far: an entry per day that has any."""
    rows = _changes(hass, sources, month, month.later(1), "day")
    return [
        {"day": dt_util.as_local(dt_util.utc_from_timestamp(start)).day, **change}
        for start, change in sorted(rows.items())
    ]


def _volumes(hass: HomeAssistant, sources: Sources, month: Month) -> dict[Month, dict[str, float]]:
    """Return the volume of each of the last months."""
    rows = _changes(hass, sources, month.later(1 - MONTHS), month.later(1), "month")
    return {
        Month.of(dt_util.utc_from_timestamp(start)): change
        for start, change in sorted(rows.items())
    }


def _changes(
    hass: HomeAssistant, sources: Sources, first: Month, end: Month, period: Period
) -> dict[float, dict[str, float]]:
    """Return the growth of the totals by period; counter resets do not matter."""
    ids, units = set(sources.totals.values()), {"information": sources.total_unit}
    rows = statistic_rows(hass, first.begin, end.begin, ids, period, "change", units)
    changes: dict[float, dict[str, float]] = {}
    for direction, statistic in sources.totals.items():
        for row in rows.get(statistic, ()):
            if (change := row.get("change")) is not None:
                changes.setdefault(row["start"], {})[direction] = change
    return changes


def _availability(
    hass: HomeAssistant, sources: Sources, month: Month, now: datetime
) -> dict[Month, dict[str, float]]:
    """Return by month the percentage of the time observed that link and router were up.

    Also the share of the month so far that was observed; hours are weighted by theirs.
    """
    first, end = month.later(1 - MONTHS), month.later(1)
    ids = {sources.link, sources.router, sources.observed}
    rows = statistic_rows(hass, first.begin, end.begin, ids, "hour", "mean", {})
    months = [first.later(number) for number in range(MONTHS)]
    starts = [one.start for one in months]
    found: dict[Month, dict[str, float]] = {}
    for name, statistic in (("link", sources.link), ("router", sources.router)):
        sums = [[0.0, 0.0] for _ in months]
        for start, weight, up in observed_hours(rows, statistic, sources.observed):
            one = sums[bisect_right(starts, start) - 1]
            one[0] += weight
            one[1] += weight * up
        for one_month, (weight, share) in zip(months, sums, strict=True):
            if weight:
                found.setdefault(one_month, {})[name] = share / weight
                found[one_month]["observed"] = weight * HOUR / _passed(one_month, now)
    return found


def _passed(month: Month, now: datetime) -> float:
    """Return the seconds of a month's whole hours that have passed, one hour at least."""
    seconds = min(now.timestamp(), month.later(1).start) - month.start
    return max(HOUR, seconds // HOUR * HOUR)


def _months(
    volumes: Mapping[Month, dict[str, float]],
    availability: Mapping[Month, dict[str, float]],
    month: Month,
) -> list[dict[str, Any]]:
    """Return the last months that have any figures, and the chosen one."""
    known = sorted({*volumes, *availability, month})
    return [
        {"month": str(one), **volumes.get(one, {}), **availability.get(one, {})} for one in known
    ]


def month_availability(hass: HomeAssistant, router: str, month: Month) -> Uptime:
    """Return how much of a month a router was observed, and up; ``router`` is its unique id.

    Run it in the recorder's executor.
    """
    up, observed = availability_id(router), observed_id(router)
    begin, end = month.begin, month.later(1).begin
    rows = statistic_rows(hass, begin, end, {up, observed}, "hour", "mean", {})
    hours = [(weight, share) for _, weight, share in observed_hours(rows, up, observed)]
    total = sum(weight for weight, _ in hours)
    percent = sum(weight * share for weight, share in hours) / total if total else None
    return Uptime(hours=total / 100, percent=percent)
