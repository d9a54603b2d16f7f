"""The step that shows what a choice costs, before it is saved."""

from collections.abc import Mapping, Set as AbstractSet
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.core import callback

from ..catalogue import catalogue_of
from ..const import OPTION_REALTIME_INTERVAL, OPTION_RECORDING_LEVEL, REALTIME_INTERVALS
from ..polling import MonitoredRouter
from ..recording.gates import RecordingLevel
from .consequence import Consequence, consequence_of
from .steps import OptionsSteps

# Save what was chosen, or choose something else as well.
REVIEW_MENU: Final = ["save", "init"]


class ReviewSteps(OptionsSteps):
    """Shows the consequence of a choice; nothing is stored before."""

    @callback
    def async_review(
        self, options: Mapping[str, Any], *, of_form: AbstractSet[str] = frozenset()
    ) -> ConfigFlowResult:
        """Go on to the review with changed options; the others stay.

        Options ``of_form`` that are missing from them will no longer be stored.
        """
        self.async_note(options, of_form=of_form)
        return self._show_review()

    async def async_step_review(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what the choice costs, and ask whether to save it."""
        del user_input
        return self._show_review()

    # There are separate texts for unread groups, and for a router that is offline.
    async_step_review_partly = async_step_review

    async def async_step_save(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Store the choice."""
        del user_input
        return self.async_store({})

    def _show_review(self) -> ConfigFlowResult:
        then, now = self._consequence(self.draft), self._consequence(self.config_entry.options)
        before = {f"{key}_now": text for key, text in now.texts().items()}
        return self.async_show_menu(
            step_id="review_partly" if then.unread else "review",
            menu_options=REVIEW_MENU,
            description_placeholders={**then.texts(), **before},
        )

    def _consequence(self, options: Mapping[str, Any]) -> Consequence:
        return consequence_with(self.config_entry, options)


def consequence_with(
    entry: ConfigEntry[MonitoredRouter], options: Mapping[str, Any]
) -> Consequence:
    """Return what a router would have with some options, nothing if it is not loaded."""
    catalogue = catalogue_of(entry, options)
    if entry.state is not ConfigEntryState.LOADED:
        titles = {group.title for group in catalogue.groups.values()}
        return Consequence(unread=len(titles))
    level = RecordingLevel(options.get(OPTION_RECORDING_LEVEL, RecordingLevel.BALANCED))
    interval = options.get(OPTION_REALTIME_INTERVAL, REALTIME_INTERVALS[0])
    return consequence_of(entry.runtime_data, catalogue, level, interval)
