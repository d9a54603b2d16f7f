"""The steps that set which alerts are on, and their bounds."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from ..alerts.rule import Rule
from ..alerts.rules import RULES
from ..alerts.settings import (
    BOUNDS,
    as_set,
    bounds_of,
    built_in,
    differing,
    is_on,
    stored_bounds,
    with_bounds,
    wrong_bounds,
)
from ..const import DOMAIN, OPTION_ALERTS
from .alert_table import async_alert_table, told
from .steps import OptionsSteps

_ON: Final = "on"
_CHANGE: Final = "change"

_NUMBER: Final = NumberSelector(
    NumberSelectorConfig(step="any", mode=NumberSelectorMode.BOX, min=-1e9, max=1e12)
)


class AlertSteps(OptionsSteps):
    """Sets the alerts of a router: which are on, then the bounds of one at a time."""

    _alert: str

    async def async_step_alerts(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which alerts are on, and which one's bounds to set."""
        if user_input is not None:
            self._set(differing(user_input.get(_ON, [])))
            if change := user_input.get(_CHANGE):
                self._alert = change
                return await self.async_step_alert_bounds()
            return self.async_store({})
        names = await async_alert_names(self.hass)
        every = [
            SelectOptionDict(value=rule.key, label=f"{names[rule.key]} ({told(self._rule(rule))})")
            for rule in RULES
        ]
        on = [rule.key for rule in RULES if is_on(rule, self._stored())]
        schema = {
            vol.Optional(_ON, description={"suggested_value": on}): SelectSelector(
                SelectSelectorConfig(options=every, multiple=True, mode=SelectSelectorMode.LIST)
            ),
            vol.Optional(_CHANGE): SelectSelector(
                SelectSelectorConfig(options=every, mode=SelectSelectorMode.DROPDOWN)
            ),
        }
        table = await async_alert_table(self.hass, self.config_entry, self.draft, names)
        return self.async_show_form(
            step_id="alerts",
            data_schema=vol.Schema(schema),
            description_placeholders={"table": table},
        )

    async def async_step_alert_bounds(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the bounds of an alert; those left empty are the defaults."""
        first = built_in(self._alert)
        errors: dict[str, str] = {}
        if user_input is not None:
            for name in wrong_bounds(with_bounds(first, user_input)):
                errors[name] = "bounds"
            if not errors:
                bounds = {**self._stored().get(BOUNDS, {})}
                bounds[self._alert] = stored_bounds(self._alert, user_input)
                self._set({BOUNDS: {key: value for key, value in bounds.items() if value}})
                return self.async_store({})
        names = await async_alert_names(self.hass)
        shown = bounds_of(self._rule(first)) if user_input is None else user_input
        schema = vol.Schema({vol.Optional(name): _NUMBER for name in bounds_of(first)})
        return self.async_show_form(
            step_id="alert_bounds",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            description_placeholders={"alert": names[self._alert], "first": told(first)},
            errors=errors,
            last_step=True,
        )

    def _stored(self) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = self.draft.get(OPTION_ALERTS, {})
        return stored

    def _rule(self, rule: Rule) -> Rule:
        """Return a rule with the bounds that are set."""
        return as_set(rule, self._stored())

    def _set(self, part: Mapping[str, Any]) -> None:
        """Set a part of the stored alert options; an empty one is not stored."""
        stored = {key: value for key, value in {**self._stored(), **part}.items() if value}
        chosen = {OPTION_ALERTS: stored} if stored else {}
        self.async_note(chosen, of_form={OPTION_ALERTS})


async def async_alert_names(hass: HomeAssistant) -> dict[str, str]:
    """Return the name of each alert, by its key."""
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    prefix = f"component.{DOMAIN}.selector.alert.options."
    return {rule.key: texts.get(f"{prefix}{rule.key}", rule.key) for rule in RULES}
