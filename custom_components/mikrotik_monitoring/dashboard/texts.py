"""The dashboard's own words, in the language of the Home Assistant installation."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN

# The one category of translations that may hold free keys.
_CATEGORY = "config_panel"
_PREFIX = f"component.{DOMAIN}.{_CATEGORY}.dashboard."

type Texts = dict[str, str]


async def async_load_texts(hass: HomeAssistant) -> Texts:
    """Return the dashboard's words by key, such as ``graph.cpu``."""
    texts = await async_get_translations(hass, hass.config.language, _CATEGORY, {DOMAIN})
    return {key.removeprefix(_PREFIX): text for key, text in texts.items()}


@callback
def text(texts: Texts, key: str) -> str:
    """Return a word, or its key where a language file lacks it."""
    return texts.get(key, key)
