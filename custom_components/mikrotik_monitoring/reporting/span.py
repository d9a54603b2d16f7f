"""The period of a report: one of the calendar, or any other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from homeassistant.util import dt as dt_util


class ReportPeriod(StrEnum):
    """Yesterday, the last seven whole days, the last month, and the current month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    CURRENT_MONTH = "current_month"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportSpan:
    """The start and the end, which is not included, as of ``now``.

    Days and months are those of Home Assistant's time zone: a day may have 23 or 25 hours.
    """

    start: datetime
    end: datetime
    now: datetime

    @classmethod
    def of(cls, period: ReportPeriod, now: datetime) -> Self:
        """Return a period of the calendar, before ``now`` or up to it."""
        today = dt_util.start_of_local_day(dt_util.as_local(now))
        month = today.replace(day=1)
        match period:
            case ReportPeriod.DAY:
                return cls(start=_days_before(today, 1), end=today, now=now)
            case ReportPeriod.WEEK:
                return cls(start=_days_before(today, 7), end=today, now=now)
            case ReportPeriod.MONTH:
                before = _days_before(month, 1).replace(day=1)
                return cls(start=before, end=month, now=now)
            case ReportPeriod.CURRENT_MONTH:
                return cls(start=month, end=dt_util.as_local(now), now=now)

    @classmethod
    def between(cls, start: datetime, end: datetime, now: datetime) -> Self | None:
        """Return any period, from the start of its first hour; None if it has not begun."""
        first = dt_util.as_local(start).replace(minute=0, second=0, microsecond=0)
        last = min(dt_util.as_local(end), dt_util.as_local(now))
        return cls(start=first, end=last, now=now) if first < last else None

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return self.end.timestamp() - self.start.timestamp()


def _days_before(midnight: datetime, days: int) -> datetime:
    """Return the midnight some days before another."""
    return dt_util.start_of_local_day(midnight.date() - timedelta(days=days))
