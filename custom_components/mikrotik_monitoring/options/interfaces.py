"""The steps in which an owner chooses which interfaces are watched."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol

from ..const import OPTION_INTERFACES
from ..metrics.interface_choice import ChosenBy
from ..metrics.interface_index import InterfaceFacts
from ..polling import MonitoredRouter
from ..routeros.limits import MAX_NAME
from ..routeros.text import one_line
from .review import ReviewSteps

_BY: Final = "by"
_TYPES: Final = "types"
_INCLUDE: Final = "include"
_EXCLUDE: Final = "exclude"
_PICKED: Final = "picked"

INTERFACES_SCHEMA: Final = vol.Schema(
    {
        vol.Required(_BY, default=ChosenBy.ALL): SelectSelector(
            SelectSelectorConfig(
                options=list(ChosenBy),
                mode=SelectSelectorMode.LIST,
                translation_key="interfaces_by",
            )
        )
    }
)
PATTERNS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(_INCLUDE): TextSelector(TextSelectorConfig(multiple=True)),
        vol.Optional(_EXCLUDE): TextSelector(TextSelectorConfig(multiple=True)),
    }
)


class InterfacesSteps(ReviewSteps):
    """Chooses which interfaces are watched."""

    async def async_step_interfaces(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose by what interfaces are selected."""
        if user_input is None:
            shown = {_BY: self._interfaces.get(_BY, ChosenBy.ALL)}
            schema = self.add_suggested_values_to_schema(INTERFACES_SCHEMA, shown)
            return self.async_show_form(step_id="interfaces", data_schema=schema)
        match ChosenBy(user_input[_BY]):
            case ChosenBy.TYPE:
                return await self.async_step_interfaces_type()
            case ChosenBy.PATTERN:
                return await self.async_step_interfaces_pattern()
            case ChosenBy.PICKED:
                return await self.async_step_interfaces_picked()
            case ChosenBy.ALL:
                return self._choose(ChosenBy.ALL, {})

    async def async_step_interfaces_type(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose the types of interfaces that are watched."""
        if user_input is not None and user_input[_TYPES]:
            return self._choose(ChosenBy.TYPE, user_input)
        chosen = self._interfaces.get(_TYPES, [])
        schema = types_schema(self.router, chosen)
        return self._form("interfaces_type", schema, {_TYPES: chosen}, user_input)

    async def async_step_interfaces_pattern(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Enter patterns of names and comments that are watched, or are not."""
        if user_input is None:
            return self._form("interfaces_pattern", PATTERNS_SCHEMA, self._interfaces, None)
        typed = {
            key: [text.strip() for text in user_input.get(key, ()) if text.strip()]
            for key in (_INCLUDE, _EXCLUDE)
        }
        return self._choose(ChosenBy.PATTERN, typed)

    async def async_step_interfaces_picked(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Pick the watched interfaces from those that the router has now."""
        if user_input is not None and user_input[_PICKED]:
            return self._choose(ChosenBy.PICKED, user_input)
        watched = [one.instance for one in _present(self.router) if one.is_watched]
        chosen = self._interfaces.get(_PICKED, watched)
        schema = picked_schema(self.router, chosen)
        return self._form("interfaces_picked", schema, {_PICKED: chosen}, user_input)

    @property
    def _interfaces(self) -> Mapping[str, Any]:
        """Return the choice so far."""
        chosen: Mapping[str, Any] = self.draft.get(OPTION_INTERFACES, {})
        return chosen

    def _choose(self, by: ChosenBy, typed: Mapping[str, Any]) -> ConfigFlowResult:
        """Go on with a way to select; choices made in the other ways stay stored."""
        return self.async_review({OPTION_INTERFACES: {**self._interfaces, **typed, _BY: str(by)}})

    def _form(
        self,
        step: str,
        schema: vol.Schema,
        shown: Mapping[str, Any],
        refused: Mapping[str, Any] | None,
    ) -> ConfigFlowResult:
        """Show a step, again where nothing was chosen in it."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, refused or shown),
            errors={} if refused is None else {"base": "nothing_chosen"},
        )


def types_schema(router: MonitoredRouter | None, chosen: list[str]) -> vol.Schema:
    """Return the form with the types that a router has now; others can be typed."""
    types = {facts.kind for facts in _present(router)} | set(chosen)
    selector = SelectSelector(
        SelectSelectorConfig(
            options=sorted(types),
            multiple=True,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
    return vol.Schema({vol.Required(_TYPES, default=[]): selector})


def picked_schema(router: MonitoredRouter | None, chosen: list[str]) -> vol.Schema:
    """Return the form with a router's interfaces, and chosen ones that it does not have now."""
    present = {facts.instance: _label(facts) for facts in _present(router)}
    away = {known_by: known_by.partition(":")[2] for known_by in chosen if known_by not in present}
    selector = SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=known_by, label=label)
                for known_by, label in {**present, **away}.items()
            ],
            multiple=True,
            mode=SelectSelectorMode.LIST,
        )
    )
    return vol.Schema({vol.Required(_PICKED, default=[]): selector})


def _present(router: MonitoredRouter | None) -> list[InterfaceFacts]:
    """Return the interfaces that a router has now, none while they are unknown."""
    return [] if router is None else list(router.interfaces)


def _label(facts: InterfaceFacts) -> str:
    """Return the label of an interface in the form."""
    text = f"{facts.name} · {facts.comment}" if facts.comment else facts.name
    return one_line(text, MAX_NAME)
