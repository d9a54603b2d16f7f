"""What has not changed is neither stored twice nor computed again."""

from collections import Counter
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.metrics.model import Metric, Reading
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router, latest, poll, request_full_read
from tests.metrics.entities import state_of

ETHERNET = "interface.ethernet"
RUNNING = "interface.running"


async def read_all(entry: MockConfigEntry, clock: Clock) -> Reading:
    """Return the result of a full read of the links."""
    request_full_read(entry, "medium")
    await poll(entry, clock, "medium")
    reading = latest(entry, ETHERNET)
    assert reading is not None
    return reading


async def test_rows_that_are_as_they_were_are_kept_once(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """One changed row is new, the others of that reading are not."""
    entry = await add_router(hass, router)
    before = await read_all(entry, clock)
    same = await read_all(entry, clock)
    assert same is not before
    assert len(same.rows) > 5
    assert same.rows is before.rows
    assert same.listed is before.listed
    router.set_field("/interface", {"name": "ether2"}, {"running": "false"})
    changed = await read_all(entry, clock)
    new = [name for name, row in changed.rows.items() if row is not same.rows[name]]
    assert new == ["port:ether2"]
    assert same.rows["port:ether2"].speed
    assert changed.rows["port:ether2"].speed is None


async def test_a_value_that_is_as_it_was_passes_no_gate(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is only processed when it has changed, or was unavailable."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    rounded: Counter[str] = Counter()
    original = Metric.rounded

    def count(metric: Metric, value: Any) -> Any:
        rounded[metric.key] += 1
        return original(metric, value)

    monkeypatch.setattr(Metric, "rounded", count)
    await poll(entry, clock, "realtime", "realtime")
    assert rounded[RUNNING] == 0
    router.set_field("/interface", {"name": "ether2"}, {"running": "false"})
    await poll(entry, clock, "realtime")
    assert rounded[RUNNING] == 1
    assert state_of(hass, router, RUNNING, "port:ether2") == "off"
    router.set_field("/interface", {"name": "ether2"}, {"running": "true"})
    await poll(entry, clock, "realtime")
    assert state_of(hass, router, RUNNING, "port:ether2") == "on"
