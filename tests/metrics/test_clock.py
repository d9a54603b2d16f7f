"""The router's local time, as a point in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.clock import RouterClock, router_clock
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row

CLOCK = RouterClock.from_row(
    {"date": "2026-01-10", "time": "01:30:00", "gmt-offset": "+02:00", "time-zone-name": "x"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-09 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        ("jan/09/2026 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        ("jan/09 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        # Of a month that is still to come this year, the year before is meant.
        ("dec/31 23:00:00", datetime(2025, 12, 31, 21, tzinfo=UTC)),
        ("Feb/29 12:00:00", datetime(2024, 2, 29, 10, tzinfo=UTC)),
        ("01:02:44", datetime(2026, 1, 9, 23, 2, 44, tzinfo=UTC)),
        # The clock was read a moment before.
        ("01:31:00", datetime(2026, 1, 9, 23, 31, tzinfo=UTC)),
        ("22:00:00", datetime(2026, 1, 9, 20, tzinfo=UTC)),
        ("xxx/09 11:02:44", None),
        ("25:61:00", None),
        ("never", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(text: str | None, expected: datetime | None) -> None:
    """With a date, without a year, and of today; RouterOS 6 and 7 write dates otherwise."""
    assert CLOCK.moment(text) == expected


def test_a_clock_that_does_not_show_the_time() -> None:
    """What has a date is understood all the same."""
    clock = RouterClock.from_row({"gmt-offset": "-01:00"})
    assert clock.moment("2026-01-09 23:30:00") == datetime(2026, 1, 10, 0, 30, tzinfo=UTC)
    assert clock.moment("23:30:00") is None


async def test_a_router_without_a_clock() -> None:
    """Its local time is taken for UTC."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        raise NoSuchCommandError(command.path)

    assert (await router_clock(ask)).offset == timedelta()
