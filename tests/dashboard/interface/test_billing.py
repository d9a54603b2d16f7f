"""A repair says when the recorder keeps too little history for 95th-percentile billing."""

import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_BILLING
from tests.dashboard.conftest import absent_router

ISSUE = (DOMAIN, "billing_retention")


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


async def add(hass: HomeAssistant, *, for_billing: bool) -> MockConfigEntry:
    """Add a router that is not set up, and let Home Assistant load the integration."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router(billing=for_billing)
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.mark.parametrize("recorder_config", [{"purge_keep_days": 31}])
async def test_told_as_long_as_it_matters(recorder_mock: Any, hass: HomeAssistant) -> None:
    """The option raises the issue and clears it; so does removing the router."""
    issues = ir.async_get(hass)
    entry = await add(hass, for_billing=False)
    assert issues.async_get_issue(*ISSUE) is None
    hass.config_entries.async_update_entry(entry, options={OPTION_BILLING: True})
    issue = issues.async_get_issue(*ISSUE)
    assert issue is not None
    assert issue.translation_placeholders == {
        "kept": "31",
        "yaml": "recorder:\n  purge_keep_days: 35",
    }
    hass.config_entries.async_update_entry(entry, options={OPTION_BILLING: False})
    assert issues.async_get_issue(*ISSUE) is None
    hass.config_entries.async_update_entry(entry, options={OPTION_BILLING: True})
    assert issues.async_get_issue(*ISSUE) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues.async_get_issue(*ISSUE) is None


@pytest.mark.parametrize(
    "recorder_config", [{"purge_keep_days": 32}, {"purge_keep_days": 10, "auto_purge": False}]
)
async def test_a_recorder_that_keeps_enough(recorder_mock: Any, hass: HomeAssistant) -> None:
    """A month and a day are enough, and so is a recorder that never purges."""
    await add(hass, for_billing=True)
    assert ir.async_get(hass).async_get_issue(*ISSUE) is None


async def test_without_a_recorder(hass: HomeAssistant) -> None:
    """There is no issue where nothing is recorded."""
    await add(hass, for_billing=True)
    assert ir.async_get(hass).async_get_issue(*ISSUE) is None
