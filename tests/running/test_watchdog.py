"""What stops in the polling without a reason is detected and restarted; the rest goes on."""

import asyncio
import math

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.polling.watchdog import CONFIRM_AFTER, LOOK_EVERY
from simulator import SimulatedRouter

from .. import conftest
from ..conftest import (
    PASSWORD,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    last_full,
    logins,
    recoveries_of,
    recovery_states,
    revision,
    start_poll,
    wait_for,
)
from ..metrics.entities import state_of
from .entities import states, switch

# Seconds until a fault is found, confirmed and repaired, whenever it occurs.
MENDED_AFTER = 2 * LOOK_EVERY.total_seconds() + CONFIRM_AFTER

# Seconds by which the clock is advanced at once.
STEP = 15.0


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled for a while."""
    entry = await add_router(hass, router)
    await clock.advance(70)
    return entry


async def go_on(entry: MockConfigEntry, clock: Clock, seconds: float) -> None:
    """Advance time in steps, each until all commands over a working link have replies."""
    for _ in range(math.ceil(seconds / STEP)):
        clock.offset += STEP
        await turns()
        await wait_for(lambda: conftest.is_all_answered(entry))
        await turns()


async def turns() -> None:
    """Let the event loop run what is due."""
    for _ in range(25):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "fault", ["keeper", "link", "queue", "tier realtime", "tier short", "reader"]
)
async def test_each_part_that_breaks_is_cured(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    """It is found within minutes, logged once with its state, counted, and works again."""
    match fault:
        case "keeper":
            conftest.break_keeper(entry)
        case "link":
            conftest.break_link(entry, monkeypatch)
        case "queue":
            await conftest.break_queue(entry)
        case "reader":
            fault = "tier realtime"
            conftest.break_reader(entry, "realtime")
        case _:
            conftest.break_timer(entry, fault.removeprefix("tier "))
    await go_on(entry, clock, MENDED_AFTER)
    assert recoveries_of(entry) == [fault]
    assert states(hass, router)["watchdog.recoveries"] == "1"
    lines = [one for one in caplog.records if "is begun anew" in one.message]
    assert [one.levelname for one in lines] == ["WARNING"]
    assert fault in lines[0].message
    assert "last_poll_ago" in lines[0].message
    assert PASSWORD not in caplog.text
    await wait_for(lambda: is_connected(entry))
    of_all_tiers = ("interface.traffic", "connection.split", "system.storage")
    before = {key: revision(entry, key) for key in of_all_tiers}
    await go_on(entry, clock, 330)
    assert all(revision(entry, key) > known for key, known in before.items())
    assert state_of(hass, router, "system.cpu.load") != STATE_UNAVAILABLE
    assert recoveries_of(entry) == [fault]


async def test_a_keeper_that_ended_brings_a_lost_link_back(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A lost link is reconnected."""
    conftest.break_keeper(entry)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await router.start()
    await go_on(entry, clock, MENDED_AFTER + 60)
    await wait_for(lambda: is_connected(entry))
    assert recoveries_of(entry) == ["keeper"]


