"""The pages' own modules: where they are served, and that pages load them."""

from hashlib import blake2s
from pathlib import Path
from typing import Final, Self

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN

_FOLDER: Final = Path(__file__).parent
_MAIN: Final = "www/main.js"


class Modules:
    """The modules at their address; another content has another one, for all of them.

    So no page mixes two versions.
    """

    def __init__(self, hass: HomeAssistant, url: str) -> None:
        """Take the address that the modules are served below."""
        self._hass = hass
        self._main = f"{url}/{_MAIN}"
        self._is_loaded = False

    @classmethod
    async def async_serve(cls, hass: HomeAssistant) -> Self:
        """Serve each module at its place; Home Assistant can do so once, and not take it back."""
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
        """Have pages load the modules, those that are open too, or no longer do so."""
        if is_wanted and not self._is_loaded:
            frontend.add_extra_js_url(self._hass, self._main)
        elif self._is_loaded and not is_wanted:
            frontend.remove_extra_js_url(self._hass, self._main)
        self._is_loaded = is_wanted


def _read() -> tuple[list[str], str]:
    """Return the modules by their place in this folder, and a hash of all they hold.

    Only they are served: what else is in the folder is nobody's business.
    """
    digest = blake2s(digest_size=6)
    names = sorted(path.relative_to(_FOLDER).as_posix() for path in _FOLDER.rglob("*.js"))
    for name in names:
        digest.update(name.encode() + (_FOLDER / name).read_bytes())
    return names, digest.hexdigest()
