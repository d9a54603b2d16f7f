"""The flow that sets a router's options."""

from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlow,
)
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

from .catalogue import catalogue_of
from .choosing import async_remove_unchosen
from .const import (
    DEFAULT_SERIES_LIMIT,
    OPTION_BILLING,
    OPTION_GRAPHS,
    OPTION_KEPT,
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
from .dashboard.ranges import Range
from .kinds_form import CHOICES, async_kinds_schema, choices_of
from .metrics.model import Graph
from .polling import MonitoredRouter
from .recording.gates import RecordingLevel

_DASHBOARD: Final = "dashboard"
_MAX_SERIES_LIMIT: Final = 40

# The selector of any dates is not in every Home Assistant.
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
        vol.Required(OPTION_BILLING, default=False): BooleanSelector(),
        vol.Required(_DASHBOARD): section(DASHBOARD_SCHEMA, {"collapsed": False}),
    }
)


class MikrotikOptionsFlow(OptionsFlow):
    """Sets how a router is asked and recorded, what exists of it, and what its views are like."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be set."""
        return self.async_show_menu(step_id="init", menu_options=["recording", "kinds"])

    async def async_step_recording(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set how often the router is asked, what is recorded, and the dashboard."""
        errors: dict[str, str] = {}
        if user_input is not None:
            options = _stored(user_input)
            if options[OPTION_GRAPHS]:
                chosen = {
                    key: value for key, value in self.config_entry.options.items() if key in CHOICES
                }
                return self.async_create_entry(data={**chosen, **options})
            errors["base"] = "no_graphs"
        shown = _shown(dict(self.config_entry.options)) if user_input is None else user_input
        return self.async_show_form(
            step_id="recording",
            data_schema=self.add_suggested_values_to_schema(OPTIONS_SCHEMA, shown),
            errors=errors,
        )

    async def async_step_kinds(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the kinds of sensors that exist beside those that are on at first."""
        entry = self.config_entry
        if user_input is not None:
            before = catalogue_of(entry)
            options = {**entry.options, **choices_of(before, entry.options, user_input)}
            # Stored before what is not chosen any more goes: an entity that is to stay is known by
            # the options alone.
            self.hass.config_entries.async_update_entry(entry, options=options)
            async_remove_unchosen(self.hass, entry, before, _router(entry))
            return self.async_create_entry(data=options)
        schema = await async_kinds_schema(self.hass, entry, _router(entry))
        return self.async_show_form(
            step_id="kinds",
            data_schema=schema,
            description_placeholders={"kept": str(len(entry.options.get(OPTION_KEPT, ())))},
        )


def _router(entry: ConfigEntry[MonitoredRouter]) -> MonitoredRouter | None:
    """Return what is known of a router, None while its entry is not loaded."""
    return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None


def _stored(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of a form: the options of its sections beside the others, by type."""
    options = {key: value for key, value in typed.items() if key != _DASHBOARD}
    options |= typed[_DASHBOARD]
    options[OPTION_REALTIME_INTERVAL] = int(options[OPTION_REALTIME_INTERVAL])
    options[OPTION_SERIES_LIMIT] = int(options[OPTION_SERIES_LIMIT])
    return options


def _shown(options: dict[str, Any]) -> dict[str, Any]:
    """Return what a form shows of the options that are stored."""
    if OPTION_REALTIME_INTERVAL in options:
        options[OPTION_REALTIME_INTERVAL] = str(options[OPTION_REALTIME_INTERVAL])
    of_dashboard = {str(key) for key in DASHBOARD_SCHEMA.schema}
    return {
        **{key: value for key, value in options.items() if key not in of_dashboard},
        _DASHBOARD: {key: value for key, value in options.items() if key in of_dashboard},
    }
