"""Screenshots of every view on a desktop's and a phone's screen, in light and dark mode."""

import asyncio
from collections.abc import Awaitable, Callable
import os
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Page, StorageState, ViewportSize
import pytest

from scripts.home_assistant import ROOT

from ..browser import HomePages
from ..drawing import go, wait_for_charts
from .estate import BILLED, BOARD, HOME, PROVIDER, SWITCH, Estate

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

SCREENS: Final = {"desktop": (1600, 1000), "phone": (390, 844)}
# Seconds for charts to move their lines into place.
SETTLED: Final = 0.7

# The pictures used in the documentation, and their names in it.
_SHOWN: Final = "desktop-light"
# Those in the README, and the height of their window.
_DOCUMENTED: Final = {
    "fleet": ("fleet.png", 620),
    "interface-month": ("interface.png", 1000),
    "metrics": ("table.png", 1000),
    "router": ("dashboard.png", 2000),
}

type Ready = Callable[[Page], Awaitable[object]]


def _shown(selector: str) -> Ready:
    """Return a function that waits for an element."""

    async def wait(page: Page) -> None:
        await page.locator(selector).first.wait_for(timeout=60_000)

    return wait


async def _charts(page: Page) -> None:
    await wait_for_charts(page, 60)


async def _renew(page: Page, view: str) -> None:
    """Renew a picture of the README if UPDATE_SCREENSHOTS is set."""
    if "UPDATE_SCREENSHOTS" not in os.environ:
        return
    name, height = _DOCUMENTED[view]
    width, usual = SCREENS["desktop"]
    await page.set_viewport_size({"width": width, "height": height})
    await asyncio.sleep(SETTLED)
    await page.screenshot(path=ROOT / "docs" / "images" / name)
    await page.set_viewport_size({"width": width, "height": usual})


async def _month(page: Page) -> None:
    """Scroll down to the monthly figures."""
    await page.locator("[data-part=month] .figure").first.wait_for(timeout=60_000)
    await page.locator("[data-part=month]").evaluate("month => month.scrollIntoView()")
    await page.evaluate("scrollBy(0, -80)")


def _views(estate: Estate) -> dict[str, tuple[str, Ready]]:
    """Return the address of each view, and a function that waits until it is shown."""
    interface = f"{estate.address(HOME, 'interfaces')}?interface={BILLED}"
    table = "mikrotik-monitoring-table"
    of_switch = f"{BOARD}/metrics#router={estate.known[SWITCH].entry_id}&metric=RX&view="
    return {
        "fleet": (f"{BOARD}/fleet", _shown("mikrotik-monitoring-fleet [data-router]")),
        "router": (estate.address(HOME), _charts),
        "router-month": (estate.address(PROVIDER, "month"), _charts),
        "router-dates": (estate.address(HOME, "custom"), _charts),
        "router-more": (estate.address(SWITCH, "more"), _charts),
        "interfaces": (
            estate.address(SWITCH, "interfaces"),
            _shown("mikrotik-monitoring-interface [data-interface]"),
        ),
        "interface": (interface, _charts),
        "interface-month": (interface, _month),
        "metrics": (f"{BOARD}/metrics", _shown(f"{table} ha-card[data-state=ready]")),
        "metrics-bars": (f"{of_switch}bars", _shown("[data-chart=bars] tbody tr")),
        "metrics-shares": (f"{of_switch}pie", _shown("[data-chart=pie] tbody tr")),
    }


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_view(
    browser: Browser, estate: Estate, login: StorageState, artifacts: Path, screen: str
) -> None:
    """In light and dark mode, no view is wider than its screen, and no console has errors."""
    width, height = SCREENS[screen]
    size: ViewportSize = {"width": width, "height": height}
    light = await browser.new_context(viewport=size, storage_state=login, color_scheme="light")
    dark = await browser.new_context(viewport=size, storage_state=login, color_scheme="dark")
    await asyncio.gather(
        _look(light, estate, artifacts, f"{screen}-light"),
        _look(dark, estate, artifacts, f"{screen}-dark"),
    )


async def _look(context: BrowserContext, estate: Estate, artifacts: Path, kind: str) -> None:
    """Take a picture of each view."""
    pages = await HomePages.of(context, estate.home_assistant.url)
    page = pages.page
    await page.goto(f"{pages.url}{BOARD}/fleet")
    await page.locator("hui-root").wait_for()
    for name, (address, ready) in _views(estate).items():
        if "#" in address:
            await page.goto(f"{pages.url}{address}")
        else:
            await go(page, address)
        await ready(page)
        await asyncio.sleep(SETTLED)
        picture = artifacts / f"{name}-{kind}.png"
        await page.screenshot(path=picture)
        if kind == _SHOWN and name in _DOCUMENTED:
            await _renew(page, name)
        is_wide = "document.documentElement.scrollWidth > innerWidth"
        assert not await page.evaluate(is_wide), picture.name
    assert pages.complaints == []
    await context.close()
