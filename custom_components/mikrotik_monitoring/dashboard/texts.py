"""The dashboard's own texts, in the language of the Home Assistant installation."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from ..const import DOMAIN
from ..metrics.model import Metric
from .graphs import unit_of

# The only category of translations that allows arbitrary keys.
_CATEGORY = "config_panel"
_ENTITIES = "entity"


async def async_load_texts(hass: HomeAssistant) -> None:
    """Load the texts that ``text`` finds; Home Assistant reloads them if the language changes."""
    for category in (_CATEGORY, _ENTITIES):
        await async_get_translations(hass, hass.config.language, category, {DOMAIN})


@callback
def text(hass: HomeAssistant, key: str) -> str:
    """Return the text of a key such as ``graph.cpu``, the key itself if the text is missing."""
    texts = async_get_cached_translations(hass, hass.config.language, _CATEGORY, DOMAIN)
    return texts.get(f"component.{DOMAIN}.{_CATEGORY}.dashboard.{key}", key)


@callback
def unit(hass: HomeAssistant, metric: Metric) -> str | None:
    """Return the unit a metric is shown in, in the language of the installation."""
    if own := unit_of(metric):
        return own
    texts = async_get_cached_translations(hass, hass.config.language, _ENTITIES, DOMAIN)
    key = metric.key.replace(".", "_")
    return texts.get(f"component.{DOMAIN}.entity.sensor.{key}.unit_of_measurement")
