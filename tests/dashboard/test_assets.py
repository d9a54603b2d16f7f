"""The pages' own modules: each is served where the others look for it, and nothing else is."""

from pathlib import Path
import re
from urllib.parse import urljoin

from homeassistant.components import frontend
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter
from tests.conftest import add_router
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


async def test_each_module_is_served_where_it_is_imported_from(
    hass: HomeAssistant, router: SimulatedRouter, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """A browser that follows the imports gets all of them, to keep for a month."""
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
    assert len(found) == len(list(FOLDER.rglob("*.js")))


async def test_nothing_else_is_served(
    hass: HomeAssistant, router: SimulatedRouter, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Python beside a module has no address, nor has a folder."""
    await add_router(hass, router)
    client = await hass_client_no_auth()
    base = main_address(hass).removesuffix("/www/main.js")
    others = [path for path in FOLDER.rglob("*") if path.suffix != ".js"]
    assert {FOLDER / "panel.py", FOLDER / "fleet"} <= set(others)
    for path in [FOLDER, *others, FOLDER / "www" / ".." / "panel.py"]:
        answer = await client.get(f"{base}/{_relative(path)}")
        assert answer.status == 404, path


def _relative(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()
