"""The group is the unit of failure: what goes wrong in one affects no other."""

import asyncio
from collections.abc import Callable
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.connection import TrackingRow
from custom_components.mikrotik_monitoring.metrics.model import Metric
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    latest,
    outcome_of,
    poll,
    serial_of,
    wait_for,
)
from tests.metrics.entities import entity_id, state_of

FILTER = "/ip/firewall/filter/print"
BROKEN = "connection.total"
SIBLINGS = ("system.cpu.load", "system.memory.percent")


def _raise(error: Exception) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise error

    return broken


def states(hass: HomeAssistant, router: SimulatedRouter) -> list[str]:
    """Return the states of the broken group's metric and of its siblings'."""
    return [state_of(hass, router, key) for key in (BROKEN, *SIBLINGS)]


@pytest.mark.parametrize("error", [OverflowError("date value out of range"), KeyError("name")])
async def test_a_parser_that_fails_costs_its_group(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """Gone, with reason and time and one line in the log; then back, without a login."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    logins = len(router.journal.commands("/login"))
    assert STATE_UNAVAILABLE not in states(hass, router)
    with monkeypatch.context() as broken:
        broken.setattr(TrackingRow, "from_row", _raise(error))
        await clock.advance(20)
        gone, *others = states(hass, router)
        assert gone == STATE_UNAVAILABLE
        assert STATE_UNAVAILABLE not in others
        assert outcome_of(entry, "connection.tracking") is Outcome.FAILING
        report = await async_get_config_entry_diagnostics(hass, entry)
        group = report["tiers"]["realtime"]["groups"]["connection.tracking"]
        assert str(error.args[0]) in group["error"]
        assert group["failed_at"].startswith(clock.now.strftime("%Y-%m-%dT%H"))
    await clock.advance(10)
    assert STATE_UNAVAILABLE not in states(hass, router)
    assert len(router.journal.commands("/login")) == logins
    lines = [one.message for one in caplog.records if "connection.tracking" in one.message]
    assert len([line for line in lines if "failed: " in line]) == 1
    assert len([line for line in lines if "works again" in line]) == 1
    assert not [one for one in caplog.records if one.exc_info and one.levelname == "ERROR"]


async def test_a_value_that_fails_costs_its_entity(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its siblings of the same reading are shown."""
    await add_router(hass, router)
    await clock.advance(10)
    value = Metric.value

    def broken(self: Metric, *arguments: Any) -> Any:
        if self.key == "system.cpu.load":
            raise ZeroDivisionError
        return value(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Metric, "value", broken)
        await clock.advance(20)
        assert state_of(hass, router, "system.cpu.load") == STATE_UNAVAILABLE
        assert state_of(hass, router, "system.memory.percent") != STATE_UNAVAILABLE
    await clock.advance(10)
    assert state_of(hass, router, "system.cpu.load") != STATE_UNAVAILABLE
    assert len([one for one in caplog.records if "has no value" in one.message]) == 1


async def test_a_slow_sibling_is_not_cancelled(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group that fails at once leaves the others the time they need."""
    await add_router(hass, router)
    await clock.advance(10)
    before = len(router.journal.commands("/system/resource/print"))
    monkeypatch.setattr(TrackingRow, "from_row", _raise(ValueError("odd")))
    router.faults.set(Fault.SLOW, command="/system/resource/print", seconds=0.05)
    await clock.advance(20)
    assert len(router.journal.commands("/system/resource/print")) >= before + 3
    assert state_of(hass, router, "system.cpu.load") != STATE_UNAVAILABLE


async def test_a_reaction_that_fails_stops_nothing(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A device registry that raises costs a name, not the readings."""
    await add_router(hass, router)
    await clock.advance(10)
    monkeypatch.setattr(
        dr.DeviceRegistry, "async_get_child_device_by_identifier", _raise(RuntimeError("no"))
    )
    await clock.advance(3700, step=600)
    await clock.advance(10)
    assert STATE_UNAVAILABLE not in states(hass, router)
    errors = [one.message for one in caplog.records if one.levelname == "ERROR"]
    assert len([one for one in errors if "Devices._group_done" in one]) == 1


async def test_a_lost_link_ends_the_polls_of_its_session(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """What waited for an answer does not hold up the tier when the link is back."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    router.faults.set(Fault.SILENT, command=FILTER)
    router.journal.clear()
    task = asyncio.create_task(poll(entry, clock, "medium"))
    await wait_for(lambda: router.journal.commands(FILTER))
    router.faults.clear()
    router.reboot()
    await wait_for(lambda: state_of(hass, router, "link.reachable") == "off")
    await clock.advance(60)
    await task
    await wait_for(lambda: state_of(hass, router, "firewall.dropped.packets") != STATE_UNAVAILABLE)


async def test_nothing_is_asked_of_another_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The router is identified before it is polled: another one's values are never shown."""
    router = await start_router("rb5009")
    entry = await add_router(hass, router)
    await clock.advance(10)
    link = entity_id(hass, router, "link.state")
    router.set_field("/system/routerboard", {}, {"serial-number": "SWAPPED"})
    router.reboot()
    router.journal.clear()
    await clock.advance(60)
    await wait_for(lambda: hass.states.is_state(link, "other_router"))
    asked = {one.command for one in router.journal}
    assert asked <= {
        "/login",
        "/system/resource/print",
        "/system/identity/print",
        "/system/routerboard/print",
        "/system/license/print",
    }
    assert "/system/routerboard/print" in asked
    assert serial_of(router) == "SWAPPED"
    assert not is_connected(entry)


async def test_a_reading_says_when_it_was_asked(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """And for which metrics, and from which readings it was derived."""
    entry: MockConfigEntry = await add_router(hass, router)
    await clock.advance(70, step=5)
    traffic, uplink = latest(entry, "interface.traffic"), latest(entry, "uplink")
    assert traffic is not None
    assert uplink is not None
    assert traffic.asked_at is not None
    assert traffic.asked_at <= traffic.at <= clock()
    assert "interface.traffic.rx" in traffic.requested
    assert uplink.sources.keys() == {"interface.traffic", "uplink.routes"}
    assert uplink.sources["interface.traffic"] <= traffic.at
