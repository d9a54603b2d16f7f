"""Which radios are themselves clients of an access point, in each wireless stack."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..routeros import Command, NoSuchCommandError, Row
from .asking import Ask

# "station", "station-bridge", "station-pseudobridge" and so on.
_STATION: Final = "station"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Modes:
    """Where a stack stores its radios' modes: in a field, or in the profile that a field names."""

    mode: str
    profile: str | None = None


# A radio of CAPsMAN is always an access point.
_MODES: Final = {
    "/interface/wifi": _Modes(mode="configuration.mode", profile="configuration"),
    "/interface/wifiwave2": _Modes(mode="configuration.mode", profile="configuration"),
    "/interface/wireless": _Modes(mode="mode"),
}


async def stations(ask: Ask, stacks: Iterable[str]) -> frozenset[str]:
    """Return the names of the radios of some stacks that are in a station mode."""
    found: set[str] = set()
    for stack in stacks:
        if (modes := _MODES.get(stack)) is not None:
            found |= await _stations_of(ask, stack, modes)
    return frozenset(found)


async def _stations_of(ask: Ask, stack: str, modes: _Modes) -> set[str]:
    """Return the stations of one stack: a radio's own mode overrides its profile's."""
    fields = tuple(filter(None, ("name", modes.mode, modes.profile)))
    radios = await _print(ask, stack, fields)
    of_profile: dict[str, str] = {}
    if modes.profile and any(_lacks_mode(row, modes) for row in radios):
        profiles = await _print(ask, f"{stack}/{modes.profile}", ("name", "mode"))
        of_profile = {row.get("name", ""): row.get("mode", "") for row in profiles}
    return {
        row.get("name", "")
        for row in radios
        if (row.get(modes.mode) or of_profile.get(row.get(modes.profile or "", ""), "")).startswith(
            _STATION
        )
    }


def _lacks_mode(radio: Row, modes: _Modes) -> bool:
    """Return whether a radio gets its mode from a profile, if it has one."""
    return not radio.get(modes.mode) and bool(radio.get(modes.profile or ""))


async def _print(ask: Ask, menu: str, fields: tuple[str, ...]) -> list[Row]:
    """Return the rows of a menu, none where the router lacks it."""
    try:
        return await ask(Command(f"{menu}/print", proplist=fields))
    except NoSuchCommandError:
        return []
