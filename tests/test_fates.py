"""The outcome of a menu that a router lacks, does not permit to read, or fails to reply to."""

from dataclasses import replace
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import OPTION_PING_GATEWAYS
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from simulator import Fault, SimulatedRouter

from .conftest import USER, Clock, StartRouter, add_router
from .metrics.entities import entity_id, find, ports, state_of

HEALTH = "/system/health/print"
TEMPERATURE = ("health.temperature", "cpu-temperature")
PING = "/ping"
GATEWAY = "203.0.113.1"
ABSENT = "no such command or directory (health)"


async def small(start_router: StartRouter, **options: Any) -> SimulatedRouter:
    """Start a home router with two ports."""
    router: SimulatedRouter = await start_router(
        interfaces=ports("rb5009", "ether1", "ether2"), **options
    )
    return router


async def groups(hass: HomeAssistant, entry: MockConfigEntry, tier: str) -> dict[str, Any]:
    """Return the diagnostics of the groups of a tier."""
    report = await async_get_config_entry_diagnostics(hass, entry)
    found: dict[str, Any] = report["tiers"][tier]["groups"]
    return found


async def an_hour(clock: Clock) -> None:
    """Let an hour pass, and with it one hourly pass."""
    await clock.advance(3600, step=300)


async def test_absent(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """What a router does not have has no entities and is not read; diagnostics say so."""
    router = await small(start_router, missing=frozenset({"/system/health"}))
    entry = await add_router(hass, router)
    known_by = (entity.unique_id for entity in er.async_get(hass).entities.values())
    assert not [one for one in known_by if "_health." in one]
    told = (await groups(hass, entry, "short"))["health.sensors"]
    assert told["outcome"] == "absent"
    assert "no such command" in told["error"]
    router.journal.clear()
    await clock.advance(180, step=60)
    assert not router.journal.commands(HEALTH)
    assert not ir.async_get(hass).issues


async def test_a_package_comes_and_goes(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One that appears is noticed at the hourly pass; one that vanishes is read less often."""
    router = await small(start_router)
    router.faults.set(Fault.REFUSE, command=HEALTH, message=ABSENT)
    entry = await add_router(hass, router)
    assert find(hass, router, *TEMPERATURE) is None
    router.faults.clear()
    await clock.advance(120, step=60)
    assert find(hass, router, *TEMPERATURE) is None
    await an_hour(clock)
    before = float(state_of(hass, router, *TEMPERATURE))
    router.faults.set(Fault.REFUSE, command=HEALTH, message=ABSENT)
    await clock.advance(60, step=60)
    assert state_of(hass, router, *TEMPERATURE) == STATE_UNAVAILABLE
    router.journal.clear()
    for seconds, asked in ((90, 1), (200, 1), (120, 2), (600, 2), (400, 3), (600, 3)):
        await clock.advance(seconds, step=30)
        assert len(router.journal.commands(HEALTH)) == asked
    assert (await groups(hass, entry, "short"))["health.sensors"]["outcome"] == "failing"
    assert len([line for line in caplog.messages if "health.sensors failed" in line]) == 1
    router.faults.clear()
    await an_hour(clock)
    assert len([line for line in caplog.messages if "health.sensors works again" in line]) == 1
    assert abs(float(state_of(hass, router, *TEMPERATURE)) - before) < 10


async def test_an_upgrade(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Another version is on the device's page and in its sensor after the hourly pass."""
    router = await small(start_router)
    entry = await add_router(hass, router)
    router.set_field("/system/resource", {}, {"version": "7.99.1 (stable)"})
    await clock.advance(60, step=60)
    assert state_of(hass, router, "system.version") != "7.99.1 (stable)"
    await an_hour(clock)
    assert state_of(hass, router, "system.version") == "7.99.1 (stable)"
    registry = dr.async_get(hass)
    [device] = dr.async_entries_for_config_entry(registry, entry.entry_id)
    assert device.sw_version == "7.99.1 (stable)"


async def test_refused_once(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """A group that worked and is refused once is back a minute later, also after a restart."""
    router = await small(start_router)
    entry = await add_router(hass, router)
    await clock.advance(10)
    for message in (ABSENT, "not enough permissions (9)"):
        router.faults.set(Fault.REFUSE, command=HEALTH, message=message, times=1)
        await hass.config_entries.async_reload(entry.entry_id)
        await clock.settle()
        assert state_of(hass, router, *TEMPERATURE) == STATE_UNAVAILABLE
        await clock.advance(65)
        assert state_of(hass, router, *TEMPERATURE) != STATE_UNAVAILABLE
        assert not ir.async_get(hass).issues


async def test_forbidden(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """A user without the policy for pings: no latency, one repair that names the fix."""
    router = await small(start_router)
    user = router.users[USER]
    router.users[USER] = replace(user, policies=user.policies - {"test"})
    entry = await add_router(hass, router)
    assert (await groups(hass, entry, "short"))["ping"]["outcome"] == "forbidden"
    assert not [one for one in er.async_get(hass).entities.values() if "_ping." in one.unique_id]
    [issue] = ir.async_get(hass).issues.values()
    assert issue.issue_id == f"missing_policy_test_{entry.entry_id}"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["policy"] == "test"
    assert issue.translation_placeholders["command"] == (
        "/user group add name=home-assistant policy=read,api,test; "
        '/user set [find name="monitor"] group=home-assistant'
    )
    router.journal.clear()
    await clock.advance(180, step=60)
    assert not router.journal.commands(PING)
    await an_hour(clock)
    assert len(router.journal.commands(PING)) == 1
    assert len(ir.async_get(hass).issues) == 1

    router.users[USER] = user
    router.reboot()
    await clock.advance(60, step=5)
    assert not ir.async_get(hass).issues
    target = next(
        asked.words[1].removeprefix("=address=") for asked in router.journal.commands(PING)
    )
    assert float(state_of(hass, router, "ping.loss", target)) == 0


async def test_what_is_asked_no_more_needs_no_policy(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """With the pings turned off nothing needs the policy: the repair goes, without a restart."""
    router = await small(start_router)
    user = router.users[USER]
    router.users[USER] = replace(user, policies=user.policies - {"test"})
    entry = await add_router(hass, router)
    await clock.settle()
    assert len(ir.async_get(hass).issues) == 1
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, OPTION_PING_GATEWAYS: False}
    )
    await clock.settle()
    assert not ir.async_get(hass).issues


async def test_all_that_needs_a_policy_is_one_repair(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """However many menus are refused, there is one thing to do; it goes with the last of them."""
    router = await small(start_router)
    menus = (HEALTH, "/tool/netwatch/print", "/queue/tree/print", "/interface/ethernet/print")
    for menu in menus:
        router.faults.set(Fault.REFUSE, command=menu, message="not enough permissions (9)")
    entry = await add_router(hass, router)
    await clock.settle()
    issues = ir.async_get(hass).issues
    assert [issue.issue_id for issue in issues.values()] == [
        f"missing_policy_read_{entry.entry_id}"
    ]
    assert find(hass, router, *TEMPERATURE) is None
    for menu in menus[1:]:
        router.faults.clear(command=menu)
    await an_hour(clock)
    assert len(issues) == 1
    router.faults.clear()
    await an_hour(clock)
    assert not issues
    assert state_of(hass, router, *TEMPERATURE) != STATE_UNAVAILABLE


async def test_failing(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """What fails is unavailable until it is read again; other groups are not affected."""
    router = await small(start_router)
    entry = await add_router(hass, router)
    await clock.settle()
    temperature = entity_id(hass, router, *TEMPERATURE)
    others = {
        state.entity_id
        for state in hass.states.async_all()
        if state.state != STATE_UNAVAILABLE and "_health." not in _known_by(hass, state.entity_id)
    }
    router.faults.set(Fault.REFUSE, command=HEALTH, message="action failed (6)")
    await clock.advance(60)
    assert state_of(hass, router, *TEMPERATURE) == STATE_UNAVAILABLE
    assert (await groups(hass, entry, "short"))["health.sensors"]["outcome"] == "failing"
    gone = {one for one in others if _state(hass, one) == STATE_UNAVAILABLE}
    assert not gone
    assert not ir.async_get(hass).issues
    router.faults.clear()
    await clock.advance(60, step=60)
    assert state_of(hass, router, *TEMPERATURE) != STATE_UNAVAILABLE
    assert entity_id(hass, router, *TEMPERATURE) == temperature


def _known_by(hass: HomeAssistant, entity: str) -> str:
    entry = er.async_get(hass).async_get(entity)
    return "" if entry is None else entry.unique_id


def _state(hass: HomeAssistant, entity: str) -> str | None:
    state = hass.states.get(entity)
    return None if state is None else state.state
