"""What the metrics table reckons and writes, in the browser that it runs in."""

from collections.abc import AsyncIterator
import csv
import io
import json
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Page, Route, async_playwright
import pytest

from tests.repository.files import INTEGRATION

from .browser import find_chromium

pytestmark = [pytest.mark.e2e]

MODULES: Final = INTEGRATION / "dashboard"
# Nothing is asked of the network: every address is answered from the folder.
ORIGIN: Final = "http://table.invalid"
MINUTES, HOUR, DAY = 300_000, 3_600_000, 86_400_000
# 22 November 2026, 20:32 in UTC, which the browser takes for its own time.
NOW: Final = 1_795_379_520_000


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Return a page that may import the modules."""

    async def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/")
        if not name:
            await route.fulfill(content_type="text/html", body="<!doctype html>")
        else:
            await route.fulfill(content_type="text/javascript", body=(MODULES / name).read_text())

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(timezone_id="UTC", locale="en")
        await page.route("**/*", answer)
        await page.goto(f"{ORIGIN}/")
        yield page
        await browser.close()


async def run(page: Page, module: str, expression: str, **values: Any) -> Any:
    """Evaluate an expression over a module's functions (`m`) and values (`v`)."""
    script = f"""async v => {{
        const m = await import("{ORIGIN}/{module}");
        return JSON.stringify({expression},
            (_, value) => Number.isNaN(value) ? null : value instanceof Map ? [...value] : value);
    }}"""
    return json.loads(await page.evaluate(script, values))


def row(**changes: Any) -> dict[str, Any]:
    """Return a row of the table."""
    return {
        "id": "sensor.a",
        "router": "edge",
        "routerId": "1",
        "instance": "ether1",
        "name": "RX",
        "metric": 1,
        "metricName": "RX",
        "kind": "mean",
        "adds": True,
        "unit": "Mbit/s",
        "category": "Interface traffic",
        "categoryKey": "interface_traffic",
        "tier": "Realtime",
        "tierKey": "realtime",
        "place": [0, 0, 0, 1, 0],
        "haystack": "edge ether1 rx interface traffic sensor.a",
        **changes,
    }


PERCENTILES: Final[tuple[tuple[list[float | None], float | None], ...]] = (
    ([], None),
    ([7], 7),
    ([*range(1, 101)], 95),
    ([*range(100, 0, -1)], 95),
    ([*range(1, 21)], 19),
    ([1, None, 3], 3),
)


async def test_percentile(page: Page) -> None:
    """The nearest rank: a value that was there, with 95 % of all not above it."""
    for values, expected in PERCENTILES:
        assert await run(page, "table/data.js", "m.percentile(v.values)", values=values) == expected


async def test_figures(page: Page) -> None:
    """Gaps count for nothing; a total has its growth, and no mean."""
    rows = [
        {"min": 1, "mean": 2, "max": 9, "change": None},
        {"min": 0.5, "mean": 4, "max": 5, "change": None},
        {"min": None, "mean": None, "max": None, "change": None},
    ]
    figures = await run(page, "table/data.js", "m.figuresOf(v.rows)", rows=rows)
    assert figures == {"count": 3, "min": 0.5, "mean": 3, "max": 9, "p95": 4, "change": None}
    grown = await run(
        page, "table/data.js", "m.figuresOf(v.rows)", rows=[{"change": 2}, {"change": 0.5}]
    )
    assert grown == {
        "count": 2,
        "min": None,
        "mean": None,
        "max": None,
        "p95": None,
        "change": 2.5,
    }
    assert (await run(page, "table/data.js", "m.figuresOf([])"))["max"] is None


async def test_figures_of_a_group(page: Page) -> None:
    """Lowest, mean of means, highest, and the sum; there is no percentile of percentiles."""
    parts = [
        {"last": 1, "min": 1, "mean": 2, "max": 3, "p95": 3},
        {"last": 3, "min": 0, "mean": 6, "max": 9, "p95": 8},
    ]
    figures = await run(page, "table/data.js", "m.together(v.parts)", parts=parts)
    expected = {"last": 2, "min": 0, "mean": 4, "max": 9, "p95": None, "sum": 8}
    assert {key: figures[key] for key in expected} == expected
    alone = await run(page, "table/data.js", "m.together(v.parts)", parts=parts[:1])
    assert (alone["p95"], alone["sum"]) == (3, 2)


