"""What a page has drawn, and what that cost: charts, points, bytes, and blocked time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import json
import time
from typing import Any, Final

from playwright.async_api import Error, Page, WebSocket

# Every graph card of the open view: its heading, and the points of its lines; null while it has
# no chart yet, and instead of all while another view is shown than the address says. Cards are
# in shadow roots, so each element is searched.
_CHARTS: Final = """() => {
  const inside = (node) => [...(node.shadowRoot?.children ?? []), ...node.children];
  const all = (node, is) => (is(node) ? [node] : inside(node).flatMap((child) => all(child, is)));
  const first = (node, tag) => all(node, ({ tagName }) => tagName === tag)[0];
  const view = first(document.body, "HUI-VIEW");
  const path = view?.lovelace?.config.views[view.index]?.path;
  if (!path || !location.pathname.endsWith(`/${path}`)) return null;
  const isCard = ({ tagName }) => /^HUI-(HISTORY|STATISTICS)-GRAPH-CARD$/.test(tagName);
  const title = (section) => first(section, "HUI-HEADING-CARD")?.shadowRoot
    ?.querySelector(".title, .heading")?.textContent.trim();
  const sections = all(view, ({ tagName }) => tagName === "HUI-GRID-SECTION");
  return sections.flatMap((section) => all(section, isCard).map((card) => {
    const chart = first(card, "HA-CHART-BASE");
    const isDrawn = chart?.shadowRoot?.querySelector("canvas");
    const points = isDrawn && chart.data ? chart.data.map(({ data }) => data?.length ?? 0) : null;
    return { heading: title(section) ?? "", points };
  }));
}"""

# Tasks of the page's own thread during which nobody could scroll or click, in milliseconds.
_WATCH_TASKS: Final = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(
    ({ duration }) => window.longTasks.push(duration))).observe({ type: "longtask" });
}"""
_TAKE_TASKS: Final = "() => window.longTasks.splice(0)"

_GO: Final = """(path) => {
  history.pushState(null, "", path);
  const detail = { replace: false };
  window.dispatchEvent(new CustomEvent("location-changed", { detail }));
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart on the page: its heading, and how many points each of its lines has."""

    heading: str
    points: list[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What opening a view cost: seconds, the longest task in seconds, what was received."""

    seconds: float
    longest: float
    points: int
    received: int
    charts: int


class Wire:
    """Counts what is received over a page's WebSockets."""

    def __init__(self, page: Page) -> None:
        """Listen to a page that is not opened yet."""
        self.received = 0
        self.points = 0
        page.on("websocket", self._listen)

    def reset(self) -> None:
        """Count from nothing."""
        self.received = self.points = 0

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, frame: str | bytes) -> None:
        self.received += len(frame)
        told = json.loads(frame)
        for message in told if isinstance(told, list) else [told]:
            self.points += _points(message)


def _points(message: dict[str, Any]) -> int:
    """Return how many states or statistics of the recorder a message contains."""
    event = message.get("event")
    if isinstance(event, dict) and isinstance(states := event.get("states"), dict):
        return sum(map(len, states.values()))
    result = message.get("result")
    if isinstance(result, dict):
        return sum(len(rows) for rows in result.values() if _are_rows(rows))
    return 0


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list) and bool(rows) and isinstance(rows[0], dict) and "end" in rows[0]


async def drawn(page: Page) -> list[Chart] | None:
    """Return the charts of the open view, None while one of them is not drawn."""
    try:
        found = await page.evaluate(_CHARTS)
    except Error:
        # The page is being replaced by another one.
        return None
    if not found or any(chart["points"] is None for chart in found):
        return None
    return [Chart(**chart) for chart in found]


async def wait_for_charts(
    page: Page, within: float, *, are_right: Callable[[list[Chart]], bool] = bool
) -> list[Chart]:
    """Return the charts of the open view once all are drawn."""
    deadline = time.monotonic() + within
    charts = None
    while time.monotonic() < deadline:
        charts = await drawn(page)
        if charts and are_right(charts):
            return charts
        await asyncio.sleep(0.05)
    raise AssertionError(f"after {within} s: {charts} at {page.url}")


async def go(page: Page, path: str) -> None:
    """Open another page of Home Assistant as a link inside of it does."""
    await page.evaluate(_GO, path)


async def measure(page: Page, wire: Wire, path: str, within: float) -> Cost:
    """Open a view as a link does, and return what it cost until all of its charts were drawn."""
    await page.evaluate(_WATCH_TASKS)
    wire.reset()
    begun = time.monotonic()
    await go(page, path)
    charts = await wait_for_charts(page, within)
    seconds = time.monotonic() - begun
    tasks = await page.evaluate(_TAKE_TASKS)
    return Cost(
        seconds=seconds,
        longest=max(tasks, default=0) / 1000,
        points=wire.points,
        received=wire.received,
        charts=len(charts),
    )
