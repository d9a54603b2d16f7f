"""The view of interfaces: all of a router's, and the monthly figures of one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
import math
from typing import Any

from playwright.async_api import expect
import pytest

from ..browser import HomePages
from ..drawing import wait_for_charts
from .estate import BILLED, HOME, SWITCH, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CARD = "mikrotik-monitoring-interface"
MONTH = f"{CARD} [data-part=month]"
ESTIMATED = "port:ether2"


def _month(before: timedelta) -> datetime:
    """Return the begin of the month that was the current one some time ago.

    In its first days a month has too few rows to compare.
    """
    ago = datetime.now(UTC) - before
    return ago.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def _open(pages: HomePages, estate: Estate, instance: str, month: datetime) -> None:
    address = f"{estate.address(HOME, 'interfaces')}?interface={instance}&month={month:%Y-%m}"
    await pages.page.goto(f"{pages.url}{address}")
    await pages.page.locator(f"{MONTH} .figure").first.wait_for()


async def _rows(
    estate: Estate, ids: Iterable[str], month: datetime, period: str, kind: str
) -> dict[str, list[Any]]:
    """Return the recorder's rows of a month."""
    following = (month + timedelta(days=31)).replace(day=1)
    async with estate.home_assistant.socket() as socket:
        rows = await socket.call(
            "recorder/statistics_during_period",
            start_time=month.isoformat(),
            # The recorder rounds up to days, even at the begin of one.
            end_time=(following - timedelta(seconds=1)).isoformat(),
            period=period,
            statistic_ids=list(ids),
            types=[kind],
        )
    return {key: [row[kind] for row in found] for key, found in rows.items()}


def _of(estate: Estate, metric: str, instance: str) -> str:
    """Return the entity of an interface's metric."""
    found = estate.entities(HOME, metric)
    return next(each.entity_id for each in found if each.unique_id.endswith(f"_{instance}"))


def _percentile(means: list[float]) -> float:
    """Return what 95 % of the means do not exceed: nearest rank, as networks are billed."""
    return sorted(means)[math.ceil(0.95 * len(means)) - 1]


async def test_from_the_router_to_an_interface(pages: HomePages, estate: Estate) -> None:
    """The table lists every port; one of them opens with its charts over any range."""
    page = pages.page
    await page.goto(f"{pages.url}{estate.address(SWITCH)}")
    await page.get_by_role("button", name="Interfaces", exact=True).click()
    await page.wait_for_url(f"**{estate.address(SWITCH, 'interfaces')}")
    # Also those that never had a link, which have no other data.
    links = estate.entities(SWITCH, "interface.running")
    rows = page.locator(f"{CARD} [data-interface]")
    await expect(rows).to_have_count(len(links))
    await page.locator(f"{CARD} [data-interface='port:ether6']").click()
    await page.wait_for_url("**interface=port*ether6")
    for span in ("live", "month"):
        await page.locator(f"{CARD} [data-range={span}]").click()
        charts = await wait_for_charts(page, 60)
        assert len(charts) > 2
    assert max(charts[0].points) in range(719, 722)


@pytest.mark.parametrize(
    ("instance", "period", "grade", "month"),
    [
        (BILLED, "5minute", "billing", _month(timedelta(hours=1))),
        # Its five-minute rows are of the last thirty hours only.
        (ESTIMATED, "hour", "estimate", _month(timedelta(days=2))),
    ],
    ids=["billing", "estimate"],
)
async def test_the_percentile_of_a_month(
    pages: HomePages, estate: Estate, instance: str, period: str, grade: str, month: datetime
) -> None:
    """It is billing grade while the recorder has every five minutes of it, else an estimate."""
    ids = [_of(estate, f"interface.traffic.{way}", instance) for way in ("rx", "tx")]
    before = await _rows(estate, ids, month, period, "mean")
    await _open(pages, estate, instance, month)
    tile = pages.page.locator(f"{MONTH} .tile").first
    assert await tile.locator("[data-grade]").get_attribute("data-grade") == grade
    # Between the two, the recorder may have added a row.
    after = await _rows(estate, ids, month, period, "mean")
    told = [await tile.locator("dd").nth(place).inner_text() for place in range(2)]
    for text, entity_id in zip(told, ids, strict=True):
        possible = [_percentile(rows[entity_id]) for rows in (before, after)]
        assert any(_shows(text, one) for one in possible), (told, possible)
    assert _number(await tile.locator(".figure").inner_text()) == max(map(_number, told))


async def test_volume_and_availability_of_a_month(pages: HomePages, estate: Estate) -> None:
    """The volume, and the share of the time that the link and the router were up."""
    ids = [_of(estate, f"interface.total.{way}", BILLED) for way in ("rx", "tx")]
    # Each kind misses an hour in every ten days.
    month = _month(timedelta(days=11))
    before = await _rows(estate, ids, month, "day", "change")
    await _open(pages, estate, BILLED, month)
    tiles = pages.page.locator(f"{MONTH} .tile")
    told = [await tiles.nth(1).locator("dd").nth(place).inner_text() for place in range(2)]
    after = await _rows(estate, ids, month, "day", "change")
    for text, entity_id in zip(told, ids, strict=True):
        possible = [math.fsum(rows[entity_id]) for rows in (before, after)]
        assert any(_shows(text, one) for one in possible), (told, possible)
    shares = [
        entry["statistic_id"]
        for entry in estate.history.availability
        if estate.known[HOME].unique_id.casefold() in entry["statistic_id"]
        and entry["statistic_id"].endswith("availability")
    ]
    expected = [
        math.fsum(found) / len(found)
        for found in (await _rows(estate, shares, month, "hour", "mean")).values()
    ]
    for place in range(2):
        shown = _number(await tiles.nth(2).locator("dd").nth(place).inner_text())
        assert any(shown == pytest.approx(share, abs=0.002) for share in expected), shown
        assert shown < 100


def _shows(text: str, value: float) -> bool:
    """Return whether a text shows a value, rounded to the digits it has."""
    decimals = len(text.split(maxsplit=1)[0].partition(".")[2])
    return abs(_number(text) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


def _number(text: str) -> float:
    """Return the number that a text begins with."""
    return float(text.split(maxsplit=1)[0].replace(",", ""))
