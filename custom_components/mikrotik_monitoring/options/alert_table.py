"""The alerts that an owner has changed, and those that have no data to judge, as a table."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..alerts.rule import Rule
from ..alerts.rules import OF_NO_READING, RULES
from ..alerts.settings import as_set, is_on, rules_of
from ..catalogue import catalogue_of
from ..const import DOMAIN, OPTION_ALERTS, OPTION_INTERFACES
from ..metrics.interface_choice import ChosenBy

_SELECTOR: Final = "alert_state"


async def async_alert_table(
    hass: HomeAssistant, entry: ConfigEntry, options: Mapping[str, Any], names: Mapping[str, str]
) -> str:
    """Return the table in Markdown for some options; ``names`` are the alerts' names by key."""
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    prefix = f"component.{DOMAIN}.selector.{_SELECTOR}.options."

    def word(key: str, **values: str) -> str:
        return texts.get(f"{prefix}{key}", key).format(**values)

    rows = [
        f"| {names[rule.key]} | {', '.join(word(key, **values) for key, values in states)} |"
        for rule in RULES
        if (states := list(_states(rule, entry, options)))
    ]
    if not rows:
        return word("as_at_first")
    lines = [f"| {word('alert')} | {word('state')} |", "| --- | --- |", *rows]
    if options.get(OPTION_INTERFACES, {}).get("by", ChosenBy.ALL) != ChosenBy.ALL:
        lines += ["", word("interfaces")]
    return "\n".join(lines)


def _states(
    rule: Rule, entry: ConfigEntry, options: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the remarks on a rule, as keys of texts with their values; most have none."""
    stored = options.get(OPTION_ALERTS, {})
    if not is_on(rule, stored):
        if rule.is_default:
            yield "off", {}
        return
    if not rule.is_default:
        yield "on", {}
    own = as_set(rule, stored)
    if own != rule:
        yield "bounds", {"bounds": told(own), "first": told(rule)}
    if rule.metric not in OF_NO_READING and rule.metric not in catalogue_of(entry, options).metrics:
        yield "left_out", {}
    elif rule.key not in {one.key for one in rules_of(options)}:
        yield "no_contract" if rule.contract else "no_figure", {}


def told(rule: Rule) -> str:
    """Return the numbers of a rule in short: "90 / 80, 300 s"."""
    return ", ".join(_parts(rule))


def _parts(rule: Rule) -> Iterator[str]:
    bounds = [*rule.condition.bounds.values(), *([rule.beside.least] if rule.beside else ())]
    if bounds:
        yield " / ".join("-" if value is None else f"{value:g}" for value in bounds)
    if rule.hold:
        yield f"{rule.hold:g} s"
    elif not bounds:
        yield "0 s"
