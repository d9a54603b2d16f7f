"""The catalogue of a config entry."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.helpers.json import json_dumps_sorted
from homeassistant.util.json import json_loads_object

from .const import (
    OPTION_BANDWIDTH,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INSTANCES,
    OPTION_INTERFACES,
    OPTION_KEPT,
    OPTION_KINDS,
    OPTION_PING_GATEWAYS,
)
from .metrics import GROUPS, custom_metric
from .metrics.bandwidth import Bandwidth
from .metrics.catalogue import Catalogue
from .metrics.choices import Amount, Choices, Detail
from .metrics.interface_choice import ChosenBy, InterfaceChoice
from .metrics.model import Group
from .metrics.ping import PING
from .metrics.ping_target import PING_TARGET, ping_target_group

type MakeGroup = Callable[[str, str, Mapping[str, Any]], Group | None]

# What a user adds, by subentry type: makes a group from the subentry's id, title and data, None if
# the data is invalid.
ADDED: Final[dict[str, MakeGroup]] = {
    PING_TARGET: ping_target_group,
    custom_metric.TYPE: custom_metric.make,
}

# The options that decide what exists.
CHOOSING: Final = (
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_KINDS,
    OPTION_INSTANCES,
    OPTION_KEPT,
    OPTION_INTERFACES,
    OPTION_BANDWIDTH,
)

# All options that a catalogue depends on.
_CATALOGUED: Final = (*CHOOSING, OPTION_PING_GATEWAYS)

# More catalogues than an installation needs; each is a few kilobytes.
_MOST: Final = 1024


def catalogue_of(entry: ConfigEntry, options: Mapping[str, Any] | None = None) -> Catalogue:
    """Return what is read from a router and which entities it has, from its entry alone.

    A pure function of the entry, so it also works for a router that is away. With other
    ``options``, it is what the catalogue would be.
    """
    chosen = entry.options if options is None else options
    return _catalogue(
        entry.unique_id or entry.entry_id,
        json_dumps_sorted({key: chosen[key] for key in _CATALOGUED if key in chosen}),
        tuple(_Subentry.of(one) for one in entry.subentries.values() if one.subentry_type in ADDED),
    )


def whole_catalogue_of(entry: ConfigEntry) -> Catalogue:
    """Return the catalogue including the groups that an entry's options leave out."""
    return catalogue_of(entry, {})


class _Subentry(NamedTuple):
    """A comparable copy of a subentry: Home Assistant changes its own in place."""

    kind: str
    subentry_id: str
    title: str
    data: str

    @classmethod
    def of(cls, subentry: ConfigSubentry) -> _Subentry:
        """Return a copy of a subentry."""
        data = json_dumps_sorted(dict(subentry.data))
        return cls(subentry.subentry_type, subentry.subentry_id, subentry.title, data)


@lru_cache(maxsize=_MOST)
def _added(subentry: _Subentry) -> Group | None:
    """Return the group of a subentry: the same object as long as the subentry is unchanged."""
    data = json_loads_object(subentry.data)
    return ADDED[subentry.kind](subentry.subentry_id, subentry.title, data)


@lru_cache(maxsize=_MOST)
def _catalogue(router: str, options: str, subentries: tuple[_Subentry, ...]) -> Catalogue:
    chosen = json_loads_object(options)
    pings_gateways = chosen.get(OPTION_PING_GATEWAYS, True)
    built_in = (group for group in GROUPS if pings_gateways or group is not PING)
    added = (_added(subentry) for subentry in subentries)
    groups = (*built_in, *(group for group in added if group))
    return Catalogue(router, groups, choices_of(chosen))


def choices_of(options: Mapping[str, Any]) -> Choices:
    """Return the choices in options; a missing one has its default."""
    kinds: Mapping[str, list[str]] = options.get(OPTION_KINDS, {})
    instances: Mapping[str, list[str]] = options.get(OPTION_INSTANCES, {})
    groups: Mapping[str, str] = options.get(OPTION_GROUPS, {})
    bandwidth: Mapping[str, Mapping[str, int]] = options.get(OPTION_BANDWIDTH, {})
    return Choices(
        detail=Detail(options.get(OPTION_DETAIL, Detail.STANDARD)),
        groups={key: Amount(amount) for key, amount in groups.items()},
        kinds={family: frozenset(names) for family, names in kinds.items()},
        instances={family: tuple(names) for family, names in instances.items()},
        kept=frozenset(options.get(OPTION_KEPT, ())),
        interfaces=_interfaces(options.get(OPTION_INTERFACES, {})),
        bandwidth={instance: Bandwidth.of(parts) for instance, parts in bandwidth.items()},
    )


def _interfaces(chosen: Mapping[str, Any]) -> InterfaceChoice:
    """Return which interfaces an option selects."""
    return InterfaceChoice(
        by=ChosenBy(chosen.get("by", ChosenBy.ALL)),
        types=frozenset(chosen.get("types", ())),
        include=tuple(chosen.get("include", ())),
        exclude=tuple(chosen.get("exclude", ())),
        picked=frozenset(chosen.get("picked", ())),
    )
