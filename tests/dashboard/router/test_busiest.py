"""Which interfaces are the busiest according to the recorder."""

from datetime import timedelta
import logging
from typing import Any

from homeassistant.components.recorder.models import StatisticData, StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.mikrotik_monitoring.dashboard.inventory import async_inventory
from custom_components.mikrotik_monitoring.dashboard.router.busiest import async_volumes
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.dashboard.conftest import cards, names, views


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


def _record(hass: HomeAssistant, clock: Clock, entity_id: str, gibibytes: float) -> None:
    """Record a total that has grown over the last three days."""
    begin = clock.now.replace(minute=0, second=0, microsecond=0) - timedelta(days=3)
    async_import_statistics(
        hass,
        {
            "mean_type": StatisticMeanType.NONE,
            "has_sum": True,
            "name": None,
            "source": "recorder",
            "statistic_id": entity_id,
            "unit_class": "information",
            "unit_of_measurement": "GiB",
        },
        [
            StatisticData(start=begin + timedelta(hours=hour), state=sum_, sum=sum_)
            for hour in range(70)
            if (sum_ := gibibytes * hour / 69) >= 0
        ],
    )


async def test_the_recorded_week_decides_once_there_is_one(
    recorder_mock: Any, hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A counter that grew long ago does not count; units are converted."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    received = {
        item.entity_id: item.owner
        for item in async_inventory(hass, entry)
        if item.metric == "interface.total.rx"
    }
    totals = list(received)
    states = async_volumes(hass, totals)
    assert states == {
        entity_id: float(state.state)
        for entity_id in totals
        if (state := hass.states.get(entity_id)) is not None
    }
    running = [entity_id for entity_id in totals if states[entity_id] > 0]
    quietest = min(running, key=lambda entity_id: states[entity_id])
    _record(hass, clock, quietest, 200)
    await async_wait_recording_done(hass)
    async_fire_time_changed(hass, clock.now + timedelta(hours=1, seconds=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    volumes = async_volumes(hass, totals)
    assert volumes[quietest] == pytest.approx(200 * 1024**3)
    assert {volumes[other] for other in totals if other != quietest} == {0.0}
    (view,) = views(hass)
    (chart,) = cards(view, "Interface traffic")
    assert any(name.startswith(received[quietest]) for name in names(chart))


async def test_without_a_recorder_the_counters_decide(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A router that is away counts for nothing."""
    await add_router(hass, router)
    hass.states.async_set("sensor.away", "unavailable")
    hass.states.async_set("sensor.odd", "inf")
    hass.states.async_set("sensor.some", "12.5")
    assert async_volumes(hass, ["sensor.away", "sensor.odd", "sensor.some", "sensor.none"]) == {
        "sensor.away": 0,
        "sensor.odd": 0,
        "sensor.some": 12.5,
        "sensor.none": 0,
    }
