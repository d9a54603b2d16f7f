"""The page's own modules: where they are served, and that pages load them."""

from hashlib import blake2s
from pathlib import Path
from typing import Final

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from ..const import DOMAIN

_FOLDER: Final = Path(__file__).parent / "www"


async def async_serve_modules(hass: HomeAssistant) -> None:
    """Serve the modules and have pages load them; open pages do so at once.

    Another content has another address, for all of them: no page mixes two versions.
    """
    mark = await hass.async_add_executor_job(_mark)
    url = f"/{DOMAIN}/{mark}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(url, str(_FOLDER), cache_headers=True)]
    )
    frontend.add_extra_js_url(hass, f"{url}/main.js")


def _mark() -> str:
    """Return a hash of all modules."""
    digest = blake2s(digest_size=6)
    for path in sorted(_FOLDER.glob("*.js")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
