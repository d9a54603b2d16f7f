"""The table of all metrics: what it shows and saves is what the recorder has."""

import csv
from datetime import UTC, datetime, timedelta
import io
import math
from typing import Any

from playwright.async_api import expect
import pytest

from ..browser import HomePages
from .estate import BOARD, SWITCH, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

TABLE = "mikrotik-monitoring-table"
TYPES = ["min", "mean", "max", "change"]
FIGURES = [*TYPES, "p95"]

type Line = dict[str, str]


async def _open(pages: HomePages, **chosen: str) -> None:
    """Open the table with what its address lets a person choose."""
    address = "&".join(f"{name}={value}" for name, value in chosen.items())
    await pages.page.goto(f"{pages.url}{BOARD}/metrics#{address}")
    await _ready(pages)


async def _ready(pages: HomePages) -> None:
    await pages.page.locator(f"{TABLE} ha-card[data-state=ready]").wait_for(timeout=60_000)


async def _csv(pages: HomePages) -> list[Line]:
    """Click on the button for a file, and return its lines."""
    async with pages.page.expect_download() as download:
        await pages.page.get_by_role("button", name="Download CSV").click()
    path = await (await download.value).path()
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def _recorded(estate: Estate, lines: list[Line]) -> dict[str, list[dict[str, Any]]]:
    """Return the recorder's own rows of a file's span."""
    (span,) = {(line["from"], line["to"], line["step"]) for line in lines if line["step"]}
    async with estate.home_assistant.socket() as socket:
        rows: dict[str, list[dict[str, Any]]] = await socket.call(
            "recorder/statistics_during_period",
            start_time=span[0],
            end_time=span[1],
            period=span[2],
            statistic_ids=[line["entity_id"] for line in lines],
            types=TYPES,
        )
    return rows


def _figures(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the figures of a metric's rows; the percentile is the nearest rank."""
    values = {name: [row[name] for row in rows if row.get(name) is not None] for name in TYPES}
    figures = {}
    if means := sorted(values["mean"]):
        figures = {
            "min": min(values["min"]),
            "mean": math.fsum(means) / len(means),
            "max": max(values["max"]),
            "p95": means[math.ceil(0.95 * len(means)) - 1],
        }
    if values["change"]:
        figures["change"] = math.fsum(values["change"])
    return figures


async def test_the_file_holds_what_the_recorder_has(pages: HomePages, estate: Estate) -> None:
    """A month of a 48-port switch's traffic: each figure matches the recorder's rows."""
    await _open(
        pages, router=estate.known[SWITCH].entry_id, category="interface_traffic", range="month"
    )
    lines = await _csv(pages)
    recorded = await _recorded(estate, lines)
    assert len({line["interface"] for line in lines}) >= 48
    kinds = set()
    for line in lines:
        rows = recorded.get(line["entity_id"], [])
        expected = _figures(rows)
        written = {
            name: float(line[name])
            for name in ("min", "mean", "max", "p95", "change")
            if line[name]
        }
        assert written == pytest.approx(expected, rel=1e-9, abs=1e-9), line
        if rows:
            assert int(line["rows"]) == len(rows) >= 719, line
            assert line["step"] == "hour"
        kinds.add(frozenset(expected))
    assert len(kinds) >= 2


def _milliseconds(moment: str) -> int:
    """Return the milliseconds since the epoch of a time in ISO format."""
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


async def test_the_file_of_a_pivot(pages: HomePages, estate: Estate) -> None:
    """Grouped by day, there is a line per metric and day, with the recorder's mean or growth."""
    await _open(
        pages,
        router=estate.known[SWITCH].entry_id,
        category="interface_traffic",
        range="week",
        group="day",
    )
    lines = await _csv(pages)
    days = {line["from"] for line in lines}
    # The first of them begins at midnight; the last is today, once it has a row.
    assert len(days) in {7, 8, 9}
    async with estate.home_assistant.socket() as socket:
        rows = await socket.call(
            "recorder/statistics_during_period",
            start_time=min(days),
            period="day",
            statistic_ids=sorted({line["entity_id"] for line in lines}),
            types=["mean", "change"],
        )
    whole = {day for day in days if day != max(days)}
    expected = {
        (entity_id, row["start"], name): value
        for entity_id, found in rows.items()
        for row in found[: len(whole)]
        for name in ("mean", "change")
        if (value := row.get(name)) is not None
    }
    written = {
        (line["entity_id"], _milliseconds(line["from"]), name): float(line[name])
        for line in lines
        for name in ("mean", "change")
        if line["from"] in whole and line[name]
    }
    assert written == pytest.approx(expected)


async def test_search_filters_and_order(pages: HomePages, estate: Estate) -> None:
    """Search words and filters narrow it down, and a column's name sorts."""
    page, known = pages.page, estate.known[SWITCH]
    await _open(pages)
    everything = await _count(pages)
    assert everything >= len(estate.history.entities)
    await page.locator(f"{TABLE} [name=q]").fill("cpu")
    await page.locator(f"{TABLE} [name=router]").select_option(known.entry_id)
    rows = page.locator(f"{TABLE} tr[data-entity]")
    await expect(rows.first).to_contain_text("CPU")
    assert 0 < await _count(pages) < 10
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page.locator(f"{TABLE} ha-card")).to_have_attribute("data-rows", str(everything))
    await page.locator(f"{TABLE} [name=metric]").select_option("RX")
    await page.locator(f"{TABLE} [data-sort=last]").click()
    await _ready(pages)
    last = await page.locator(f"{TABLE} td[data-column=last]").all_inner_texts()
    numbers = [float(text.replace(",", "")) for text in last if text[0].isdecimal()]
    assert len(numbers) > 40
    assert numbers == sorted(numbers, reverse=True)


async def _count(pages: HomePages) -> int:
    """Return how many metrics fit the filters."""
    told = await pages.page.locator(f"{TABLE} ha-card").get_attribute("data-rows")
    return int(told or 0)


@pytest.mark.parametrize("view", ["pie", "bars"])
async def test_shares_and_bars(pages: HomePages, estate: Estate, view: str) -> None:
    """The chart's table has the largest interface first, and its figure is the recorder's."""
    begun = datetime.now(UTC)
    await _open(
        pages,
        router=estate.known[SWITCH].entry_id,
        metric="RX",
        range="month",
        view=view,
    )
    chart = pages.page.locator(f"{TABLE} [data-chart={view}]")
    await chart.wait_for()
    first = await chart.locator("tbody tr").first.inner_text()
    # Between the two, a full hour may have passed.
    possible = [await _largest_mean(estate, begun), await _largest_mean(estate, datetime.now(UTC))]
    assert any(f"{mean:.2f}" in first for mean in possible), (first, possible)


async def _largest_mean(estate: Estate, now: datetime) -> float:
    """Return the mean rate of the switch's busiest port in the thirty days before."""
    async with estate.home_assistant.socket() as socket:
        rates = estate.entities(SWITCH, "interface.traffic.rx")
        start = now - timedelta(days=30)
        rows = await socket.call(
            "recorder/statistics_during_period",
            start_time=start.replace(minute=0, second=0, microsecond=0).isoformat(),
            period="hour",
            statistic_ids=[rate.entity_id for rate in rates],
            types=["mean"],
        )
    return max(math.fsum(row["mean"] for row in found) / len(found) for found in rows.values())
