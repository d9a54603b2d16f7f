"""The fleet: every router at a glance, and the link to its view."""

import re
from typing import Any

from playwright.async_api import Page
import pytest

from ..browser import HomePages
from ..drawing import wait_for_charts
from .estate import BOARD, HOME, PROFILES, PROVIDER, SWITCH, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

FLEET = "mikrotik-monitoring-fleet"

# The rows in their order, each with its router and its cells by column, then the sums by name;
# all read at the same moment.
_READ = """(fleet) => {
  const text = (node) => node.textContent.trim();
  const rows = [...fleet.shadowRoot.querySelectorAll("[data-router]")].map((row) => ({
    router: row.dataset.router,
    cells: Object.fromEntries([...row.querySelectorAll("td")].map(
      (cell) => [cell.dataset.column, text(cell.querySelector(".text"))])),
  }));
  const sums = [...fleet.shadowRoot.querySelectorAll(".sums > div")].map(
    (sum) => [text(sum.querySelector("dt")), text(sum.querySelector("dd"))]);
  return { rows, sums: Object.fromEntries(sums) };
}"""


async def _read(page: Page) -> dict[str, Any]:
    shown: dict[str, Any] = await page.locator(FLEET).evaluate(_READ)
    return shown


async def _open(pages: HomePages) -> None:
    await pages.page.goto(f"{pages.url}{BOARD}/fleet")
    await pages.page.locator(f"{FLEET} [data-router]").nth(len(PROFILES) - 1).wait_for()


def _number(text: str) -> float:
    """Return the number that a text begins with."""
    found = re.match(r"[\d,.]+", text)
    assert found, text
    return float(found[0].replace(",", ""))


async def test_every_router_has_a_row(pages: HomePages, estate: Estate) -> None:
    """Those with the lowest health score come first, and sums are those of the rows."""
    await _open(pages)
    shown = await _read(pages.page)
    assert {row["router"] for row in shown["rows"]} == {
        known.entry_id for known in estate.known.values()
    }
    scores = [_number(row["cells"]["health"]) for row in shown["rows"]]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]
    assert shown["sums"]["Routers"] == "8 of 8 reachable"
    for name, column in (("Connections", "connections"), ("PPPoE users", "pppoe")):
        cells = [text for row in shown["rows"] if (text := row["cells"][column])]
        assert len(cells) > 1
        assert _number(shown["sums"][name]) == sum(map(_number, cells))
    up, configured = estate.routers[PROVIDER], estate.entities(PROVIDER, "bgp.sessions.configured")
    assert configured[0].state == str(len(up.rows("/routing/bgp/connection")))


async def test_a_tap_opens_the_router(pages: HomePages, estate: Estate) -> None:
    """Anywhere on a row; its name is a link for the keyboard."""
    page, known = pages.page, estate.known[HOME]
    await _open(pages)
    await page.locator(f"{FLEET} [data-router='{known.entry_id}'] [data-column=cpu]").click()
    await page.wait_for_url(f"**{estate.address(HOME)}")
    await wait_for_charts(page, 60)
    await _open(pages)
    await page.locator(FLEET).get_by_role("link", name=estate.known[SWITCH].name).press("Enter")
    await page.wait_for_url(f"**{estate.address(SWITCH)}")


async def test_it_is_sorted_by_any_column(pages: HomePages) -> None:
    """A tap on a column's name puts its largest first, a second one its smallest."""
    await _open(pages)
    header = pages.page.locator(f"{FLEET} th[data-column=connections]")
    for direction, is_down in (("descending", True), ("ascending", False)):
        await header.get_by_role("button").click()
        assert await header.get_attribute("aria-sort") == direction
        shown = await _read(pages.page)
        numbers = [_number(row["cells"]["connections"]) for row in shown["rows"]]
        assert numbers == sorted(numbers, reverse=is_down)
