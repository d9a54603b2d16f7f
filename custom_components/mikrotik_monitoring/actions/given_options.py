"""Validation of an action's options, with errors that name what is wrong."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from ..const import (
    OPTION_BANDWIDTH,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INSTANCES,
    OPTION_INTERFACES,
    OPTION_KINDS,
    OPTION_RETENTION,
)
from ..metrics import GROUPS
from ..metrics.bandwidth import BANDWIDTH_PARTS
from ..metrics.catalogue import Catalogue
from ..metrics.choices import Amount, Detail
from ..metrics.interface_choice import ChosenBy
from ..options.bandwidth import LEAST, MOST, bits, is_sound
from .errors import invalid

type Check = Callable[[str, Any], Any]

# ``essential`` is set by the level of detail only.
AMOUNTS: Final = tuple(amount for amount in Amount if amount is not Amount.ESSENTIAL)
# How interfaces are chosen, and the lists of which at least one is required.
CHOSEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    ChosenBy.ALL: (),
    ChosenBy.TYPE: ("types",),
    ChosenBy.PATTERN: ("include", "exclude"),
    ChosenBy.PICKED: ("picked",),
}
RETAINED: Final = ("realtime", "rest")
MOST_DAYS: Final = 3650

_BY: Final = "by"
_LISTS: Final[tuple[str, ...]] = ("types", "include", "exclude", "picked")
# The prefixes of an interface's instance: its port, or its name.
_PREFIXES: Final = ("port:", "name:")


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as stored; raises ServiceValidationError for invalid ones."""
    return {
        option: check(option, given[option]) for option, check in CHECKS.items() if option in given
    }


@cache
def _built_in() -> Catalogue:
    """Return the catalogue that all routers share."""
    return Catalogue("", GROUPS)


def _detail(field: str, value: Any) -> str:
    return _one_of(field, value, Detail)


def _groups(field: str, value: Any) -> dict[str, str]:
    """Return how much of each group exists, by its key."""
    return {
        _one_of(field, key, _built_in().groups): _one_of(f"{field}.{key}", amount, AMOUNTS)
        for key, amount in _map(field, value).items()
    }


def _kinds(field: str, value: Any) -> dict[str, list[str]]:
    """Return the kinds that are chosen, by family."""
    families = _built_in().families
    return {
        family: [
            _one_of(f"{field}.{family}", kind, families[family])
            for kind in _texts(f"{field}.{family}", kinds)
        ]
        for family, kinds in _by(field, value, families).items()
    }


def _instances(field: str, value: Any) -> dict[str, list[str]]:
    """Return the names or patterns of instances to show above the limit, by family."""
    by_family = _by(field, value, _built_in().limited_families)
    return {family: _texts(f"{field}.{family}", names) for family, names in by_family.items()}


def _interfaces(field: str, value: Any) -> dict[str, Any]:
    """Return how interfaces are chosen, with the lists required for it."""
    chosen = _by(field, value, (_BY, *_LISTS))
    lists = {name: _texts(f"{field}.{name}", chosen[name]) for name in _LISTS if name in chosen}
    chosen_by = _one_of(f"{field}.{_BY}", chosen.get(_BY), CHOSEN_BY)
    needed = CHOSEN_BY[chosen_by]
    if needed and not any(lists.get(name) for name in needed):
        raise invalid("option_is_missing", field=field, by=chosen_by, needed=", ".join(needed))
    for instance in lists.get("picked", ()):
        _instance(f"{field}.picked", instance)
    return {_BY: chosen_by, **lists}


def _retention(field: str, value: Any) -> dict[str, int | None]:
    """Return the days that single values are kept, None for the recorder's own."""
    given = _by(field, value, RETAINED)
    return {part: _days(f"{field}.{part}", given.get(part)) for part in RETAINED}


def _bandwidth(field: str, value: Any) -> dict[str, dict[str, int]]:
    """Return the contracts by interface in bit/s; given in Mbit/s, empty to clear one."""
    return {
        _instance(field, instance): _contract(f"{field}.{instance}", parts or {})
        for instance, parts in _map(field, value).items()
    }


def _contract(field: str, value: Any) -> dict[str, int]:
    """Return the parts of a contract in bit/s."""
    given = {
        part: one for part, one in _by(field, value, BANDWIDTH_PARTS).items() if one is not None
    }
    for part, one in given.items():
        if not _is_number(one) or not LEAST <= one <= MOST:
            raise invalid("option_is_no_rate", field=f"{field}.{part}", value=str(one))
    if not is_sound(given):
        raise invalid("option_commit_too_high", field=field)
    return bits(given)


def _instance(field: str, value: Any) -> str:
    """Return the id of an interface."""
    if not isinstance(value, str) or not value.startswith(_PREFIXES):
        raise invalid("option_is_no_interface", field=field, value=str(value))
    return value


def _days(field: str, value: Any) -> int | None:
    if value is None:
        return None
    if not _is_number(value) or not 1 <= value <= MOST_DAYS or value != int(value):
        raise invalid("option_is_no_days", field=field, value=str(value))
    return int(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _one_of(field: str, value: Any, allowed: Iterable[str]) -> str:
    """Return a value if it is allowed."""
    allowed = tuple(allowed)
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(allowed)
        raise invalid("option_is_unknown", field=field, value=str(value), allowed=words)
    return value


def _by(field: str, value: Any, allowed: Iterable[str]) -> dict[str, Any]:
    """Return a map if its keys are allowed."""
    allowed = tuple(allowed)
    return {_one_of(field, key, allowed): one for key, one in _map(field, value).items()}


def _map(field: str, value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise invalid("option_is_no_map", field=field, value=str(value))
    return value


def _texts(field: str, value: Any) -> list[str]:
    """Return stripped texts; empty ones are left out."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid("option_is_no_list", field=field, value=str(value))
    return [one.strip() for one in value if one.strip()]


CHECKS: Final[Mapping[str, Check]] = {
    OPTION_DETAIL: _detail,
    OPTION_GROUPS: _groups,
    OPTION_KINDS: _kinds,
    OPTION_INSTANCES: _instances,
    OPTION_INTERFACES: _interfaces,
    OPTION_RETENTION: _retention,
    OPTION_BANDWIDTH: _bandwidth,
}
