"""Texts that belong to no form, for reports about routers: looked up in a selector's texts."""

from collections.abc import Mapping
from typing import Final, Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN

_ERRORS: Final = f"component.{DOMAIN}.config.error."


class Words:
    """The texts of one selector, and those of the errors that a flow shows."""

    def __init__(self, texts: Mapping[str, str], errors: Mapping[str, str]) -> None:
        """Store the texts by their keys."""
        self._texts = texts
        self._errors = errors

    @classmethod
    async def load(cls, hass: HomeAssistant, selector: str) -> Self:
        """Return the texts in Home Assistant's language."""
        language = hass.config.language
        texts = await async_get_translations(hass, language, "selector", {DOMAIN})
        errors = await async_get_translations(hass, language, "config", {DOMAIN})
        prefix = f"component.{DOMAIN}.selector.{selector}.options."
        return cls(
            {key.removeprefix(prefix): text for key, text in texts.items() if prefix in key},
            {key.removeprefix(_ERRORS): text for key, text in errors.items() if _ERRORS in key},
        )

    def said(self, key: str, **values: str) -> str:
        """Return a text with its values; its key where a language lacks it."""
        return self._texts.get(key, key).format_map(values)

    def error(self, key: str, values: Mapping[str, str]) -> str:
        """Return a flow's text for an error."""
        return self._errors.get(key, key).format_map(values)
