"""Rates of replies that come late: true within a tenth, or unknown, then true again."""

import asyncio

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.routeros import Command
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, ask, latest, poll, start_poll, wait_for
from tests.metrics.entities import ports, state_of

TABLE = "/interface/print"
RATE = 10_000_000
MEGABITS = RATE / 1_000_000
# Seconds that a late reply takes; the realtime tier would wait for four.
LATE = 3.5
OTHER = "/system/clock/print"
SHOWN = (("interface.traffic.rx", "port:ether1"), ("uplink.traffic.rx", ""))


@pytest.fixture
async def steady(start_router: StartRouter) -> SimulatedRouter:
    """Return a router whose uplink receives the same amount each second."""
    router: SimulatedRouter = await start_router(interfaces=ports("rb5009", "ether1", "ether2"))
    port = router.device.port("ether1", router.device.seconds)
    assert port is not None
    port.record["rx-byte"] = lambda at: str(int(10**9 + RATE / 8 * at))
    return router


async def by_hand(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Add a router that only the test polls, and read it three times."""
    entry = await add_router(hass, router, recording_level="full")
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    for _ in range(3):
        await clock.skip(5)
        await poll(entry, clock, "realtime")
    return entry


async def late_poll(
    entry: MockConfigEntry, router: SimulatedRouter, clock: Clock, fault: Fault
) -> None:
    """Poll once with an interface table that comes late."""
    router.faults.set(fault, command=TABLE, seconds=LATE, times=1)
    asked = len(router.journal.commands(TABLE))
    start_poll(entry, "realtime")
    await wait_for(lambda: len(router.journal.commands(TABLE)) > asked)
    await clock.skip(LATE)


def shown(hass: HomeAssistant, router: SimulatedRouter) -> list[str]:
    """Return the states of the rates."""
    return [state_of(hass, router, *one) for one in SHOWN]


def assert_true(states: list[str]) -> None:
    """Check that all have a value, true within a tenth."""
    assert STATE_UNKNOWN not in states
    assert [float(state) for state in states] == [pytest.approx(MEGABITS, rel=0.1)] * len(states)


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.LATE])
async def test_every_third_reply_is_late(
    hass: HomeAssistant, steady: SimulatedRouter, clock: Clock, fault: Fault
) -> None:
    """Whether command or reply was delayed: that rate is unknown, all others are true."""
    entry = await by_hand(hass, steady, clock)
    assert_true(shown(hass, steady))
    for _ in range(3):
        await clock.skip(5)
        await late_poll(entry, steady, clock, fault)
        assert shown(hass, steady) == [STATE_UNKNOWN] * 2
        for pause in (5 - LATE, 5):
            await clock.skip(pause)
            await poll(entry, clock, "realtime")
            assert_true(shown(hass, steady))


async def test_a_router_that_is_always_late(
    hass: HomeAssistant, steady: SimulatedRouter, clock: Clock
) -> None:
    """After a minute the delay is known to be the same each time."""
    entry = await by_hand(hass, steady, clock)
    states = []
    for _ in range(14):
        await late_poll(entry, steady, clock, Fault.SLOW)
        states.append(shown(hass, steady))
        await clock.skip(5 - LATE)
    assert states[0] == [STATE_UNKNOWN] * 2
    for known in states:
        assert_true([state for state in known if state != STATE_UNKNOWN])
    assert_true(states[-1])
    await poll(entry, clock, "realtime")
    for _ in range(2):
        await clock.skip(5)
        await poll(entry, clock, "realtime")
    assert_true(shown(hass, steady))


async def test_waiting_for_a_place_is_no_delay(
    hass: HomeAssistant, steady: SimulatedRouter, clock: Clock
) -> None:
    """A reading's time is when its command was sent, not when the poll began."""
    entry = await by_hand(hass, steady, clock)
    steady.journal.clear()
    steady.faults.set(Fault.SILENT, command=OTHER)
    others = [asyncio.create_task(ask(entry, Command(OTHER))) for _ in range(3)]
    await wait_for(lambda: len(steady.journal.commands(OTHER)) == len(others))
    began = clock()
    await late_poll(entry, steady, clock, Fault.LATE)
    table, resource = latest(entry, "interface.traffic"), latest(entry, "system.resource")
    assert table is not None
    assert resource is not None
    assert table.sampled.answered - table.sampled.asked >= LATE
    assert resource.sampled.answered >= began + LATE
    assert resource.sampled.asked >= began + LATE
    for other in others:
        other.cancel()
    await asyncio.wait(others)
