"""The dashboard in the sidebar: when it exists, and when open pages are notified of a change."""

from collections.abc import Callable
import sys
from typing import Any

from homeassistant.components import frontend
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_LOVELACE_UPDATED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard import (
    async_dashboard_changed,
    async_remove_dashboard,
    async_setup_dashboard,
    configuration_url,
)
from custom_components.mikrotik_monitoring.dashboard.paths import URL_PATH, view_url
from custom_components.mikrotik_monitoring.dashboard.sidebar import SETTLING_TIME
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .conftest import absent_router

# Seconds until entities that need two polls exist too, and pages have been notified.
ALL_THERE = 10 + SETTLING_TIME + 1

FAILED = (DOMAIN, "dashboard_failed")
PATH_TAKEN = (DOMAIN, "dashboard_path_taken")


def _is_shown(hass: HomeAssistant) -> bool:
    """Return whether the dashboard is registered, with all of its parts."""
    panel = frontend.async_panel_exists(hass, URL_PATH)
    assert panel == (URL_PATH in hass.data[LOVELACE_DATA].dashboards)
    return panel


def _device_url(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the target of the device page's link."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    assert device is not None
    return device.configuration_url


@pytest.fixture
def told(hass: HomeAssistant) -> list[Event]:
    """Return the events that open pages receive, as they arrive."""
    events: list[Event] = []

    @callback
    def note(event: Event) -> None:
        if event.data["url_path"] == URL_PATH:
            events.append(event)

    hass.bus.async_listen(EVENT_LOVELACE_UPDATED, note)
    return events


async def test_it_comes_with_the_first_router_and_goes_with_the_last(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Nothing of it is left, and it is back with the next router."""
    first = await add_router(hass, await start_router("rb5009"))
    assert _is_shown(hass)
    second = await add_router(hass, await start_router("chr"))
    await hass.config_entries.async_remove(first.entry_id)
    assert _is_shown(hass)
    await hass.config_entries.async_remove(second.entry_id)
    assert not _is_shown(hass)
    third = await add_router(hass, await start_router("hap_v6"))
    assert _is_shown(hass)
    assert _device_url(hass, third) == view_url(third)


async def test_a_router_that_is_away_has_its_dashboard(hass: HomeAssistant) -> None:
    """It exists before any router responds: its address never leads to a missing page."""
    entry = absent_router()
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "frontend", {})
    await async_setup_dashboard(hass)
    await async_setup_dashboard(hass)
    assert _is_shown(hass)
    assert configuration_url(hass, entry) == view_url(entry)


async def test_pages_get_it_over_the_socket(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """A page requests the list of dashboards, its content and its info; saving is refused."""
    entry = await add_router(hass, router)
    client = await hass_ws_client(hass)

    async def ask(command: str, **arguments: Any) -> Any:
        await client.send_json_auto_id({"type": command, **arguments})
        return await client.receive_json()

    boards = (await ask("lovelace/dashboards/list"))["result"]
    (board,) = [board for board in boards if board["url_path"] == URL_PATH]
    assert (board["title"], board["mode"], board["require_admin"]) == ("MikroTik", "yaml", False)
    content = (await ask("lovelace/config", url_path=URL_PATH))["result"]
    assert entry.title in [view["title"] for view in content["views"] if "header" in view]
    assert not (await ask("lovelace/config/save", url_path=URL_PATH, config={}))["success"]
    panels = (await ask("get_panels"))["result"]
    assert panels[URL_PATH]["title"] == "MikroTik"
    generated = hass.data[LOVELACE_DATA].dashboards[URL_PATH]
    assert generated.mode == "yaml"
    assert await generated.async_get_info() == {"mode": "yaml", "views": len(content["views"])}
    assert await generated.async_load(force=False) == content


async def test_the_option_takes_it_away_and_brings_it_back(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """With the option off everywhere there is no dashboard, and the device links to WebFig."""
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(entry, options={"sidebar": False})
    await clock.settle()
    assert not _is_shown(hass)
    assert _device_url(hass, entry) == "http://127.0.0.1"
    hass.config_entries.async_update_entry(entry, options={"sidebar": True})
    await clock.settle()
    assert _is_shown(hass)
    assert _device_url(hass, entry) == view_url(entry)


async def test_one_router_with_the_option_is_enough(hass: HomeAssistant) -> None:
    """The dashboard stays for those who want it; the others link to WebFig."""
    assert await async_setup_component(hass, "frontend", {})
    wants, declines = absent_router(), absent_router(unique_id="HE2", sidebar=False)
    declines.add_to_hass(hass)
    await async_setup_dashboard(hass)
    assert not _is_shown(hass)
    wants.add_to_hass(hass)
    await async_setup_dashboard(hass)
    assert _is_shown(hass)
    assert configuration_url(hass, declines) == "http://192.0.2.1"


async def test_a_dashboard_of_the_persons_own_is_left_alone(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """If our address is in use, a repair says so until it is free again."""
    assert await async_setup_component(hass, "frontend", {})
    frontend.async_register_built_in_panel(hass, "iframe", frontend_url_path=URL_PATH)
    entry = await add_router(hass, router)
    assert hass.data[frontend.DATA_PANELS][URL_PATH].component_name == "iframe"
    assert URL_PATH not in hass.data[LOVELACE_DATA].dashboards
    assert PATH_TAKEN in ir.async_get(hass).issues
    assert _device_url(hass, entry) == "http://127.0.0.1"
    frontend.async_remove_panel(hass, URL_PATH)
    await async_setup_dashboard(hass)
    assert _is_shown(hass)
    assert PATH_TAKEN not in ir.async_get(hass).issues


def _missing_module(monkeypatch: pytest.MonkeyPatch, hass: HomeAssistant) -> None:
    monkeypatch.setitem(sys.modules, "homeassistant.components.lovelace.dashboard", None)


def _missing_key(monkeypatch: pytest.MonkeyPatch, hass: HomeAssistant) -> None:
    monkeypatch.delitem(hass.data, LOVELACE_DATA)


def _another_signature(monkeypatch: pytest.MonkeyPatch, hass: HomeAssistant) -> None:
    monkeypatch.setattr(frontend, "async_register_built_in_panel", lambda _: None)


@pytest.mark.parametrize("breakage", [_missing_module, _missing_key, _another_signature])
async def test_a_home_assistant_that_has_changed_costs_the_dashboard_alone(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    breakage: Callable[[pytest.MonkeyPatch, HomeAssistant], None],
) -> None:
    """One line in the log, a repair, all entities; when it works again the repair is gone."""
    assert await async_setup_component(hass, "frontend", {})
    with monkeypatch.context() as broken:
        breakage(broken, hass)
        entry = await add_router(hass, router)
        await clock.advance(10)
        assert hass.states.get("sensor.home_rb5009_cpu") is not None
        assert FAILED in ir.async_get(hass).issues
        assert not frontend.async_panel_exists(hass, URL_PATH)
        assert _device_url(hass, entry) == "http://127.0.0.1"
        await async_setup_dashboard(hass)
        assert caplog.text.count("could not be put into the sidebar") == 1
    await async_setup_dashboard(hass)
    assert _is_shown(hass)
    assert FAILED not in ir.async_get(hass).issues


async def test_a_repair_goes_with_the_last_router(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without routers no dashboard is missing."""
    assert await async_setup_component(hass, "frontend", {})
    entry = absent_router()
    entry.add_to_hass(hass)
    with monkeypatch.context() as broken:
        _another_signature(broken, hass)
        await async_setup_dashboard(hass)
    assert FAILED in ir.async_get(hass).issues
    hass.config_entries.async_update_entry(entry, options={"sidebar": False})
    async_remove_dashboard(hass)
    assert FAILED not in ir.async_get(hass).issues


async def test_open_pages_are_told_once_for_many_changes(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, told: list[Event]
) -> None:
    """Pages ignore events for two seconds after a fetch, so changes are collected for longer."""
    entry = await add_router(hass, router)
    await clock.advance(ALL_THERE, step=1)
    told.clear()
    registry = er.async_get(hass)
    registry.async_update_entity("sensor.home_rb5009_cpu", name="Processor")
    registry.async_update_entity("sensor.home_rb5009_connections", name="Sessions")
    async_dashboard_changed(hass)
    await clock.advance(3, step=1)
    assert told == []
    await clock.advance(1, step=1)
    assert len(told) == 1
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, entry.unique_id or ""), entry.entry_id)
    assert device is not None
    devices.async_update_device(device.id, name_by_user="Cellar")
    await clock.advance(SETTLING_TIME + 1, step=1)
    assert len(told) == 2


