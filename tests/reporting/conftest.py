"""What the tests of reports share."""

import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_BANDWIDTH
from tests.dashboard.conftest import absent_router
from tests.reporting.attic import UPLINK, furnish


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def attic(recorder_mock: Any, hass: HomeAssistant) -> MockConfigEntry:
    """Return a router that is not set up, in Riga, with a contract for one of its two ports."""
    await hass.config.async_set_time_zone("Europe/Riga")
    assert await async_setup_component(hass, DOMAIN, {})
    contract = {"down": 100_000_000, "up": 50_000_000, "commit": 40_000_000}
    options: dict[str, Any] = {OPTION_BANDWIDTH: {UPLINK: contract}}
    entry = absent_router(**options)
    furnish(hass, entry)
    return entry
