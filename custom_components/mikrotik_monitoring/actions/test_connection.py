"""Test the connection to a router, also of one that is not loaded."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util.json import JsonObjectType

from ..connection_test.entry import async_test_connection
from .action import RouterAction


async def _async_test(hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall) -> JsonObjectType:
    """Return the result of the test, including failed steps."""
    report = await async_test_connection(hass, entry)
    return report.as_json()


TEST_CONNECTION = RouterAction(name="test_connection", run=_async_test, needs_loaded=False)
