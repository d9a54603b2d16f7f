"""A person creates an automation with our triggers."""

from pathlib import Path

import pytest

from scripts.home_assistant import HomeAssistant
from simulator import SimulatedRouter

from .browser import HomePages, goto

USER, PASSWORD = "monitor", "monitor-password"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


async def test_the_editor_offers_our_triggers(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """They are listed under our name, each with its text."""
    router = routers["home-rb5009"]
    async with HomePages.open(home_assistant.url) as pages:
        page = pages.page
        await pages.add_router(router.host, router.port, USER, PASSWORD)
        await pages.submit()
        await goto(page, f"{pages.url}/config/automation/edit/new")
        await page.get_by_text("Add trigger").first.click()
        dialog = page.locator("add-automation-element-dialog")
        await dialog.get_by_text("By type").click()
        await dialog.get_by_text("MikroTik Monitoring").first.click()
        await dialog.get_by_text("Link or session went down").first.wait_for()
        await page.screenshot(path=artifacts / "editor-triggers.png")
