"""Without a fault nothing is raised, and alerts survive reloads, restarts and pauses."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.alerts.center import alert_center, async_setup_alerts
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_ALERTS
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, entry_data, serial_of
from tests.running.entities import switch

from .row import field_of
from .scene import Scene

# Its clock is not ours, nor is its backup's age; advancing the clock skips polls.
_OPTIONS: Final = {OPTION_ALERTS: {"off": ["backup_old", "polls_skipped"]}}

# Faults at the same time: ten alerts of ten kinds.
_TEN: Final[Mapping[str, Any]] = {
    "link_down": field_of("/interface", {"name": "ether5"}, running="false"),
    "storage": field_of("/system/resource", {}, free_hdd_space="100", total_hdd_space="900"),
    "bad_blocks": field_of("/system/resource", {}, bad_blocks="9"),
    "cpu_temperature": field_of("/system/health", {"name": "cpu-temperature"}, value="81"),
    "temperature": field_of("/system/health", {"name": "switch-temperature"}, value="63"),
    "netwatch_down": field_of("/tool/netwatch", {"name": "Resolver"}, status="down"),
    "wan_down": field_of("/ip/dhcp-client", {"interface": "ether1"}, status="searching..."),
    "connections": field_of(
        "/ip/firewall/connection/tracking", {}, total_entries="85", max_entries="100"
    ),
    "dhcp_pool": field_of("/ip/pool", {"name": "lan"}, used="230"),
    "update_available": field_of("/system/package/update", {}, latest_version="7.99"),
}


async def _watch(hass: HomeAssistant, clock: Clock, router: SimulatedRouter) -> Scene:
    """Watch with default options, until everything was read twice."""
    scene = Scene(hass=hass, clock=clock, router=router)
    await scene.watch(dict(_OPTIONS))
    await clock.advance(310, step=10)
    assert (scene.on, scene.events) == (set(), [])
    return scene


def _kinds(scene: Scene) -> set[str]:
    return {key for key, _ in scene.on}


def _since(scene: Scene) -> dict[tuple[str, str], datetime]:
    """Return the start time of each active alert."""
    active = alert_center(scene.hass).active(scene.entry.entry_id)
    return {(alert.id.key, alert.id.instance): alert.since for alert in active}


async def _all_wrong(hass: HomeAssistant, clock: Clock, router: SimulatedRouter) -> Scene:
    """Return a router with ten active alerts."""
    router.set_field("/system/package/update", {}, {"latest-version": router.profile.version})
    scene = await _watch(hass, clock, router)
    for begin in _TEN.values():
        begin(scene)
    await scene.pass_by(3600)
    await clock.advance(310, step=10)
    assert _kinds(scene) == set(_TEN)
    assert len(scene.events) == len(scene.on)
    scene.events.clear()
    return scene


@pytest.mark.parametrize("profile", ["rb5009", "hap_ax", "wap60g"])
async def test_the_first_sighting(
    hass: HomeAssistant, clock: Clock, start_router: StartRouter, profile: str
) -> None:
    """A port that was never up, a host that is down from the start: nothing is raised."""
    scene = await _watch(hass, clock, await start_router(profile))
    await clock.advance(600, step=20)
    assert (scene.on, scene.events) == (set(), [])


async def test_a_pause(hass: HomeAssistant, clock: Clock, router: SimulatedRouter) -> None:
    """Hours in which nothing was polled, as of a machine that slept, are no fault."""
    scene = await _watch(hass, clock, router)
    await scene.pass_by(5 * 3600)
    await scene.reconnected()
    await clock.advance(310, step=10)
    assert scene.events == []


async def test_what_lasted_before_a_pause(
    hass: HomeAssistant, clock: Clock, router: SimulatedRouter
) -> None:
    """Its hold time starts again: nobody knows the state in between."""
    scene = await _watch(hass, clock, router)
    _TEN["cpu_temperature"](scene)
    await clock.advance(60, step=10)
    await scene.pass_by(1200)
    await scene.reconnected()
    assert scene.events == []
    await clock.advance(190, step=10)
    assert [key for _, key, _ in scene.events] == ["cpu_temperature"]


@pytest.mark.parametrize("hours", [-30, 30])
async def test_the_routers_clock_is_set(
    hass: HomeAssistant, clock: Clock, router: SimulatedRouter, hours: int
) -> None:
    """A router that finds its time server jumps by days; it has not been started."""
    scene = await _watch(hass, clock, router)
    router.device.set_clock(timedelta(hours=hours))
    await scene.pass_by(3600)
    await clock.advance(310, step=10)
    assert scene.events == []


@pytest.mark.parametrize("hours", [-5, 5])
async def test_the_wall_clock_is_set(
    hass: HomeAssistant,
    clock: Clock,
    router: SimulatedRouter,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
) -> None:
    """Home Assistant's own clock jumps: the boot time it computes of uptimes moves with it."""
    scene = await _watch(hass, clock, router)
    utcnow = dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + timedelta(hours=hours))
    await clock.advance(310, step=10)
    assert scene.events == []


async def test_collection_off(hass: HomeAssistant, clock: Clock, router: SimulatedRouter) -> None:
    """Nothing is raised of a router that is not polled, and active alerts stay."""
    scene = await _all_wrong(hass, clock, router)
    before = _since(scene)
    await switch(hass, router, "off")
    await clock.advance(600, step=20)
    assert (_since(scene), scene.events) == (before, [])
    await switch(hass, router, "on")
    await scene.reconnected()
    await clock.advance(310, step=10)
    assert (_since(scene), scene.events) == (before, [])


async def test_a_reload(hass: HomeAssistant, clock: Clock, router: SimulatedRouter) -> None:
    """Ten alerts keep their start times, and none is raised again."""
    scene = await _all_wrong(hass, clock, router)
    before = _since(scene)
    assert await hass.config_entries.async_reload(scene.entry.entry_id)
    assert _since(scene) == before
    await clock.advance(700, step=10)
    assert (_since(scene), scene.events) == (before, [])


async def test_a_restart(
    hass: HomeAssistant, clock: Clock, router: SimulatedRouter, hass_storage: dict[str, Any]
) -> None:
    """Like a reload, with everything restored from the stored file."""
    scene = await _all_wrong(hass, clock, router)
    before = _since(scene)
    assert await hass.config_entries.async_unload(scene.entry.entry_id)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert len(hass_storage[f"{DOMAIN}.alerts"]["data"][scene.entry.entry_id]["active"]) == 10
    old = alert_center(hass)
    await async_setup_alerts(hass)
    assert alert_center(hass) is not old
    assert _since(scene) == before
    assert await hass.config_entries.async_setup(scene.entry.entry_id)
    await clock.advance(700, step=10)
    assert (_since(scene), scene.events) == (before, [])


async def _begin(hass: HomeAssistant, router: SimulatedRouter, **changes: Any) -> MockConfigEntry:
    """Add the entry of a router, as it is when Home Assistant starts."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=serial_of(router),
        data=entry_data(router, **changes),
        options=dict(_OPTIONS),
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    return entry


def _on(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    return [alert.id.key for alert in alert_center(hass).active(entry.entry_id)]


async def test_away_at_the_start(
    hass: HomeAssistant, clock: Clock, router: SimulatedRouter
) -> None:
    """It is unreachable after its hold time, and no longer when it is disabled."""
    await router.stop()
    entry = await _begin(hass, router)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await clock.advance(100, step=10)
    assert _on(hass, entry) == []
    await clock.advance(40, step=10)
    assert _on(hass, entry) == ["unreachable"]
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await clock.advance(300, step=20)
    assert _on(hass, entry) == []
