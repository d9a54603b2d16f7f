"""A discovered router needs only its password, and is followed if its address changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
import shutil
from typing import Any, Final

from playwright.async_api import Locator, Page, expect
import pytest

from scripts.home_assistant import CONFIGURATION, HomeAssistant, free_port, prepare_config
from simulator import SimulatedRouter, load_profile
from tests import journals

from .browser import HomePages, goto
from .impatient import PROGRAM
from .log import complaints
from .pace import Patience
from .test_adding import PASSWORD, let_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

# Not used otherwise on this machine; a discovered router is expected on the usual port.
HERE, THERE, ELSEWHERE = "127.0.0.17", "127.0.0.18", "127.0.0.19"
API: Final = 8728
# The user of the commands in the documentation.
USUAL: Final = "homeassistant"
# A virtual machine that has the default name of RouterOS.
STRANGER, VIRTUAL = "BC:24:11:00:00:01", "mikrotik"

# What a newcomer needs at most, from the first click to a moving graph; seconds of an idle
# machine.
CLICKS: Final = 5
SECONDS: Final = 60
TRAFFIC: Final = ["Interface traffic"]

_FIRST_PORT: Final = 8283
# Each report of the same device comes from another device tracker.
_NUMBERS: Final = count()
_COUNT: Final = """
    window.clicks = 0;
    addEventListener("click", (event) => { window.clicks += event.isTrusted; }, true);
"""


@pytest.fixture
async def home(tmp_path: Path, artifacts: Path) -> AsyncIterator[HomeAssistant]:
    """Return a Home Assistant without routers that receives DHCP discoveries."""
    configuration = await prepare_config(
        tmp_path / "config", port=free_port(_FIRST_PORT), yaml=f"{CONFIGURATION}dhcp:\n"
    )
    running = HomeAssistant(configuration, program=PROGRAM)
    try:
        async with running:
            yield running
    finally:
        shutil.copy(running.log, artifacts / "discovery-home-assistant.log")


@asynccontextmanager
async def listening(host: str = HERE, port: int = API) -> AsyncIterator[SimulatedRouter]:
    """Run a router with the usual user at an address."""
    with journals.only_readings() as watch:
        router = watch(SimulatedRouter(load_profile("rb5009")))
        router.host = host
        let_in(router, USUAL, PASSWORD, "api", "read", "test")
        await router.start(port=port)
        try:
            yield router
        finally:
            await router.stop()


async def seen(home: HomeAssistant, ip: str, mac: str, name: str) -> None:
    """Report to Home Assistant, as another integration, that a device has an address."""
    about = {"source_type": "router", "ip": ip, "mac": mac, "host_name": name}
    path = f"/api/states/device_tracker.{name}_{ip.rpartition('.')[2]}_{next(_NUMBERS)}"
    await home.rest("POST", path, {"state": "home", "attributes": about})


def port_of(router: SimulatedRouter) -> str:
    """Return the MAC address from which a router requests its DHCP lease."""
    return router.rows("/interface/ethernet")[0]["mac-address"]


def called(router: SimulatedRouter) -> str:
    """Return a router's identity."""
    return router.rows("/system/identity")[0]["name"]


def suggestion(page: Page, text: str) -> Locator:
    """Return the discovery card on the page of integrations."""
    return page.locator("ha-config-flow-card").filter(has_text=text)


async def clicks(page: Page) -> int:
    """Return the number of clicks since the page was opened."""
    return int(await page.evaluate("window.clicks"))


async def graph_moves(pages: HomePages, patience: Patience) -> None:
    """Wait until the graph of traffic is shown, and has more points than before."""
    await pages.wait_for_graphs(TRAFFIC, patience)
    before = await pages.points(*TRAFFIC)
    while await pages.points(*TRAFFIC) == before:
        assert not patience.is_over, f"it stands still after {patience.spent} s"
        await pages.page.wait_for_timeout(200)


async def finish(pages: HomePages, patience: Patience) -> None:
    """Submit the login and the detail; open the dashboard, where the graph moves."""
    await pages.submit()
    await pages.open_dashboard()
    await graph_moves(pages, patience)


