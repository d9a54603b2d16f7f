"""The flow that adds a custom metric to a router, or changes one."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.sensor import SensorStateClass
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import voluptuous as vol

from ..catalogue import catalogue_of
from ..metrics.custom_metric import group_of
from ..metrics.custom_spec import (
    MOST_ROWS,
    MOST_SENSORS,
    OWN_GRAPH,
    CustomSpec,
    How,
    SpecError,
    field_of,
    menu_of,
    query_words,
    state_classes_of,
)
from ..metrics.custom_units import device_classes
from ..metrics.tier import SHORT
from ..polling import MikrotikConfigEntry
from ..polling.registered import async_remove_unwanted
from ..routeros import RouterOSError, UnreachableError
from ..routeros.limits import MAX_NAME
from ..routeros.menus import FieldKind
from ..routeros.text import one_line
from . import custom_form as form
from .custom_text import figures, suggestions
from .custom_trial import Result, Trial, count_rows, error_key, kind_of_field, try_once

_MENU: Final = ["save", "change"]
_ON_TRIAL: Final = "trial"
# A field that any menu may have, in place of one that is not used.
_NONE: Final = "name"
# The parts of a metric that later steps ask for.
_PLAIN: Final[Mapping[str, Any]] = {
    form.DEVICE_CLASS: None,
    form.UNIT: None,
    form.STATE_CLASS: SensorStateClass.MEASUREMENT,
    form.TIER: SHORT.key,
    form.GRAPH: OWN_GRAPH,
}
# The field of the form that an error belongs to; all others belong to the field read.
_PLACES: Final[Mapping[str, str]] = {
    "no_names": form.NAME_FIELD,
    "no_name_field": form.NAME_FIELD,
    "same_names": form.NAME_FIELD,
    "no_rate": form.RATE,
    "not_counted": form.RATE,
    "not_one_row": form.HOW,
}


class CustomMetricFlow(ConfigSubentryFlow):
    """Asks what to read and how to show it, reads it once and shows the result, then saves.

    Only what could be read is saved: whether it is the right metric, only its value shows.
    """

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._data: dict[str, Any] = {}
        self._name = ""
        self._rows: int | None = None
        self._result: Result | None = None
        self._error = ""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which menu to read."""
        return await self._async_step_menu(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask the same for an existing metric."""
        if not self._data:
            subentry = self._get_reconfigure_subentry()
            self._data, self._name = dict(subentry.data), subentry.title
        return await self._async_step_menu(user_input)

    async def _async_step_menu(self, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        """Handle the menu and the conditions, and have the router count its rows."""
        if user_input is None:
            return self._form(self._first_step, form.MENU_SCHEMA)
        self._data |= {form.MENU: user_input[form.MENU], form.QUERY: _lines(user_input)}
        errors = self._menu_errors()
        if not errors:
            spec = CustomSpec(menu=self._data[form.MENU], queries=self._queries, tier=SHORT)
            try:
                self._rows = await count_rows(self._trial(), group_of(_ON_TRIAL, "", spec))
            except RouterOSError as err:
                errors = self._failed(err)
        if errors:
            return self._form(self._first_step, form.MENU_SCHEMA, errors, user_input)
        self._data["single"] = self._rows is None
        return await self.async_step_value()

    def _menu_errors(self) -> dict[str, str]:
        """Return what is wrong with the menu and the conditions; a valid menu is normalized."""
        try:
            menu = self._data[form.MENU] = menu_of(self._data[form.MENU])
        except SpecError as err:
            return {form.MENU: str(err)}
        try:
            for condition in self._queries:
                query_words(menu, condition)
        except SpecError as err:
            return {form.QUERY: str(err)}
        return {}

    async def async_step_value(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to read from the rows."""
        schema = form.value_schema(self._data[form.MENU], self._rows)
        if user_input is None:
            return self._form("value", schema)
        how = How(user_input[form.HOW])
        is_count = how is How.COUNT
        self._data |= {
            form.HOW: str(how),
            form.FIELD: "" if is_count else user_input.get(form.FIELD, "").strip(),
            form.NAME_FIELD: user_input.get(form.NAME_FIELD, "").strip() if how is How.ROWS else "",
            form.RATE: user_input.get(form.RATE, False),
            "kind": str(FieldKind.NUMBER),
        }
        if errors := await self._async_value_errors():
            return self._form("value", schema, errors, user_input)
        return await self.async_step_shown()

    async def _async_value_errors(self) -> dict[str, str]:
        """Return what is wrong with the fields to read; else store the kind of number."""
        for place in (form.FIELD, form.NAME_FIELD):
            try:
                field_of(self._data[form.MENU], self._data[place] or _NONE)
            except SpecError as err:
                return {place: str(err)}
        try:
            spec = CustomSpec.of({**self._data, **_PLAIN})
            if spec.how is not How.COUNT:
                self._data["kind"] = str(await kind_of_field(self._trial(), spec))
        except SpecError as err:
            return {_PLACES.get(str(err), form.FIELD): str(err)}
        except RouterOSError as err:
            return self._failed(err)
        return {}

    async def async_step_shown(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the metric's name, and how to read and draw it."""
        kind = FieldKind(self._data["kind"])
        schema = form.shown_schema(device_classes(kind, is_rate=self._data[form.RATE]))
        if user_input is None:
            return self._form("shown", schema)
        self._name = one_line(user_input[CONF_NAME].strip(), MAX_NAME)
        self._data |= {key: user_input[key] for key in (form.TIER, form.GRAPH)}
        chosen = user_input[form.DEVICE_CLASS]
        self._data[form.DEVICE_CLASS] = None if chosen == form.NO_CLASS else chosen
        if not self._name:
            return self._form("shown", schema, {CONF_NAME: "no_name"}, user_input)
        return await self.async_step_unit()

    async def async_step_unit(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a unit and a state class that fit, and read the metric once."""
        device_class = self._data[form.DEVICE_CLASS]
        how, is_rate = How(self._data[form.HOW]), self._data[form.RATE]
        classes = state_classes_of(how, device_class, is_rate=is_rate)
        schema = form.unit_schema(device_class, classes)
        if user_input is None:
            return self._form("unit", schema)
        self._data |= {
            form.UNIT: user_input.get(form.UNIT, "").strip() or None,
            form.STATE_CLASS: user_input[form.STATE_CLASS],
        }
        try:
            group = group_of(_ON_TRIAL, self._name, CustomSpec.of(self._data))
            self._result = await try_once(self._trial(), group)
        except SpecError as err:
            return self._form("unit", schema, {form.UNIT: str(err)}, user_input)
        except RouterOSError as err:
            return self._form("unit", schema, self._failed(err), user_input)
        return await self.async_step_review()

    async def async_step_review(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the metric's current value, and what a reading costs."""
        del user_input
        return self.async_show_menu(
            step_id="review", menu_options=_MENU, description_placeholders=self._placeholders
        )

    async def async_step_change(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Start again with what was typed."""
        del user_input
        return self._form(self._first_step, form.MENU_SCHEMA)

    async def async_step_save(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Store the metric; remove the sensors that a changed one no longer has."""
        del user_input
        if self.source != SOURCE_RECONFIGURE:
            return self.async_create_entry(title=self._name, data=self._data)
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        instances = self._result.values.keys() if self._result is not None else ()
        async_remove_others(self.hass, entry, subentry.subentry_id, frozenset(instances))
        return self.async_update_and_abort(entry, subentry, title=self._name, data=self._data)

    @property
    def _first_step(self) -> str:
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    @property
    def _queries(self) -> tuple[str, ...]:
        return tuple(self._data[form.QUERY])

    @property
    def _placeholders(self) -> dict[str, str]:
        """Return the placeholders of the texts."""
        rows = "1" if self._rows is None else str(self._rows)
        told = figures(self._result, self._data.get(form.UNIT)) if self._result else {}
        return {
            "name": self._name,
            "menu": str(self._data.get(form.MENU, "")),
            "error": self._error,
            "rows": rows,
            "most": str(MOST_ROWS),
            "sensors": str(MOST_SENSORS),
            **told,
        }

    def _trial(self) -> Trial:
        """Return the trial that queries the router; raises UnreachableError if not connected."""
        entry: MikrotikConfigEntry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            raise UnreachableError("the router is not set up")
        return Trial(entry.runtime_data.client)

    def _failed(self, err: RouterOSError) -> dict[str, str]:
        """Return the form's error for a failed command."""
        self._error = str(err)
        return {"base": error_key(err)}

    @callback
    def _form(
        self,
        step: str,
        schema: vol.Schema,
        errors: Mapping[str, str] | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> SubentryFlowResult:
        """Show a form with what was typed, or with suggestions that match it."""
        values = {**self._data, CONF_NAME: self._name, **suggestions(self._data), **(typed or {})}
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=dict(errors or {}),
            description_placeholders=self._placeholders,
        )


def _lines(typed: Mapping[str, Any]) -> list[str]:
    """Return the conditions that were typed, without empty ones."""
    return [line.strip() for line in typed.get(form.QUERY, ()) if line.strip()]


@callback
def async_remove_others(
    hass: HomeAssistant, entry: ConfigEntry, subentry_id: str, instances: frozenset[str]
) -> None:
    """Remove a metric's sensors except those of some instances; their history stays."""
    catalogue, registry = catalogue_of(entry), er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        key = catalogue.entity_key(entity.unique_id)
        if entity.config_subentry_id == subentry_id and (
            key is None or key.instance not in instances
        ):
            async_remove_unwanted(registry, entity.entity_id)
