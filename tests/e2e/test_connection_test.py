"""A person tests the connection in the options: the report shows what works and what fails."""

from pathlib import Path

import pytest

from scripts.home_assistant import HomeAssistant
from simulator import SimulatedRouter

from .browser import HomePages
from .log import complaints

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

PAGE = "config/integrations/integration/mikrotik_monitoring"


async def test_in_the_options(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """The report fits the dialogue; the test is repeated after the router is gone."""
    router = routers["home-rb5009"]
    assert router.certificate is not None
    await home_assistant.add_integration(
        {
            "host": router.host,
            "port": router.tls_port,
            "username": "monitor",
            "password": "monitor-password",
            "tls_mode": "unverified",
        },
        {},
    )
    async with HomePages.open(home_assistant.url) as pages:
        page = pages.page
        await page.goto(f"{home_assistant.url}/{PAGE}")
        # The first unfolds the entry's devices.
        await page.locator("ha-config-entry-row ha-icon-button").nth(1).click()
        await page.get_by_text("Test connection", exact=True).click()
        again = page.get_by_text("Test again", exact=True)
        await again.wait_for()
        await page.get_by_text("The connection works.", exact=True).wait_for()
        told = await pages.told("dialog-data-entry-flow ha-markdown")
        assert "home-rb5009, RB5009UG+S+, RouterOS" in told
        assert router.certificate.fingerprint in told.replace(": ", ":")
        table = page.locator("dialog-data-entry-flow ha-markdown table").first
        wide = await table.evaluate("table => table.scrollWidth - table.parentElement.clientWidth")
        assert wide <= 0
        await pages.screenshot(artifacts / "connection-test.png")
        await router.stop()
        await again.click()
        await page.get_by_text("The connection fails at: TCP", exact=True).wait_for()
        told = await pages.told("dialog-data-entry-flow ha-markdown")
        assert f"/ip service set api-ssl disabled=no port={router.tls_port}" in told
        await pages.screenshot(artifacts / "connection-test-failed.png")
        assert not pages.complaints
    assert not [line for line in complaints(home_assistant.log) if " ERROR " in line]
