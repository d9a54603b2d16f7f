"""System health: totals over all routers."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.mikrotik_monitoring.const import DOMAIN

from .conftest import Clock, StartRouter, add_router
from .dashboard.conftest import absent_router
from .repository.files import english


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    found: dict[str, Any] = await get_system_health_info(hass, DOMAIN)
    return found


async def test_a_healthy_house(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Two routers that respond: no repair, no warning, and correct numbers."""
    for profile in ("rb5009", "chr"):
        await add_router(
            hass,
            await start_router(profile),
            alerts={"off": ["backup_old", "polls_skipped", "polls_slow"]},
        )
    await clock.advance(120, step=10)
    found = await health(hass)
    assert (found["routers"], found["connected"]) == (2, 2)
    registered, _, enabled = found["entities"].partition(" ")
    assert int(registered) > int(enabled.strip("()")) > 100
    assert found["states"] > 100
    assert 0 < float(found["loop"].rstrip("%")) < 100
    assert found["dashboard"] == "shown"
    assert found["library"].startswith("4.")
    assert set(found) == set(english()["system_health"]["info"])
    assert not [issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]
    ours = [one for one in caplog.records if "mikrotik" in one.name]
    assert not [one for one in ours if one.levelname in {"WARNING", "ERROR"}]


async def test_a_router_that_is_not_loaded(hass: HomeAssistant) -> None:
    """It counts, and costs nothing."""
    assert await async_setup_component(hass, DOMAIN, {})
    absent_router().add_to_hass(hass)
    found = await health(hass)
    assert (found["routers"], found["connected"]) == (1, 0)
    assert (found["states"], found["loop"]) == (0, "0.00%")
