"""A router's options change the page that is open."""

from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from ..browser import HomePages
from ..drawing import Chart, wait_for_charts
from .estate import HOME, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _as_before(estate: Estate) -> AsyncIterator[None]:
    """Give the router its options back."""
    yield
    await _choose(estate)


async def _choose(estate: Estate, **options: Any) -> None:
    """Submit the form of a router's options; other fields keep their defaults."""
    entry_id = estate.known[HOME].entry_id
    await estate.home_assistant.set_options(entry_id, {"dashboard": options})


async def test_title_graphs_and_lines(pages: HomePages, estate: Estate) -> None:
    """The view has the new name, the chosen graphs, and no more lines than chosen."""
    page = pages.page
    await page.goto(f"{pages.url}{estate.address(HOME)}")
    before = await wait_for_charts(page, 60)
    assert len(before[0].points) > 2
    await _choose(
        estate, view_title="Front door", graphs=["interface_traffic", "cpu"], series_limit=2
    )
    await expect(
        page.locator("ha-tab-group-tab:visible").filter(has_text="Front door")
    ).to_be_visible()

    def are_as_chosen(charts: list[Chart]) -> bool:
        headings = [chart.heading for chart in charts]
        return headings == ["Interface traffic", "CPU usage"] and len(charts[0].points) == 2

    await wait_for_charts(page, 60, are_right=are_as_chosen)


async def test_the_range_a_view_opens_with(pages: HomePages, estate: Estate) -> None:
    """The view's own address shows the chosen range, and live is a click away."""
    page = pages.page
    await page.goto(f"{pages.url}{estate.address(HOME)}")
    await wait_for_charts(page, 60)
    await _choose(estate, default_range="week")
    await page.locator("hui-heading-card").filter(has_text="The last 7 days").wait_for()
    charts = await wait_for_charts(page, 60)
    assert max(charts[0].points) in range(167, 170)
    await page.get_by_role("button", name="Live", exact=True).click()
    await page.wait_for_url(f"**{estate.address(HOME, 'live')}")
    await wait_for_charts(page, 60)
