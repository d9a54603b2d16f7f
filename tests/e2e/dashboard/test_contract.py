"""What an owner contracts is typed once: drawn beside the traffic, and what is billed beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Locator, expect
import pytest
import pytest_asyncio

from custom_components.mikrotik_monitoring.const import DOMAIN

from ..browser import HomePages, scroll_to
from ..drawing import wait_for_charts
from .estate import BILLED, HOME, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CARD = "mikrotik-monitoring-interface"
COMMIT = f"{CARD} [data-part=month] .commit"


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _as_before(estate: Estate) -> AsyncIterator[None]:
    """Take the contract back."""
    yield
    some = estate.entities(HOME, "system.cpu.load")[0].entity_id
    fields = {"entity_id": some, "bandwidth": {BILLED: None}}
    await estate.home_assistant.rest("POST", f"/api/services/{DOMAIN}/apply_options", fields)


async def _configure(pages: HomePages, estate: Estate, step: str) -> Locator:
    """Open a step of a router's options; return its form."""
    page = pages.page
    await page.goto(f"{pages.url}/config/integrations/integration/mikrotik_monitoring")
    row = page.locator("ha-config-entry-row").filter(has_text=estate.known[HOME].name)
    await row.get_by_role("button", name="Configure").first.click()
    await page.get_by_text(step, exact=True).click()
    form = page.locator("ha-form")
    await form.locator("ha-selector").first.wait_for()
    return form


async def _press(pages: HomePages, button: str) -> None:
    """Press a button of the dialog."""
    await pages.page.get_by_text(button, exact=True).click()


async def test_from_the_form_to_the_line(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """Three numbers are typed: the chart has three lines more, the month a bar."""
    page = pages.page
    form = await _configure(pages, estate, "Contracted bandwidth")
    # The uplink is there before anything is chosen.
    await _press(pages, "Next")
    numbers = form.locator("ha-selector-number input")
    await expect(numbers).to_have_count(3)
    for place, value in enumerate(("250", "100", "20")):
        await numbers.nth(place).fill(value)
    await pages.screenshot(artifacts / "contract-form.png")
    await _press(pages, "Submit")
    await _press(pages, "Finish")
    await page.goto(f"{pages.url}{estate.address(HOME, 'interfaces')}?interface={BILLED}")
    await page.locator(COMMIT).wait_for()
    charts = await wait_for_charts(page, 60)
    assert len(charts[0].points) == 5
    await expect(page.locator(COMMIT)).to_contain_text("of the commit of 20.0 Mbit/s")
    await pages.screenshot(artifacts / "contract-lines.png")
    await scroll_to(page.locator(COMMIT))
    await pages.screenshot(artifacts / "contract-month.png")


async def test_from_one_router_to_all(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """One tick, and the report has a line for each of the others."""
    form = await _configure(pages, estate, "Apply to other routers")
    await form.locator("ha-switch").click()
    await _press(pages, "Next")
    others = [known.name for profile, known in estate.known.items() if profile != HOME]
    lines = pages.page.locator("ha-markdown li")
    await expect(lines).to_have_count(len(others))
    told = await lines.all_inner_texts()
    await pages.screenshot(artifacts / "apply-report.png")
    assert {line.partition(":")[0] for line in told} == set(others)
    assert all("unchanged" in line for line in told)
    await _press(pages, "Submit")
    await _press(pages, "Finish")
