"""Repairs of the recorder: reset an option that the recorder cannot fulfil."""

from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult

from ..choosing import async_change_options
from ..const import DOMAIN, OPTION_BILLING, OPTION_RETENTION
from ..polling import MikrotikConfigEntry
from ..recording.retention import Retention
from ..recording.retention_repair import recorder_days
from .flow import RepairFlow


class _OptionsFlow(RepairFlow):
    """Changes an option on all routers where the recorder cannot fulfil it."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Explain what will change, then change it."""
        if user_input is None:
            return self.show()
        for entry in self.hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        ):
            if (options := self.options_of(entry)) != dict(entry.options):
                await async_change_options(self.hass, entry, options)
        return self.end()

    def options_of(self, entry: MikrotikConfigEntry) -> dict[str, Any]:
        """Return the new options of a router."""
        raise NotImplementedError


class RetentionFlow(_OptionsFlow):
    """Keeps values for no longer than the recorder does."""

    @override
    def options_of(self, entry: MikrotikConfigEntry) -> dict[str, Any]:
        """Return the options with no more days than the recorder keeps."""
        options, kept = dict(entry.options), recorder_days(self.hass)
        wished = Retention.of(options)
        if kept is None or wished.longest <= kept:
            return options
        shorter = {
            part: None if days is None else min(days, kept)
            for part, days in wished.as_dict().items()
        }
        return {**options, OPTION_RETENTION: shorter}


class BillingFlow(_OptionsFlow):
    """Turns off the use of the 95th percentile for billing."""

    @override
    def options_of(self, entry: MikrotikConfigEntry) -> dict[str, Any]:
        """Return the options without the one for billing."""
        return {key: value for key, value in entry.options.items() if key != OPTION_BILLING}
