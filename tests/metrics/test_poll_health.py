"""Sensors of the cost of polling, compared with what the router itself has counted."""

import asyncio
from random import Random

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.model import TIERS, Polling, Reading
from custom_components.mikrotik_monitoring.metrics.poll_health import DURATIONS, POLL
from custom_components.mikrotik_monitoring.recording.gates import NO_WRITE, RecordingLevel, gate_for
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    CONNECTIONS,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    last_duration,
    latest,
    poll,
    start_poll,
    wait_for,
)

from .entities import enable, find, ports, state_of

METRICS = {metric.key: metric for metric in POLL.metrics}
TRACKING = "/ip/firewall/connection/tracking/print"


async def test_only_the_realtime_duration_starts_enabled(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """All are diagnostics, and there is one duration per tier."""
    await add_router(hass, router)
    registry = er.async_get(hass)
    keys = [metric.key for group in (POLL, *DURATIONS) for metric in group.metrics]
    assert len(keys) == len(TIERS) + 4
    for key in keys:
        found = find(hass, router, key)
        assert found is not None, key
        entity = registry.async_get(found)
        assert entity is not None
        assert entity.entity_category == "diagnostic"
        assert (entity.disabled_by is None) == (key == "poll.realtime.duration")


async def test_the_duration_follows_the_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A router that replies late makes the poll long; then it is short again."""
    await add_router(hass, router, recording_level="full")
    await clock.advance(5)
    assert 0 < float(state_of(hass, router, "poll.realtime.duration")) < 4
    router.faults.set(Fault.SILENT, command=TRACKING)
    await clock.advance(5)
    await clock.skip(4.1)
    assert float(state_of(hass, router, "poll.realtime.duration")) > 4
    router.faults.clear()
    await clock.advance(10)
    assert float(state_of(hass, router, "poll.realtime.duration")) < 4


async def test_each_tier_has_its_own_duration(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A duration is available at the end of its own poll."""
    router = await start_router(interfaces=ports("rb5009", "ether1"))
    entry = await add_router(hass, router)
    keys = tuple(f"poll.{tier}.duration" for tier in ("short", "medium", "long"))
    await enable(hass, entry, clock, *keys, instance="")
    for tier in ("short", "medium", "long"):
        await poll(entry, clock, tier)
        shown = float(state_of(hass, router, f"poll.{tier}.duration"))
        assert shown == pytest.approx(last_duration(entry, tier), abs=0.0006)


async def test_commands_and_bytes(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The router has counted the same commands; the rate is per minute of measured time."""
    router = await start_router(interfaces=ports("rb5009", "ether1"))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "poll.commands", "poll.bytes", instance="")
    await poll(entry, clock, "short")
    await clock.advance(30)
    before = latest(entry, POLL.key)
    await poll(entry, clock, "short")
    now = latest(entry, POLL.key)
    assert before is not None
    assert now is not None
    minutes = (now.at - before.at) / 60
    asked = [entry for entry in router.journal if before.at < entry.time <= now.at]
    assert len(asked) > 5
    assert float(state_of(hass, router, "poll.commands")) == pytest.approx(
        len(asked) / minutes, abs=1.5 / minutes
    )
    received = now.rows[""].bytes_received - before.rows[""].bytes_received
    assert received > 20 * len(asked)
    assert float(state_of(hass, router, "poll.bytes")) == pytest.approx(received / minutes, abs=1)


async def test_logins_and_skipped_polls(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Both count since the integration was started, over all tiers and connections."""
    router = await start_router(interfaces=ports("rb5009", "ether1"))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "poll.logins", "poll.skipped", instance="")
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "poll.logins")) == len(router.sessions) == CONNECTIONS
    assert float(state_of(hass, router, "poll.skipped")) == 0
    router.faults.set(Fault.SILENT, command=TRACKING)
    start_poll(entry, "realtime")
    await asyncio.sleep(0.05)
    start_poll(entry, "realtime")
    router.faults.clear()
    await clock.skip(4.5)
    router.reboot()
    await wait_for(lambda: not is_connected(entry))
    await wait_for(lambda: is_connected(entry))
    await clock.settle()
    assert float(state_of(hass, router, "poll.logins")) == 2 * CONNECTIONS
    assert float(state_of(hass, router, "poll.skipped")) >= 1


def test_counters_that_start_again_have_no_rate() -> None:
    """After a reload nothing is guessed."""
    metric = METRICS["poll.commands"]
    before = Reading(at=0.0, rows={"": Polling(commands=90)})
    now = Reading(at=30.0, rows={"": Polling(commands=100)})
    assert metric.value("", now, before) == 20
    assert metric.value("", now, None) is None
    assert metric.value("", Reading(at=60.0, rows={"": Polling(commands=3)}), now) is None


def test_the_duration_is_gentle_to_the_recorder() -> None:
    """Jitter writes little more than one row per heartbeat; a slow router shows in ten seconds."""
    gate = gate_for(DURATIONS[0].metrics[0], RecordingLevel.BALANCED)
    jitter = Random(7)  # noqa: S311 - a test that repeats.
    hour = [gate.offer(jitter.uniform(0.01, 0.06), 5.0 * tick) for tick in range(720)]
    assert sum(offered is not NO_WRITE for offered in hour) <= 20
    slow = [gate.offer(3.5, 3600.0 + 5 * tick) for tick in range(3)]
    assert any(isinstance(offered, float) and offered > 0.5 for offered in slow)
