"""Chromium on Home Assistant's pages: what a person clicks and sees."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import shutil
from typing import Any, Final, Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    StorageState,
    TimeoutError,  # noqa: A004 - it is the one of this library that is meant.
    async_playwright,
)

from .pace import Patience

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The unhandled promise rejection of the frontend's virtual list (lit-virtualizer) when its page is
# left before the list is laid out. It has nothing to do with the dashboard.
_LIST_LEFT: Final = "disconnected"
# The error of the frontend's section when its view changes before the code of its grid is loaded.
_GRID_LATE: Final = "this._layoutElement.setConfig is not a function"
# Seconds that charts take to move their lines into place.
_DRAWING_TIME: Final = 1.5
# Milliseconds within which a page shows its content, unless a step back led away from it.
_SHOWN_TIME: Final = 30_000
# The points of every chart on the page, by chart, as they are drawn.
_POINTS: Final = """charts => charts.map(chart => chart.data.map(
    series => series.states.filter(point => Number.isFinite(+point.state)).length))"""
# The visible text of an element, including its shadow roots.
_TOLD: Final = """(elements) => {
  const told = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (["STYLE", "SCRIPT"].includes(node.tagName) || node.hidden) return "";
    return [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(told).join(" ");
  };
  return elements.map(told).join(" ").replace(/\\s+/g, " ").trim();
}"""


class BrowserError(Exception):
    """No browser was found; the message says what to do."""


def find_chromium() -> str:
    """Return Chromium's path, preferring the environment variable CHROMIUM."""
    for name in (os.environ.get("CHROMIUM"), *_NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise BrowserError("No Chromium was found: install it, or name it in CHROMIUM.")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=_ARGUMENTS
        )
        try:
            yield browser
        finally:
            await browser.close()


