"""The alerts of a router: hold times, causes, flapping, and what is remembered."""

import pytest

from custom_components.mikrotik_monitoring.alerts.conditions import Is, Level, Threshold
from custom_components.mikrotik_monitoring.alerts.engine import FLAPPING_WITHIN
from custom_components.mikrotik_monitoring.alerts.model import (
    ActiveAlert,
    AlertId,
    Change,
    Severity,
)
from custom_components.mikrotik_monitoring.alerts.rule import Beside, Rule
from custom_components.mikrotik_monitoring.alerts.rules import OF_NO_READING, RULES
from custom_components.mikrotik_monitoring.metrics import METRICS

from .feed import BEGUN, Feed

WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
HIGH = Threshold(levels=(Level(severity=WARNING, raise_at=90, clear_at=80),))
BUSY = Rule(key="busy", metric="m", condition=HIGH, hold=300)
DOWN = Rule(key="down", metric="up", condition=Is(state=False, severity=CRITICAL))
BEHIND = Rule(key="busy", metric="m", condition=HIGH, after=("down",))


def test_it_has_to_last() -> None:
    """For its hold time, from the first value that is too high."""
    values = Feed.of(BUSY)
    assert values.many([95] * 5) == []
    assert values.many([85, 95, 95, 95, 95, 95]) == [], "between the bounds it has not lasted"
    assert values.many([95]) == ["raised"]
    assert values.seen[0].alert.since == values.seen[0].at
    assert values.many([85, 81]) == []
    assert values.many([79]) == ["cleared"]


def test_what_is_not_known_does_not_last() -> None:
    """A missing value restarts the hold time, and so does a gap between polls."""
    values = Feed.of(BUSY)
    assert values.many([95, 95, 95, None, 95, 95, 95, 95, 95]) == []
    assert values.many([95]) == ["raised"]
    again = Feed.of(BUSY)
    assert again.many([95, 95, 95]) == []
    again.at += 400
    assert again.many([95] * 5) == []
    assert again.many([95]) == ["raised"]


def test_instances_are_apart() -> None:
    """Each has an alert of its own, with its label."""
    values = Feed.of(DOWN)
    for one in ("a", "b"):
        assert values.one(value=True, instance=one, metric="up") == []
        assert values.one(value=False, instance=one, metric="up") == ["raised"]
    assert [alert.id for alert in values.alerts.active] == [("down", "a"), ("down", "b")]
    assert values.alerts.active[0].label == "<a>"
    assert values.alerts.active[0].id.text == "down:a"
    assert values.one(value=True, instance="a", metric="up") == ["cleared"]
    assert [alert.id.instance for alert in values.alerts.active] == ["b"]


@pytest.mark.parametrize("cause", ["a", ""])
def test_one_cause_is_one_alert(cause: str) -> None:
    """An alert waits while its cause is active, for the same instance or the router."""
    values = Feed.of(DOWN, BEHIND)
    values.one(value=True, instance=cause, metric="up")
    assert values.one(value=False, instance=cause, metric="up") == ["raised"]
    assert values.many([99, 99], "a") == []
    assert values.one(value=True, instance=cause, metric="up") == ["cleared"]
    assert values.many([99], "a") == ["raised"]
    assert values.one(value=False, instance=cause, metric="up") == ["raised"]
    assert values.many([99], "a") == []
    assert values.many([10], "a") == ["cleared"]


def test_flapping_is_said_once() -> None:
    """In place of each raise and clear, until it is stable."""
    values = Feed.of(DOWN)
    values.interval = 30
    values.one(value=True, metric="up")
    for _ in range(3):
        assert values.one(value=False, metric="up") == ["raised"]
        assert values.one(value=True, metric="up") == ["cleared"]
    assert values.one(value=False, metric="up") == ["flapping"]
    for _ in range(10):
        assert values.one(value=True, metric="up") == []
        assert values.one(value=False, metric="up") == []
    [alert] = values.alerts.active
    assert alert.is_flapping
    values.at += FLAPPING_WITHIN
    assert values.one(value=True, metric="up") == ["cleared"]
    assert values.one(value=False, metric="up") == ["raised"]


def test_flapping_goes_on_while_it_does() -> None:
    """However long: it is cleared only after ten minutes without a problem."""
    values = Feed.of(DOWN)
    values.interval = 30
    changes = [
        change
        for _ in range(200)
        for is_up in (True, False)
        for change in values.one(value=is_up, metric="up")
    ]
    assert changes == ["raised", "cleared"] * 3 + ["flapping"]
    quiet = [values.one(value=True, metric="up") for _ in range(30)]
    assert [change for one in quiet for change in one] == ["cleared"]


def test_what_grows_worse_and_better_flaps_too() -> None:
    """It keeps its worst severity, and is not reported again."""
    levels = (*HIGH.levels, Level(severity=CRITICAL, raise_at=98, clear_at=96))
    values = Feed.of(Rule(key="busy", metric="m", condition=Threshold(levels=levels)))
    changes = values.many([91, 99] * 20)
    assert changes == ["raised", "raised", "eased", "raised", "eased", "flapping"]
    [alert] = values.alerts.active
    assert (alert.severity, alert.is_flapping) == (CRITICAL, True)
    assert values.many([10] * 12) == ["cleared"]


def test_what_flaps_and_grows_worse_is_said() -> None:
    """Once: the change to critical is reported."""
    levels = (*HIGH.levels, Level(severity=CRITICAL, raise_at=98, clear_at=96))
    values = Feed.of(Rule(key="busy", metric="m", condition=Threshold(levels=levels)))
    assert values.many([91, 10] * 4)[-1] == "flapping"
    assert values.many([99, 91, 99, 10]) == ["raised"]


