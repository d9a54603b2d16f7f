"""Problems of a router, on its own view: findings that are accepted, alerts silenced."""

from collections.abc import AsyncIterator
import os
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, expect
import pytest
import pytest_asyncio

from scripts.home_assistant import ROOT

from ..browser import HomePages, goto, scroll_to
from ..dialogue import Dialogue
from .estate import BOARD, HOME, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CARD: Final = "mikrotik-monitoring-security"
ALERTS: Final = "mikrotik-monitoring-alerts"
HISTORY: Final = "mikrotik-monitoring-alert-history"
MARKS: Final = "mikrotik-monitoring-alert-marks"
NOTE: Final = "For the camera in the yard"
PORT: Final = {"name": "ether5"}
ALERT: Final = "link_down:port:ether5"
# Milliseconds: the link has to be down for 15 seconds, and is read every five.
RAISED: Final = 60_000


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _as_before(estate: Estate) -> AsyncIterator[None]:
    """Bring the link up again."""
    yield
    estate.routers[HOME].set_field("/interface", PORT, {"running": "true"})


def _documented(name: str, usual: Path) -> Path:
    """Return the path of a picture: in the documentation if UPDATE_SCREENSHOTS is set."""
    folder = ROOT / "docs" / "images" if "UPDATE_SCREENSHOTS" in os.environ else usual
    return folder / f"{name}.png"


async def _open(page: Page, pages: HomePages, estate: Estate) -> Locator:
    """Open the router's view; return the card of the findings, once it has some."""
    card = page.locator(CARD)
    heading = page.locator("hui-heading-card")
    await goto(page, f"{pages.url}{estate.address(HOME)}", shown=heading)
    await card.locator("[data-check]").first.wait_for(state="attached")
    return card


async def _picture(page: Page, card: Locator, path: Path) -> None:
    """Take a picture of a card's section, in a window large enough for all of it."""
    usual = page.viewport_size
    assert usual is not None
    await page.set_viewport_size({"width": usual["width"], "height": 6000})
    section = page.locator("hui-grid-section").filter(has=card)
    await section.screenshot(path=path)
    await page.set_viewport_size(usual)


