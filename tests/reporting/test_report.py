"""The content of a report, from known rows of the recorder."""

from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.alerts.built_in.router import REFUSED
from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.engine import Observation
from custom_components.mikrotik_monitoring.recording.availability import (
    availability_id,
    observed_id,
)
from custom_components.mikrotik_monitoring.recording.month import (
    Month,
    Sources,
    month_figures,
)
from custom_components.mikrotik_monitoring.reporting.span import ReportPeriod, ReportSpan
from tests.reporting.attic import (
    HOUR,
    PART,
    ROUTER,
    UPLINK,
    put_availability,
    put_growth,
    put_means,
    put_states_since,
    report,
    starts,
)

# The day before has 25 hours in Riga.
NOW = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 12, tzinfo=UTC)
DAY = ReportPeriod.DAY


async def test_nothing_recorded_is_not_known(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """Unknown is None, and no zero: the router never responded, nothing was recorded."""
    found = await report(hass, attic, DAY, NOW)
    assert (found["name"], found["error"]) == ("Attic", None)
    assert (found["start"], found["end"]) == (
        "2026-10-25T00:00:00+03:00",
        "2026-10-26T00:00:00+02:00",
    )
    assert found["availability"] == {
        "percent": None,
        "observed": None,
        "downtime": None,
        "outages": None,
        "is_exact": False,
    }
    [uplink] = found["uplinks"]
    assert (uplink["name"], uplink["down"], uplink["up"]) == ("ether1 · Uplink", None, None)
    assert uplink["percentile"]["highest"] is None
    assert uplink["contracted"] == {"down": 100_000_000, "up": 50_000_000, "commit": 40_000_000}
    assert found["interfaces"] is None
    for name in ("cpu", "memory"):
        assert found[name]["mean"] is found[name]["worst"] is found[name]["worst_at"] is None
    assert found["pings"][0]["latency"] == {"mean": None, "p95": None}
    assert found["reboots"] is None
    assert found["version"] == {"begin": None, "end": None, "now": None}
    assert found["alerts"] == {"is_complete": True, "kinds": []}


async def test_availability_of_a_long_day(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """Of 25 hours one was half observed, and down for a quarter of that half."""
    hours = list(starts(ReportSpan.of(DAY, NOW)))
    assert len(hours) == 25
    up = dict.fromkeys([hours[0] - HOUR, *hours, hours[-1] + HOUR], 100.0)
    up[hours[0] - HOUR] = up[hours[-1] + HOUR] = 0.0
    seen = dict.fromkeys(up, 100.0)
    up[hours[3]], seen[hours[3]] = 75.0, 50.0
    up[hours[4]], up[hours[9]] = 50.0, 90.0
    await put_availability(hass, up, seen)
    found = (await report(hass, attic, DAY, NOW))["availability"]
    down = 1800 * 0.25 + 3600 * 0.5 + 3600 * 0.1
    assert found["downtime"] == down
    assert found["percent"] == pytest.approx(100 * (1 - down / (24.5 * 3600)))
    assert found["observed"] == pytest.approx(100 * 24.5 / 25)
    # Two hours in a row may be one outage; the third is another.
    assert (found["outages"], found["is_exact"]) == (2, False)
    before = hours[0] - 600
    moves = [(60.0, "unreachable"), (90.0, "connected"), (7000.0, "timed_out")]
    moves += [(7100.0, "unavailable"), (7200.0, "unreachable"), (7300.0, "connected")]
    moves += [(8000.0, "authentication"), (8100.0, "connected"), (9000.0, "unreachable")]
    states = [(before, "connected"), *((hours[0] + at, state) for at, state in moves)]
    await put_states_since(hass, "sensor.attic_link", states)
    found = (await report(hass, attic, DAY, NOW))["availability"]
    assert (found["outages"], found["is_exact"]) == (3, True)


async def test_states_that_were_purged_count_no_outages(
    hass: HomeAssistant, attic: MockConfigEntry
) -> None:
    """With states for only a part of the time, the hours decide."""
    hours = list(starts(ReportSpan.of(DAY, NOW)))
    await put_availability(hass, dict.fromkeys(hours, 100.0))
    states = [(hours[0] + 4000, "connected"), (hours[0] + 5000, "unreachable")]
    await put_states_since(hass, "sensor.attic_link", states)
    found = (await report(hass, attic, DAY, NOW))["availability"]
    assert (found["outages"], found["is_exact"]) == (0, False)
    assert (found["percent"], found["downtime"]) == (100, 0)


async def test_a_month_agrees_with_that_of_the_interface(
    hass: HomeAssistant, attic: MockConfigEntry
) -> None:
    """Volume, percentile and availability are those of the interface's page, in other units."""
    span = ReportSpan.of(ReportPeriod.MONTH, LATER)
    hours = list(starts(span))
    assert len(hours) == 31 * 24 + 1
    around = [hours[0] - HOUR, *hours, hours[-1] + HOUR]
    await put_growth(hass, "ether1_received", around, 2.0)
    await put_growth(hass, "ether1_sent", around, 0.5)
    for way, factor in (("rx", 1.0), ("tx", 0.25)):
        rates = {at: factor * (number % 97) for number, at in enumerate(starts(span, PART))}
        await put_means(hass, f"ether1_{way}", rates, fine=True)
        await put_means(hass, f"ether1_{way}", dict.fromkeys(hours, factor * 48))
    await put_availability(hass, {at: 100.0 - number % 2 for number, at in enumerate(hours)})
    found = await report(hass, attic, ReportPeriod.MONTH, LATER)
    [uplink] = found["uplinks"]
    sources = Sources(
        rates={"rx": "sensor.attic_ether1_rx", "tx": "sensor.attic_ether1_tx"},
        totals={"rx": "sensor.attic_ether1_received", "tx": "sensor.attic_ether1_sent"},
        rate_unit="bit/s",
        total_unit="B",
        link=availability_id(ROUTER, UPLINK),
        router=availability_id(ROUTER),
        observed=observed_id(ROUTER),
    )
    month: dict[str, Any] = await get_instance(hass).async_add_executor_job(
        month_figures, hass, sources, Month(year=2026, number=10), LATER
    )
    shown = month["months"][-1]
    assert shown["month"] == "2026-10"
    assert uplink["down"] == pytest.approx(shown["rx"]) == pytest.approx(745 * 2e9)
    assert uplink["up"] == pytest.approx(shown["tx"]) == pytest.approx(745 * 5e8)
    assert uplink["percentile"]["down"] == month["percentile"]["rx"] == 92e6
    assert uplink["percentile"]["up"] == month["percentile"]["tx"] == 23e6
    assert uplink["percentile"]["highest"] == month["percentile"]["highest"]
    assert uplink["percentile"]["is_billable"]
    assert found["availability"]["percent"] == pytest.approx(shown["router"])
    assert found["availability"]["observed"] == pytest.approx(shown["observed"]) == 100


async def test_interfaces_by_volume(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """The busiest first; a direction without records is unknown."""
    hours = list(starts(ReportSpan.of(DAY, NOW)))
    await put_growth(hass, "ether1_received", hours, 1.0)
    await put_growth(hass, "ether2_received", hours[5:10], 10.0)
    await put_growth(hass, "ether2_sent", [hours[0] - 2 * HOUR, hours[0] - HOUR], 99.0)
    found = await report(hass, attic, DAY, NOW)
    assert [(one["name"], one["down"], one["up"]) for one in found["interfaces"]] == [
        ("ether2 · Office", 50e9, None),
        ("ether1 · Uplink", 25e9, None),
    ]


async def test_uplinks_are_what_the_router_called_so(
    hass: HomeAssistant, attic: MockConfigEntry
) -> None:
    """With or without a contract, and even if it is no longer an uplink."""
    hass.config_entries.async_update_entry(attic, options={})
    start = ReportSpan.of(DAY, NOW).start.timestamp()
    assert (await report(hass, attic, DAY, NOW))["uplinks"] is None
    await put_states_since(
        hass, "sensor.attic_uplinks", [(start - 60, "ether2"), (start + 60, "unavailable")]
    )
    [uplink] = (await report(hass, attic, DAY, NOW))["uplinks"]
    assert (uplink["name"], uplink["contracted"]["down"]) == ("ether2 · Office", None)


async def test_load_and_pings(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """The mean of the recorded hours, the worst with its time, and the spread of a ping."""
    hours = list(starts(ReportSpan.of(DAY, NOW)))
    load = {at: 10.0 + number for number, at in enumerate(hours) if number != 7}
    await put_means(hass, "cpu", load)
    await put_means(hass, "temperature", dict.fromkeys(hours, 41.5))
    await put_means(hass, "latency", dict.fromkeys(hours, 12.0) | {hours[2]: 112.0})
    await put_means(hass, "loss", {hours[2]: 50.0, hours[3]: 0.0})
    found = await report(hass, attic, DAY, NOW)
    assert found["cpu"]["mean"] == pytest.approx(sum(load.values()) / 24)
    assert found["cpu"]["worst"] == 34
    assert found["cpu"]["worst_at"] == "2026-10-25T23:00:00+02:00"
    assert found["memory"]["mean"] is None
    [warm] = found["temperatures"]
    assert (warm["mean"], found["temperature_unit"]) == (41.5, "°C")
    [ping] = found["pings"]
    assert ping["latency"] == {"mean": pytest.approx(16.0), "p95": 12.0}
    assert ping["loss"] == {"mean": 25.0, "p95": 50.0}


async def test_reboots_and_versions(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """Times that differ by a drift are one boot; a version that was purged is not made up."""
    hours = list(starts(ReportSpan.of(DAY, NOW)))
    await put_availability(hass, dict.fromkeys(hours, 100.0))
    begin, boot = hours[0], datetime(2026, 10, 1, tzinfo=UTC)
    boots = [boot, boot + timedelta(seconds=61), boot + timedelta(days=24, hours=5)]
    states = [(begin - 50 + 60 * number, at.isoformat()) for number, at in enumerate(boots)]
    await put_states_since(hass, "sensor.attic_booted", [*states, (begin + 200, "unavailable")])
    await put_states_since(
        hass, "sensor.attic_version", [(begin + 50, "7.20"), (begin + 90, "7.21")]
    )
    hass.states.async_set("sensor.attic_version", "7.22")
    found = await report(hass, attic, DAY, NOW)
    assert found["reboots"] == 1
    assert found["version"] == {"begin": None, "end": "7.21", "now": "7.22"}


async def test_alerts_count_for_their_part_of_the_time(
    hass: HomeAssistant, attic: MockConfigEntry, freezer: Any
) -> None:
    """One that goes on counts up to the end; an earlier or later one does not count."""
    center, span = alert_center(hass), ReportSpan.of(DAY, NOW)
    hour = timedelta(hours=1)
    for at, is_refused in (
        (span.start - 48 * hour, True),
        (span.start - 47 * hour, False),
        (span.start - hour, True),
        (span.start + 2 * hour, False),
        (span.start + 20 * hour, True),
        (span.end + 5 * hour, False),
    ):
        freezer.move_to(at)
        observation = Observation(
            metric=REFUSED,
            values={"": is_refused},
            label=str,
            at=at.timestamp(),
            wall=at.astimezone(UTC),
            interval=60,
        )
        center.observe(attic, observation)
    freezer.move_to(NOW)
    found = await report(hass, attic, DAY, NOW)
    [refused] = found["alerts"]["kinds"]
    assert (refused["name"], refused["severity"]) == ("Router refuses the connection", "critical")
    # Two hours of the first, and the rest of the day from eight in the evening.
    assert (refused["count"], refused["duration"], refused["active"]) == (2, (2 + 4) * HOUR, 0)
    # Alerts of a month and a half ago are no longer stored.
    month = await report(hass, attic, ReportPeriod.MONTH, NOW)
    assert month["alerts"] == {"is_complete": False, "kinds": []}
    current = (await report(hass, attic, ReportPeriod.CURRENT_MONTH, NOW))["alerts"]
    assert current["kinds"][0]["count"] == 3


async def test_without_a_recorder(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """The report says why it contains so little, and lists alerts all the same."""
    hass.config.components.remove("recorder")
    found = await report(hass, attic, DAY, NOW)
    assert found["error"] == "The recorder does not run"
    assert found["availability"] is found["uplinks"] is found["reboots"] is None
    assert found["alerts"] == {"is_complete": True, "kinds": []}
