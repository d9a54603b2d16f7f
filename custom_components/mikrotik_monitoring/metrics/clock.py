"""The router's clock: its local time, and how far it is off."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
import re
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.util import dt as dt_util

from ..routeros import Command, NoSuchCommandError, Row, values
from .bounds import Bounds
from .model import LONG, Ask, Group, Menu, Query, SensorMetric

_MENU: Final = "/system/clock"
_PRINT: Final = Command(f"{_MENU}/print", proplist=("date", "time", "gmt-offset"))
_SHORT: Final = re.compile(r"(?:([a-z]{3}/\d\d) )?(\d\d:\d\d:\d\d)", re.ASCII)
# The clock may already show the next minute when it is read.
_LATE: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class RouterClock:
    """How far local time is ahead of UTC, and the time that the router's clock showed, if known."""

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
        """Return the time that the clock showed, as a point in time."""
        return self.now and self.now.replace(tzinfo=timezone(self.offset)).astimezone(UTC)

    def moment(self, text: str | None) -> datetime | None:
        """Return the point in time of a local time.

        RouterOS may omit the year if it is this year, and the date if it is today: the text then
        means the last time at which the clock showed it.
        """
        local = values.date_time(text) or self._completed(text or "")
        return local and local.replace(tzinfo=timezone(self.offset)).astimezone(UTC)

    def _completed(self, text: str) -> datetime | None:
        """Return the last time at which the clock showed a text without a date or year."""
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
    """Read the router's clock; raises RouterOSError when it refuses or does not respond."""
    try:
        rows = await ask(_PRINT)
    except NoSuchCommandError:
        rows = []
    return RouterClock.from_row(rows[0] if rows else {})


# A router without a battery may start in 1970.
_CENTURY: Final = 100 * 365.25 * 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockRow:
    """The time that the router's clock showed, and Home Assistant's at that moment; in UTC.

    ``shown`` is None where the clock does not report how far its local time is from UTC.
    """

    shown: datetime | None
    at: datetime

    @property
    def difference(self) -> float | None:
        """Return how many seconds the clock is ahead."""
        return None if self.shown is None else (self.shown - self.at).total_seconds()


@dataclass(frozen=True, kw_only=True)
class ClockGroup(Group[ClockRow]):
    """The router's clock compared with Home Assistant's, to the second that RouterOS shows."""

    @override
    async def read(self, query: Query[ClockRow]) -> dict[str, ClockRow | None]:
        """Read the clock; it is assumed to be read halfway between request and response."""
        asked = dt_util.utcnow()
        [row, *_] = await query.ask(_PRINT) or [{}]
        at = asked + (dt_util.utcnow() - asked) / 2
        has_zone = values.utc_offset(row.get("gmt-offset")) is not None
        shown = RouterClock.from_row(row).moment_now if has_zone else None
        return {"": ClockRow(shown=shown, at=at)}


DIFFERENCE: Final = "clock.difference"

CLOCK = ClockGroup(
    key="clock",
    title="Clock",
    menus=(Menu(_MENU),),
    tier=LONG,
    family="ntp",
    # A repair issue depends on it.
    always_read=True,
    reads_twice=False,
    metrics=(
        SensorMetric(
            key=DIFFERENCE,
            about=(
                "How far the router's clock is ahead of Home Assistant's, negative where it is "
                "behind; to the second."
            ),
            fields=("date", "time", "gmt-offset"),
            source=lambda row: row.difference,
            supported=lambda _: True,
            valid=Bounds(-_CENTURY, _CENTURY),
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.SECONDS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="offset",
            entity_registry_enabled_default=False,
        ),
    ),
)