async def test_pages_hear_of_a_reason_once(
    hass: HomeAssistant, clock: Clock, told: list[Event]
) -> None:
    """A router retried repeatedly for the same reason does not redraw open pages."""
    entry = absent_router()
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "frontend", {})
    await async_setup_dashboard(hass)
    for reason, times in (("no route", 1), ("no route", 1), ("refused", 2), (None, 3)):
        entry.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
        await clock.advance(SETTLING_TIME + 1, step=1)
        is_there = reason is None
        state = ConfigEntryState.LOADED if is_there else ConfigEntryState.SETUP_RETRY
        entry.mock_state(hass, state, reason)
        await clock.advance(SETTLING_TIME + 1, step=1)
        assert len(told) == times
    entry.mock_state(hass, ConfigEntryState.NOT_LOADED)


async def test_the_changes_of_others_are_none_of_ours(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, told: list[Event]
) -> None:
    """Entities and devices of other integrations do not make pages reload."""
    await add_router(hass, router)
    await clock.advance(ALL_THERE, step=1)
    told.clear()
    other = MockConfigEntry(domain="sun")
    other.add_to_hass(hass)
    registry = er.async_get(hass)
    theirs = registry.async_get_or_create("sensor", "sun", "1").entity_id
    dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("sun", "1")}
    )
    await clock.advance(SETTLING_TIME + 1, step=1)
    registry.async_remove(theirs)
    await clock.advance(SETTLING_TIME + 1, step=1)
    assert told == []
    registry.async_remove("sensor.home_rb5009_cpu")
    await clock.advance(SETTLING_TIME + 1, step=1)
    assert len(told) == 1


async def test_nothing_is_told_when_nothing_is_shown(
    hass: HomeAssistant, clock: Clock, told: list[Event]
) -> None:
    """Before the first set-up the functions do nothing; without a dashboard no page is notified."""
    entry = absent_router(sidebar=False)
    entry.add_to_hass(hass)
    async_dashboard_changed(hass)
    async_remove_dashboard(hass)
    assert configuration_url(hass, entry) == "http://192.0.2.1"
    assert await async_setup_component(hass, "frontend", {})
    await async_setup_dashboard(hass)
    async_dashboard_changed(hass)
    await clock.advance(SETTLING_TIME + 1, step=1)
    assert told == []


async def test_the_modules_go_with_the_last_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Pages load them while a router exists, shown in the sidebar or not."""

    def modules() -> list[str]:
        urls = hass.data[frontend.DATA_EXTRA_MODULE_URL].urls
        return [url for url in urls if url.startswith(f"/{DOMAIN}/")]

    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(entry, options={"sidebar": False})
    await clock.settle()
    (url,) = modules()
    assert url.endswith("/main.js")
    await hass.config_entries.async_remove(entry.entry_id)
    await clock.settle()
    assert modules() == []
    await add_router(hass, router)
    assert modules() == [url]
