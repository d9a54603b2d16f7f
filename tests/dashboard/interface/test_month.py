"""The monthly figures of an interface, from given recorder rows."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
import logging
import math
import random
from typing import Any

from homeassistant.auth.models import Group
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import (
    Statistics,
    StatisticsMeta,
    StatisticsShortTerm,
)
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_BANDWIDTH
from custom_components.mikrotik_monitoring.recording.availability import (
    availability_id,
    observed_id,
)
from custom_components.mikrotik_monitoring.recording.figures import BILLING_COVERAGE, percentile_95
from custom_components.mikrotik_monitoring.recording.month import (
    Month,
    Sources,
    month_figures,
)
from tests.dashboard.conftest import absent_router

RX, TX = "sensor.attic_rx", "sensor.attic_tx"
RX_TOTAL, TX_TOTAL = "sensor.attic_rx_total", "sensor.attic_tx_total"
LINK = availability_id("HE0000ATTIC", "port:ether1")
ROUTER = availability_id("HE0000ATTIC")
OBSERVED = observed_id("HE0000ATTIC")
SOURCES = Sources(
    rates={"rx": RX, "tx": TX},
    totals={"rx": RX_TOTAL, "tx": TX_TOTAL},
    rate_unit="Mbit/s",
    total_unit="GB",
    link=LINK,
    router=ROUTER,
    observed=OBSERVED,
)
PART, HOUR = 300, 3600
# The clocks of Riga go back on the 25th of this month, and forward on the 29th of that one.
OCTOBER, MARCH = Month(year=2026, number=10), Month(year=2026, number=3)
LATER = datetime(2026, 12, 5, tzinfo=UTC)

_UNITS = {RX: "Mbit/s", TX: "Mbit/s", RX_TOTAL: "GB", TX_TOTAL: "GB"}
_CLASSES = {"Mbit/s": "data_rate", "GB": "information"}


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def recorded(recorder_mock: Any, hass: HomeAssistant) -> Callable[..., Any]:
    """Return a function that puts rows into the recorder of a Home Assistant in Riga."""
    await hass.config.async_set_time_zone("Europe/Riga")

    def put(statistic: str, table: type[Statistics], rows: list[dict[str, float]]) -> None:
        unit = _UNITS.get(statistic, "%")
        with session_scope(hass=hass) as session:
            known = session.query(StatisticsMeta).filter_by(statistic_id=statistic).first()
            if known is None:
                known = StatisticsMeta(
                    statistic_id=statistic,
                    source="recorder" if "." in statistic else DOMAIN,
                    unit_of_measurement=unit,
                    unit_class=_CLASSES.get(unit),
                    has_mean=unit != "GB",
                    has_sum=unit == "GB",
                    mean_type=StatisticMeanType.NONE
                    if unit == "GB"
                    else StatisticMeanType.ARITHMETIC,
                )
                session.add(known)
                session.flush()
            values = [{"metadata_id": known.id, "created_ts": 0.0, **row} for row in rows]
            if values:
                session.execute(insert(table), values)

    async def record(statistic: str, table: Any, rows: Iterable[dict[str, float]]) -> None:
        await get_instance(hass).async_add_executor_job(put, statistic, table, list(rows))

    return record


async def figures(
    hass: HomeAssistant, month: Month = OCTOBER, now: datetime = LATER
) -> dict[str, Any]:
    """Return the figures of a month."""
    found: dict[str, Any] = await get_instance(hass).async_add_executor_job(
        month_figures, hass, SOURCES, month, now
    )
    return found


def starts(month: Month, step: int) -> list[float]:
    """Return when the rows of a month begin."""
    begin, end = month.start, month.later(1).start
    return [begin + step * number for number in range(int((end - begin) / step))]


def traffic(month: Month, seed: int) -> dict[float, float]:
    """Return five-minute means of bursty traffic in Mbit/s, by when they begin."""
    noise = random.Random(seed)  # noqa: S311 - traffic, no secret.
    return {start: noise.lognormvariate(3, 1) for start in starts(month, PART)}


def means(values: dict[float, float]) -> list[dict[str, float]]:
    """Return rows of means."""
    return [{"start_ts": start, "mean": mean} for start, mean in values.items()]


def hourly(values: dict[float, float]) -> dict[float, float]:
    """Return the hourly means of five-minute means."""
    hours: dict[float, list[float]] = {}
    for start, value in values.items():
        hours.setdefault(start - start % HOUR, []).append(value)
    return {start: sum(of_hour) / len(of_hour) for start, of_hour in hours.items()}


def billed(values: Iterable[float]) -> float:
    """Return the percentile as networks bill it: drop the top 5 %, take the next value."""
    falling = sorted(values, reverse=True)
    return falling[math.floor(len(falling) * 5 / 100)]


@given(st.lists(st.floats(min_value=0, max_value=1e12), min_size=1, max_size=300))
def test_the_percentile_leaves_out_a_twentieth(values: list[float]) -> None:
    """At least 95 % of the values are not above it; fewer are for the next smaller value."""
    found = percentile_95(values)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= 95 * len(values)
    assert 100 * sum(value < found for value in values) < 95 * len(values)
    assert found == billed(values)


def test_the_percentile_of_nothing_is_not_known() -> None:
    """No row is not a rate of zero."""
    assert percentile_95([]) is None


async def test_a_whole_month_of_five_minute_rows(
    hass: HomeAssistant, recorded: Callable[..., Any]
) -> None:
    """The figure used for billing: of each direction, and the higher of the two."""
    received, sent = traffic(OCTOBER, 1), traffic(OCTOBER, 2)
    assert len(received) == 12 * (31 * 24 + 1)
    for statistic, values in ((RX, received), (TX, sent)):
        await recorded(statistic, StatisticsShortTerm, means(values))
        await recorded(statistic, Statistics, means(hourly(values)))
        # Rows outside the month do not count.
        outside = {OCTOBER.start - PART: 9e9, OCTOBER.later(1).start: 9e9}
        await recorded(statistic, StatisticsShortTerm, means(outside))
    found = (await figures(hass))["percentile"]
    assert found["rx"] == pytest.approx(billed(received.values()))
    assert found["tx"] == pytest.approx(billed(sent.values()))
    assert found["highest"] == max(found["rx"], found["tx"])
    assert found["unit"] == "Mbit/s"
    assert (found["period"], found["coverage"], found["is_billable"]) == ("5minute", 1, True)


async def test_rows_that_were_purged(hass: HomeAssistant, recorded: Callable[..., Any]) -> None:
    """With ten days of five-minute rows left, the hourly ones of all days give an estimate."""
    received = traffic(OCTOBER, 1)
    kept = {
        start: value for start, value in received.items() if start >= OCTOBER.start + 21 * 86400
    }
    for statistic in (RX, TX):
        await recorded(statistic, StatisticsShortTerm, means(kept))
        await recorded(statistic, Statistics, means(hourly(received)))
    found = (await figures(hass))["percentile"]
    assert found["period"] == "hour"
    assert not found["is_billable"]
    assert found["coverage"] == pytest.approx(len(kept) / len(received))
    assert found["hours"] == 1
    assert found["rx"] == pytest.approx(billed(hourly(received).values()))
    assert found["rx"] != pytest.approx(billed(received.values()), rel=0.05)


@pytest.mark.parametrize(("hours", "is_billable"), [(7, True), (8, False)])
async def test_a_gap(
    hass: HomeAssistant, recorded: Callable[..., Any], hours: int, is_billable: bool
) -> None:
    """Missing rows are not filled in; a hundredth of the month may be missing."""
    begin = OCTOBER.start + 86400
    end = begin + hours * HOUR
    received = {
        start: mean for start, mean in traffic(OCTOBER, 3).items() if not begin <= start < end
    }
    for statistic in (RX, TX):
        await recorded(statistic, StatisticsShortTerm, means(received))
        await recorded(statistic, Statistics, means(hourly(received)))
    found = (await figures(hass))["percentile"]
    assert found["period"] == "5minute"
    assert found["is_billable"] is is_billable is (found["coverage"] >= BILLING_COVERAGE)
    assert found["rx"] == pytest.approx(billed(received.values()))


async def test_the_month_so_far(hass: HomeAssistant, recorded: Callable[..., Any]) -> None:
    """Coverage is relative to the time passed; the direction with fewer rows decides."""
    now = datetime.fromtimestamp(OCTOBER.start + 5 * 86400 + 70, UTC)
    received = {
        start: mean for start, mean in traffic(OCTOBER, 4).items() if start < now.timestamp()
    }
    received.popitem()
    await recorded(RX, StatisticsShortTerm, means(received))
    await recorded(TX, StatisticsShortTerm, means(dict(list(received.items())[:720])))
    found = await figures(hass, now=now)
    assert found["is_current"]
    assert found["percentile"]["coverage"] == pytest.approx(0.5)


async def test_a_month_without_a_row(hass: HomeAssistant, recorded: Callable[..., Any]) -> None:
    """There are no figures for what was not recorded."""
    found = await figures(hass)
    assert found["percentile"]["highest"] is None
    assert found["percentile"]["rx"] is None
    assert not found["percentile"]["is_billable"]
    assert found["days"] == []
    assert found["months"] == [{"month": "2026-10"}]
    assert not found["is_current"]


@pytest.mark.parametrize(
    ("month", "day", "hours"), [(OCTOBER, 25, 25), (MARCH, 29, 23), (OCTOBER, 1, 24)]
)
async def test_days_are_those_of_the_time_zone(
    hass: HomeAssistant, recorded: Callable[..., Any], month: Month, day: int, hours: int
) -> None:
    """A gigabyte an hour in, half of it out: a day of 25 hours has 25."""
    span = [month.start - HOUR, *starts(month, HOUR), month.later(1).start]
    for statistic, share in ((RX_TOTAL, 1.0), (TX_TOTAL, 0.5)):
        rows = [
            {"start_ts": start, "sum": share * number, "state": share * number}
            for number, start in enumerate(span)
        ]
        await recorded(statistic, Statistics, rows)
    found = await figures(hass, month)
    by_day = {one["day"]: one for one in found["days"]}
    assert sorted(by_day) == list(range(1, 32))
    assert by_day[day]["rx"] == pytest.approx(hours)
    assert by_day[day]["tx"] == pytest.approx(hours / 2)
    chosen = found["months"][-1]
    assert chosen["month"] == str(month)
    assert chosen["rx"] == pytest.approx(sum(one["rx"] for one in found["days"]))
    assert found["unit"] == "GB"


async def test_a_counter_that_began_anew(hass: HomeAssistant, recorded: Callable[..., Any]) -> None:
    """After a restart the state is small and the sum continues: the volume is right."""
    rows = [
        {"start_ts": start, "state": number % 100, "sum": 2.0 * number}
        for number, start in enumerate([OCTOBER.start - HOUR, *starts(OCTOBER, HOUR)])
    ]
    await recorded(RX_TOTAL, Statistics, rows)
    found = await figures(hass)
    assert all("tx" not in one for one in found["days"])
    assert found["months"][-1]["rx"] == pytest.approx(2 * 745)


async def test_availability_counts_the_time_that_was_observed(
    hass: HomeAssistant, recorded: Callable[..., Any]
) -> None:
    """An hour observed for a tenth of its time counts a tenth of a full one."""
    first, second, third = starts(OCTOBER, HOUR)[:3]
    before = OCTOBER.later(-1).start
    await recorded(OBSERVED, Statistics, means({before: 100, first: 100, second: 10, third: 0}))
    await recorded(ROUTER, Statistics, means({before: 75, first: 100, second: 50}))
    await recorded(LINK, Statistics, means({first: 80, second: 0}))
    months = (await figures(hass))["months"]
    assert [one["month"] for one in months] == ["2026-09", "2026-10"]
    assert months[0]["router"] == 75
    assert "link" not in months[0]
    assert months[1]["router"] == pytest.approx(100 * (1 + 0.1 * 0.5) / 1.1)
    assert months[1]["link"] == pytest.approx(100 * 0.8 / 1.1)
    assert months[1]["observed"] == pytest.approx(100 * 1.1 / 745)


def test_months_are_counted_over_years() -> None:
    """Twelve months before a month is the same one, a year earlier."""
    assert str(OCTOBER.later(-12)) == "2025-10"
    assert str(OCTOBER.later(3)) == "2027-01"
    assert Month.parse("2027-01") == OCTOBER.later(3)


@pytest.fixture
async def entry(hass: HomeAssistant, recorded: Callable[..., Any]) -> MockConfigEntry:
    """Return the entry of a router with one interface, that is not set up."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router()
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    for metric, entity_id in (
        ("interface.traffic.rx", RX),
        ("interface.traffic.tx", TX),
        ("interface.total.rx", RX_TOTAL),
        ("interface.total.tx", TX_TOTAL),
    ):
        registry.async_get_or_create(
            "sensor",
            DOMAIN,
            f"{entry.unique_id}_{metric}_port:ether1",
            config_entry=entry,
            suggested_object_id=entity_id.removeprefix("sensor."),
        )
    return entry


