"""What plain automations would send for the same values, to compare the alerts with.

A numeric state above the bound at which the alert is raised (for a level from the router, the
declared one; for unusual values, the minimum), or a bad state: sent at each reading at which it
becomes so. No duration, no second bound, no cause; unknown is 0, as with `| float(0)`.
A changed value is sent as well where the alert is about changes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from custom_components.mikrotik_monitoring.alerts.conditions import (
    Aged,
    Changes,
    Due,
    Is,
    Threshold,
)
from custom_components.mikrotik_monitoring.alerts.engine import Observation
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.alerts.over_time import AboveUsual
from custom_components.mikrotik_monitoring.alerts.rule import Rule


class Plain:
    """Plain automations on all metrics that rules watch."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Create one for each rule that a plain automation can express."""
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.metric, []).append(rule)
        self._last: dict[tuple[str, str], Value] = {}
        self._bad: set[tuple[str, str]] = set()

    def observe(self, observation: Observation) -> Iterator[str]:
        """Yield the rule of each message that would be sent."""
        for rule in self._rules.get(observation.metric, ()):
            for instance, value in observation.values.items():
                place = rule.key, instance
                if isinstance(rule.condition, Changes):
                    before = self._last.get(place)
                    self._last[place] = value
                    if before is not None and value != before:
                        yield rule.key
                    continue
                if not _is_bad(rule, value, observation):
                    self._bad.discard(place)
                elif place not in self._bad:
                    self._bad.add(place)
                    yield rule.key


def _is_bad(rule: Rule, value: Value, observation: Observation) -> bool:
    """Return whether a value is beyond the bound."""
    condition = rule.condition
    match condition:
        case Is():
            return value == condition.state
        case Threshold():
            number = float(value) if isinstance(value, (int, float)) else 0.0
            bound = condition.levels[0].raise_at
            return number <= bound if condition.is_low else number >= bound
        case AboveUsual():
            return isinstance(value, (int, float)) and value >= condition.least
        case Aged() | Due():
            if not isinstance(value, datetime):
                return False
            days = abs((observation.wall - value).total_seconds()) / 86_400
            level = condition.levels[0]
            return (days >= level.raise_at) is isinstance(condition, Aged)
        case _:
            return False
