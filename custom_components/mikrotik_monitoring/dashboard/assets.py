"""The dashboard's JavaScript modules: where they are served, and how pages load them."""

from hashlib import blake2s
from pathlib import Path
from typing import Final, Self

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .cards import Config

_FOLDER: Final = Path(__file__).parent
_MAIN: Final = "www/main.js"
# Makes pages that are already open load them: other pages do so when they open.
_LATE: Final = "www/late.html"

_LATE_URL: HassKey[str] = HassKey(f"{DOMAIN}_late_modules")


class Modules:
    """The modules at their address, which changes for all of them when any of them changes.

    So no page mixes two versions.
    """

    def __init__(self, hass: HomeAssistant, url: str) -> None:
        """Store the address that the modules are served below."""
        self._hass = hass
        self._main = f"{url}/{_MAIN}"
        self._late = f"{url}/{_LATE}"
        self._is_loaded = False

    @classmethod
    async def async_serve(cls, hass: HomeAssistant) -> Self:
        """Serve each module at its path; Home Assistant can register a path once, not remove it."""
        modules, mark = await hass.async_add_executor_job(_read)
        url = f"/{DOMAIN}/{mark}"
        await hass.http.async_register_static_paths(
            [
                StaticPathConfig(f"{url}/{name}", str(_FOLDER / name), cache_headers=True)
                for name in modules
            ]
        )
        return cls(hass, url)

    @callback
    def async_load(self, *, is_wanted: bool) -> None:
        """Make pages load the modules, or stop doing so.

        If they are added while Home Assistant runs, the dashboard makes open pages load them too.
        """
        if is_wanted and not self._is_loaded:
            frontend.add_extra_js_url(self._hass, self._main)
            if self._hass.state is CoreState.running:
                self._hass.data[_LATE_URL] = self._late
        elif self._is_loaded and not is_wanted:
            frontend.remove_extra_js_url(self._hass, self._main)
            self._hass.data.pop(_LATE_URL, None)
        self._is_loaded = is_wanted


@callback
def late_cards(hass: HomeAssistant) -> list[Config]:
    """Return the zero-height card through which an open page loads the modules; or none."""
    url = hass.data.get(_LATE_URL)
    if url is None:
        return []
    return [{"type": "iframe", "url": url, "aspect_ratio": "10000:1", "hide_background": True}]


def _read() -> tuple[list[str], str]:
    """Return the paths of the modules in this folder, and a hash of their contents.

    Only they are served, nothing else in the folder.
    """
    digest = blake2s(digest_size=6)
    modules = (path.relative_to(_FOLDER).as_posix() for path in _FOLDER.rglob("*.js"))
    names = sorted((*modules, _LATE))
    for name in names:
        digest.update(name.encode() + (_FOLDER / name).read_bytes())
    return names, digest.hexdigest()
