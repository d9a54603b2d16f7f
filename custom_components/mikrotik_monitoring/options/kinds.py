"""The step in which an owner chooses kinds of sensors."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from ..catalogue import catalogue_of
from ..choosing import (
    Kind,
    families_to_choose,
    kind_sizes,
    lacking_families,
    limited_to_choose,
)
from ..const import DOMAIN, OPTION_INSTANCES, OPTION_KEPT, OPTION_KINDS
from ..metrics.catalogue import Catalogue
from ..polling import MonitoredRouter
from .review import ReviewSteps

_SHOWN: Final = "_shown"
_REMOVE_KEPT: Final = "remove_kept"
_SELECTOR: Final = "kinds"


class KindsSteps(ReviewSteps):
    """Chooses the kinds of sensors that exist besides those that are enabled by default."""

    async def async_step_kinds(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the kinds of sensors that exist besides those that are enabled by default."""
        draft = self.draft
        catalogue = catalogue_of(self.config_entry, draft)
        if user_input is not None:
            return self.async_review(choices_of(catalogue, draft, user_input))
        schema = await async_kinds_schema(self.hass, catalogue, draft, self.router)
        if not schema.schema:
            return self.async_review({})
        return self.async_show_form(
            step_id="kinds",
            data_schema=schema,
            description_placeholders={"kept": str(len(draft.get(OPTION_KEPT, ())))},
        )


async def async_kinds_schema(
    hass: HomeAssistant,
    catalogue: Catalogue,
    options: Mapping[str, Any],
    router: MonitoredRouter | None,
) -> vol.Schema:
    """Return the form: for each family its kinds, each with how many entities it adds.

    Families with a limited number of instances also have a field for which to show. A family that
    the router does not have is left out, unless some of its kinds are chosen.
    """
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    sizes = Counter[Kind]() if router is None else kind_sizes(router)
    kinds: Mapping[str, list[str]] = options.get(OPTION_KINDS, {})
    names: Mapping[str, list[str]] = options.get(OPTION_INSTANCES, {})
    schema: dict[vol.Marker, Any] = {}
    of_families, limited = families_to_choose(catalogue), limited_to_choose(catalogue)
    lacking = set[str]() if router is None else lacking_families(router)
    for family in catalogue.families:
        if family in lacking and not (kinds.get(family) or names.get(family)):
            continue
        if of_family := of_families.get(family, ()):
            labels = [_option(texts, Kind(family, kind), sizes) for kind in of_family]
            chosen = [kind for kind in kinds.get(family, ()) if kind in of_family]
            schema[_field(family, chosen)] = SelectSelector(
                SelectSelectorConfig(options=labels, multiple=True, mode=SelectSelectorMode.LIST)
            )
        if family in limited:
            shown = list(names.get(family, ()))
            schema[_field(f"{family}{_SHOWN}", shown)] = TextSelector(
                TextSelectorConfig(multiple=True)
            )
    if options.get(OPTION_KEPT):
        schema[vol.Required(_REMOVE_KEPT, default=False)] = BooleanSelector()
    return vol.Schema(schema)


def _field(name: str, chosen: list[str]) -> vol.Marker:
    """Return a field with the current choice; left empty, nothing is chosen."""
    return vol.Optional(name, description={"suggested_value": chosen})


def _option(texts: Mapping[str, str], kind: Kind, sizes: Counter[Kind]) -> SelectOptionDict:
    """Return a kind as the form shows it."""
    key = f"component.{DOMAIN}.selector.{_SELECTOR}.options.{kind.family}_{kind.name}"
    name = texts.get(key, kind.name)
    size = sizes[kind]
    return SelectOptionDict(value=kind.name, label=f"{name} (+{size})" if size else name)


def choices_of(
    catalogue: Catalogue, options: Mapping[str, Any], typed: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the options from a submitted form; those it has no field for stay as they were."""
    kinds = {
        **options.get(OPTION_KINDS, {}),
        **{family: list(typed.get(family, ())) for family in families_to_choose(catalogue)},
    }
    shown = {
        **options.get(OPTION_INSTANCES, {}),
        **{
            family: [name.strip() for name in typed.get(f"{family}{_SHOWN}", ()) if name.strip()]
            for family in limited_to_choose(catalogue)
        },
    }
    return {
        OPTION_KINDS: {family: chosen for family, chosen in kinds.items() if chosen},
        OPTION_INSTANCES: {family: names for family, names in shown.items() if names},
        OPTION_KEPT: [] if typed.get(_REMOVE_KEPT) else list(options.get(OPTION_KEPT, ())),
    }
