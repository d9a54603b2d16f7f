"""What the dashboard's tests share: one Home Assistant, one browser, a page for each test."""

from collections.abc import AsyncIterator
from pathlib import Path
import shutil

from playwright.async_api import Browser, StorageState
import pytest
import pytest_asyncio
from pytest_socket import enable_socket

from scripts.home_assistant import HomeAssistant, free_port, prepare_config

from ..browser import HomePages, chromium, logged_in
from ..filling import Amount
from ..log import complaints
from .estate import PROFILES, Estate, add_all, finely_kept, live_a_month, simulated

# Not a port of the demo or of the other end-to-end tests.
_FIRST_PORT = 8243

shared = pytest_asyncio.fixture(scope="session", loop_scope="session")


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Keep what all tests share running after each; a test's own tasks end with its page."""


@shared
async def browser(artifacts: Path) -> AsyncIterator[Browser]:
    """Return a browser."""
    enable_socket()
    async with chromium() as started:
        yield started


@shared
async def estate(
    tmp_path_factory: pytest.TempPathFactory, artifacts: Path
) -> AsyncIterator[Estate]:
    """Return eight routers with a month of history; Home Assistant's log is kept."""
    enable_socket()
    directory = tmp_path_factory.mktemp("estate") / "config"
    configuration = await prepare_config(directory, port=free_port(_FIRST_PORT))
    running = HomeAssistant(configuration)
    async with simulated(PROFILES) as routers:
        try:
            async with running:
                known = await add_all(running, routers)
                amount = Amount(fine=finely_kept(known))
                history = await live_a_month(running, known, amount)
                yield Estate(home_assistant=running, routers=routers, known=known, history=history)
                assert complaints(running.log) == []
        finally:
            shutil.copy(running.log, artifacts / "dashboard-home-assistant.log")


@shared
async def login(browser: Browser, estate: Estate) -> StorageState:
    """Return the browser's storage state of a logged-in user."""
    return await logged_in(browser, estate.home_assistant.url)


@pytest_asyncio.fixture(loop_scope="session")
async def pages(browser: Browser, estate: Estate, login: StorageState) -> AsyncIterator[HomePages]:
    """Return a page on a desktop's screen; its console must have no errors."""
    context = await browser.new_context(
        viewport={"width": 1600, "height": 1000}, storage_state=login
    )
    pages = await HomePages.of(context, estate.home_assistant.url)
    try:
        yield pages
        assert pages.complaints == []
    finally:
        await context.close()
