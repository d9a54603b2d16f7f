"""Names of alerts and advice on them, in the language of the installation."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from ..const import DOMAIN

_CATEGORY = "selector"


async def async_load_alert_texts(hass: HomeAssistant) -> None:
    """Load the translations, so that ``alert_texts`` finds them."""
    await async_get_translations(hass, hass.config.language, _CATEGORY, {DOMAIN})


@callback
def alert_texts(hass: HomeAssistant, kind: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the names of alerts, or with ``alert_advice`` what to do about them, by key."""
    texts = async_get_cached_translations(hass, hass.config.language, _CATEGORY, DOMAIN)
    prefix = f"component.{DOMAIN}.{_CATEGORY}.{kind}.options"
    return {key: texts.get(f"{prefix}.{key}", key) for key in keys}
