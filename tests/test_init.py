"""A router from set-up to removal, and what it costs on the way."""

import asyncio

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    EVENT_HOMEASSISTANT_STOP,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import async_remove_config_entry_device
from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
)
from custom_components.mikrotik_monitoring.polling.link import login_refusals
from simulator import Fault, SimulatedRouter

from .conftest import (
    CONNECTIONS,
    PASSWORD,
    USER,
    Clock,
    add_router,
    entry_data,
    poll,
    recording_level,
    serial_of,
    skipped,
    start_poll,
    wait_for,
)
from .metrics.entities import entity_id

# Sent by the realtime tier only.
_REALTIME = "/ip/firewall/connection/tracking/print"


async def test_a_poll_costs_at_most_four_commands(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A minute costs twelve polls of at most four commands, and no further login.

    Long commands have a connection of their own, opened when it is first needed.
    """
    await add_router(hass, router)
    await clock.advance(10)
    logins = len(router.journal.commands("/login"))
    router.journal.clear()
    await clock.advance(60)
    realtime = {
        "/interface/print",
        "/system/resource/print",
        "/system/resource/cpu/print",
        "/ip/firewall/connection/tracking/print",
    }
    assert logins <= CONNECTIONS
    assert not router.journal.commands("/login")
    asked = [asked for asked in router.journal if asked.command in realtime]
    assert 12 * 3 <= len(asked) <= 12 * 4
    assert len(router.sessions) <= CONNECTIONS


async def test_every_print_names_its_fields(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """No command requests whole rows: only named fields, or a count."""
    await add_router(hass, router)
    await clock.advance(10)
    prints = [asked for asked in router.journal if asked.command.endswith("/print")]
    assert len(prints) > 20
    for asked in prints:
        assert any(word.startswith(("=.proplist=", "=count-only=")) for word in asked.words)


async def test_polls_stand_on_a_grid(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A slow poll does not push the next one: five seconds stay five seconds."""
    await add_router(hass, router)
    await clock.advance(5)
    router.faults.set(Fault.SLOW, command="/interface/print", seconds=0.05)
    router.journal.clear()
    await clock.advance(50, step=0.5)
    times = [asked.time for asked in router.journal.commands(_REALTIME)]
    assert len(times) >= 9
    for number, time in enumerate(times):
        assert time - times[0] == pytest.approx(5 * number, abs=1)


async def test_a_tick_whose_predecessor_runs_is_skipped(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A poll that takes longer than the interval is not started a second time."""
    entry = await add_router(hass, router)
    await clock.advance(5)
    router.faults.set(Fault.SILENT, command="/interface/print")
    start_poll(entry, "realtime")
    await asyncio.sleep(0.05)
    start_poll(entry, "realtime")
    assert skipped(entry, "realtime") == 1
    router.faults.clear()
    await clock.skip(4.5)
    before = skipped(entry, "realtime")
    await clock.advance(10)
    assert skipped(entry, "realtime") == before


async def test_unload_leaves_nothing(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Unloading ends the session and all polling; loading again works."""
    entry = await add_router(hass, router)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await wait_for(lambda: not router.sessions)
    router.journal.clear()
    await clock.advance(30)
    assert not router.journal
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert 1 <= len(router.sessions) <= CONNECTIONS
    assert await hass.config_entries.async_remove(entry.entry_id)
    await wait_for(lambda: not router.sessions)


async def test_home_assistant_stops(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The session ends with Home Assistant, and nothing is polled any more."""
    await add_router(hass, router)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await wait_for(lambda: not router.sessions)
    router.journal.clear()
    await clock.advance(30)
    assert not router.journal


async def test_an_unreachable_router_is_tried_again(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Set-up waits for a router that is down, and succeeds when it is back."""
    await router.stop()
    entry = await add_router(hass, router)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert "/ip service enable api" in (entry.reason or "")
    await router.start()
    await clock.advance(10)
    await wait_for(lambda: state_of(entry) is ConfigEntryState.LOADED)


async def test_another_router_at_the_address_is_refused(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The readings of one router are never another one's; the right one may come yet."""
    entry = MockConfigEntry(domain=DOMAIN, data=entry_data(router), unique_id="ANOTHER")
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert router.rows("/system/identity")[0]["name"] in (entry.reason or "")
    await wait_for(lambda: not router.sessions)


async def test_one_refused_login_is_no_wrong_password(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A starting router refuses good passwords; only refusals for minutes start a reauth."""
    router.faults.set(Fault.WRONG_PASSWORD)
    entry = await add_router(hass, router)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    for _ in range(10):
        await clock.advance(60, step=60)
        await asyncio.sleep(0.02)
    assert state_of(entry) is ConfigEntryState.SETUP_ERROR
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
    router.faults.clear()
    await hass.config_entries.flow.async_configure(
        flows[0]["flow_id"], {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    )
    await wait_for(lambda: state_of(entry) is ConfigEntryState.LOADED)


async def test_options_are_applied_in_place(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Another interval and level need no reload and no login."""
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(
        entry, options={OPTION_REALTIME_INTERVAL: 30, OPTION_RECORDING_LEVEL: "compact"}
    )
    await clock.advance(5)
    router.journal.clear()
    await clock.advance(120)
    assert len(router.journal.commands(_REALTIME)) == 4
    assert recording_level(entry) == "compact"
    hass.config_entries.async_update_entry(entry, options={OPTION_REALTIME_INTERVAL: 5})
    await clock.advance(5)
    router.journal.clear()
    await clock.advance(60)
    assert len(router.journal.commands(_REALTIME)) == 12
    assert len(router.log) <= CONNECTIONS


async def test_another_link_reloads(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Changed link settings are used at once."""
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "username": "admin", CONF_PASSWORD: "admin-password"}
    )
    await hass.async_block_till_done()
    await wait_for(
        lambda: {session.user and session.user.name for session in router.sessions} == {"admin"}
    )


async def test_polling_can_be_turned_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Home Assistant's own switch for polling is honoured, and can be turned back."""
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    await clock.advance(5)
    router.journal.clear()
    await clock.advance(60)
    assert not router.journal.commands(_REALTIME)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=False)
    await clock.advance(60)
    assert router.journal.commands(_REALTIME)


async def test_devices(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The router is a device, each interface a part of it, named as operators label ports."""
    entry = await add_router(hass, router)
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, serial_of(router)), entry.entry_id)
    assert device is not None
    assert device.manufacturer == "MikroTik"
    assert device.model == router.rows("/system/routerboard")[0]["model"]
    assert device.sw_version == router.rows("/system/resource")[0]["version"]
    assert device.serial_number == serial_of(router)
    children = dr.async_child_entries_for_config_entry(devices, entry.entry_id)
    names = {child.name for child in children}
    port = router.rows("/interface")[0]
    assert f"{port['name']} · {port['comment']}" in names
    assert not [name for name in names if name and name.startswith("lo")]


async def test_only_vanished_interfaces_may_be_removed_by_hand(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The device page offers to remove what the router no longer lists, nothing else."""
    entry = await add_router(hass, router)
    await clock.advance(5)
    devices = dr.async_get(hass)
    identifier = (DOMAIN, f"{serial_of(router)}_name:wg-office")
    child = devices.async_get_child_device_by_identifier(identifier, entry.entry_id)
    parent = devices.async_get_device_by_identifier((DOMAIN, serial_of(router)), entry.entry_id)
    assert child is not None
    assert parent is not None
    assert not await async_remove_config_entry_device(hass, entry, child)
    assert not await async_remove_config_entry_device(hass, entry, parent)
    router.remove_row("/interface", {"name": "wg-office"})
    await clock.advance(5)
    assert await async_remove_config_entry_device(hass, entry, child)


async def test_devices_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """An interface's may be removed, it comes back when the router lists it; the router's not."""
    entry = await add_router(hass, router)
    devices = dr.async_get(hass)
    identifier = (DOMAIN, f"{serial_of(router)}_name:wg-office")
    child = devices.async_get_child_device_by_identifier(identifier, entry.entry_id)
    parent = devices.async_get_device_by_identifier((DOMAIN, serial_of(router)), entry.entry_id)
    assert child is not None
    assert parent is not None
    await hass.config_entries.async_unload(entry.entry_id)
    assert await async_remove_config_entry_device(hass, entry, child)
    assert not await async_remove_config_entry_device(hass, entry, parent)


@pytest.mark.parametrize("error", [ImportError("a package is missing"), asyncio.CancelledError()])
async def test_a_set_up_that_fails_in_its_platforms_leaves_nothing(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    """No session, no entity, no login; the next try begins from scratch."""
    forward = hass.config_entries.async_forward_entry_setups

    async def fail(entry: MockConfigEntry, _: object) -> None:
        await forward(entry, [Platform.BINARY_SENSOR])
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(hass.config_entries, "async_forward_entry_setups", fail)
        entry = await add_router(hass, router)
    assert state_of(entry) is ConfigEntryState.SETUP_ERROR
    await wait_for(lambda: not router.sessions)
    router.journal.clear()
    await clock.advance(120, step=30)
    assert not router.journal
    assert await hass.config_entries.async_reload(entry.entry_id)
    await wait_for(lambda: len(router.journal.commands("/login")) == CONNECTIONS)
    assert len(router.sessions) == CONNECTIONS


async def test_an_interval_that_is_taken_away_is_the_tiers_own_again(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The last value of a removed option no longer applies."""
    entry = await add_router(hass, router, **{OPTION_REALTIME_INTERVAL: 60})
    hass.config_entries.async_update_entry(entry, options={})
    await clock.advance(5)
    router.journal.clear()
    await clock.advance(30)
    assert len(router.journal.commands(_REALTIME)) == 6


async def test_saved_options_keep_the_retries_that_wait(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """What failed is read again after a minute, whatever options are saved meanwhile."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    menu = "/ip/firewall/filter/print"
    router.faults.set(Fault.REFUSE, command=menu, times=1)
    await poll(entry, clock, "medium")
    router.journal.clear()
    await clock.advance(30)
    hass.config_entries.async_update_entry(entry, options={OPTION_RECORDING_LEVEL: "compact"})
    assert not router.journal.commands(menu)
    await clock.advance(35)
    assert router.journal.commands(menu)


async def test_an_update_by_hand_asks_also_after_a_retry(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Home Assistant's action polls everything, not only what a retry before it did."""
    await async_setup_component(hass, "homeassistant", {})
    entry = await add_router(hass, router)
    await clock.advance(10)
    menu = "/ip/firewall/filter/print"
    router.faults.set(Fault.REFUSE, command=menu, times=1)
    await poll(entry, clock, "medium")
    await clock.advance(65)
    router.journal.clear()
    await hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": entity_id(hass, router, "system.storage.percent")},
        blocking=True,
    )
    await clock.advance(5)
    assert router.journal.commands(menu)


async def test_refusals_of_a_removed_entry_are_forgotten(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """When the router is added again, the count starts at zero."""
    entry = await add_router(hass, router)
    before = login_refusals(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert login_refusals(hass, entry) is not before


async def test_the_password_is_never_logged(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Not at debug level, the event loop's own included, not in an error."""
    caplog.set_level("DEBUG")
    hass.loop.set_debug(True)
    entry = await add_router(hass, router)
    await clock.advance(5)
    router.reboot()
    await clock.advance(10)
    assert entry.data[CONF_PASSWORD] not in caplog.text
    assert entry.data[CONF_HOST] in caplog.text


def state_of(entry: MockConfigEntry) -> ConfigEntryState:
    """Return the state an entry is in now."""
    state: ConfigEntryState = entry.state
    return state