def test_another_metric_beside_it() -> None:
    """It has to reach its bound as well; while it is unknown nothing is raised."""
    beside = Beside(metric="share", name="least_share", least=0.1)
    values = Feed.of(Rule(key="broken", metric="m", condition=HIGH, beside=beside))
    assert values.alerts.metrics == {"m", "share"}
    assert values.alerts.judged == {"m"}

    def one(value: float, share: float | None) -> list[str]:
        return values.one(value, "a", beside={"share": {"a": share, "b": 9}})

    assert [one(95, 0.09), one(70, 5), one(95, None)] == [[], [], []]
    assert one(95, 0.1) == ["raised"]
    assert [one(95, 0.06), one(85, None)] == [[], []]
    assert one(95, 0.04) == ["cleared"]
    assert one(95, 1) == ["raised"]
    assert one(70, 1) == ["cleared"]
    assert values.one(95, "a") == []


def test_what_runs_over_what_is_down() -> None:
    """It waits for the alert of the interface, or of the router's uplink, that carries it."""
    tunnel = Rule(
        key="tunnel",
        metric="m",
        condition=Is(state=False, severity=WARNING),
        after_carrier=("down",),
    )
    for carrier in ("port:ether1", ""):
        values = Feed.of(DOWN, tunnel)
        values.one(value=True, instance=carrier, metric="up")
        values.one(value=True, instance="a")
        assert values.one(value=False, instance=carrier, metric="up") == ["raised"]
        assert values.one(value=False, instance="a", carrier=carrier) == []
        assert values.one(value=False, instance="a", carrier="port:ether2") == ["raised"]
        assert values.one(value=True, instance="a", carrier=carrier) == ["cleared"]
        assert values.one(value=False, instance="a", carrier=None) == ["raised"]


def test_only_some_instances() -> None:
    """What a rule does not watch has no alert, and an active one is removed."""
    some = Rule(key="down", metric="up", condition=DOWN.condition, watches={"a"}.__contains__)
    values = Feed.of(DOWN)
    for one in ("a", "b"):
        values.one(value=True, instance=one, metric="up")
        values.one(value=False, instance=one, metric="up")
    [gone] = values.alerts.follow((some,), values.now)
    assert (gone.change, gone.alert.id.instance) == (Change.CLEARED, "b")
    assert values.one(value=False, instance="b", metric="up") == []
    assert values.alerts.is_resting("up", "b")
    assert not values.alerts.is_resting("up", "a")


def test_when_it_is_due() -> None:
    """In how many seconds the hold time of a bad value is over."""
    values = Feed.of(BUSY)
    assert values.alerts.due_in("m", values.at) is None
    values.many([95])
    assert values.alerts.due_in("m", values.at) == 240
    assert values.alerts.due_in("other", values.at) is None
    values.many([95] * 5)
    assert values.alerts.due_in("m", values.at) is None


def test_it_survives_a_restart() -> None:
    """An active alert keeps its start time, is not raised again, and is cleared."""
    values = Feed.of(DOWN)
    values.one(value=True, instance="a", metric="up")
    values.one(value=False, instance="a", metric="up")
    stored = [alert.as_dict() for alert in values.alerts.active]
    restored = [ActiveAlert.from_dict(one) for one in stored]  # type: ignore[arg-type]
    assert restored == values.alerts.active
    again = Feed.of(DOWN, active=restored)
    again.at = 3600
    assert again.one(value=False, instance="a", metric="up") == []
    [alert] = again.alerts.active
    assert alert.since == values.alerts.active[0].since
    assert alert.seen > alert.since
    assert again.one(value=True, instance="a", metric="up") == ["cleared"]
    assert Feed.of(BUSY, active=restored).alerts.active == [], "of a rule that is off"


def test_what_is_gone_is_over() -> None:
    """The alerts of a removed instance end with it, and it is new when it returns."""
    values = Feed.of(DOWN)
    values.one(value=True, instance="a", metric="up")
    values.one(value=False, instance="a", metric="up")
    [gone] = values.alerts.forget({"up"}, "a", values.now)
    assert (gone.change, gone.alert.id) == (Change.CLEARED, AlertId("down", "a"))
    assert values.alerts.active == []
    assert values.alerts.forget({"up"}, "a", BEGUN) == []
    assert values.one(value=False, instance="a", metric="up") == []


def test_the_worst_comes_first() -> None:
    """Then what has been on for longest."""
    values = Feed.of(DOWN, Rule(key="busy", metric="m", condition=HIGH))
    values.many([99], "b")
    values.many([99], "a")
    values.one(value=True, metric="up")
    values.one(value=False, metric="up")
    found = [alert.id for alert in values.alerts.active]
    assert found == [("down", ""), ("busy", "b"), ("busy", "a")]
    assert values.alerts.metrics == {"m", "up"}


def test_every_rule_watches_a_metric() -> None:
    """From the catalogue, or from the link itself; keys are unique, causes exist."""
    keys = [rule.key for rule in RULES]
    assert len(keys) == len(set(keys)) > 25
    for rule in RULES:
        assert rule.metric in METRICS or rule.metric in OF_NO_READING, rule.key
        assert {*rule.after, *rule.after_carrier} <= set(keys) - {rule.key}, rule.key
        assert rule.beside is None or rule.beside.metric in METRICS
        assert rule.hold >= 0
    assert Severity.WARNING.is_problem
    assert not Severity.INFORMATION.is_problem
