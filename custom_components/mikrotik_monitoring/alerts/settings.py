"""The rules of one router: the built-in ones with the user's settings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ..const import OPTION_ALERTS, OPTION_BANDWIDTH
from .rule import Rule
from .rules import RULES

# Keys of the option: alerts that differ from their default, and changed bounds.
OFF: Final = "off"
ON: Final = "on"
BOUNDS: Final = "bounds"
# A bound of every rule: for how many seconds it must last.
HOLD: Final = "hold"

_BY_KEY: Final = {rule.key: rule for rule in RULES}


def rules_of(options: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the enabled rules that have all needed bounds, with these.

    Stored settings of a rule or a bound that no longer exists are ignored.
    """
    stored = options.get(OPTION_ALERTS, {})
    bandwidth = options.get(OPTION_BANDWIDTH, {})
    rules = (
        _of_contracts(as_set(rule, stored), bandwidth) for rule in RULES if is_on(rule, stored)
    )
    return tuple(rule for rule in rules if rule is not None and rule.condition.is_set)


def as_set(rule: Rule, stored: Mapping[str, Any]) -> Rule:
    """Return a rule with the bounds that are stored for it."""
    return with_bounds(rule, stored.get(BOUNDS, {}).get(rule.key, {}))


def _of_contracts(rule: Rule, bandwidth: Mapping[str, Mapping[str, int]]) -> Rule | None:
    """Return a rule for the interfaces that have its contract; None if none has."""
    if rule.contract is None:
        return rule
    contracted = frozenset(name for name, parts in bandwidth.items() if parts.get(rule.contract))
    return replace(rule, watches=contracted.__contains__) if contracted else None


def is_on(rule: Rule, stored: Mapping[str, Any]) -> bool:
    """Return whether a rule is enabled in the stored settings."""
    return (
        rule.key not in stored.get(OFF, ()) if rule.is_default else rule.key in stored.get(ON, ())
    )


def differing(on: Iterable[str]) -> dict[str, list[str]]:
    """Return what to store so that only these are enabled."""
    chosen = set(on)
    return {
        OFF: [rule.key for rule in RULES if rule.is_default and rule.key not in chosen],
        ON: [rule.key for rule in RULES if not rule.is_default and rule.key in chosen],
    }


def bounds_of(rule: Rule) -> dict[str, float | None]:
    """Return the configurable bounds of a rule, by name; times are in seconds.

    None: no value unless the user sets one.
    """
    beside = {} if rule.beside is None else {rule.beside.name: rule.beside.least}
    return {**rule.condition.bounds, **beside, HOLD: rule.hold}


def with_bounds(rule: Rule, bounds: Mapping[str, float]) -> Rule:
    """Return a rule with other bounds."""
    known = {name: value for name, value in bounds.items() if name in rule.condition.bounds}
    condition = rule.condition.with_bounds(known) if known else rule.condition
    beside = rule.beside
    if beside is not None and beside.name in bounds:
        beside = replace(beside, least=bounds[beside.name])
    return replace(rule, condition=condition, beside=beside, hold=bounds.get(HOLD, rule.hold))


def built_in(key: str) -> Rule:
    """Return a rule with its defaults; raises KeyError for an unknown one."""
    return _BY_KEY[key]


def stored_bounds(key: str, bounds: Mapping[str, float]) -> dict[str, float]:
    """Return the bounds of a rule that differ from the defaults."""
    first = bounds_of(built_in(key))
    return {name: value for name, value in bounds.items() if value != first.get(name)}


def wrong_bounds(rule: Rule) -> Iterator[str]:
    """Yield the names of a rule's bounds that are invalid, or contradict another."""
    yield from rule.condition.wrong_bounds()
    if rule.beside is not None and rule.beside.least < 0:
        yield rule.beside.name
    if rule.hold < rule.least_hold:
        yield HOLD
