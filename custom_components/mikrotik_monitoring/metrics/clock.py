"""The router's clock: what it writes as its local time, as a point in time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
import re
from typing import Final, Self

from ..routeros import Command, NoSuchCommandError, Row, values
from .model import Ask

_PRINT: Final = Command("/system/clock/print", proplist=("date", "time", "gmt-offset"))
_SHORT: Final = re.compile(r"(?:([a-z]{3}/\d\d) )?(\d\d:\d\d:\d\d)", re.ASCII)
# A clock shows another minute by the time that it is asked.
_LATE: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class RouterClock:
    """How far local time is ahead of UTC, and what the router's clock showed, if it is known."""

    offset: timedelta
    now: datetime | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            offset=values.utc_offset(row.get("gmt-offset")) or timedelta(),
            now=values.date_time(f"{row.get('date')} {row.get('time')}"),
        )

    @property
    def moment_now(self) -> datetime | None:
        """Return what the clock showed, as a point in time."""
        return self.now and self.now.replace(tzinfo=timezone(self.offset)).astimezone(UTC)

    def moment(self, text: str | None) -> datetime | None:
        """Return the point in time of a local one.

        RouterOS may leave out the year of this year's and the date of today's: the last time that
        the clock showed that is meant.
        """
        local = values.date_time(text) or self._completed(text or "")
        return local and local.replace(tzinfo=timezone(self.offset)).astimezone(UTC)

    def _completed(self, text: str) -> datetime | None:
        """Return the last time at which the clock showed what has no date, or no year."""
        found = _SHORT.fullmatch(text.lower())
        if found is None or self.now is None:
            return None
        day, time = found.groups()
        latest = self.now + _LATE
        if day is None:
            today = values.date_time(f"{self.now:%Y-%m-%d} {time}")
            return today if today is None or today <= latest else today - timedelta(days=1)
        years = (values.date_time(f"{day}/{latest.year - ago} {time}") for ago in range(5))
        return next((moment for moment in years if moment and moment <= latest), None)


async def router_clock(ask: Ask) -> RouterClock:
    """Ask the router for its clock; raises RouterOSError when it refuses or does not answer."""
    try:
        rows = await ask(_PRINT)
    except NoSuchCommandError:
        rows = []
    return RouterClock.from_row(rows[0] if rows else {})
