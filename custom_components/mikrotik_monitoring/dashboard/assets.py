"""The page's own modules: where they are served, and that pages load them."""

from hashlib import blake2s
from pathlib import Path
from typing import Final, Self

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN

_FOLDER: Final = Path(__file__).parent / "www"


class Modules:
    """The modules at their address; another content has another one, for all of them.

    So no page mixes two versions.
    """

    def __init__(self, hass: HomeAssistant, url: str) -> None:
        """Take the address of a folder that is served."""
        self._hass = hass
        self._main = f"{url}/main.js"
        self._is_loaded = False

    @classmethod
    async def async_serve(cls, hass: HomeAssistant) -> Self:
        """Serve the modules; Home Assistant can do so once, and not take it back."""
        url = f"/{DOMAIN}/{await hass.async_add_executor_job(_mark)}"
        await hass.http.async_register_static_paths(
            [StaticPathConfig(url, str(_FOLDER), cache_headers=True)]
        )
        return cls(hass, url)

    @callback
    def async_load(self, *, is_wanted: bool) -> None:
        """Have pages load the modules, those that are open too, or no longer do so."""
        if is_wanted and not self._is_loaded:
            frontend.add_extra_js_url(self._hass, self._main)
        elif self._is_loaded and not is_wanted:
            frontend.remove_extra_js_url(self._hass, self._main)
        self._is_loaded = is_wanted


def _mark() -> str:
    """Return a hash of all modules."""
    digest = blake2s(digest_size=6)
    for path in sorted(_FOLDER.glob("*.js")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