SPANS: Final[tuple[tuple[dict[str, Any], str, int | None, int], ...]] = (
    ({"range": "hour"}, "5minute", NOW - HOUR, 13),
    ({"range": "day"}, "5minute", NOW - DAY, 289),
    ({"range": "week"}, "hour", NOW - 7 * DAY, 169),
    ({"range": "week", "step": "5minute"}, "5minute", NOW - 7 * DAY, 2017),
    ({"range": "month", "step": "5minute"}, "hour", NOW - 30 * DAY, 721),
    ({"range": "year"}, "day", NOW - 365 * DAY, 366),
    ({"range": "custom", "from": NOW - 20 * DAY, "to": NOW - 19 * DAY}, "hour", None, 25),
    ({"range": "custom", "from": NOW - 2 * HOUR, "to": NOW + DAY}, "5minute", None, 25),
    ({"range": "custom", "from": NOW + DAY}, "5minute", None, 1),
)


async def test_span(page: Page) -> None:
    """The finest rows that are kept and not too many; whole rows, and none of the future."""
    for chosen, step, start, count in SPANS:
        span = await run(
            page, "table/data.js", "m.spanOf(v.chosen, v.now, 10)", chosen=chosen, now=NOW
        )
        length = {"5minute": MINUTES, "hour": HOUR, "day": DAY}[step]
        assert span["step"] == step
        assert span["start"] % length == 0
        assert span["end"] <= NOW
        assert span["count"] == count
        if start is not None:
            assert start - length < span["start"] <= start


async def test_filters(page: Page) -> None:
    """Every word is found; a whole name of an interface means that one alone."""
    rows = [
        row(id="1", haystack="edge ether1 rx"),
        row(id="2", instance="ether10", haystack="edge ether10 rx"),
        row(id="3", instance="", haystack="edge cpu", unit="%", tierKey="short", routerId="2"),
    ]

    async def found(**filters: str) -> list[str]:
        expression = "m.filtered(v.rows, v.filters).map(row => row.id)"
        result: list[str] = await run(page, "table/data.js", expression, rows=rows, filters=filters)
        return result

    assert await found() == ["1", "2", "3"]
    assert await found(q=" RX  edge") == ["1", "2"]
    assert await found(instance="ETHER1") == ["1"]
    assert await found(instance="ether") == ["1", "2"]
    assert await found(unit="%") == await found(tier="short") == await found(router="2") == ["3"]
    assert await found(q="nothing") == []


async def test_what_a_card_is_configured_for(page: Page) -> None:
    """Some routers, by the id of entry or device, and some categories; else all."""
    answer = {"routers": [{"id": "1", "device": "one"}, {"id": "2", "device": None}]}
    rows = [row(id="a"), row(id="b", routerId="2"), row(id="c", categoryKey="cpu")]

    async def left(**config: list[str]) -> list[str]:
        expression = "m.configured(v.rows, v.answer, v.config).map(row => row.id)"
        result: list[str] = await run(
            page, "table/data.js", expression, rows=rows, answer=answer, config=config
        )
        return result

    assert await left() == await left(routers=[], categories=[]) == ["a", "b", "c"]
    assert await left(routers=["one"]) == await left(routers=["1"]) == ["a", "c"]
    assert await left(routers=["2"]) == ["b"]
    assert await left(routers=["1"], categories=["cpu"]) == ["c"]
    assert await left(routers=["gone"]) == []


