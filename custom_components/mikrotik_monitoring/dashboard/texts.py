"""The dashboard's own words, in the language of the Home Assistant installation."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from ..const import DOMAIN

# The one category of translations that may hold free keys.
_CATEGORY = "config_panel"


async def async_load_texts(hass: HomeAssistant) -> None:
    """Read the words, so that ``text`` finds them; Home Assistant follows a change of language."""
    await async_get_translations(hass, hass.config.language, _CATEGORY, {DOMAIN})


@callback
def text(hass: HomeAssistant, key: str) -> str:
    """Return the words of a key such as ``graph.cpu``, the key itself where they are missing."""
    texts = async_get_cached_translations(hass, hass.config.language, _CATEGORY, DOMAIN)
    return texts.get(f"component.{DOMAIN}.{_CATEGORY}.dashboard.{key}", key)
