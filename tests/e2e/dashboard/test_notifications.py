"""From a fault to a message, to silence, to the message that it is cleared: all on pages."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from playwright.async_api import expect
import pytest
import pytest_asyncio

from ..browser import HomePages
from ..dialogue import Dialogue
from .estate import HOME, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

FLOW: Final = "/api/config/config_entries/options/flow"
NOBODY: Final = {
    "severity": "warning",
    "recovery": True,
    "repeat": 0,
    "critical_breaks_quiet": True,
    "send_test": False,
}
TARGET: Final = "notify.persistent_notification"
# Not the link of other tests: one that goes down too often flaps, and its alert stays active.
PORT: Final = {"name": "ether4"}
ALERTS: Final = "mikrotik-monitoring-alerts"
# Milliseconds: the link has to be down for 15 seconds, is read every five, and what comes with it
# is waited for.
TOLD: Final = 90_000


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _as_before(estate: Estate) -> AsyncIterator[None]:
    """Bring the link up again, and remove the targets."""
    yield
    estate.routers[HOME].set_field("/interface", PORT, {"running": "true"})
    rest = estate.home_assistant.rest
    async with estate.home_assistant.socket() as socket:
        entries = await socket.call("config_entries/get", domain="mikrotik_monitoring")
    flow = await rest("POST", FLOW, {"handler": entries[0]["entry_id"]})
    address = f"{FLOW}/{flow['flow_id']}"
    await rest("POST", address, {"next_step_id": "notifications"})
    await rest("POST", address, {**NOBODY, "targets": []})


async def test_a_person_is_told(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """A target is chosen, tested, and then notified of a link that goes down and comes up."""
    page, name = pages.page, estate.known[HOME].name
    dialogue = Dialogue(pages, artifacts, name, "notifications")
    await dialogue.open("Notifications")
    await dialogue.form.get_by_role("button", name="Send to").first.click()
    await page.locator("ha-picker-combo-box").get_by_text(TARGET, exact=True).click()
    await dialogue.form.get_by_text("Send a test message", exact=True).first.click()
    await dialogue.keep("form")
    await dialogue.send()
    await dialogue.dialog.get_by_text("Test message", exact=True).wait_for()
    assert f"✅ {TARGET}" in await pages.told("dialog-data-entry-flow")
    await dialogue.keep("tested")
    await dialogue.choose("Finish")
    await dialogue.press("Finish")

    estate.routers[HOME].set_field("/interface", PORT, {"running": "false"})
    bell = page.locator("ha-sidebar").get_by_text("Notifications", exact=True)
    await bell.click()
    drawer = page.locator("notification-drawer")
    raised = drawer.get_by_text("Link down: ether4").first
    await expect(raised).to_be_visible(timeout=TOLD)
    await page.screenshot(path=artifacts / "notifications-raised.png")

    await page.goto(f"{pages.url}{estate.address(HOME)}")
    alert = page.locator(f"{ALERTS} li[data-alert^='link_down']")
    await alert.get_by_role("button", name="Silence Link down").click()
    await alert.locator("button[type=submit]").click()
    silence = page.locator(f"{ALERTS} [data-silence^='link_down']")
    await page.locator(f"{ALERTS} details[data-list=silenced] > summary").click()
    await silence.get_by_role("button", name="End the silence").click()
    await expect(silence).to_have_count(0)

    estate.routers[HOME].set_field("/interface", PORT, {"running": "true"})
    await bell.click()
    over = drawer.get_by_text("Cleared after").first
    await expect(over).to_be_visible(timeout=TOLD)
    await expect(over).to_contain_text("Link down: ether4")