async def test_the_rows_of_an_answer(page: Page) -> None:
    """They stand by router, interface as people count, and metric; a given name is kept."""
    answer = {
        "routers": [{"id": "1", "name": "edge"}, {"id": "2", "name": "home"}],
        "categories": [{"key": "interface_traffic", "name": "Interface traffic"}],
        "tiers": [{"key": "realtime", "name": "Realtime"}],
        "metrics": [
            {"name": "RX", "category": 0, "tier": 0, "figures": "mean", "adds": True},
            {"name": "TX", "category": 0, "tier": 0, "figures": "mean", "adds": True},
        ],
        "rows": [
            ["sensor.d", 1, 0, "ether1", ""],
            ["sensor.c", 0, 0, "ether10", ""],
            ["sensor.b", 0, 1, "ether2", "To the office"],
            ["sensor.a", 0, 0, "ether2", ""],
        ],
    }
    expression = 'm.rowsOf(v.answer, id => v.units[id], "en")'
    rows = await run(page, "table/data.js", expression, answer=answer, units={"sensor.a": "Mbit/s"})
    assert [found["id"] for found in rows] == ["sensor.a", "sensor.b", "sensor.c", "sensor.d"]
    assert (rows[0]["unit"], rows[3]["unit"], rows[3]["router"]) == ("Mbit/s", "", "home")
    assert (rows[1]["name"], rows[1]["metricName"]) == ("To the office", "TX")
    assert "to the office" in rows[1]["haystack"]


async def test_sorting(page: Page) -> None:
    """Numbers by size, names as people count, what has no value last in either direction."""
    rows = [
        {"id": "a", "instance": "ether10", "value": 2},
        {"id": "b", "instance": "ether2", "value": None},
        {"id": "c", "instance": "Ether1", "value": 10},
    ]

    async def order(column: str, descending: bool) -> str:
        expression = """m.sorted(v.rows, v.column, v.descending, row => row.value ?? NaN, "en")
            .map(row => row.id).join("")"""
        result: str = await run(
            page, "table/data.js", expression, rows=rows, column=column, descending=descending
        )
        return result

    assert await order("mean", descending=False) == "acb"
    assert await order("mean", descending=True) == "cab"
    assert await order("instance", descending=False) == "cba"
    assert await order("", descending=True) == "abc"


async def test_groups(page: Page) -> None:
    """A group has figures only where its metrics are alike; inside are groups by metric."""
    rows = [
        row(id="1"),
        row(id="2", instance="ether2"),
        row(id="3", metric=2, metricName="CPU", name="CPU", unit="%", instance="", adds=False),
        row(id="4", routerId="2", router="home"),
    ]
    expression = "m.grouped(v.rows, v.by)"
    edge, home = await run(page, "table/data.js", expression, rows=rows, by="router")
    assert (edge["router"], edge["uniform"], len(edge["rows"])) == ("edge", False, 3)
    inner, cpu = edge["children"]
    assert (inner["name"], inner["uniform"], inner["unit"], inner["adds"]) == (
        "RX",
        True,
        "Mbit/s",
        True,
    )
    assert cpu["id"] == "3"
    assert (home["router"], home["uniform"], home["name"]) == ("home", True, "RX")
    by_instance = await run(page, "table/data.js", expression, rows=rows, by="instance")
    assert [(group["router"], group["instance"]) for group in by_instance] == [
        ("edge", "ether1"),
        ("edge", "ether2"),
        ("edge", ""),
        ("home", "ether1"),
    ]
    late = row(id="5", categoryKey="system", category="System", place=[12, 0, 0, 0, 0])
    by_category = await run(page, "table/data.js", expression, rows=[late, *rows], by="category")
    assert [group["category"] for group in by_category] == ["Interface traffic", "System"]
    lines = await run(
        page,
        "table/data.js",
        """m.flattened(m.grouped(v.rows, "router"), new Set(["router:1"]), items => items)
            .map(({ item, depth }) => `${depth} ${item.id}`)""",
        rows=rows,
    )
    assert [line.split()[0] for line in lines] == ["0", "1", "1", "0"]


async def test_periods(page: Page) -> None:
    """One line per period, newest first, one value per series; totals show their growth."""
    series = [row(id="rate"), row(id="total", kind="change")]
    points = {
        "rate": [{"start": DAY, "mean": 1, "max": 5}, {"start": 2 * DAY, "mean": 2, "max": 6}],
        "total": [{"start": 2 * DAY, "change": 9}],
    }
    expression = "m.periods(v.series, new Map(Object.entries(v.points)), v.name)"
    lines = await run(page, "table/data.js", expression, series=series, points=points, name="max")
    assert lines == [
        {"start": 2 * DAY, "values": [6, 9]},
        {"start": DAY, "values": [5, None]},
    ]


