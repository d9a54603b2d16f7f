"""The two routers of each fault."""

from collections.abc import AsyncIterator
import logging

from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import Clock, StartRouter, add_router
from tests.metrics.entities import ports

from .world import World


@pytest.fixture
async def world(
    hass: HomeAssistant,
    clock: Clock,
    start_router: StartRouter,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[World]:
    """Return a router that has been watched for a minute, beside one that stays well."""
    caplog.set_level(logging.ERROR, logger="asyncio")
    caplog.set_level(logging.INFO, logger="custom_components.mikrotik_monitoring")
    faulty = await start_router("rb5009", interfaces=ports("rb5009", "ether1", "ether2"))
    healthy = await start_router("hap_ax", interfaces=ports("hap_ax", "ether1", "ether2"))
    world = World(
        hass=hass,
        clock=clock,
        caplog=caplog,
        faulty=faulty,
        healthy=healthy,
        faulty_entry=await add_router(hass, faulty, recording_level="full"),
        healthy_entry=await add_router(hass, healthy, recording_level="full"),
    )
    await clock.advance(70)
    caplog.clear()
    yield world
    faulty.faults.clear()
