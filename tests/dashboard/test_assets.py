"""The pages' own modules: each is served where it is imported from, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any
from urllib.parse import urljoin

from homeassistant.components import frontend
from homeassistant.core import CoreState, HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from simulator import SimulatedRouter
from tests.conftest import add_router
from tests.dashboard.conftest import absent_router
from tests.repository.files import INTEGRATION

FOLDER = INTEGRATION / "dashboard"
IMPORT = re.compile(r'(?:from|import) "(\.\.?/.+?)";')


def main_address(hass: HomeAssistant) -> str:
    """Return the address of the module that pages load."""
    (url,) = (
        url
        for url in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls
        if url.startswith(f"/{DOMAIN}/")
    )
    return str(url)


def frames_of(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the frames of the first view."""
    return [card for card in _cards(build_dashboard(hass)["views"][0]) if card["type"] == "iframe"]


def _cards(place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield all cards of a view, nested ones included."""
    for card in place.get("cards", ()):
        yield card
        yield from _cards(card)
    for section in place.get("sections", ()):
        yield from _cards(section)


async def test_each_module_is_served_where_it_is_imported_from(
    hass: HomeAssistant, router: SimulatedRouter, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """A browser that follows the imports gets all of them, cached for a month."""
    await add_router(hass, router)
    client = await hass_client_no_auth()
    waiting, found = [main_address(hass)], set[str]()
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        found.add(url)
        answer = await client.get(url)
        assert answer.status == 200, url
        assert answer.content_type == "text/javascript"
        assert "max-age" in answer.headers["Cache-Control"]
        imports = IMPORT.findall(await answer.text())
        waiting.extend(urljoin(url, name) for name in imports)
    # This one is loaded by a frame, if at all.
    assert len(found) == len(list(FOLDER.rglob("*.js"))) - 1


async def test_a_page_that_is_open_loads_them_too(
    hass: HomeAssistant, router: SimulatedRouter, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Modules added while Home Assistant runs are loaded by a frame in the first view."""
    entry = await add_router(hass, router)
    frames = [card["url"] for card in frames_of(hass)]
    assert frames == [main_address(hass).replace("main.js", "late.html")]
    client = await hass_client_no_auth()
    page = await client.get(frames[0])
    assert (page.status, page.content_type) == (200, "text/html")
    module = await client.get(frames[0].replace("late.html", "late.js"))
    assert (module.status, module.content_type) == (200, "text/javascript")
    other = absent_router("192.0.2.2", unique_id="HE2")
    other.add_to_hass(hass)
    assert [card["url"] for card in frames_of(hass)] == frames
    for one in (entry, other):
        await hass.config_entries.async_remove(one.entry_id)
    await hass.async_block_till_done()
    assert frames_of(hass) == []


async def test_a_page_that_opens_later_needs_no_frame(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """It loads the modules that existed when Home Assistant had started."""
    hass.set_state(CoreState.starting)
    await add_router(hass, router)
    assert main_address(hass)
    assert frames_of(hass) == []


async def test_nothing_else_is_served(
    hass: HomeAssistant, router: SimulatedRouter, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Python beside a module has no address, nor has a folder."""
    await add_router(hass, router)
    client = await hass_client_no_auth()
    base = main_address(hass).removesuffix("/www/main.js")
    others = [path for path in FOLDER.rglob("*") if path.suffix not in {".js", ".html"}]
    assert {FOLDER / "panel.py", FOLDER / "fleet"} <= set(others)
    for path in [FOLDER, *others, FOLDER / "www" / ".." / "panel.py"]:
        answer = await client.get(f"{base}/{_relative(path)}")
        assert answer.status == 404, path


def _relative(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()
