"""The conditions of alerts, one by one."""

from datetime import timedelta

import pytest

from custom_components.mikrotik_monitoring.alerts.conditions import (
    Aged,
    AnyCondition,
    Changes,
    Due,
    Flaps,
    Is,
    Level,
    Threshold,
)
from custom_components.mikrotik_monitoring.alerts.model import Severity
from custom_components.mikrotik_monitoring.alerts.over_time import (
    LEAST_SAMPLES,
    USUAL_SAMPLES,
    AboveUsual,
    Falls,
    FullSoon,
    Moves,
)
from custom_components.mikrotik_monitoring.alerts.rule import Rule

from .feed import BEGUN, Feed

WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
TWO = (
    Level(severity=WARNING, raise_at=85, clear_at=80),
    Level(severity=CRITICAL, raise_at=95, clear_at=90),
)


def feed(condition: AnyCondition, *, hold: float = 0.0) -> Feed:
    """Return a feed of a condition."""
    return Feed.of(Rule(key="k", metric="m", condition=condition, hold=hold))


def test_two_levels() -> None:
    """Each ends below its own bound; between the bounds nothing changes."""
    values = feed(Threshold(levels=TWO))
    assert values.many([84.9, 79]) == []
    assert values.many([85, 81, 84]) == ["raised"]
    assert values.many([95]) == ["raised"]
    [alert] = values.alerts.active
    assert (alert.severity, alert.value, alert.bound) == (CRITICAL, 95, 95)
    assert alert.since < alert.seen
    assert values.many([91]) == []
    assert values.many([89]) == ["eased"]
    assert values.alerts.active[0].severity is WARNING
    assert values.many([79.9]) == ["cleared"]
    assert values.many([84]) == []
    assert values.many([99]) == ["raised"]
    assert values.many([10]) == ["cleared"]


def test_too_low() -> None:
    """The bounds count downwards."""
    level = Level(severity=WARNING, raise_at=-110, clear_at=-107)
    values = feed(Threshold(levels=(level,), is_low=True))
    assert values.many([-90, -109]) == []
    assert values.many([-111, -108]) == ["raised"]
    assert values.many([-106]) == ["cleared"]


def test_what_is_no_number_is_not_known() -> None:
    """It neither raises nor clears."""
    values = feed(Threshold(levels=TWO))
    assert values.many([None, True, "99"]) == []
    assert values.many([99, None, "low", None]) == ["raised"]
    assert values.many([10]) == ["cleared"]


def test_what_was_never_up_does_not_alert() -> None:
    """Once it has been up it does, also after unknown values."""
    values = feed(Is(state=False, severity=CRITICAL))
    assert values.many([False, None, False]) == []
    assert values.many([True, None, False, False]) == ["raised"]
    assert values.many([None]) == []
    assert values.many([True]) == ["cleared"]


def test_a_change() -> None:
    """It is shown for a while, with the value before."""
    values = feed(Changes(severity=WARNING, shown=600))
    assert values.many(["ether1", None, "ether1"]) == []
    assert values.many(["lte1"]) == ["raised"]
    assert values.alerts.active[0].bound == "ether1"
    assert values.many(["lte1"] * 9) == []
    assert values.many(["lte1"]) == ["cleared"]
    assert values.many(["ether1"] * 9) == ["raised"]


def test_a_change_that_goes_back() -> None:
    """What is as it was is over."""
    values = feed(Changes(severity=WARNING, shown=3600, back=True))
    assert values.many(["ether1", "lte1", "lte1"]) == ["raised"]
    assert values.many(["ether1"]) == ["cleared"]
    assert values.many(["ether1", "lte1"]) == ["raised"]
    assert values.many(["lte2"]) == []


def test_a_time_that_drifts() -> None:
    """Only a jump is a change."""
    values = feed(Changes(severity=WARNING, shown=600, tolerance=timedelta(minutes=2)))
    booted = [BEGUN, BEGUN + timedelta(seconds=100), BEGUN - timedelta(seconds=100)]
    assert values.many(booted) == []
    assert values.many([BEGUN + timedelta(hours=1)]) == ["raised"]


def test_flaps() -> None:
    """A number of changes within the window raises it; a window without any clears it."""
    values = feed(Flaps(severity=WARNING, changes=4, within=600))
    assert values.many([True, None, False, True, False]) == []
    assert values.many([True]) == ["raised"]
    assert values.many([True] * 9) == []
    assert values.many([True] * 3) == ["cleared"]


def test_slow_changes_do_not_flap() -> None:
    """Each leaves the window before there are enough."""
    values = feed(Flaps(severity=WARNING, changes=4, within=600))
    assert values.many(([True] * 5 + [False] * 5) * 6) == []


def test_a_count_that_falls() -> None:
    """By its share within the window, if there were more than a few; half of it back clears."""
    values = feed(Falls(severity=CRITICAL, share=0.3, within=300, least=10))
    assert values.many([100, 98, 101, 75]) == []
    assert values.many([70]) == ["raised"]
    assert values.alerts.active[0].bound == 101
    assert values.many([80, None, 85]) == []
    assert values.many([86]) == ["cleared"]
    assert values.many([9, 1]) == [], "too few to matter"
    small = feed(Falls(severity=CRITICAL, share=0.3, within=300, least=10))
    assert small.many([9, 1, 0]) == []


