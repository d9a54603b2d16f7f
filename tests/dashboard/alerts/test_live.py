"""Active alerts as a page receives them: of any router, at once, if the user may read them."""

from datetime import timedelta
from typing import Any

from homeassistant.auth.models import Group
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_SIDEBAR
from tests.conftest import Clock
from tests.dashboard.conftest import absent_router

from .conftest import STORAGE, Page, read


async def test_it_is_raised_renewed_and_over(
    hass: HomeAssistant, entry: MockConfigEntry, page: Page, clock: Clock
) -> None:
    """Of a router that is not loaded: its value and bound with their unit, and what to do."""
    assert await page.listen() == {}
    read(hass, entry, STORAGE, 90.5)
    router = (await page.change())[entry.entry_id]
    assert (router["name"], router["silences"]) == ("Attic", [])
    assert router["path"].startswith("/mikrotik-monitoring/attic-")
    [alert] = router["alerts"]
    assert (alert["key"], alert["name"], alert["severity"]) == (
        "storage",
        "Storage is nearly full",
        "warning",
    )
    assert (alert["value"], alert["bound"], alert["unit"], alert["bound_unit"]) == (
        90.5,
        85,
        "%",
        "%",
    )
    assert "/file" in alert["advice"]
    assert (alert["is_time"], alert["is_before"], alert["silenced_until"]) == (False, False, None)
    assert alert["seen"] == alert["since"]
    assert alert["stale_after"] > 150
    # A changed value is sent with the next renewal.
    read(hass, entry, STORAGE, 91.5)
    await clock.advance(10)
    [alert] = (await page.change())[entry.entry_id]["alerts"]
    assert alert["value"] == 91.5
    assert alert["seen"] > alert["since"]
    read(hass, entry, STORAGE, 50.0)
    assert await page.change() == {entry.entry_id: None}


async def test_silence_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, page: Page, clock: Clock
) -> None:
    """Silences are sent with the active alerts, each with its end; expired ones are not."""
    until = dt_util.utcnow() + timedelta(hours=1)
    center = alert_center(hass)
    center.silence(entry, "storage", "", until)
    center.silence(entry, "link_down", "port:ether5", until + timedelta(hours=1))
    read(hass, entry, STORAGE, 90.0)
    router = (await page.listen())[entry.entry_id]
    assert [alert["silenced_until"] for alert in router["alerts"]] == [until.isoformat()]
    assert [(one["key"], one["instance"], one["name"]) for one in router["silences"]] == [
        ("storage", "", "Storage is nearly full"),
        ("link_down", "port:ether5", "Link down"),
    ]
    center.silence(entry, "", "", until)
    silences = (await page.change())[entry.entry_id]["silences"]
    assert {"key": "", "instance": "", "name": None, "until": until.isoformat()} in silences
    center.unsilence(entry, "", "")
    router = (await page.change())[entry.entry_id]
    assert (router["silences"], router["alerts"][0]["silenced_until"]) == ([], None)
    center.silence(entry, "", "", dt_util.utcnow() + timedelta(seconds=5))
    await page.change()
    await clock.advance(20, step=10)
    assert (await page.change())[entry.entry_id]["silences"] == []


async def test_who_may_see_and_silence(
    hass: HomeAssistant, entry: MockConfigEntry, page: Page, hass_admin_user: MockUser
) -> None:
    """Reading *Problem* permits seeing, controlling it silencing; others receive nothing."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, entry.unique_id or "")}
    )
    read(hass, entry, STORAGE, 90.0)
    router = (await page.listen())[entry.entry_id]
    assert (router["may_silence"], router["device"]) == (True, device.id)

    def as_guest(**policy: Any) -> None:
        hass_admin_user.groups = [
            Group(id="guests", name="Guests", policy=policy, system_generated=False)
        ]
        hass_admin_user.invalidate_cache()

    as_guest()
    assert await page.listen() == {}
    assert (await page.get("alert_history"))["routers"] == {}
    marks = {"router": entry.entry_id, "alerts": ["storage"], "hours": 1}
    assert (await page.get("alert_marks", **marks))["marks"] == []
    problem = er.async_get(hass).async_get_or_create(
        "binary_sensor", DOMAIN, f"{entry.unique_id}_problem", config_entry=entry
    )
    as_guest(entities={"entity_ids": {problem.entity_id: {"read": True}}})
    router = (await page.listen())[entry.entry_id]
    assert (router["may_silence"], len(router["alerts"])) == (False, 1)
    as_guest(entities={"entity_ids": {problem.entity_id: {"read": True, "control": True}}})
    assert (await page.listen())[entry.entry_id]["may_silence"]


@pytest.mark.parametrize("by", ["entry_id", "title"])
async def test_some_routers(
    hass: HomeAssistant, entry: MockConfigEntry, page: Page, by: str
) -> None:
    """A card may name them, and links stay on its board; by default all that have a view."""
    other = absent_router(title="Barn", unique_id="HE0000BARN", sidebar=False)
    other.add_to_hass(hass)
    for one in (entry, other):
        read(hass, one, STORAGE, 90.0)
    assert set(await page.listen()) == {entry.entry_id}
    routers = await page.listen(routers=[getattr(other, by)], base_path="/my-board")
    assert set(routers) == {other.entry_id}
    assert routers[other.entry_id]["path"].startswith("/my-board/barn-")


async def test_routers_come_and_go(hass: HomeAssistant, entry: MockConfigEntry, page: Page) -> None:
    """A renamed, hidden or removed router is sent; a page that unsubscribed receives no more."""
    read(hass, entry, STORAGE, 90.0)
    assert set(await page.listen()) == {entry.entry_id}
    hass.config_entries.async_update_entry(entry, title="Cellar")
    assert (await page.change())[entry.entry_id]["name"] == "Cellar"
    hass.config_entries.async_update_entry(entry, options={OPTION_SIDEBAR: False})
    assert await page.change() == {entry.entry_id: None}
    other = absent_router(title="Barn", unique_id="HE0000BARN")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, title="Shed")
    read(hass, other, STORAGE, 90.0)
    assert (await page.change())[other.entry_id]["name"] == "Shed"
    await hass.config_entries.async_remove(other.entry_id)
    assert await page.change() == {other.entry_id: None}
    hass.config_entries.async_update_entry(entry, options={})
    assert (await page.change())[entry.entry_id]["name"] == "Cellar"
    await page.client.send_json_auto_id({"type": "unsubscribe_events", "subscription": 1})
    assert (await page.client.receive_json())["success"]
    read(hass, entry, STORAGE, 50.0)
    await page.client.send_json_auto_id({"type": "ping"})
    assert (await page.client.receive_json())["type"] == "pong"
