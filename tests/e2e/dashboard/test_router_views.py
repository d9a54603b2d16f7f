"""A router's views: live, over any range, and what they cost the browser."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
import re

from playwright.async_api import Page, expect
import pytest

from ..browser import HomePages, scroll_to
from ..drawing import Chart, Wire, measure, wait_for_charts
from .estate import AWAY, BOARD, HOME, PROVIDER, SWITCH, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

# Seconds that a view may take on a busy machine.
PATIENCE = 60

# Each range's name, and how many points a line has in it: one per row of the recorder.
RANGES = [
    ("Day", "The last 24 hours", range(286, 303)),
    ("Week", "The last 7 days", range(167, 170)),
    ("Month", "The last 30 days", range(719, 722)),
    ("Year", "The last 365 days", range(30, 35)),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What opening a view may cost over the WebSocket: points, and bytes."""

    points: int
    received: int


async def _open_fleet(pages: HomePages) -> None:
    await pages.page.goto(f"{pages.url}{BOARD}/fleet")
    await pages.page.locator("mikrotik-monitoring-fleet [data-router]").first.wait_for()


@pytest.mark.parametrize(
    ("profile", "kind", "limits"),
    [
        (SWITCH, "", Limits(points=15_000, received=700_000)),
        (SWITCH, "month", Limits(points=32_000, received=2_500_000)),
        (PROVIDER, "", Limits(points=25_000, received=1_200_000)),
        (PROVIDER, "month", Limits(points=80_000, received=6_000_000)),
    ],
    ids=["switch live", "switch month", "provider live", "provider month"],
)
async def test_what_a_view_costs(
    pages: HomePages,
    estate: Estate,
    artifacts: Path,
    profile: str,
    kind: str,
    limits: Limits,
) -> None:
    """The largest routers' views load no more than can be seen; how long it takes is kept."""
    wire = Wire(pages.page)
    await _open_fleet(pages)
    cost = await measure(pages.page, wire, estate.address(profile, kind), PATIENCE)
    with (artifacts / "costs.txt").open("a", encoding="utf-8") as kept:
        kept.write(f"{profile} {kind or 'live'}: {cost}\n")
    assert 0 < cost.points < limits.points
    assert 0 < cost.received < limits.received


@pytest.mark.parametrize(("short", "long", "points"), RANGES)
async def test_a_longer_range(
    pages: HomePages, estate: Estate, short: str, long: str, points: range
) -> None:
    """A range is a click away, and shows all that the recorder has for every line."""
    await pages.page.goto(f"{pages.url}{estate.address(HOME)}")
    live = {chart.heading for chart in await wait_for_charts(pages.page, PATIENCE)}
    await pages.page.get_by_role("button", name=short, exact=True).click()
    await pages.page.wait_for_url(f"**{estate.address(HOME, short.casefold())}")
    charts = await wait_for_charts(pages.page, PATIENCE)
    assert long in await pages.headings()
    assert {chart.heading for chart in charts} == live
    for chart in charts:
        lines = [line for line in chart.points if line]
        assert lines, chart
        assert all(line in points for line in lines), chart


async def test_why_a_sensor_is_missing(pages: HomePages, estate: Estate, artifacts: Path) -> None:
    """A dialog at the end of the view lists each reason, can be searched, and closed by a key."""
    page = pages.page
    await page.goto(f"{pages.url}{estate.address(HOME)}")
    card = page.locator("mikrotik-monitoring-missing")
    await card.wait_for(state="attached", timeout=PATIENCE * 1000)
    await scroll_to(card)
    await card.get_by_role("button", name="Why is a sensor missing?").press("Enter")
    rows = card.locator("dialog li")
    await expect(rows.first).to_be_visible(timeout=PATIENCE * 1000)
    assert await rows.count() > 50
    await page.screenshot(path=artifacts / "missing.png")
    await card.locator("dialog input").fill("ups.charge")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("This router does not have it")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.screenshot(path=artifacts / "missing-phone.png")
    await page.keyboard.press("Escape")
    await expect(card.locator("dialog")).to_be_hidden()


async def test_any_dates(pages: HomePages, estate: Estate) -> None:
    """A selector of dates drives all charts of its view at once."""
    await pages.page.goto(f"{pages.url}{estate.address(HOME)}")
    await wait_for_charts(pages.page, PATIENCE)
    await pages.page.get_by_role("button", name="Dates", exact=True).click()
    today = await wait_for_charts(pages.page, PATIENCE)
    selector = pages.page.locator("hui-energy-date-selection-card")
    await selector.get_by_role("button", name="Previous").click()
    whole = await wait_for_charts(pages.page, PATIENCE, are_right=_have_all_hours)
    assert [chart.heading for chart in whole] == [chart.heading for chart in today]


