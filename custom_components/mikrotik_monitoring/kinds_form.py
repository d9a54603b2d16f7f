"""The form in which an owner chooses kinds of sensors, and what is stored of it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
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

from .catalogue import catalogue_of
from .choosing import Kind, kind_sizes
from .const import DOMAIN, OPTION_INSTANCES, OPTION_KEPT, OPTION_KINDS
from .metrics.catalogue import Catalogue
from .polling import MonitoredRouter

# What this form sets, and no other.
CHOICES: Final = frozenset({OPTION_INSTANCES, OPTION_KEPT, OPTION_KINDS})

_SHOWN: Final = "_shown"
_REMOVE_KEPT: Final = "remove_kept"
_SELECTOR: Final = "kinds"


async def async_kinds_schema(
    hass: HomeAssistant, entry: ConfigEntry, router: MonitoredRouter | None
) -> vol.Schema:
    """Return the form: for each family its kinds, each with how many entities it adds.

    Of families of which there may be more than can be shown, also which of them to show.
    """
    catalogue = catalogue_of(entry)
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    sizes = Counter[Kind]() if router is None else kind_sizes(router)
    kinds: Mapping[str, list[str]] = entry.options.get(OPTION_KINDS, {})
    names: Mapping[str, list[str]] = entry.options.get(OPTION_INSTANCES, {})
    schema: dict[vol.Marker, Any] = {}
    for family, of_family in catalogue.families.items():
        options = [_option(texts, Kind(family, kind), sizes) for kind in of_family]
        chosen = [kind for kind in kinds.get(family, ()) if kind in of_family]
        schema[_field(family, chosen)] = SelectSelector(
            SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST)
        )
        if family in catalogue.limited_families:
            shown = list(names.get(family, ()))
            schema[_field(f"{family}{_SHOWN}", shown)] = TextSelector(
                TextSelectorConfig(multiple=True)
            )
    if entry.options.get(OPTION_KEPT):
        schema[vol.Required(_REMOVE_KEPT, default=False)] = BooleanSelector()
    return vol.Schema(schema)


def _field(name: str, chosen: list[str]) -> vol.Marker:
    """Return a field that shows what is chosen; left empty, it chooses nothing."""
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
    """Return the options that a filled form stands for."""
    kinds = {family: list(typed.get(family, ())) for family in catalogue.families}
    shown = {
        family: [name.strip() for name in typed.get(f"{family}{_SHOWN}", ()) if name.strip()]
        for family in catalogue.limited_families
    }
    return {
        OPTION_KINDS: {family: chosen for family, chosen in kinds.items() if chosen},
        OPTION_INSTANCES: {family: names for family, names in shown.items() if names},
        OPTION_KEPT: [] if typed.get(_REMOVE_KEPT) else list(options.get(OPTION_KEPT, ())),
    }
