"""Contracted bandwidth is entered once: drawn with the traffic, and with the billed month."""

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import expect
import pytest
import pytest_asyncio

from custom_components.mikrotik_monitoring.const import DOMAIN

from ..browser import HomePages, goto, scroll_to
from ..dialogue import Dialogue
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
    """Remove the contract."""
    yield
    some = estate.entities(HOME, "system.cpu.load")[0].entity_id
    fields = {"entity_id": some, "bandwidth": {BILLED: None}}
    await estate.home_assistant.rest("POST", f"/api/services/{DOMAIN}/apply_options", fields)


async def test_from_the_form_to_the_line(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """Three numbers are entered: the chart has three more lines, the month a bar."""
    page = pages.page
    dialogue = Dialogue(pages, artifacts, estate.known[HOME].name, "contract")
    await dialogue.open("Contracted bandwidth")
    # The uplink is preselected.
    await dialogue.press("Next")
    numbers = dialogue.form.locator("ha-selector-number input")
    await expect(numbers).to_have_count(3)
    for place, value in enumerate(("250", "100", "20")):
        await numbers.nth(place).fill(value)
    await dialogue.keep("form")
    await dialogue.send()
    await dialogue.press("Finish")
    address = f"{pages.url}{estate.address(HOME, 'interfaces')}?interface={BILLED}"
    await goto(page, address, shown=page.locator(COMMIT))
    charts = await wait_for_charts(page, 60)
    assert len(charts[0].points) == 5
    await expect(page.locator(COMMIT)).to_contain_text("of the commit of 20.0 Mbit/s")
    await pages.screenshot(artifacts / "contract-lines.png")
    await scroll_to(page.locator(COMMIT))
    await pages.screenshot(artifacts / "contract-month.png")


async def test_from_one_router_to_all(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """One tick, and the report has a line for each of the others."""
    dialogue = Dialogue(pages, artifacts, estate.known[HOME].name, "apply")
    await dialogue.open("Apply to other routers")
    await dialogue.form.locator("ha-switch").click()
    await dialogue.press("Next")
    others = [known.name for profile, known in estate.known.items() if profile != HOME]
    lines = pages.page.locator("ha-markdown li")
    await expect(lines).to_have_count(len(others))
    told = await lines.all_inner_texts()
    await dialogue.keep("report")
    assert {line.partition(":")[0] for line in told} == set(others)
    assert all("unchanged" in line for line in told)
    await dialogue.send()
    await dialogue.press("Finish")
