"""What the steps of the options flow share."""

from collections.abc import Mapping, Set as AbstractSet
from typing import Any

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.core import callback

from ..choosing import async_store_choices
from ..polling import MonitoredRouter


class OptionsSteps(OptionsFlow):
    """Base of the flow's steps: each sets its own options and leaves the others as they are."""

    def __init__(self) -> None:
        """Start with nothing chosen."""
        super().__init__()
        self._changed: dict[str, Any] = {}
        self._dropped: set[str] = set()

    @property
    def router(self) -> MonitoredRouter | None:
        """Return the router, None while its entry is not loaded."""
        entry: ConfigEntry[MonitoredRouter] = self.config_entry
        return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None

    @property
    def draft(self) -> dict[str, Any]:
        """Return the options with the choices so far, which are not stored yet."""
        stored = self.config_entry.options
        kept = {key: value for key, value in stored.items() if key not in self._dropped}
        return {**kept, **self._changed}

    @callback
    def async_note(
        self, options: Mapping[str, Any], *, of_form: AbstractSet[str] = frozenset()
    ) -> None:
        """Add options to the draft; those ``of_form`` that are missing from them are removed."""
        others = {key: value for key, value in self._changed.items() if key not in of_form}
        self._changed = {**others, **options}
        self._dropped = (self._dropped | of_form) - options.keys()

    @callback
    def async_store(
        self, options: Mapping[str, Any], *, of_form: AbstractSet[str] = frozenset()
    ) -> ConfigFlowResult:
        """End the flow and store changed options; the others stay.

        Options ``of_form`` that are missing from them are no longer stored.
        """
        self.async_note(options, of_form=of_form)
        options = self.draft
        async_store_choices(self.hass, self.config_entry, options)
        return self.async_create_entry(data=options)
