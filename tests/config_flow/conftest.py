"""What the flows' tests share."""

from collections.abc import AsyncIterator, Iterator
import logging
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
)
from simulator import SimulatedRouter, load_profile
from tests import journals
from tests.conftest import PASSWORD, pretend_connected

from .dialogue import (
    OTHER_PASSWORD,
)


@pytest.fixture(autouse=True)
def no_password_is_logged(hass: HomeAssistant, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Listen to every logger, the event loop's own included, and let no password through."""
    hass.loop.set_debug(True)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("custom_components").setLevel(logging.DEBUG)
    yield
    assert PASSWORD not in caplog.text
    assert OTHER_PASSWORD not in caplog.text


@pytest.fixture
async def setup_entry(hass: HomeAssistant) -> AsyncIterator[AsyncMock]:
    """Do not set up the created entry: only the flow is tested."""
    module = "custom_components.mikrotik_monitoring"

    def set_up(_: HomeAssistant, entry: MockConfigEntry) -> bool:
        pretend_connected(entry)
        return True

    with (
        patch(f"{module}.async_setup_entry", side_effect=set_up) as mock,
        patch(f"{module}.async_unload_entry", return_value=True),
    ):
        yield mock
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_remove(entry.entry_id)


@pytest.fixture
async def anonymous() -> AsyncIterator[SimulatedRouter]:
    """Return a router whose TLS service has no certificate."""
    router = SimulatedRouter(load_profile("rb5009"), tls="anonymous")
    with journals.only_readings() as watch:
        async with watch(router):
            yield router
