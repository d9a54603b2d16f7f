"""Where there is no recorder, a choice of how long values are kept costs nothing."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_RETENTION
from custom_components.mikrotik_monitoring.recording.retention import async_purge_soon
from tests.conftest import Clock
from tests.dashboard.conftest import absent_router


async def test_without_a_recorder(
    hass: HomeAssistant, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no repair, and the log says what cannot be done."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router(title="Roof")
    entry.add_to_hass(hass)
    options = {OPTION_RETENTION: {"realtime": 90, "rest": None}}
    hass.config_entries.async_update_entry(entry, options=options)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "retention_too_long") is None
    async_purge_soon(hass, entry)
    await clock.settle()
    assert "Roof: removing old values failed: The recorder does not run" in caplog.text
