"""The test of a router that was added, loaded or not, and its texts in the right language."""

import asyncio

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..catalogue import catalogue_of
from ..const import DOMAIN
from ..polling.identity_check import likeness
from ..polling.link import (
    Purpose,
    error_key,
    error_placeholders,
    handshakes,
    link_settings,
    login_refusals,
)
from ..routeros import RouterOSError
from .report import Report
from .running import ConnectionTest
from .wording import Wording

_SELECTOR = "connection_test"

# One test of a router at a time.
_TURNS: HassKey[dict[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_connection_tests")


async def async_test_connection(hass: HomeAssistant, entry: ConfigEntry) -> Report:
    """Test the connection to an entry's router, over a connection of its own."""
    turns = hass.data.setdefault(_TURNS, {}).setdefault(entry.entry_id, asyncio.Lock())
    async with turns:
        test = ConnectionTest(
            link_settings(entry.data, entry.options),
            catalogue_of(entry),
            clock=hass.loop.time,
            now=dt_util.utcnow,
            likeness=lambda identity: likeness(entry, identity),
            gate=handshakes(hass),
            refusals=login_refusals(hass, entry, Purpose.TEST),
        )
        return await test.run()


async def async_wording(hass: HomeAssistant, entry: ConfigEntry) -> Wording:
    """Return the texts for a report of an entry's router."""
    language = hass.config.language
    found = await async_get_translations(hass, language, "selector", {DOMAIN})
    errors = await async_get_translations(hass, language, "exceptions", {DOMAIN})
    prefix = f"component.{DOMAIN}.selector.{_SELECTOR}.options."
    texts = {key.removeprefix(prefix): text for key, text in found.items() if prefix in key}

    def explain(error: RouterOSError) -> str:
        message = errors.get(f"component.{DOMAIN}.exceptions.{error_key(error)}.message", "{error}")
        return message.format_map(error_placeholders(entry.data, error))

    return Wording(texts, explain)
