"""The report as an action: for which time, for which routers, for whom."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.reporting.span import ReportPeriod, ReportSpan
from simulator import SimulatedRouter
from tests.actions.calls import call, device_of
from tests.conftest import add_router
from tests.dashboard.conftest import absent_router
from tests.reporting.attic import furnish, put_availability, put_growth, starts

NOW = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def at_nine(freezer: Any) -> None:
    """Freeze the time at half past nine in UTC."""
    freezer.move_to(NOW)


@pytest.fixture
async def away(hass: HomeAssistant) -> MockConfigEntry:
    """Return a router that is away, in a Home Assistant without a recorder."""
    entry = absent_router()
    furnish(hass, entry)
    return entry


@pytest.mark.usefixtures("at_nine")
async def test_of_which_time(hass: HomeAssistant, attic: MockConfigEntry) -> None:
    """Yesterday by default, a period, or a start and an end."""
    hours = list(starts(ReportSpan.of(ReportPeriod.DAY, NOW)))
    await put_growth(hass, "ether1_received", hours, 1.0)
    day = await call(hass, attic, "get_report")
    assert day["start"] == "2026-10-25T00:00:00+03:00"
    assert day["interfaces"][0]["down"] == 25e9
    week = await call(hass, attic, "get_report", period="week")
    assert (week["start"], week["end"]) == ("2026-10-19T00:00:00+03:00", day["end"])
    times: dict[str, Any] = {"from": "2026-10-25 01:20:00", "to": "2026-10-25 03:00:00"}
    some = await call(hass, attic, "get_report", **times)
    assert some["interfaces"][0]["down"] == 2e9
    since: dict[str, Any] = {"from": "2026-10-25"}
    assert (await call(hass, attic, "get_report", **since))["end"].startswith("2026-10-26T11:30")


@pytest.mark.usefixtures("at_nine")
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"to": "2026-10-25"}, "report_without_start"),
        ({"from": "2026-10-25", "period": "day"}, "report_twice"),
        ({"from": "2026-10-27"}, "no_time"),
        ({"from": "2026-10-25", "to": "2026-10-24"}, "no_time"),
    ],
)
async def test_a_time_that_cannot_be(
    hass: HomeAssistant, attic: MockConfigEntry, data: dict[str, Any], key: str
) -> None:
    """It is refused with the reason."""
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, attic, "get_report", **data)
    assert refused.value.translation_key == key
    with pytest.raises(vol.Invalid):
        await call(hass, attic, "get_report", period="year")


@pytest.mark.usefixtures("at_nine")
async def test_a_user_reads_what_they_may(
    hass: HomeAssistant, attic: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    """What a user may not read is missing from the report, like unknown values."""
    hours = list(starts(ReportSpan.of(ReportPeriod.DAY, NOW)))
    await put_growth(hass, "ether1_received", hours, 1.0)
    await put_growth(hass, "ether2_received", hours, 2.0)
    await put_availability(hass, dict.fromkeys(hours, 100.0))
    context = Context(user_id=hass_read_only_user.id)
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"sensor.attic_ether1_received": True}}}
    )
    found = await call(hass, attic, "get_report", context)
    assert [one["name"] for one in found["interfaces"]] == ["ether1 · Uplink"]
    assert found["availability"] is found["alerts"] is found["cpu"] is None
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"binary_sensor.attic_reachable": True}}}
    )
    found = await call(hass, attic, "get_report", context)
    assert found["interfaces"] is None
    assert found["availability"]["percent"] == 100


async def test_of_a_router_that_answers_and_of_one_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, away: MockConfigEntry
) -> None:
    """Both have a report; without a recorder it says so, and shows the present values."""
    entry = await add_router(
        hass, router, alerts={"off": ["backup_old", "polls_skipped", "polls_slow"]}
    )
    devices = [device_of(hass, entry), device_of(hass, away)]
    found: Any = await hass.services.async_call(
        DOMAIN, "get_report", {"device_id": devices}, blocking=True, return_response=True
    )
    assert found is not None
    own, other = (found[device] for device in devices)
    assert own["error"] == other["error"] == "The recorder does not run"
    assert own["version"]["now"].startswith("7.")
    assert other["version"]["now"] is None
    assert (own["name"], other["name"]) == ("home-rb5009", "Attic")
    assert own["alerts"] == {"is_complete": True, "kinds": []}
