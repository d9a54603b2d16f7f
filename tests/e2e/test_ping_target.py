"""A person adds a ping target: its result is shown, and then its graph, with true values."""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import expect
import pytest

from scripts.home_assistant import HomeAssistant
from simulator import Host, SimulatedRouter

from .browser import HomePages, goto, scroll_to
from .log import complaints

NAME = "Büro 東京"
ADDRESS = "198.51.100.9"
TRIP = 25.0

# Seconds, on any machine, until the new entities exist.
_PATIENCE = 60

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


async def _state(home_assistant: HomeAssistant, ending: str) -> dict[str, Any]:
    """Return the state of the one entity whose id has this ending, once it has a number."""
    for _ in range(10 * _PATIENCE):
        states = await home_assistant.rest("GET", "/api/states")
        found = [one for one in states if one["entity_id"].endswith(ending)]
        if found and found[0]["state"] not in {"unknown", "unavailable"}:
            return dict(found[0])
        await asyncio.sleep(0.1)
    raise AssertionError(f"no entity {ending} with a value")


async def test_a_ping_target_in_the_browser(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """From the button of the router's entry to the lines of its graph."""
    name, router = next(iter(routers.items()))
    router.hosts[ADDRESS] = Host(round_trip=TRIP / 1000, queueing=0)
    data = {"username": "monitor", "password": "monitor-password", "tls_mode": "off"}
    await home_assistant.add_integration({"host": router.host, "port": router.port, **data}, {})
    async with HomePages.open(home_assistant.url) as pages:
        page = pages.page
        await goto(page, f"{pages.url}/config/integrations/integration/mikrotik_monitoring")
        await page.get_by_role("button", name="Add ping target").click()
        form = page.locator("ha-form")
        await form.locator("input[name=name]").fill(NAME)
        await form.locator("input[name=address]").fill("300.1.2.3")
        await pages.screenshot(artifacts / "ping-target-form.png")
        await page.get_by_text("Submit", exact=True).click()
        await expect(form.get_by_text("Enter the address of one host")).to_be_visible()
        await form.locator("input[name=address]").fill(ADDRESS)
        await page.get_by_text("Submit", exact=True).click()
        result = page.get_by_text("3 of 3 packets")
        await expect(result).to_contain_text(f"{TRIP:.2f} ms on average")
        await pages.screenshot(artifacts / "ping-target-result.png")
        await page.get_by_text("Save", exact=True).click()
        state = await _state(home_assistant, "latency_buro_dong_jing")
        assert float(state["state"]) == TRIP
        assert state["attributes"]["friendly_name"].endswith(f"Latency {NAME}")
        await goto(page, f"{pages.url}/mikrotik-monitoring")
        await pages.open_tab(name)
        legend = page.locator("hui-grid-section").filter(has_text="Latency and packet loss")
        await expect(legend.get_by_text(NAME).first).to_be_visible()
        await scroll_to(legend)
        await pages.screenshot(artifacts / "ping-target-graph.png")
        assert pages.complaints == []
    assert complaints(home_assistant.log) == []
