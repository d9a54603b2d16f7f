"""The router's local time, as a point in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics.clock import (
    CLOCK as GROUP,
    RouterClock,
    router_clock,
)
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import SimulatedRouter
from tests.conftest import Clock as Time, add_router

from .asked import Asked
from .entities import find, state_of

CLOCK = RouterClock.from_row(
    {"date": "2026-01-10", "time": "01:30:00", "gmt-offset": "+02:00", "time-zone-name": "x"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-09 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        ("jan/09/2026 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        ("jan/09 11:02:44", datetime(2026, 1, 9, 9, 2, 44, tzinfo=UTC)),
        # A month that is still to come this year is one of last year.
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
    """With a date, without a year, and of today; RouterOS 6 and 7 write dates differently."""
    assert CLOCK.moment(text) == expected


def test_a_clock_that_does_not_show_the_time() -> None:
    """Times with a date are parsed all the same."""
    clock = RouterClock.from_row({"gmt-offset": "-01:00"})
    assert clock.moment("2026-01-09 23:30:00") == datetime(2026, 1, 10, 0, 30, tzinfo=UTC)
    assert clock.moment("23:30:00") is None


async def test_a_router_without_a_clock() -> None:
    """Its local time is taken to be UTC."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        raise NoSuchCommandError(command.path)

    assert (await router_clock(ask)).offset == timedelta()


PRINT = "/system/clock/print"
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
SHOWN = {"date": "2026-09-14", "time": "14:00:09", "gmt-offset": "+02:00"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (SHOWN, 9),
        (SHOWN | {"date": "sep/14/2026", "time": "13:59:00"}, -60),
        (SHOWN | {"date": "jan/02/1970", "time": "02:00:00"}, -1_789_300_800),
        # Whether that is right depends on the router's time zone.
        ({"date": "2026-09-14", "time": "14:00:09"}, None),
        (SHOWN | {"gmt-offset": "?"}, None),
        (SHOWN | {"time": ""}, None),
        ({"gmt-offset": "+02:00"}, None),
        ({}, None),
    ],
)
async def test_how_far_it_is_off(
    monkeypatch: pytest.MonkeyPatch, row: Row, expected: float | None
) -> None:
    """Ahead, behind, or unknown; half of the round trip is subtracted."""
    times = iter((NOON - timedelta(seconds=1), NOON + timedelta(seconds=1)))
    monkeypatch.setattr(dt_util, "utcnow", lambda: next(times))
    read = await Asked({PRINT: [row]}).read(GROUP)
    found = read[""]
    assert found is not None
    assert found.difference == expected
    assert found.at == NOON


async def test_a_clock_that_has_no_row() -> None:
    """It is read all the same, and the value is unknown."""
    found = (await Asked({PRINT: []}).read(GROUP))[""]
    assert found is not None
    assert found.difference is None


async def test_it_is_read_whatever_is_left_out(
    hass: HomeAssistant, router: SimulatedRouter, clock: Time
) -> None:
    """A repair needs it; the sensor exists where its kind is chosen."""
    nothing = {OPTION_DETAIL: "custom", OPTION_GROUPS: {GROUP.key: "off"}}
    entry = await add_router(hass, router, **nothing)
    await clock.settle()
    assert router.journal.commands(PRINT)
    assert find(hass, router, "clock.difference") is None
    hass.config_entries.async_update_entry(entry, options={OPTION_KINDS: {"ntp": ["offset"]}})
    await hass.async_block_till_done()
    await clock.settle()
    shown = float(state_of(hass, router, "clock.difference"))
    ahead = RouterClock.from_row(router.rows("/system/clock")[0]).moment_now
    assert ahead is not None
    assert shown == pytest.approx((ahead - clock.now).total_seconds(), abs=3)
