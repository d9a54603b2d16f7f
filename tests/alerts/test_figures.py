"""Values that are compared with a figure of the owner, or of the polling."""

from custom_components.mikrotik_monitoring.alerts.conditions import AnyCondition, OneOf, Says
from custom_components.mikrotik_monitoring.alerts.figures import Outside, TakesLong
from custom_components.mikrotik_monitoring.alerts.model import Severity
from custom_components.mikrotik_monitoring.alerts.rule import Rule

from .feed import Feed

WARNING = Severity.WARNING
BAND = Outside(severity=WARNING, sides=("low", "high"), margin=0.5)


def feed(condition: AnyCondition, interval: float = 60) -> Feed:
    """Return a feed of a condition."""
    return Feed.of(Rule(key="k", metric="m", condition=condition), interval=interval)


def test_a_band() -> None:
    """On both sides; it is cleared inside of it by the margin."""
    band = BAND.with_bounds({"low": -18, "high": -3})
    assert band.is_set
    assert (band.bounds, BAND.bounds) == ({"low": -18, "high": -3}, {"low": None, "high": None})
    values = feed(band)
    assert values.many([-10, -18, -3, None, True]) == []
    assert values.many([-18.1]) == ["raised"]
    assert values.alerts.active[0].bound == -18
    assert values.many([-17.6, None]) == []
    assert values.many([-17.4]) == ["cleared"]
    assert values.many([-2.9]) == ["raised"]
    assert values.alerts.active[0].bound == -3
    assert values.many([-3.4]) == []
    assert values.many([-3.6]) == ["cleared"]


def test_a_band_without_sides() -> None:
    """It has nothing to compare with; one side is enough."""
    assert not BAND.is_set
    assert feed(BAND).many([-99, 99]) == []
    low = BAND.with_bounds({"low": 0})
    assert low.is_set
    assert feed(low).many([99, -1]) == ["raised"]


def test_what_takes_long() -> None:
    """By its share of the interval, whatever that is."""
    condition = TakesLong(severity=WARNING, share=0.6)
    values = feed(condition, interval=5)
    assert values.many([2.9, None, 3.0]) == ["raised"]
    assert values.many([2.5]) == []
    assert values.many([2.3]) == ["cleared"]
    assert feed(condition, interval=20).many([3.0, 11.9]) == []


def test_what_takes_long_however_rarely_it_is_asked() -> None:
    """A command times out after half a minute, which is below the share of a long interval."""
    values = feed(TakesLong(severity=WARNING, share=0.6), interval=60)
    assert values.many([14.9, 15.0]) == ["raised"]
    assert values.many([12.1]) == []
    assert values.many([11.9]) == ["cleared"]


def test_words_that_are_bad() -> None:
    """Also the first one that is seen."""
    values = feed(OneOf(severity=WARNING, states=("overload", "short-circuit")))
    assert values.many(["overload"]) == ["raised"]
    assert values.many([None, "short-circuit"]) == []
    assert values.many(["powered-on"]) == ["cleared"]
    assert values.many(["off", "waiting-for-load", None]) == []


def test_a_text_that_is_there() -> None:
    """Such as a version to update to."""
    values = feed(Says(severity=Severity.INFORMATION))
    assert values.many([None, "", 5]) == []
    assert values.many(["7.20.1"]) == ["raised"]
    assert values.many([None, "7.20.2"]) == []
    assert values.alerts.active[0].value == "7.20.2"
    assert values.many([""]) == ["cleared"]