async def test_a_finding_is_accepted(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """It is listed in the security section until the owner accepts it with a note."""
    page = pages.page
    card = await _open(page, pages, estate)
    assert "Security" in await pages.headings()
    finding = card.locator("[data-check=service_ftp]")
    await expect(finding).to_be_visible()
    await expect(finding.locator(".badge")).to_have_text("High")
    await expect(finding.locator("code")).to_have_text("/ip service disable ftp")
    await _picture(page, card, _documented("security", artifacts))
    folded = card.locator("details[data-list=accepted]")
    await expect(folded).to_have_count(0)

    dialogue = Dialogue(pages, artifacts, estate.known[HOME].name, "security")
    await dialogue.open("Security findings")
    await dialogue.form.get_by_text("FTP is on").click()
    await dialogue.press("Next")
    await dialogue.form.locator("textarea").first.fill(NOTE)
    await dialogue.send()
    await dialogue.press("Finish")

    card = await _open(page, pages, estate)
    await expect(folded.locator("summary")).to_have_text("Accepted (1)")
    await expect(finding).to_be_hidden()
    await scroll_to(folded)
    await folded.locator("summary").click()
    await expect(finding).to_be_visible()
    await expect(finding.locator(".note")).to_have_text(NOTE)
    await expect(finding.locator("code")).to_have_count(0)


@pytest_asyncio.fixture(loop_scope="session")
async def alert(pages: HomePages, estate: Estate) -> Locator:
    """Return the alert of a link that went down while the router's view was open."""
    page = pages.page
    await page.goto(f"{pages.url}{estate.address(HOME)}")
    await page.locator(HISTORY).locator("h2").wait_for(state="attached")
    alert = page.locator(f"{ALERTS} li[data-alert='{ALERT}']")
    await expect(alert).to_have_count(0, timeout=RAISED)
    estate.routers[HOME].set_field("/interface", PORT, {"running": "false"})
    await expect(alert).to_be_visible(timeout=RAISED)
    return alert


async def test_an_alert_is_silenced(pages: HomePages, alert: Locator, artifacts: Path) -> None:
    """It is shown at the top of the view; the duration of its silence is chosen by keyboard."""
    page = pages.page
    await expect(alert.locator(".badge")).to_have_text("Warning")
    await expect(alert).to_contain_text("Link down · ether5")
    await expect(alert).to_contain_text("Check the cable")
    width = await page.evaluate("innerWidth")
    picture = _documented("alerts", artifacts)
    await page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": width, "height": 420})

    button = alert.get_by_role("button", name="Silence Link down")
    scope, submit = alert.get_by_label("Which alerts"), alert.locator("button[type=submit]")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(scope).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(submit).to_be_hidden()
    await page.keyboard.press("Enter")
    await scope.select_option("All of this kind")
    await alert.get_by_label("For how long").select_option("1 day")
    await submit.focus()
    await page.keyboard.press("Enter")
    summary = page.locator(f"{ALERTS} details[data-list=silenced] > summary")
    await expect(summary).to_have_text("Silenced (1)")
    await expect(alert).to_be_hidden()
    await summary.focus()
    await page.keyboard.press("Space")
    silence = page.locator(f"{ALERTS} [data-silence='link_down:']")
    await expect(silence).to_contain_text("until")
    await expect(alert).to_be_visible()
    await page.screenshot(path=artifacts / "alert-silenced.png")
    await silence.get_by_role("button", name="End the silence").focus()
    await page.keyboard.press("Enter")
    await expect(silence).to_have_count(0)
    await expect(button).to_be_visible()


async def test_the_fleet_names_the_router(
    pages: HomePages, alert: Locator, estate: Estate, artifacts: Path
) -> None:
    """Its name links to the router's view, and fits on a phone."""
    page = pages.page
    await page.goto(f"{pages.url}{BOARD}/fleet")
    await alert.wait_for()
    await expect(alert.locator(".router")).to_have_text(estate.known[HOME].name)
    await page.screenshot(path=artifacts / "alerts-fleet.png")
    usual = page.viewport_size
    assert usual is not None
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(alert).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.screenshot(path=artifacts / "alerts-phone.png")
    await page.set_viewport_size(usual)
    await alert.locator(".router a").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{estate.address(HOME)}")


async def test_what_is_over_is_remembered(
    pages: HomePages, alert: Locator, estate: Estate, artifacts: Path
) -> None:
    """It is in the history, and marked on the graph that it belongs to."""
    page = pages.page
    estate.routers[HOME].set_field("/interface", PORT, {"running": "true"})
    await expect(alert).to_have_count(0, timeout=RAISED)
    await page.reload()
    history = page.locator(HISTORY)
    row = history.locator("tr[data-alert=link_down]").filter(has_text="ether5").first
    await row.wait_for(state="attached")
    await scroll_to(history)
    await page.screenshot(path=artifacts / "alert-history.png")
    strip = page.locator(f"{MARKS}:visible").filter(has_text="Link down")
    await strip.wait_for(state="attached")
    await scroll_to(strip)
    await strip.locator("summary").focus()
    await page.keyboard.press("Enter")
    mark = strip.locator("li").filter(has_text="ether5").first
    await expect(mark).to_be_visible()
    await expect(mark).to_contain_text("Warning: Link down")
    await page.screenshot(path=artifacts / "alert-marks.png")

    port = f"{pages.url}{estate.address(HOME, 'interfaces')}?interface=port:ether5&range=day"
    await page.goto(port)
    strip = page.locator(f"mikrotik-monitoring-interface {MARKS}")
    await expect(strip).to_contain_text("Warning", timeout=RAISED)
    await page.screenshot(path=artifacts / "alert-marks-interface.png")
