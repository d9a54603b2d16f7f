"""Numbers that are compared with their usual level."""

import pytest

from custom_components.mikrotik_monitoring.alerts.built_in import hardware
from custom_components.mikrotik_monitoring.alerts.conditions import AnyCondition
from custom_components.mikrotik_monitoring.alerts.model import Severity
from custom_components.mikrotik_monitoring.alerts.rule import Rule
from custom_components.mikrotik_monitoring.alerts.steady import Lessens, Strays

from .feed import Feed

WARNING = Severity.WARNING
HOUR, DAY = 3600, 86_400
[VOLTAGE] = [rule for rule in hardware.RULES if rule.key == "voltage"]
LIGHT = Strays(severity=WARNING, below=3, above=3, is_share=False, settle=7 * DAY)


def feed(condition: AnyCondition, interval: float = 300) -> Feed:
    """Return a feed of a condition, with a value every five minutes."""
    return Feed.of(Rule(key="k", metric="m", condition=condition), interval=interval)


def learned(condition: AnyCondition, number: float) -> Feed:
    """Return a feed of a condition that has seen a number for four hours."""
    values = feed(condition)
    assert values.many([number] * 48) == []
    return values


@pytest.mark.parametrize("volts", [5.1, 12.2, 13.8, 24.3, 27.0, 48.9, 53.5])
def test_a_board_is_compared_with_itself(volts: float) -> None:
    """Whatever its supply: only a voltage outside its own range is an alert."""
    values = learned(VOLTAGE.condition, volts)
    assert values.many([volts * 0.91, volts * 1.14, None, volts]) == []
    assert values.many([volts * 0.89]) == ["raised"]
    assert values.alerts.active[0].bound == volts
    assert values.many([volts * 0.915, None]) == [], "it has to come back by a fifth"
    assert values.many([volts * 0.93]) == ["cleared"]
    assert values.many([volts * 1.16]) == ["raised"]
    assert values.many([volts]) == ["cleared"]


def test_what_is_not_known_yet() -> None:
    """For two hours and a half anything may be what is usual."""
    values = feed(VOLTAGE.condition, interval=60)
    assert values.many([24, 12, 48, None, 24, 12] * 24) == []


def test_an_input_that_nothing_is_plugged_into() -> None:
    """It has no usual voltage; one that is plugged in later is learned."""
    values = learned(VOLTAGE.condition, 0.1)
    assert values.many([48.0] * 12 * 8) == []
    assert values.many([0.1]) == ["raised"]


def test_another_supply_is_the_new_one() -> None:
    """After a day; then values are compared with that one."""
    values = learned(VOLTAGE.condition, 24)
    assert values.many([48] * 12 * 23) == ["raised"]
    assert values.many([48] * 13) == ["cleared"]
    assert values.many([48] * 48) == []
    assert values.many([24]) == ["raised"]


def test_a_battery_in_the_course_of_a_day() -> None:
    """It is charged and used, slowly; only running out is an alert."""
    values = feed(VOLTAGE.condition)
    day = [12.6 + 1.8 * step / 72 for step in range(72)] + [14.4] * 36
    night = [14.4 - 1.8 * step / 180 for step in range(180)]
    assert values.many((day + night) * 3) == []
    assert values.many([12.6 - 0.02 * step for step in range(120)]) == ["raised"]


def test_light_that_moves() -> None:
    """By three decibels from its usual level; after a week the new level is the usual one."""
    values = learned(LIGHT, -8)
    assert values.many([-10.9, -5.1, -8]) == []
    assert values.many([-11.1]) == ["raised"]
    assert values.alerts.active[0].bound == -8
    assert values.many([-10.5]) == []
    assert values.many([-11] * 12 * 24 * 6) == []
    assert values.many([-9]) == ["cleared"]


@pytest.mark.parametrize("condition", [VOLTAGE.condition, LIGHT, Lessens(severity=WARNING)])
def test_it_survives_a_restart(condition: AnyCondition) -> None:
    """An active alert is compared with the level from before, which is not learned again."""
    values = learned(condition, 100)
    assert values.many([50]) == ["raised"]
    rule = Rule(key="k", metric="m", condition=condition)
    again = Feed.of(rule, active=values.alerts.active, interval=300)
    assert again.many([50] * 24) == []
    assert again.alerts.active[0].bound == 100
    assert again.many([100]) == ["cleared"]


def test_a_restart_without_a_bound() -> None:
    """No alert is raised until the level is learned again."""
    values = learned(VOLTAGE.condition, 24)
    assert values.many([12]) == ["raised"]
    memory = VOLTAGE.condition.restored_memory(None)
    assert memory.steady is None
    assert Lessens(severity=WARNING).restored_memory(None).number is None


def test_a_link_that_is_slower() -> None:
    """Than it was, until a day is over; without a link the speed is unknown."""
    values = feed(Lessens(severity=WARNING))
    assert values.many([1e8, 1e9, None, 1e9]) == []
    assert values.many([1e8]) == ["raised"]
    assert values.alerts.active[0].bound == 1e9
    assert values.many([None, 1e8]) == []
    assert values.many([1e9]) == ["cleared"]
    assert values.many([1e8] * 12 * 25) == ["raised", "cleared"]
    assert values.many([1e7]) == ["raised"]
