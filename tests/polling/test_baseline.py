"""Rates go on across a lost link, where the router did not boot in between."""

import asyncio

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, is_connected, latest, poll, wait_for
from tests.metrics.entities import ports, state_of

QUEUE = ("queue.simple.download", "Guests")
RULES = ("firewall.dropped.packets", "")
PORT = ("interface.traffic.rx", "port:ether1")
ERRORS = ("interface.errors.rate", "port:ether1")
RATES = (QUEUE, RULES, PORT, ERRORS)


@pytest.fixture
async def small(start_router: StartRouter) -> SimulatedRouter:
    """Return a router with two ports, which started long ago."""
    router: SimulatedRouter = await start_router(
        interfaces=ports("rb5009", "ether1", "ether2"), uptime=90_000
    )
    return router


async def added(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Add a router and read all rates twice; from then on only the test polls it."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(20)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    return entry


async def back(entry: MockConfigEntry, clock: Clock) -> None:
    """Wait until the link is back and the router has been read."""
    for _ in range(100):
        await clock.skip(5)
        await asyncio.sleep(0.02)
        if is_connected(entry):
            break
    assert is_connected(entry)
    await clock.settle()


def drop(router: SimulatedRouter) -> None:
    """Cut all sessions; the router keeps running."""
    for session in tuple(router.sessions):
        session.abort()


def rates(hass: HomeAssistant, router: SimulatedRouter) -> dict[str, str]:
    """Return the states of the rates of each tier."""
    return {key: state_of(hass, router, key, instance) for key, instance in RATES}


async def again(entry: MockConfigEntry, clock: Clock) -> None:
    """Read all a second time."""
    await clock.skip(10)
    await poll(entry, clock, "realtime", "short", "medium")


async def test_a_short_drop_costs_no_rate(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """Rates of all tiers are back with the link, as the mean over all that time."""
    entry = await added(hass, small, clock)
    before = latest(entry, "queue.simple")
    drop(small)
    await wait_for(lambda: set(rates(hass, small).values()) == {STATE_UNAVAILABLE})
    await back(entry, clock)
    shown = rates(hass, small)
    assert not {STATE_UNAVAILABLE, STATE_UNKNOWN} & set(shown.values())
    now = latest(entry, "queue.simple")
    assert before is not None
    assert now is not None
    grown = now.rows["Guests"].down.octets - before.rows["Guests"].down.octets
    seconds = now.sampled.since(before.sampled).seconds
    assert grown > 0
    assert float(shown["queue.simple.download"]) == pytest.approx(
        8 * grown / seconds / 1e6, abs=0.0002
    )


async def test_a_boot_makes_all_counters_new(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """There are no rates, also where a counter has overtaken its value from before."""
    entry = await added(hass, small, clock)
    for port in small.device.ports:
        for name in ("rx-byte", "rx-error", "tx-error"):
            port.record[name] = lambda at: str(int(10**6 * at))
    small.reboot()
    await wait_for(lambda: not is_connected(entry))
    await back(entry, clock)
    assert set(rates(hass, small).values()) == {STATE_UNKNOWN}
    await again(entry, clock)
    assert not {STATE_UNAVAILABLE, STATE_UNKNOWN} & set(rates(hass, small).values())


async def test_a_long_outage_is_no_rate_of_now(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """The mean of minutes says nothing of five seconds, but of five minutes it does."""
    entry = await added(hass, small, clock)
    await small.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.skip(120)
    await small.start()
    await back(entry, clock)
    shown = rates(hass, small)
    assert shown[PORT[0]] == STATE_UNKNOWN
    assert float(shown[QUEUE[0]]) > 0
    await poll(entry, clock, "realtime")
    await again(entry, clock)
    assert float(rates(hass, small)[PORT[0]]) > 0


async def test_a_router_that_hides_its_uptime(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """It may have booted: nothing is compared with what it said before."""
    small.set_field("/system/resource", {}, {"uptime": None})
    entry = await added(hass, small, clock)
    drop(small)
    await wait_for(lambda: not is_connected(entry))
    await back(entry, clock)
    assert set(rates(hass, small).values()) == {STATE_UNKNOWN}
    await again(entry, clock)
    assert not {STATE_UNAVAILABLE, STATE_UNKNOWN} & set(rates(hass, small).values())
