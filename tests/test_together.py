"""All simulated routers in one Home Assistant, as somebody with many has them."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from simulator import PROFILE_NAMES

from .conftest import Clock, StartRouter, add_router, metric_entities

# Home Assistant's own notice on custom integrations, and the loop's on an advanced clock.
OF_OTHERS = {"homeassistant.loader", "asyncio"}


async def test_all_routers_at_once(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Two polls of each tier are enough for RouterOS 6 and 7, and nothing is logged."""
    entries = [
        await add_router(hass, await start_router(name), recording_level="full")
        for name in PROFILE_NAMES
    ]
    await clock.advance(620, step=60)
    await clock.advance(10)
    assert len(entries) == len(PROFILE_NAMES) == 17
    assert {entry.state for entry in entries} == {ConfigEntryState.LOADED}
    for entry in entries:
        assert await _without_reason(hass, entry) == []
    assert _complaints(caplog) == []


async def _without_reason(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return the enabled entities that have no value, where diagnostics do not say why."""
    report = await async_get_config_entry_diagnostics(hass, entry)
    enabled = [one for one in metric_entities(hass, entry) if one.disabled_by is None]
    assert len(enabled) > 20
    return [
        entity.entity_id
        for entity in enabled
        if _value(hass, entity.entity_id) in {None, STATE_UNKNOWN, STATE_UNAVAILABLE}
        and not _has_reason(report, entity.unique_id)
    ]


def _value(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's state, None where it has none."""
    state = hass.states.get(entity_id)
    return None if state is None else state.state


def _has_reason(report: dict[str, Any], unique_id: str) -> bool:
    """Return whether the group of an entity is refused, or says why a value is unknown."""
    for tier in report["tiers"].values():
        for key, group in tier["groups"].items():
            if f"_{key}." in unique_id and (group["error"] or group.get("remarks")):
                return True
    return False


def _complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings and errors of, or about, the integration."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelname in {"WARNING", "ERROR", "CRITICAL"}
        and record.name not in OF_OTHERS
        and (DOMAIN in record.name or DOMAIN in record.getMessage())
    ]