def _have_all_hours(charts: list[Chart]) -> bool:
    """Return whether every line covers a whole day."""
    whole = [{0, hours} for hours in (24, 25)]
    return all(
        max(chart.points) and any(set(chart.points) <= hours for hours in whole) for chart in charts
    )


async def test_what_a_graph_has_no_room_for(pages: HomePages, estate: Estate) -> None:
    """The remaining ports are one tap away: each is drawn once, ten lines to a chart."""
    await pages.page.goto(f"{pages.url}{estate.address(SWITCH)}")
    live = await wait_for_charts(pages.page, PATIENCE)
    label = re.compile(r"^\s*\d+ more\s*$")
    told = int((await pages.page.get_by_text(label).first.inner_text()).split()[0])
    await pages.page.get_by_role("button", name=label).first.click()
    await pages.page.wait_for_url(f"**{estate.address(SWITCH, 'more')}")
    rest = await wait_for_charts(pages.page, PATIENCE)
    traffic = [chart for chart in rest if chart.heading == "Interface traffic"]
    lines = [sum(1 for line in chart.points if line) for chart in traffic]
    assert max(lines) <= 10
    assert sum(lines) == 2 * told
    shown = sum(len(chart.points) for chart in live if chart.heading == "Interface traffic")
    rates = estate.entities(SWITCH, "interface.traffic.rx")
    assert shown + 2 * told == 2 * len(rates)
    await pages.page.locator("hui-root ha-icon-button-arrow-prev").click()
    await pages.page.wait_for_url(f"**{estate.address(SWITCH)}")


async def test_the_header_tells_what_the_router_is(pages: HomePages, estate: Estate) -> None:
    """Model, version, link, boot and poll are shown, and two links lead to its pages."""
    page, router = pages.page, estate.routers[HOME]
    await page.goto(f"{pages.url}{estate.address(HOME)}")
    await wait_for_charts(page, PATIENCE)
    badges = await pages.told("hui-entity-badge")
    (resource,), (board,) = router.rows("/system/resource"), router.rows("/system/routerboard")
    for told in (board["model"], resource["version"], "Connected", "Last boot", " s"):
        assert told in badges, badges
    async with page.expect_popup() as popup:
        await page.get_by_role("button", name="WebFig").click()
    webfig = await popup.value
    assert webfig.url.rstrip("/") in {
        f"http://{router.host}",
        "about:blank",
        "chrome-error://chromewebdata",
    }
    await webfig.close()
    await page.get_by_role("button", name="Device", exact=True).click()
    await page.wait_for_url(f"**/config/devices/device/{estate.known[HOME].device_id}")


async def test_a_router_that_goes_away_and_comes_back(pages: HomePages, estate: Estate) -> None:
    """Its view says since when and why, its graphs show the gap; the fleet lists it first."""
    page, router, known = pages.page, estate.routers[AWAY], estate.known[AWAY]
    port, tls_port = router.port, router.tls_port
    row = page.locator(f"mikrotik-monitoring-fleet [data-router='{known.entry_id}']")
    await _open_fleet(pages)
    await router.stop()
    try:
        await page.locator(f"[data-router='{known.entry_id}'][data-kind=down]").wait_for()
        first = page.locator("mikrotik-monitoring-fleet [data-router]").first
        assert await first.get_attribute("data-router") == known.entry_id
        assert "Unreachable for" in await row.inner_text()
        assert "7 of 8 reachable" in await pages.told("mikrotik-monitoring-fleet")
        await row.click()
        await page.wait_for_url(f"**{estate.address(AWAY)}")
        notice = page.get_by_text("The graphs show the gap.")
        await notice.wait_for()
        assert "Unreachable for" in await notice.inner_text()
        await wait_for_charts(page, PATIENCE)
        await _until_last_is(page, "unavailable")
    finally:
        await router.start(port=port, tls_port=tls_port)
    await notice.wait_for(state="hidden", timeout=60_000)
    await _until_last_is(page, "number")


async def _until_last_is(page: Page, kind: str) -> None:
    """Wait until every line of the processor's chart ends with a gap, or with a number."""
    heading = page.locator("hui-heading-card").filter(has_text="CPU usage")
    section = page.locator("hui-grid-section").filter(has=heading)
    chart = section.locator("state-history-chart-line").first
    for _ in range(100):
        last = await chart.evaluate("chart => chart.data[0].states.at(-1).state")
        is_number = str(last).replace(".", "").isdecimal()
        if is_number == (kind == "number"):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"the last state is {last}, no {kind}")
