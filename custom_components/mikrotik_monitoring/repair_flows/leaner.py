"""A router writes too many rows: choose a leaner detail, with the rows that each would write."""

from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..choosing import async_change_options
from ..const import OPTION_DETAIL, OPTION_KINDS
from ..metrics.choices import Detail
from ..options.review import consequence_with
from ..polling import MikrotikConfigEntry
from .flow import RepairFlow

LEANER: Final = (Detail.ESSENTIAL, Detail.STANDARD)

LEANER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(OPTION_DETAIL, default=Detail.STANDARD): SelectSelector(
            SelectSelectorConfig(
                options=list(LEANER),
                mode=SelectSelectorMode.LIST,
                translation_key=OPTION_DETAIL,
            )
        )
    }
)


class LeanerFlow(RepairFlow):
    """Chooses a leaner detail; what is left out keeps its history."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show what each detail would write, then store the chosen one."""
        if (entry := self.entry) is None:
            return self.end()
        if user_input is None:
            return self.show(schema=LEANER_SCHEMA, texts=_texts(entry))
        await async_change_options(self.hass, entry, _with_detail(entry, user_input[OPTION_DETAIL]))
        return self.end()


def _with_detail(entry: MikrotikConfigEntry, detail: str) -> dict[str, Any]:
    """Return a router's options with another detail; chosen kinds exceed standard."""
    others = {key: value for key, value in entry.options.items() if key != OPTION_KINDS}
    return {**others, OPTION_DETAIL: detail}


def _texts(entry: MikrotikConfigEntry) -> dict[str, str]:
    """Return the rows a day of each detail."""
    return {
        f"{detail}_rows": consequence_with(entry, _with_detail(entry, detail)).texts()["rows"]
        for detail in LEANER
    }