async def test_shares(page: Page) -> None:
    """The ten largest parts, the last of them all others; shares come to one."""
    items = [{"id": str(number), "value": number} for number in range(15)]
    parts = await run(
        page, "table/data.js", "m.slices(v.items)", items=[*items, {"id": "x", "value": None}]
    )
    assert [part["id"] for part in parts] == [
        "14",
        "13",
        "12",
        "11",
        "10",
        "9",
        "8",
        "7",
        "6",
        None,
    ]
    assert (parts[-1]["count"], parts[-1]["value"]) == (5, 15)
    assert sum(part["share"] for part in parts) == pytest.approx(1)
    assert await run(page, "table/data.js", "m.slices([])") == []


async def test_csv(page: Page) -> None:
    """What a reader of RFC 4180 gets back is what was written; no text is a formula."""
    cells = ['a,"b"', "two\r\nlines", "=1+1", "@x", "+1", "-1", -1.5, 2, None, "Šķūnis"]
    text = await run(page, "table/export.js", "m.csv([v.cells])", cells=cells)
    assert text.endswith("\r\n")
    (read,) = csv.reader(io.StringIO(text, newline=""))
    assert read == [
        'a,"b"',
        "two\r\nlines",
        "'=1+1",
        "'@x",
        "'+1",
        "'-1",
        "-1.5",
        "2",
        "",
        "Šķūnis",
    ]
    tabs = await run(page, "table/export.js", "m.tsv([v.cells])", cells=["a\tb", "=x", 3])
    assert tabs == "a b\t'=x\t3"


async def test_csv_of_metrics(page: Page) -> None:
    """A line per metric: names, state, range and raw figures, each in its column."""
    expression = """m.csv(m.metricLines(v.rows, v.span, id => v.states[id], id => v.figures[id]))"""
    text = await run(
        page,
        "table/export.js",
        expression,
        rows=[row(), row(id="sensor.t", kind=None, unit="", name="=Version")],
        span={"start": NOW - DAY, "end": NOW, "step": "5minute"},
        states={
            "sensor.a": {"state": "12.5", "last_changed": "2026-11-22T20:00:00Z"},
            "sensor.t": {"state": "7.20", "last_changed": "2026-11-01T00:00:00Z"},
        },
        figures={"sensor.a": {"count": 288, "min": 0, "mean": 5.25, "max": 20, "p95": 18}},
    )
    rate, version = csv.DictReader(io.StringIO(text, newline=""))
    assert (rate["router"], rate["interface"], rate["unit"]) == ("edge", "ether1", "Mbit/s")
    assert (rate["last"], rate["min"], rate["mean"], rate["p95"]) == ("12.5", "0", "5.25", "18")
    assert (rate["step"], rate["rows"], rate["change"]) == ("5minute", "288", "")
    assert rate["to"] == "2026-11-22T20:32:00.000Z"
    assert (version["metric"], version["last"], version["mean"]) == ("'=Version", "7.20", "")


async def test_csv_of_periods(page: Page) -> None:
    """A line per metric and period, in order of time."""
    points = [
        {"start": 2 * DAY, "end": 3 * DAY, "min": 1, "mean": 2, "max": 3},
        {"start": DAY, "end": 2 * DAY, "min": 0, "mean": 1, "max": 2, "change": None},
    ]
    text = await run(
        page,
        "table/export.js",
        'm.csv(m.periodLines(v.rows, new Map([["sensor.a", v.points]])))',
        rows=[row(), row(id="sensor.unread")],
        points=points,
    )
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["from"], first["mean"], first["change"]) == ("1970-01-02T00:00:00.000Z", "1", "")
    assert (second["to"], second["max"]) == ("1970-01-04T00:00:00.000Z", "3")