async def logged_in(browser: Browser, url: str) -> StorageState:
    """Return the browser's storage state once Home Assistant has logged it in automatically."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(url)
    await page.locator("ha-sidebar").wait_for()
    state = await context.storage_state()
    await context.close()
    return state


async def goto(page: Page, url: str, shown: Locator | None = None, tries: int = 5) -> None:
    """Open an address after a dialog has closed: its step back in history cancels a navigation.

    That step may also come once the page is open, and leave it again: name what has to be
    `shown` if nothing else happened since the dialog was closed.
    """
    for left in reversed(range(tries)):
        try:
            await page.goto(url)
            if shown is not None:
                await shown.first.wait_for(timeout=_SHOWN_TIME if left else None)
        except Error as err:
            if not left or not (isinstance(err, TimeoutError) or "ERR_ABORTED" in str(err)):
                raise
        else:
            return


async def scroll_to(element: Locator) -> None:
    """Scroll an element into view in one step, as a redraw of the view replaces it."""
    await element.evaluate("element => element.scrollIntoView()")


class HomePages:
    """Home Assistant in a browser's window; errors in its console are kept."""

    def __init__(self, page: Page, url: str) -> None:
        """Use a page that is not opened yet."""
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", self._note_error)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, width: int = 1600, height: int = 1000) -> AsyncIterator[Self]:
        """Start a browser for Home Assistant at `url`."""
        async with chromium() as browser:
            context = await browser.new_context(viewport={"width": width, "height": height})
            yield await cls.of(context, url)

    @classmethod
    async def of(cls, context: BrowserContext, url: str) -> Self:
        """Open a separate page in a running browser."""
        page = await context.new_page()
        page.set_default_timeout(120_000)
        return cls(page, url)

    def _note(self, message: ConsoleMessage) -> None:
        """Keep errors, but not those of others' icons and maps, which come from the internet."""
        address = str(message.location.get("url"))
        is_ours = address.startswith(self.url) or not address.startswith("http")
        if message.type == "error" and is_ours and "/api/brands/" not in address:
            self.complaints.append(f"{message.text} ({address})")

    def _note_error(self, error: Error) -> None:
        """Keep uncaught errors, except those of the frontend's own races."""
        if str(error) not in {_LIST_LEFT, _GRID_LATE}:
            self.complaints.append(str(error))

    async def open_flow(self) -> None:
        """Open the dialogue that adds routers, from the list of integrations."""
        page = self.page
        await page.goto(f"{self.url}/config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").last.click()
        dialog = page.locator("dialog-add-integration")
        await dialog.get_by_role("textbox").fill("MikroTik Monitoring")
        await dialog.get_by_text("MikroTik Monitoring", exact=True).click()

    async def add_router(self, host: str, port: int, user: str, password: str) -> None:
        """Fill the first form of the dialogue that adds a router."""
        await self.open_flow()
        form = self.page.locator("ha-form")
        for field, value in (
            ("[name=host]", host),
            ("[type=number]", str(port)),
            ("[name=username]", user),
            ("[name=password]", password),
        ):
            await form.locator(f"input{field}").fill(value)

    async def submit(self) -> None:
        """Submit both forms, and skip the names and areas Home Assistant then asks for."""
        send = self.page.get_by_text("Submit", exact=True)
        await send.click()
        await self.page.locator("ha-form").get_by_text("Standard").wait_for()
        await send.click()
        await self.page.get_by_text("Skip and finish", exact=True).click()

    async def open_dashboard(self) -> None:
        """Open the dashboard from the sidebar."""
        await self.page.locator("ha-sidebar").get_by_text("MikroTik", exact=True).click()
        await self.page.wait_for_url("**/mikrotik-monitoring/**")

    async def open_tab(self, title: str) -> None:
        """Open a view of the open dashboard, once its tab is there; subviews hide theirs."""
        tabs = self.page.locator("ha-tab-group-tab:visible")
        await tabs.get_by_text(title, exact=True).click()

    async def visit_from_device(self, device_id: str) -> None:
        """Follow the link of a device's page."""
        await self.page.goto(f"{self.url}/config/devices/device/{device_id}")
        await self.device_link("/mikrotik-monitoring/").click()
        await self.page.wait_for_url("**/mikrotik-monitoring/**")

    def device_link(self, address: str) -> Locator:
        """Return *Visit* of a device's page, a text or an icon, if its address begins like this."""
        return self.page.locator(f"ha-config-device-page [href^='{address}']").first

    async def headings(self) -> list[str]:
        """Return the headings on the page."""
        texts = await self.page.locator("hui-heading-card .heading").all_text_contents()
        return [text.strip() for text in texts]

    async def told(self, selector: str) -> str:
        """Return the visible text of the elements of a selector."""
        told: str = await self.page.locator(selector).evaluate_all(_TOLD)
        return told

    async def points(self, heading: str) -> list[list[int]]:
        """Return how many points each series of each chart below a heading has."""
        title = self.page.locator("hui-heading-card").filter(has_text=heading)
        section = self.page.locator("hui-grid-section").filter(has=title)
        charts = section.locator("state-history-chart-line")
        found: list[list[int]] = await charts.evaluate_all(_POINTS)
        return found

    async def wait_for_graphs(self, headings: list[str], patience: Patience) -> None:
        """Wait until the page has all headings, and points in every chart below them."""
        shown: Any = None
        points: dict[str, list[list[int]]] = {}
        while shown != headings or not all(map(self._are_drawn, points.values())):
            assert not patience.is_over, f"after {patience.spent} s: {shown}, points {points}"
            await asyncio.sleep(0.2)
            try:
                shown = [text for text in await self.headings() if text in headings]
                points = {heading: await self.points(heading) for heading in headings}
            except Error:
                # The page is being replaced by another view.
                continue

    @staticmethod
    def _are_drawn(charts: list[list[int]]) -> bool:
        return bool(charts) and all(series and max(series) > 0 for series in charts)

    async def screenshot(self, path: Path) -> None:
        """Save a screenshot of the window, once its lines are drawn."""
        await asyncio.sleep(_DRAWING_TIME)
        await self.page.screenshot(path=path)
