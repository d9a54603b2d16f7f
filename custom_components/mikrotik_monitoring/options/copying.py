"""Applying options to routers: copied from another router, or given directly."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from ..choosing import async_change_options
from ..const import (
    OPTION_ALERTS,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INSTANCES,
    OPTION_INTERFACES,
    OPTION_KINDS,
    OPTION_RETENTION,
)
from ..metrics.choices import Detail
from ..metrics.interface_choice import ChosenBy

type Options = Mapping[str, Any]


class Part(StrEnum):
    """What is copied together."""

    DETAIL = "detail"
    INTERFACES = "interfaces"
    RETENTION = "retention"
    ALERTS = "alerts"


class Reason(StrEnum):
    """Why an option is not copied."""

    # The identifiers of one router's interfaces mean nothing on another.
    PICKED = "picked"


# All other options belong to one router: its title, what is kept, its contracts.
OPTIONS_OF: Final[Mapping[Part, tuple[str, ...]]] = {
    Part.DETAIL: (OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS, OPTION_INSTANCES),
    Part.INTERFACES: (OPTION_INTERFACES,),
    Part.RETENTION: (OPTION_RETENTION,),
    Part.ALERTS: (OPTION_ALERTS,),
}

_BY: Final = "by"
_PICKED: Final = "picked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """Result of applying options to a router.

    ``applied`` are those that changed, ``unchanged`` those that were the same before, and
    ``left_out`` those that were not applied, each with the reason. ``removed`` is how many
    entities are no longer chosen.
    """

    applied: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: Mapping[str, Reason] = field(default_factory=dict)
    removed: int = 0
    is_loaded: bool = True


async def async_copy(
    hass: HomeAssistant, source: Options, targets: Iterable[ConfigEntry], parts: Iterable[Part]
) -> dict[ConfigEntry, Applied]:
    """Copy the options of a router to others, one after the other; return the result of each."""
    parts, options = tuple(parts), dict(source)
    applied = {}
    for entry in targets:
        left_out = not_copied(options, parts)
        wanted = copied(options, entry.options, parts)
        applied[entry] = await async_apply(hass, entry, wanted, left_out)
        # Let other tasks run between the routers: there may be a hundred.
        await asyncio.sleep(0)
    return applied


async def async_apply(
    hass: HomeAssistant,
    entry: ConfigEntry,
    wanted: Options,
    left_out: Mapping[str, Reason] | None = None,
) -> Applied:
    """Apply options to a router, where None means the default; return the result.

    A loaded one uses them at once, over its open session; any other at its next setup.
    """
    before = entry.options
    changed = tuple(option for option in wanted if not _is_same(before, wanted, option))
    removed = 0
    if changed:
        kept = {key: value for key, value in before.items() if key not in changed}
        new = {key: wanted[key] for key in changed if wanted[key] is not None}
        removed = await async_change_options(hass, entry, {**kept, **new})
    return Applied(
        applied=changed,
        unchanged=tuple(option for option in wanted if option not in changed),
        left_out=left_out or {},
        removed=removed,
        is_loaded=entry.state is ConfigEntryState.LOADED,
    )


def copied(source: Options, target: Options, parts: Iterable[Part]) -> dict[str, Any]:
    """Return the options that a router gets from another one, None for a default."""
    parts = tuple(parts)
    left_out = not_copied(source, parts)
    wanted = {
        option: source.get(option)
        for part in parts
        for option in OPTIONS_OF[part]
        if option not in left_out
    }
    if OPTION_INTERFACES in wanted:
        wanted[OPTION_INTERFACES] = _interfaces(source, target)
    return wanted


def not_copied(source: Options, parts: Iterable[Part]) -> dict[str, Reason]:
    """Return which options of a router cannot be copied, and why."""
    chosen_by = source.get(OPTION_INTERFACES, {}).get(_BY)
    if Part.INTERFACES in parts and chosen_by == ChosenBy.PICKED:
        return {OPTION_INTERFACES: Reason.PICKED}
    return {}


def _interfaces(source: Options, target: Options) -> dict[str, Any]:
    """Return the choice of interfaces for another router, which keeps its own picked ones."""
    chosen = {_BY: ChosenBy.ALL, **source.get(OPTION_INTERFACES, {})}
    own = target.get(OPTION_INTERFACES, {})
    picked = {_PICKED: own[_PICKED]} if _PICKED in own else {}
    return {key: value for key, value in chosen.items() if key != _PICKED} | picked


def _is_same(before: Options, wanted: Options, option: str) -> bool:
    return bool(_plain(option, before.get(option)) == _plain(option, wanted[option]))


def _plain(option: str, value: Any) -> Any:
    """Return an option in a comparable form, None for anything that means the default."""
    if option == OPTION_DETAIL:
        return None if value == Detail.STANDARD else value
    if option == OPTION_INTERFACES:
        return None if (value or {}).get(_BY, ChosenBy.ALL) == ChosenBy.ALL else value
    if option == OPTION_ALERTS:
        return {part: one for part, one in (value or {}).items() if one} or None
    if option == OPTION_RETENTION:
        return {part: days for part, days in (value or {}).items() if days is not None} or None
    return value or None
