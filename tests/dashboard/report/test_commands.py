"""The responses to the report card, and where it is placed."""

from typing import Any

from homeassistant.auth.models import Group
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from tests.dashboard.conftest import absent_router, views
from tests.reporting.attic import furnish


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a router that is away."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router()
    furnish(hass, entry)
    return entry


async def asked(client: Any, command: str, **data: Any) -> dict[str, Any]:
    """Return the response to a command."""
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **data})
    answer: dict[str, Any] = await client.receive_json()
    return answer


async def test_the_routers_and_the_report_of_one(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """By the name that the user gave; an unknown router is an error."""
    absent_router("192.0.2.2", "Barn", "HE0000BARN").add_to_hass(hass)
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    dr.async_get(hass).async_update_device(device.id, name_by_user="Loft")
    client = await hass_ws_client(hass)
    attic, barn = (await asked(client, "report_routers"))["result"]
    assert attic == {"id": entry.entry_id, "device": device.id, "name": "Loft"}
    assert (barn["name"], barn["device"]) == ("Barn", None)
    for router in (entry.entry_id, "Attic", device.id):
        found = (await asked(client, "report", router=router, period="week"))["result"]
        assert (found["name"], found["error"]) == ("Loft", "The recorder does not run")
    missing = await asked(client, "report", router="Cellar", period="week")
    assert missing["error"]["code"] == "not_found"
    wrong = await asked(client, "report", router="Attic", period="year")
    assert wrong["error"]["code"] == "invalid_format"


async def test_a_user_without_rights_is_told_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """The version and the alerts belong to entities that they may not read."""
    hass.states.async_set("sensor.attic_version", "7.20")
    client = await hass_ws_client(hass)
    found = (await asked(client, "report", router="Attic", period="day"))["result"]
    assert found["version"]["now"] == "7.20"
    assert found["alerts"] is not None
    hass_admin_user.groups = [Group(id="none", name="None", policy={}, system_generated=False)]
    hass_admin_user.invalidate_cache()
    found = (await asked(client, "report", router="Attic", period="day"))["result"]
    assert found["version"]["now"] is found["alerts"] is None


async def test_the_view_stands_beside_the_fleet(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It has a tab, and each router's view links to its report; likewise on one's own dashboard."""
    for wishes, base in ((None, "/mikrotik-monitoring"), ({"base_path": "/my-net"}, "/my-net")):
        board = build_dashboard(hass, [entry], wishes)
        [report] = [view for view in board["views"] if view["path"] == "report"]
        assert report["title"] == "Report"
        assert not report.get("subview")
        [card] = report["cards"]
        assert card == {"type": "custom:mikrotik-monitoring-report", "path": f"{base}/report"}
    [view] = views(hass)
    _, way, *_ = view["header"]["card"]["badges"]
    address = f"/mikrotik-monitoring/report?router={entry.entry_id}"
    assert way["tap_action"]["navigation_path"] == address
