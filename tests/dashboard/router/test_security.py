"""The security section of a router's view, and the command of its card."""

from typing import Any

from homeassistant.auth.models import Group
from homeassistant.components.websocket_api import ERR_NOT_FOUND, ERR_UNAUTHORIZED
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import OPTION_SECURITY_ACCEPTED
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router
from tests.dashboard.conftest import absent_router, cards, views
from tests.dashboard.test_commands import Page
from tests.metrics.entities import entity_id
from tests.repository.files import english

TEXTS = english()["config_panel"]["dashboard"]["security"]


async def test_the_section(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """Graphs, the score's up to 100; what costs most and the findings, except in longer ranges."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    (view,) = views(hass)
    logins, graph, factor, findings = cards(view, "Security")
    score = entity_id(hass, router, "security.score")
    assert (logins["type"], graph["type"]) == ("history-graph", "history-graph")
    assert [one["entity"] for one in logins["entities"]] == [
        entity_id(hass, router, "log.logins.failed")
    ]
    assert (graph["min_y_axis"], graph["max_y_axis"]) == (0, 100)
    assert [one["entity"] for one in graph["entities"]] == [score]
    assert factor["entity"] == entity_id(hass, router, "security.factor")
    assert findings["type"] == "custom:mikrotik-monitoring-security"
    assert (findings["router"], findings["entity"]) == (entry.entry_id, score)
    page = Page(await hass_ws_client(hass))
    week = await page.get("view", router=entry.entry_id, view="week")
    assert [card["type"] for card in cards(week, "Security")] == ["statistics-graph"] * 2


async def test_without_the_score(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """If it is disabled there is no list; what costs most does not need it."""
    await add_router(hass, router)
    registry = er.async_get(hass)
    registry.async_update_entity(
        entity_id(hass, router, "security.score"), disabled_by=er.RegistryEntryDisabler.USER
    )
    await clock.settle()
    (view,) = views(hass)
    logins, factor = cards(view, "Security")
    assert logins["type"] == "history-graph"
    assert factor["entity"] == entity_id(hass, router, "security.factor")


async def test_findings(
    hass: HomeAssistant, start_router: StartRouter, hass_ws_client: WebSocketGenerator
) -> None:
    """Each has its severity, the command for the router's version, and what the owner wrote."""
    accepted = {"service_ftp": {"note": "inside", "at": "2026-11-20"}}
    router = await start_router("chr")
    entry = await add_router(hass, router, **{OPTION_SECURITY_ACCEPTED: accepted})
    page = Page(await hass_ws_client(hass))
    answer = await page.get("security", router=entry.title)
    assert answer["is_read"] is True
    assert answer["not_checked"] == []
    found = {one["key"]: one for one in answer["findings"]}
    assert list(found)[:2] == ["firewall_forward", "service_ftp"]
    assert found["service_ftp"]["accepted"] == accepted["service_ftp"]
    assert found["service_api"] == {
        "key": "service_api",
        "severity": "medium",
        "command": "/ip service set api available-from=HOME-ASSISTANT/32",
        "accepted": None,
    }
    assert found.keys() <= TEXTS["checks"].keys()
    assert {one["severity"] for one in found.values()} <= TEXTS["severity"].keys()


async def test_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """What is unknown now is not sent; a router that does not exist is an error."""
    entry = await add_router(hass, router)
    page = Page(await hass_ws_client(hass))
    await router.stop()
    await clock.settle()
    nothing: dict[str, Any] = {"is_read": False, "findings": [], "not_checked": []}
    assert await page.get("security", router=entry.entry_id) == nothing
    await hass.config_entries.async_unload(entry.entry_id)
    assert await page.get("security", router=entry.entry_id) == nothing
    absent = absent_router()
    absent.add_to_hass(hass)
    assert (await page.ask("security", router="gone"))["error"]["code"] == ERR_NOT_FOUND
    refused = await page.ask("security", router=absent.entry_id)
    assert refused["error"]["code"] == ERR_UNAUTHORIZED


async def test_who_may_not_read_the_score(
    hass: HomeAssistant,
    router: SimulatedRouter,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """Only those who may read the score see how well a router is protected."""
    entry = await add_router(hass, router)
    page = Page(await hass_ws_client(hass))
    score = entity_id(hass, router, "security.score")
    hass_admin_user.groups = [
        Group(name="few", policy={"entities": {"entity_ids": {"sensor.other": True}}}, id="few")
    ]
    hass_admin_user.invalidate_cache()
    refused = await page.ask("security", router=entry.entry_id)
    assert refused["error"]["code"] == ERR_UNAUTHORIZED
    hass_admin_user.groups = [
        Group(name="one", policy={"entities": {"entity_ids": {score: True}}}, id="one")
    ]
    hass_admin_user.invalidate_cache()
    assert (await page.get("security", router=entry.entry_id))["is_read"] is True