async def test_a_strangers_way(home: HomeAssistant, artifacts: Path) -> None:
    """From *Add* to a moving graph: five clicks in the dialogue that it opens, and in a minute."""
    async with listening() as router, HomePages.open(home.url) as pages:
        page = pages.page
        await page.add_init_script(_COUNT)
        await page.goto(f"{pages.url}/config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").last.click()
        added = await clicks(page)
        async with Patience(SECONDS) as patience:
            brands = page.locator("dialog-add-integration")
            await brands.get_by_role("textbox").fill("MikroTik Monitoring")
            await brands.get_by_text("MikroTik Monitoring", exact=True).click()
            form = page.locator("ha-form")
            for field, value in (("host", router.host), ("username", USUAL)):
                await form.locator(f"input[name={field}]").fill(value)
            await form.locator("input[name=password]").fill(PASSWORD)
            await finish(pages, patience)
        assert await clicks(page) - added <= CLICKS
        # The page was open before there was a card of ours.
        await expect(page.locator("hui-error-card")).to_have_count(0)
        await expect(page.locator("mikrotik-monitoring-missing")).to_have_count(1)
        await pages.screenshot(artifacts / "strangers-way.png")
        assert not pages.complaints


async def add_suggested(pages: HomePages, name: str, artifacts: Path) -> None:
    """Add the discovered router: its password is all that is entered."""
    page = pages.page
    await page.add_init_script(_COUNT)
    await page.goto(f"{pages.url}/config/integrations/dashboard")
    card = suggestion(page, name)
    await card.wait_for()
    await pages.screenshot(artifacts / "discovery-suggested.png")
    async with Patience(SECONDS) as patience:
        await card.get_by_text("Add", exact=True).click()
        form = page.locator("ha-form")
        await expect(form.locator("input[name=username]")).to_have_value(USUAL)
        assert not await form.locator("input[name=host]").count()
        await form.locator("input[name=password]").fill(PASSWORD)
        await page.screenshot(path=artifacts / "discovery-form.png")
        await finish(pages, patience)
    assert await clicks(page) <= CLICKS


async def ignore(pages: HomePages, name: str) -> None:
    """Ignore a discovered device."""
    page = pages.page
    await goto(page, f"{pages.url}/config/integrations/dashboard", suggestion(page, name))
    card = suggestion(page, name)
    await card.get_by_role("button", name="Ignore").click()
    await page.locator("dialog-box").get_by_text("Ignore", exact=True).click()
    await expect(card).to_have_count(0)


async def follow(pages: HomePages, router: SimulatedRouter, artifacts: Path) -> None:
    """Confirm that the router has moved; it is monitored there."""
    page = pages.page
    name = called(router)
    card = suggestion(page, name)
    await goto(page, f"{pages.url}/config/integrations/dashboard", card)
    await card.get_by_text("Add", exact=True).click()
    dialog = page.locator("dialog-data-entry-flow")
    await dialog.get_by_text("Someone else in your network could impersonate it").wait_for()
    await pages.screenshot(artifacts / "discovery-moved.png")
    assert not router.logins
    await dialog.get_by_text("Submit", exact=True).click()
    await dialog.get_by_text(f"{name} was found at {THERE}").wait_for()
    await pages.screenshot(artifacts / "discovery-followed.png")
    await dialog.get_by_text("Close", exact=True).last.click()


async def _entries(home: HomeAssistant) -> list[dict[str, Any]]:
    """Return the entries of the monitored routers."""
    async with home.socket() as socket:
        entries = await socket.call("config_entries/get", domain="mikrotik_monitoring")
    return [entry for entry in entries if entry["source"] != "ignore"]


async def test_seen_added_ignored_and_followed(home: HomeAssistant, artifacts: Path) -> None:
    """Suggested once, with its name; another is ignored; at a new address, a person confirms it."""
    async with HomePages.open(home.url) as pages:
        page = pages.page
        async with listening() as router:
            mac, name = port_of(router), called(router)
            await seen(home, HERE, mac, "edge")
            await add_suggested(pages, f"edge ({HERE})", artifacts)
            await seen(home, ELSEWHERE, STRANGER, VIRTUAL)
            await ignore(pages, f"{VIRTUAL} ({ELSEWHERE})")
            # By any of its ports, and the ignored one at any address.
            await seen(home, HERE, mac, "edge")
            await seen(home, THERE, STRANGER, VIRTUAL)
            await expect(page.locator("ha-config-flow-card")).to_have_count(0)
        async with listening(THERE) as moved:
            await seen(home, THERE, mac, "edge")
            await follow(pages, moved, artifacts)
            async with Patience(SECONDS) as patience:
                await goto(page, f"{pages.url}/mikrotik-monitoring")
                await graph_moves(pages, patience)
            assert moved.logins
        assert [entry["title"] for entry in await _entries(home)] == [name]
        assert not pages.complaints
    log = home.log.read_text(encoding="utf-8")
    assert PASSWORD not in log
    assert not [line for line in complaints(home.log) if " ERROR " in line]
