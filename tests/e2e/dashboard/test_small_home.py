"""A small home whose dashboards are in files: users without rights, and removed routers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import shutil
from typing import Final

import aiohttp
from playwright.async_api import Browser, StorageState, expect
import pytest
import pytest_asyncio
from pytest_socket import enable_socket

from scripts.first_start import USER
from scripts.home_assistant import CONFIGURATION, HomeAssistant, free_port, prepare_config

from ..browser import HomePages
from ..drawing import wait_for_charts
from ..log import complaints
from .estate import BOARD, Known, add_all, simulated

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

FIRST, SECOND = "chr", "ltap"
FIRST_PORT: Final = 8263
NAME, WORD = "guest", "guest-password"

# The date selector is a part of the energy dashboard, which this home does not have.
YAML: Final = f"""{CONFIGURATION.replace("energy:\n", "")}
lovelace:
  mode: yaml
"""
OWN: Final = """title: From a file
views:
  - title: From a file
    cards:
      - type: markdown
        content: This dashboard is a file.
"""


class Home:
    """The Home Assistant, and its routers by profile."""

    def __init__(
        self, home_assistant: HomeAssistant, known: dict[str, Known], artifacts: Path
    ) -> None:
        """Use the running instances, and a folder for artifacts."""
        self.home_assistant = home_assistant
        self.known = known
        self.artifacts = artifacts

    async def remove(self, profile: str) -> None:
        """Remove a router, as its menu's *Delete* does."""
        path = f"/api/config/config_entries/entry/{self.known[profile].entry_id}"
        await self.home_assistant.rest("DELETE", path)

    async def show(self, profile: str, *, sidebar: bool) -> None:
        """Set whether a router is to be in the sidebar's dashboard."""
        options = {"dashboard": {"sidebar": sidebar}}
        await self.home_assistant.set_options(self.known[profile].entry_id, options)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory, artifacts: Path) -> AsyncIterator[Home]:
    """Return a Home Assistant whose dashboards are files, with two routers."""
    enable_socket()
    directory = tmp_path_factory.mktemp("small") / "config"
    configuration = await prepare_config(directory, port=free_port(FIRST_PORT), yaml=YAML)
    (directory / "ui-lovelace.yaml").write_text(OWN, encoding="utf-8")
    running = HomeAssistant(configuration)
    async with simulated((FIRST, SECOND)) as routers:
        try:
            async with running:
                yield Home(running, await add_all(running, routers), artifacts)
        finally:
            shutil.copy(running.log, artifacts / "small-home-assistant.log")


async def _add_guest(home_assistant: HomeAssistant) -> None:
    """Add a user without administrator rights."""
    async with home_assistant.socket() as socket:
        created = await socket.call("config/auth/create", name=NAME, group_ids=["system-users"])
        await socket.call(
            "config/auth_provider/homeassistant/create",
            user_id=created["user"]["id"],
            username=NAME,
            password=WORD,
        )


@asynccontextmanager
async def _pages(
    browser: Browser, home: Home, name: str = USER, word: str = USER
) -> AsyncIterator[HomePages]:
    """Open a page as a user, by default the owner; its console must have no errors."""
    url = home.home_assistant.url
    context = await browser.new_context(
        viewport={"width": 1600, "height": 1000}, storage_state=await _log_in(url, name, word)
    )
    pages = await HomePages.of(context, url)
    try:
        yield pages
        assert pages.complaints == []
    except Exception:
        await pages.page.screenshot(path=home.artifacts / "small-home-failed.png")
        raise
    finally:
        await context.close()


