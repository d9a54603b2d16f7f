"""A router whose collection is switched off: what the pages show, and that it comes back."""

from pathlib import Path

from playwright.async_api import Page
import pytest

from ..browser import HomePages
from .estate import AWAY, BOARD, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

OFF = "Collection is off"


async def _switch_of(estate: Estate, profile: str) -> str:
    """Return the switch of a router's collection."""
    unique_id = f"{estate.known[profile].unique_id}_collection"
    async with estate.home_assistant.socket() as socket:
        entities = await socket.call("config/entity_registry/list")
    (entity_id,) = [one["entity_id"] for one in entities if one["unique_id"] == unique_id]
    return str(entity_id)


async def _look(page: Page, artifacts: Path, name: str) -> None:
    """Take a picture by day and by night."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await page.wait_for_timeout(500)
        await page.screenshot(path=artifacts / f"{name}-{scheme}.png")
    await page.emulate_media(color_scheme="light")


async def test_a_router_that_is_switched_off_and_on(
    pages: HomePages, estate: Estate, artifacts: Path
) -> None:
    """The open fleet and view show that it is switched off on purpose; then all is back."""
    page, known = pages.page, estate.known[AWAY]
    rest, target = estate.home_assistant.rest, {"entity_id": await _switch_of(estate, AWAY)}
    row = page.locator(f"mikrotik-monitoring-fleet [data-router='{known.entry_id}']")
    await page.goto(f"{pages.url}{BOARD}/fleet")
    await row.wait_for()
    try:
        await rest("POST", "/api/services/switch/turn_off", target)
        await page.locator(f"[data-router='{known.entry_id}'][data-kind=collection_off]").wait_for()
        assert OFF in await row.inner_text()
        last = page.locator("mikrotik-monitoring-fleet [data-router]").last
        assert await last.get_attribute("data-router") == known.entry_id
        assert "7 of 7 reachable" in await pages.told("mikrotik-monitoring-fleet")
        await _look(page, artifacts, "collection-off-fleet")
        await row.click()
        await page.wait_for_url(f"**{estate.address(AWAY)}")
        notice = page.get_by_text(OFF)
        await notice.wait_for()
        assert not await page.get_by_text("The graphs show the gap.").is_visible()
        await _look(page, artifacts, "collection-off-view")
    finally:
        await rest("POST", "/api/services/switch/turn_on", target)
    await notice.wait_for(state="hidden", timeout=60_000)
    await page.goto(f"{pages.url}{BOARD}/fleet")
    await page.locator(f"[data-router='{known.entry_id}'][data-kind=up]").wait_for(timeout=60_000)
