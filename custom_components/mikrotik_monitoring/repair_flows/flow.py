"""Base of the fix flows: the entry of a repair, and its texts."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from ..const import DOMAIN
from ..issue import ENTRY_ID, PART, is_reported
from ..polling import MikrotikConfigEntry, MonitoredRouter

_EMPTY: Final = vol.Schema({})


class RepairFlow(RepairsFlow):
    """A flow that fixes a repair issue; it starts with the step of the issue's form."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the form; the data that starts a flow is not its input."""
        del user_input
        return await self.async_step_confirm()

    @abstractmethod
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Explain what will be done, and do it."""

    @property
    def entry(self) -> MikrotikConfigEntry | None:
        """Return the router's entry, None if the repair has none, or it has been removed."""
        entry_id = str((self.data or {}).get(ENTRY_ID, ""))
        return self.hass.config_entries.async_get_entry(entry_id)

    @property
    def part(self) -> str:
        """Return which repair it is among those of the same kind of one router."""
        return str((self.data or {}).get(PART, ""))

    @property
    def router(self) -> MonitoredRouter | None:
        """Return the router while its entry is loaded."""
        entry = self.entry
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        return entry.runtime_data

    @property
    def is_over(self) -> bool:
        """Return whether the repair has been withdrawn."""
        return not is_reported(self.hass, self.issue_id)

    @callback
    def show(
        self,
        errors: Mapping[str, str] | None = None,
        *,
        schema: vol.Schema = _EMPTY,
        texts: Mapping[str, str] | None = None,
    ) -> RepairsFlowResult:
        """Show the form, with the repair's placeholders and additional ones."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        said = (issue and issue.translation_placeholders) or {}
        return self.async_show_form(
            step_id="confirm",
            data_schema=schema,
            errors=dict(errors or {}),
            description_placeholders={**said, **(texts or {})},
        )

    @callback
    def end(self) -> RepairsFlowResult:
        """End the flow: the repair is fixed."""
        return self.async_create_entry(data={})
