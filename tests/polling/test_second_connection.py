"""A router that answers on its first connection and not on the second: gone, then back."""

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    CONNECTIONS,
    Clock,
    StartRouter,
    add_router,
    outcome_of,
    state_of,
    wait_for,
)

SPLIT = ("connection.split", "connections.tcp")
WORKS = "system.cpu.load"


async def second_connection(hass: HomeAssistant, entry: object) -> str | None:
    """Return what the diagnostics say of the second connection."""
    report = await async_get_config_entry_diagnostics(hass, entry)  # type: ignore[arg-type]
    reason: str | None = report["link"]["second_connection"]
    return reason


@pytest.mark.parametrize("fault", [Fault.HANG_UP, Fault.WRONG_PASSWORD, Fault.SILENT])
async def test_gone_then_back(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    """What is long goes, with a reason, one line and few logins; all else and others go on."""
    caplog.set_level("INFO")
    router, beside = await start_router(), await start_router("chr")
    entry, other = await add_router(hass, router), await add_router(hass, beside)
    await clock.advance(70)