async def test_one_read_that_does_not_end(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Its tier's other reads go on; after a quarter of an hour it is restarted."""
    conftest.break_reader(entry, "realtime", "interface.traffic")
    await go_on(entry, clock, 600)
    assert recoveries_of(entry) == []
    await go_on(entry, clock, 900)
    assert recoveries_of(entry) == ["tier realtime"]
    assert recovery_states(entry)[0]["reads_running"]["realtime"][0] == "interface.traffic"
    before = revision(entry, "interface.traffic")
    await go_on(entry, clock, 30)
    assert revision(entry, "interface.traffic") > before


async def test_a_tier_that_is_busy_may_take_its_time(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Counts of big tables and pings wait for each other; only a quarter of an hour is a hang."""
    conftest.break_reader(entry, "short")
    await go_on(entry, clock, 870)
    assert recoveries_of(entry) == []
    await go_on(entry, clock, MENDED_AFTER + 60)
    assert recoveries_of(entry) == ["tier short"]
    before = revision(entry, "connection.split")
    await go_on(entry, clock, 90)
    assert revision(entry, "connection.split") > before


async def test_what_a_restart_does_not_cure_takes_a_new_link(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The cheapest is tried first."""
    conftest.break_reader_for_good(entry, "realtime")
    before = logins(entry)
    await go_on(entry, clock, 900)
    assert recoveries_of(entry) == ["tier realtime"] * 2
    assert logins(entry) > before
    await go_on(entry, clock, 600)
    assert recoveries_of(entry) == ["tier realtime"] * 2


async def test_three_in_an_hour_are_a_repair(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It says what broke; it goes when an hour has passed without another."""
    issues, issue_id = ir.async_get(hass), f"watchdog_{entry.entry_id}"
    for count in (1, 2, 3, 4):
        conftest.break_timer(entry, "realtime")
        await go_on(entry, clock, 510)
        assert len(recoveries_of(entry)) == count
        assert (issues.async_get_issue(DOMAIN, issue_id) is not None) == (count > 2)
    issue = issues.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_placeholders == {
        "router": entry.title,
        "count": "4",
        "parts": "tier realtime",
    }
    lines = [one for one in caplog.records if "is begun anew" in one.message]
    assert [one.levelname for one in lines if one.levelno > 10] == ["WARNING"]
    await clock.advance(2400, step=30)
    assert issues.async_get_issue(DOMAIN, issue_id)
    await clock.advance(1500, step=30)
    assert not issues.async_get_issue(DOMAIN, issue_id)
    assert states(hass, router)["watchdog.recoveries"] == "4"


async def test_the_repair_goes_with_the_collection(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A router whose collection is off needs no repair."""
    issues, issue_id = ir.async_get(hass), f"watchdog_{entry.entry_id}"
    for _ in range(3):
        conftest.break_keeper(entry)
        await go_on(entry, clock, 510)
    assert issues.async_get_issue(DOMAIN, issue_id)
    await switch(hass, router, "off")
    assert not issues.async_get_issue(DOMAIN, issue_id)


async def test_a_healthy_fleet_is_never_touched(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Not once in an hour, whatever the size of its routers."""
    names = ("rb5009", "chr", "hap_v6")
    entries = [await add_router(hass, await start_router(name)) for name in names]
    await clock.settle()
    before = [logins(entry) for entry in entries]
    await clock.advance(3700, step=30)
    assert [recoveries_of(entry) for entry in entries] == [[]] * len(names)
    assert [logins(entry) for entry in entries] == before


@pytest.mark.parametrize("reason", ["polling", "collection", "link", "login", "listeners"])
async def test_what_has_a_reason_is_left_alone(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    reason: str,
) -> None:
    """A tier that does not poll is no fault then."""
    match reason:
        case "polling":
            hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
        case "collection":
            await switch(hass, router, "off")
        case "link":
            await router.stop()
            await wait_for(lambda: not is_connected(entry))
        case "login":
            entry.async_start_reauth(hass)
            await clock.settle()
            assert list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
        case "listeners":
            registry = er.async_get(hass)
            for one in er.async_entries_for_config_entry(registry, entry.entry_id):
                registry.async_update_entity(
                    one.entity_id, disabled_by=er.RegistryEntryDisabler.USER
                )
            await clock.settle()
    if reason not in {"collection", "listeners"}:
        conftest.break_timer(entry, "realtime")
    await go_on(entry, clock, 2 * MENDED_AFTER)
    assert recoveries_of(entry) == []


async def test_a_machine_that_slept_finds_no_fault(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """All is overdue at once then, and not much later."""
    for _ in range(3):
        await clock.skip(3 * 3600 + 1)
        await clock.advance(300, step=30)
    await wait_for(lambda: is_connected(entry))
    assert recoveries_of(entry) == []


async def test_polling_that_was_off_is_not_overdue_when_it_is_on(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """No polls were expected in between."""
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    await clock.advance(4 * 3600, step=60)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=False)
    await clock.advance(4000, step=20)
    assert recoveries_of(entry) == []


async def test_a_restart_of_a_tier_asks_at_once(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The hourly tier does not wait an hour for its next tick."""
    conftest.break_reader(entry, "long")
    start_poll(entry, "long")
    await go_on(entry, clock, 3 * 3600 + MENDED_AFTER)
    assert recoveries_of(entry) == ["tier long"]
    full = last_full(entry, "system.wear")
    assert full is not None
    assert clock() - full.at < MENDED_AFTER
