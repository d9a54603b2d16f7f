"""The step that sets how a router is polled and recorded, and what its dashboard shows."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from ..const import (
    DEFAULT_SERIES_LIMIT,
    OPTION_BILLING,
    OPTION_GRAPHS,
    OPTION_PING_GATEWAYS,
    OPTION_RANGE,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
    OPTION_SERIES_LIMIT,
    OPTION_SIDEBAR,
    OPTION_TEXT_ENCODING,
    OPTION_VIEW_TITLE,
    REALTIME_INTERVALS,
    TEXT_ENCODINGS,
)
from ..dashboard.ranges import Range
from ..metrics.model import Graph
from ..recording.gates import RecordingLevel
from .review import ReviewSteps

_DASHBOARD: Final = "dashboard"
_MAX_SERIES_LIMIT: Final = 40

# Not every Home Assistant version has the selector for custom dates.
_DEFAULT_RANGES: Final = [str(span) for span in Range if span is not Range.CUSTOM]

DASHBOARD_SCHEMA: Final = vol.Schema(
    {
        vol.Required(OPTION_SIDEBAR, default=True): BooleanSelector(),
        vol.Optional(OPTION_VIEW_TITLE): TextSelector(),
        vol.Required(OPTION_RANGE, default=Range.LIVE.value): SelectSelector(
            SelectSelectorConfig(options=_DEFAULT_RANGES, translation_key=OPTION_RANGE)
        ),
        vol.Required(OPTION_GRAPHS, default=[str(graph) for graph in Graph]): SelectSelector(
            SelectSelectorConfig(
                options=[str(graph) for graph in Graph],
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key=OPTION_GRAPHS,
            )
        ),
        vol.Required(OPTION_SERIES_LIMIT, default=DEFAULT_SERIES_LIMIT): NumberSelector(
            NumberSelectorConfig(
                min=2, max=_MAX_SERIES_LIMIT, step=2, mode=NumberSelectorMode.SLIDER
            )
        ),
    }
)
OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(OPTION_RECORDING_LEVEL, default=RecordingLevel.BALANCED): SelectSelector(
            SelectSelectorConfig(
                options=list(RecordingLevel), translation_key=OPTION_RECORDING_LEVEL
            )
        ),
        vol.Required(OPTION_REALTIME_INTERVAL, default=str(REALTIME_INTERVALS[0])): SelectSelector(
            SelectSelectorConfig(
                options=[str(seconds) for seconds in REALTIME_INTERVALS],
                mode=SelectSelectorMode.DROPDOWN,
                translation_key=OPTION_REALTIME_INTERVAL,
            )
        ),
        vol.Required(OPTION_TEXT_ENCODING, default=TEXT_ENCODINGS[0]): SelectSelector(
            SelectSelectorConfig(
                options=list(TEXT_ENCODINGS),
                mode=SelectSelectorMode.DROPDOWN,
                translation_key=OPTION_TEXT_ENCODING,
            )
        ),
        vol.Required(OPTION_PING_GATEWAYS, default=True): BooleanSelector(),
        vol.Required(OPTION_BILLING, default=False): BooleanSelector(),
        vol.Required(_DASHBOARD): section(DASHBOARD_SCHEMA, {"collapsed": False}),
    }
)
# All options of the form: one that is left empty is no longer stored.
_OPTIONS: Final = frozenset(
    {str(key) for schema in (OPTIONS_SCHEMA, DASHBOARD_SCHEMA) for key in schema.schema}
) - {_DASHBOARD}


class RecordingSteps(ReviewSteps):
    """Sets how often the router is polled, what is recorded, and the dashboard."""

    async def async_step_recording(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set how often the router is polled, what is recorded, and the dashboard."""
        errors: dict[str, str] = {}
        if user_input is not None:
            options = _stored(user_input)
            if options[OPTION_GRAPHS]:
                return self.async_review(options, of_form=_OPTIONS)
            errors["base"] = "no_graphs"
        shown = _shown(self.draft) if user_input is None else user_input
        return self.async_show_form(
            step_id="recording",
            data_schema=self.add_suggested_values_to_schema(OPTIONS_SCHEMA, shown),
            errors=errors,
        )


def _stored(typed: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a submitted form: without sections, and with the stored types."""
    options = {key: value for key, value in typed.items() if key != _DASHBOARD}
    options |= typed[_DASHBOARD]
    options[OPTION_REALTIME_INTERVAL] = int(options[OPTION_REALTIME_INTERVAL])
    options[OPTION_SERIES_LIMIT] = int(options[OPTION_SERIES_LIMIT])
    return options


def _shown(options: dict[str, Any]) -> dict[str, Any]:
    """Return the stored options as the form shows them."""
    if OPTION_REALTIME_INTERVAL in options:
        options[OPTION_REALTIME_INTERVAL] = str(options[OPTION_REALTIME_INTERVAL])
    of_dashboard = {str(key) for key in DASHBOARD_SCHEMA.schema}
    return {
        **{key: value for key, value in options.items() if key not in of_dashboard},
        _DASHBOARD: {key: value for key, value in options.items() if key in of_dashboard},
    }