def test_a_count_that_stays_low_is_the_new_one() -> None:
    """After an hour; what falls slowly is no alert at all."""
    values = feed(Falls(severity=CRITICAL, share=0.3, within=300, least=10))
    assert values.many([100, 50]) == ["raised"]
    assert values.many([50] * 60) == []
    assert values.many([50, 50]) == ["cleared"]
    slow = feed(Falls(severity=CRITICAL, share=0.3, within=300, least=10))
    assert slow.many([1000 * 0.95**step for step in range(60)]) == []


def test_above_what_is_usual() -> None:
    """It needs enough numbers first; values that are too high do not change what is usual."""
    values = feed(AboveUsual(severity=WARNING, times=3, least=150))
    assert values.many([500] + [100] * (LEAST_SAMPLES - 1)) == []
    assert values.many([299, None]) == []
    assert values.many([301]) == ["raised"]
    assert values.alerts.active[0].bound == pytest.approx(300)
    assert values.many([400] * 120) == []
    assert values.many([239]) == ["cleared"]
    low = feed(AboveUsual(severity=WARNING, times=3, least=150))
    assert low.many([10] * LEAST_SAMPLES + [149]) == []
    assert low.many([150]) == ["raised"]


@pytest.mark.parametrize("interval", [5, 60, 300])
def test_what_is_usual_of_what_is_read_seldom(interval: float) -> None:
    """Half an hour is enough, whatever the interval: fewer numbers are needed."""
    values = feed(AboveUsual(severity=WARNING, times=5, least=10))
    values.interval = interval
    known = max(USUAL_SAMPLES, int(1800 / interval))
    assert values.many([999] + [20] * (known - 1)) == []
    assert values.many([99]) == []
    assert values.many([101]) == ["raised"]
    assert values.many([20]) == ["cleared"]


def test_a_number_that_only_grows() -> None:
    """A counter that is reset has not changed; what it grows to from there has."""
    values = feed(Changes(severity=WARNING, shown=600, only_up=True))
    assert values.many([5, 5, 0, None, 0]) == []
    assert values.many([1]) == ["raised"]
    # The change is shown, also after a reset.
    assert values.many([0]) == []
    [alert] = values.alerts.active
    assert (alert.value, alert.bound) == (1, 0)
    assert values.many([0] * 12) == ["cleared"]


def test_a_number_that_moves() -> None:
    """Compared with its level over some readings; staying at another level is the new normal."""
    values = feed(Moves(severity=WARNING, share=0.2))
    assert values.many([0, 400_000, 800_000, 900_000, 901_000, 899_000]) == []
    assert values.many([None, 880_000, 905_000]) == []
    assert values.many([700_000]) == ["raised"]
    assert values.many([500_000, 300_000]) == []
    assert values.many([300_500, 300_000]) == []
    assert values.many([300_000]) == ["cleared"]
    assert values.many([301_000]) == []
    assert values.many([500_000]) == ["raised"]
    assert values.many([300_000]) == ["cleared"]


def test_little_that_moves() -> None:
    """A peer that announces nothing, or a handful, is no alert; one that begins to is."""
    values = feed(Moves(severity=WARNING, share=0.2))
    assert values.many([0, 0, 0, 0, 4, 4, 4, 9, 2, 0]) == []
    assert values.many([5000]) == ["raised"]


def test_full_soon() -> None:
    """By a clear trend; a disk that does not fill up has none."""
    values = feed(FullSoon(severity=WARNING, hours=24))
    values.interval = 300
    assert values.many([40] * 100) == []
    grows = feed(FullSoon(severity=WARNING, hours=24))
    grows.interval = 300
    changes = grows.many([40 + 0.1 * step for step in range(350)])
    assert changes == ["raised"]
    hours_left = (100 - float(str(grows.seen[0].alert.value))) / 0.1 * 300 / 3600
    assert hours_left <= 24
    assert grows.many([None, "full"]) == []
    assert grows.many([60] * 80) == ["cleared"]


def test_a_date() -> None:
    """By the days that are left."""
    levels = (
        Level(severity=WARNING, raise_at=21, clear_at=22),
        Level(severity=CRITICAL, raise_at=3, clear_at=4),
    )
    values = feed(Due(levels=levels))
    assert values.many([BEGUN + timedelta(days=30), None, 5]) == []
    assert values.many([BEGUN + timedelta(days=20)]) == ["raised"]
    assert values.many([BEGUN + timedelta(days=2)]) == ["raised"]
    assert values.many([BEGUN + timedelta(days=90)]) == ["cleared"]


def test_an_age() -> None:
    """By the days that have passed."""
    values = feed(Aged(levels=(Level(severity=WARNING, raise_at=30, clear_at=29),)))
    assert values.many([BEGUN - timedelta(days=29), None, 5]) == []
    assert values.many([BEGUN - timedelta(days=31)]) == ["raised"]
    assert values.many([BEGUN - timedelta(days=1)]) == ["cleared"]


def test_a_count_that_is_none() -> None:
    """Once there were some."""
    values = feed(Is(state=0, severity=CRITICAL))
    assert values.many([0, None, 0]) == []
    assert values.many([2, 1, 0]) == ["raised"]
    assert values.many([1]) == ["cleared"]
