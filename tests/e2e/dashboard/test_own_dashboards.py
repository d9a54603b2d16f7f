"""A user's own dashboards: the community dashboard, and the cards placed by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, expect
import pytest

from ..browser import HomePages, goto
from ..drawing import wait_for_charts
from .estate import HOME, PROFILES, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CARDS = ("MikroTik fleet", "MikroTik interfaces", "MikroTik metrics table")
ELEMENTS = ("fleet", "interface", "table")


async def _delete_boards(estate: Estate) -> None:
    async with estate.home_assistant.socket() as socket:
        for board in await socket.call("lovelace/dashboards/list"):
            if board["mode"] == "storage":
                await socket.call("lovelace/dashboards/delete", dashboard_id=board["id"])


@asynccontextmanager
async def _board(estate: Estate, config: dict[str, Any]) -> AsyncIterator[str]:
    """Create a dashboard for the time of a test; yield its address."""
    async with estate.home_assistant.socket() as socket:
        await socket.call(
            "lovelace/dashboards/create", url_path="by-hand", title="By hand", mode="storage"
        )
        await socket.call("lovelace/config/save", url_path="by-hand", config=config)
    try:
        yield f"{estate.home_assistant.url}/by-hand"
    finally:
        await _delete_boards(estate)


async def _create_from_community(page: Page) -> None:
    """Click through *Add dashboard*, accepting what is suggested."""
    await page.get_by_role("button", name="Add dashboard").click()
    dialog = page.locator("ha-dialog-new-dashboard")
    await dialog.get_by_text("Community dashboards").wait_for()
    await dialog.get_by_text("MikroTik Monitoring", exact=True).click()
    create = page.locator("dialog-lovelace-dashboard-detail").get_by_role("button", name="Create")
    await create.click()
    await create.wait_for(state="hidden")


async def test_a_community_dashboard(pages: HomePages, estate: Estate) -> None:
    """It is two clicks away, shows all routers, and its links stay inside of it."""
    page = pages.page
    await page.goto(f"{pages.url}/config/lovelace/dashboards")
    try:
        await _create_from_community(page)
        async with estate.home_assistant.socket() as socket:
            boards = await socket.call("lovelace/dashboards/list")
        (path,) = (board["url_path"] for board in boards if board["mode"] == "storage")
        await page.goto(f"{pages.url}/{path}")
        rows = page.locator("mikrotik-monitoring-fleet [data-router]")
        await expect(rows).to_have_count(len(PROFILES))
        known = estate.known[HOME]
        await page.locator(f"[data-router='{known.entry_id}']").click()
        await page.wait_for_url(f"**/{path}/{known.path}")
        await wait_for_charts(page, 60)
        await page.get_by_role("button", name="Day", exact=True).click()
        await page.wait_for_url(f"**/{path}/{known.path}-day")
        await wait_for_charts(page, 60)
    finally:
        await _delete_boards(estate)


async def test_a_view_by_its_strategy(pages: HomePages, estate: Estate) -> None:
    """A user's own dashboard may contain a view of ours, with chosen graphs and hours."""
    strategy = {
        "type": "custom:mikrotik-monitoring",
        "router": estate.known[HOME].name,
        "graphs": ["cpu", "memory"],
        "hours": 0.5,
    }
    config = {"views": [{"title": "Home", "path": "home", "strategy": strategy}]}
    async with _board(estate, config) as url:
        await pages.page.goto(f"{url}/home")
        charts = await wait_for_charts(pages.page, 60)
        assert {chart.heading for chart in charts} == {"CPU usage", "Memory usage"}
        # Half an hour of points every five seconds.
        assert max(max(chart.points) for chart in charts) < 400


async def test_the_cards_of_the_card_picker(pages: HomePages, estate: Estate) -> None:
    """Each card can be found, placed without a word of YAML, and set up in a form."""
    page = pages.page
    async with _board(estate, {"views": [{"title": "Mine", "cards": []}]}) as url:
        for name, element in zip(CARDS, ELEMENTS, strict=True):
            await goto(page, f"{url}/0?edit=1")
            await page.get_by_role("button", name="Add card").first.click()
            await page.get_by_text("By card", exact=True).click()
            picker = page.locator("hui-card-picker")
            await picker.get_by_placeholder("Search cards").fill(name)
            await picker.locator(".card").filter(has_text=name).locator(".overlay").click()
            dialog = page.locator("hui-dialog-edit-card")
            await dialog.locator("ha-form").first.wait_for()
            shown = dialog.locator(f"mikrotik-monitoring-{element}")
            await shown.locator("table, .charts").first.wait_for()
            await dialog.get_by_role("button", name="Save").click()
            await dialog.wait_for(state="hidden")
        await goto(page, f"{url}/0")
        for element in ELEMENTS:
            await page.locator(f"mikrotik-monitoring-{element} table").first.wait_for()
