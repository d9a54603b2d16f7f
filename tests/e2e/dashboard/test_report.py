"""A report: shown on its page, saved and printed, with the same numbers as the action."""

import asyncio
from pathlib import Path
from typing import Any, Final

from playwright.async_api import expect
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN

from ..browser import HomePages
from .estate import BOARD, HOME, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CARD: Final = "mikrotik-monitoring-report"
# Milliseconds in which the recorder reads a week of all routers, even on a slow machine.
READ: Final = 120_000


async def _answer(estate: Estate) -> Any:
    """Return the action's response for the week."""
    device = estate.known[HOME].device_id
    answer = await estate.home_assistant.rest(
        "POST",
        f"/api/services/{DOMAIN}/get_report?return_response",
        {"device_id": device, "period": "week"},
    )
    return answer["service_response"][device]


async def test_a_report_is_read_printed_and_saved(
    pages: HomePages, estate: Estate, artifacts: Path
) -> None:
    """One router's by its address, then of all; the busiest interfaces are those of the action."""
    page, known = pages.page, estate.known[HOME]
    await page.goto(f"{pages.url}{BOARD}/report?router={known.entry_id}&period=week")
    sheets = page.locator(f"{CARD} article.sheet")
    await expect(sheets).to_have_count(1, timeout=READ)
    await expect(sheets.locator("h2")).to_have_text(known.name)
    report = await _answer(estate)
    busiest = [one["name"] for one in report["interfaces"]]
    assert len(busiest) > 2
    shown = sheets.locator("section").filter(has_text="Interfaces by volume")
    for name in busiest:
        await expect(shown).to_contain_text(name)
    await page.screenshot(path=artifacts / "report.png", full_page=True)
    await page.pdf(path=artifacts / "report.pdf")

    await page.locator(f"{CARD} select").first.select_option("all")
    await expect(sheets).to_have_count(len(estate.known), timeout=READ)
    save = page.get_by_role("button", name="Download CSV")
    await expect(save).to_be_enabled(timeout=READ)
    async with page.expect_download() as saving:
        await save.click()
    path = await (await saving.value).path()
    text = await asyncio.to_thread(path.read_text, encoding="utf-8")
    assert text.startswith("\ufeff")
    assert all(one.name in text for one in estate.known.values())
    await page.screenshot(path=artifacts / "report-all.png")