async def asked(
    client: Any, entry: MockConfigEntry, interface: str = "port:ether1", **more: str
) -> dict[str, Any]:
    """Return the response to a page."""
    await client.send_json_auto_id(
        {
            "type": f"{DOMAIN}/interface_month",
            "router": entry.entry_id,
            "interface": interface,
            **more,
        }
    )
    answer: dict[str, Any] = await client.receive_json()
    return answer


async def test_a_page_asks_for_a_month(
    hass: HomeAssistant,
    recorded: Callable[..., Any],
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """The units are those the user chose, else the catalogue's; this month is the default."""
    await recorded(RX, Statistics, means({OCTOBER.start: 5.0}))
    grown = [
        {"start_ts": OCTOBER.start + HOUR * number, "sum": 2.0 * number, "state": 2.0 * number}
        for number in range(2)
    ]
    await recorded(RX_TOTAL, Statistics, grown)
    client = await hass_ws_client(hass)
    result = (await asked(client, entry, month="2026-10"))["result"]
    assert result["percentile"]["rx"] == 5
    assert result["percentile"]["unit"] == "Mbit/s"
    assert result["percentile"]["commit"] is None
    assert result["months"][-1]["rx"] == 2
    assert (result["kept_days"], result["is_kept"]) == (10, False)
    contracted = {OPTION_BANDWIDTH: {"port:ether1": {"commit": 20_000_000}}}
    hass.config_entries.async_update_entry(entry, options=contracted)
    assert (await asked(client, entry))["result"]["percentile"]["commit"] == 20
    hass.states.async_set(RX, "1000", {"unit_of_measurement": "kbit/s"})
    result = (await asked(client, entry, month="2026-10"))["result"]
    assert result["percentile"]["rx"] == 5000
    assert result["percentile"]["commit"] == 20_000
    assert result["percentile"]["unit"] == "kbit/s"
    assert (await asked(client, entry))["result"]["is_current"]


async def test_what_a_page_cannot_have(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """What is missing is named; a user who may not read the entities gets no figures."""
    client = await hass_ws_client(hass)
    assert (await asked(client, entry, "port:ether9"))["error"]["code"] == "not_found"
    for month in ("2026-13", "2026-10\n", "26-10", "2026-10-01"):
        assert (await asked(client, entry, month=month))["error"]["code"] == "invalid_format"
    assert (await asked(client, absent_router(unique_id="other")))["error"]["code"] == "not_found"
    hass_admin_user.groups = [Group(id="none", name="None", policy={}, system_generated=False)]
    hass_admin_user.invalidate_cache()
    assert (await asked(client, entry))["error"]["code"] == "unauthorized"


async def test_without_a_recorder(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """There are no figures, and the response says why."""
    hass.config.components.remove("recorder")
    client = await hass_ws_client(hass)
    assert (await asked(client, entry))["error"]["code"] == "no_recorder"


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("cannot schedule new futures after shutdown"),
        OperationalError("select", {}, Exception("disk I/O error")),
    ],
)
async def test_with_a_recorder_that_stopped(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """The response says so, without a traceback in the log; later the figures are back."""

    def refuse(*_: object) -> None:
        raise error

    client = await hass_ws_client(hass)
    with monkeypatch.context() as stopped:
        stopped.setattr(get_instance(hass), "async_add_executor_job", refuse)
        assert (await asked(client, entry))["error"]["code"] == "no_recorder"
        stopped.setattr(get_instance(hass), "is_alive", lambda: False)
        assert (await asked(client, entry))["error"]["code"] == "no_recorder"
    assert (await asked(client, entry))["success"]
    assert not [one for one in caplog.records if one.exc_info]