async def _log_in(url: str, name: str, word: str) -> StorageState:
    """Log in with name and password, and return the browser's storage state."""
    asked = {"client_id": f"{url}/", "redirect_uri": f"{url}/", "handler": ["homeassistant", None]}
    typed = {"client_id": f"{url}/", "username": name, "password": word}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{url}/auth/login_flow", json=asked) as answer:
            flow = (await answer.json())["flow_id"]
        async with session.post(f"{url}/auth/login_flow/{flow}", json=typed) as answer:
            code = (await answer.json())["result"]
        form = {"client_id": f"{url}/", "grant_type": "authorization_code", "code": code}
        async with session.post(f"{url}/auth/token", data=form) as answer:
            tokens = await answer.json()
    kept = {**tokens, "hassUrl": url, "clientId": f"{url}/", "expires": 2**53 - 1}
    return {
        "cookies": [],
        "origins": [
            {"origin": url, "localStorage": [{"name": "hassTokens", "value": json.dumps(kept)}]}
        ],
    }


async def test_a_guest_sees_the_dashboard(browser: Browser, home: Home) -> None:
    """Alongside dashboards from files, with all of its cards; they may not change it."""
    await _add_guest(home.home_assistant)
    async with _pages(browser, home, NAME, WORD) as pages:
        page = pages.page
        await page.goto(f"{pages.url}/lovelace")
        await page.get_by_text("This dashboard is a file.").wait_for()
        await pages.open_dashboard()
        await expect(page.locator("mikrotik-monitoring-fleet [data-router]")).to_have_count(2)
        await pages.open_tab(home.known[FIRST].name)
        await wait_for_charts(page, 60)
        assert await page.get_by_role("button", name="Dates", exact=True).count() == 0
        await page.get_by_role("button", name="Interfaces", exact=True).click()
        await page.locator("mikrotik-monitoring-interface [data-interface]").first.wait_for()
        await page.goto(f"{pages.url}{BOARD}/metrics")
        await page.locator("mikrotik-monitoring-table tr[data-entity]").first.wait_for()


async def test_without_the_dashboard_the_device_leads_to_webfig(
    browser: Browser, home: Home
) -> None:
    """With a view, *Visit* opens that; without, the router's own web page, and never a 404."""
    known = home.known[FIRST]
    async with _pages(browser, home) as pages:
        await pages.visit_from_device(known.device_id)
        assert pages.page.url == f"{pages.url}{BOARD}/{known.path}"
        try:
            for profile in home.known:
                await home.show(profile, sidebar=False)
            await _is_in_sidebar(pages, is_there=False)
            await pages.page.goto(f"{pages.url}/config/devices/device/{known.device_id}")
            await pages.device_link("http://127.0.0.1").wait_for()
            assert await pages.device_link("/mikrotik-monitoring/").count() == 0
        finally:
            for profile in home.known:
                await home.show(profile, sidebar=True)
        await _is_in_sidebar(pages, is_there=True)
        await pages.visit_from_device(known.device_id)


async def _is_in_sidebar(pages: HomePages, *, is_there: bool) -> None:
    item = pages.page.locator("ha-sidebar").get_by_text("MikroTik", exact=True)
    await expect(item).to_have_count(int(is_there), timeout=60_000)


async def test_routers_that_are_removed(browser: Browser, home: Home) -> None:
    """An open page loses the views of a router with it, and the dashboard with the last one."""
    async with _pages(browser, home) as pages:
        await pages.page.goto(f"{pages.url}{BOARD}")
        rows = pages.page.locator("mikrotik-monitoring-fleet [data-router]")
        await expect(rows).to_have_count(2)
        await home.remove(SECOND)
        tab = pages.page.locator("ha-tab-group-tab").filter(has_text=home.known[SECOND].name)
        await expect(tab).to_have_count(0, timeout=60_000)
        await expect(rows).to_have_count(1)
        await home.remove(FIRST)
        await _is_in_sidebar(pages, is_there=False)
    async with home.home_assistant.socket() as socket:
        boards = await socket.call("lovelace/dashboards/list")
    assert BOARD.strip("/") not in {board["url_path"] for board in boards}
    assert complaints(home.home_assistant.log) == []
