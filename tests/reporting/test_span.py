"""Which time a report is about."""

from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.reporting.span import ReportPeriod, ReportSpan

# 23:30 on the 31st in UTC is already the next month in Riga.
NEW_MONTH = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def riga(hass: HomeAssistant) -> None:
    """Set Home Assistant's time zone to Riga."""
    await hass.config.async_set_time_zone("Europe/Riga")


@pytest.mark.parametrize(
    ("period", "now", "start", "end", "hours"),
    [
        (ReportPeriod.DAY, NEW_MONTH, "2026-10-31T00:00:00+02:00", "2026-11-01", 24),
        (ReportPeriod.WEEK, NEW_MONTH, "2026-10-25T00:00:00+03:00", "2026-11-01", 7 * 24 + 1),
        (ReportPeriod.MONTH, NEW_MONTH, "2026-10-01T00:00:00+03:00", "2026-11-01", 31 * 24 + 1),
        (
            ReportPeriod.CURRENT_MONTH,
            NEW_MONTH,
            "2026-11-01T00:00:00+02:00",
            "2026-11-01T01:30",
            1.5,
        ),
        (
            ReportPeriod.DAY,
            datetime(2026, 10, 26, 9, tzinfo=UTC),
            "2026-10-25T00:00:00+03:00",
            "2026-10-26",
            25,
        ),
        (
            ReportPeriod.DAY,
            datetime(2026, 3, 30, 9, tzinfo=UTC),
            "2026-03-29T00:00:00+02:00",
            "2026-03-30",
            23,
        ),
        (
            ReportPeriod.MONTH,
            datetime(2027, 1, 1, tzinfo=UTC),
            "2026-12-01T00:00:00+02:00",
            "2027-01-01",
            31 * 24,
        ),
    ],
)
def test_periods_are_those_of_the_local_calendar(
    period: ReportPeriod, now: datetime, start: str, end: str, hours: float
) -> None:
    """Midnight is local, and a day has 23 to 25 hours."""
    span = ReportSpan.of(period, now)
    assert span.start.isoformat() == start
    assert span.end.isoformat().startswith(end)
    assert span.seconds == hours * 3600


def test_any_other_time() -> None:
    """Its first hour counts as a whole; the future does not count."""
    start = datetime(2026, 10, 20, 9, 40, tzinfo=UTC)
    span = ReportSpan.between(start, datetime(2027, 1, 1, tzinfo=UTC), NEW_MONTH)
    assert span is not None
    assert span.start == datetime(2026, 10, 20, 9, tzinfo=UTC)
    assert span.end == NEW_MONTH
    assert ReportSpan.between(NEW_MONTH, start, NEW_MONTH) is None
