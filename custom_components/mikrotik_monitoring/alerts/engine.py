"""Which alerts of a router are on: fed with values, it says what has changed."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from .conditions import Seen
from .model import FINE, ActiveAlert, AlertId, Change, Judgement, Severity, Transition, Value
from .rule import Rule

# An alert that has gone on so often within so many seconds is flapping, until it rests as long.
FLAPS: Final = 4
FLAPPING_WITHIN: Final = 600.0

# What a metric beside a rule's own has to be so that what is on stays so.
_BESIDE_KEPT: Final = 0.5

# A pause of more than so many intervals is a gap: what lasted before it has not lasted through it.
_GAP: Final = 2.5


@dataclass(kw_only=True, slots=True)
class _Watched:
    """What is known of a rule's instance."""

    memory: Any
    # Since when it has been as bad, in monotonic seconds.
    bad_since: float | None = None
    bad: Severity | None = None
    judged_at: float | None = None
    active: ActiveAlert | None = None
    # When it went on, or became worse, lately.
    raises: deque[float] = field(default_factory=deque)
    # When it was bad last, in monotonic seconds.
    bad_at: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """The values of a metric by instance, and when they were read.

    ``label`` says what a person calls an instance; it is asked when an alert is raised.
    ``interval`` is how many seconds apart they come, ``at`` in monotonic seconds. ``beside`` are
    the values of other metrics of the same reading, ``carrier`` says which instance one runs over,
    "" for the router's way out and None where that is not known.
    """

    metric: str
    values: Mapping[str, Value]
    label: Callable[[str], str]
    at: float
    wall: datetime
    interval: float
    beside: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    carrier: Callable[[str], str | None] = lambda _: None


class RouterAlerts:
    """The alerts of one router.

    A value that is not known neither raises nor clears anything. What was active before a restart
    is active again, since when it was.
    """

    def __init__(self, rules: Iterable[Rule], active: Iterable[ActiveAlert] = ()) -> None:
        """Start with the alerts that were on."""
        self._rules: dict[str, list[Rule]] = {}
        self._by_key: dict[str, Rule] = {}
        self._watched: dict[AlertId, _Watched] = {}
        self._set(rules)
        for alert in active:
            if alert.id.key in self._by_key:
                memory = self._by_key[alert.id.key].condition.restored_memory(alert.bound)
                self._watched[alert.id] = _Watched(memory=memory, active=alert)

    def _set(self, rules: Iterable[Rule]) -> None:
        self._by_key = {rule.key: rule for rule in rules}
        self._rules = {}
        for rule in self._by_key.values():
            self._rules.setdefault(rule.metric, []).append(rule)

    def follow(self, rules: Iterable[Rule], at: datetime) -> list[Transition]:
        """Judge by other rules from now on; return what is over as its rule is off.

        What is on stays so until the next value is judged.
        """
        before = self._by_key
        self._set(rules)
        for alert_id, watched in self._watched.items():
            rule = self._by_key.get(alert_id.key)
            if rule is not None and rule.condition != before[alert_id.key].condition:
                watched.memory, watched.bad_since = rule.condition.new_memory(), None
        return self._drop([one for one in self._watched if not self._is_watched(one)], at)

    def _is_watched(self, alert_id: AlertId) -> bool:
        rule = self._by_key.get(alert_id.key)
        return rule is not None and rule.watches(alert_id.instance)

    @property
    def metrics(self) -> frozenset[str]:
        """Return the metrics that are watched, also those beside another."""
        beside = (rule.beside.metric for rule in self._by_key.values() if rule.beside)
        return frozenset((*self._rules, *beside))

    @property
    def judged(self) -> frozenset[str]:
        """Return the metrics that are judged themselves."""
        return frozenset(self._rules)

    @property
    def active(self) -> list[ActiveAlert]:
        """Return the alerts that are on, the worst first, then the oldest."""
        found = [one.active for one in self._watched.values() if one.active is not None]
        return sorted(found, key=lambda alert: (-alert.severity.rank, alert.since, alert.id))

    def is_resting(self, metric: str, instance: str) -> bool:
        """Return whether nothing is on or about to be: the same value again changes nothing."""
        return all(
            watched is not None and watched.active is None and watched.bad_since is None
            for rule in self._rules.get(metric, ())
            if rule.watches(instance)
            for watched in (self._watched.get(AlertId(rule.key, instance)),)
        )

    def due_in(self, metric: str, at: float) -> float | None:
        """Return in how many seconds the first of what is bad will have lasted, None for none."""
        left = (
            watched.bad_since + rule.hold - at
            for rule in self._rules.get(metric, ())
            for alert_id, watched in self._watched.items()
            if alert_id.key == rule.key and watched.bad_since is not None and not watched.active
        )
        return min(left, default=None)

    def observe(self, observation: Observation) -> list[Transition]:
        """Judge the values of a metric; return what has changed by them."""
        rules = self._rules.get(observation.metric, ())
        return [
            transition
            for rule in rules
            for instance, value in observation.values.items()
            if rule.watches(instance)
            for transition in self._judge(rule, instance, value, observation)
        ]

    def _judge(
        self, rule: Rule, instance: str, value: Value, observation: Observation
    ) -> Iterator[Transition]:
        """Yield what a value changes."""
        alert_id = AlertId(rule.key, instance)
        watched = self._watched.get(alert_id)
        if watched is None:
            watched = self._watched[alert_id] = _Watched(memory=rule.condition.new_memory())
        at, gap = observation.at, _GAP * observation.interval
        if watched.judged_at is not None and at - watched.judged_at > gap:
            watched.bad_since = None
        watched.judged_at = at
        active = watched.active
        seen = Seen(
            value=value,
            at=at,
            wall=observation.wall,
            active=active.severity if active else None,
            interval=observation.interval,
        )
        judgement = rule.condition.judge(watched.memory, seen)
        if judgement is not None and judgement.severity is not None:
            judgement = _with_beside(judgement, rule, instance, seen, observation)
        is_bad = judgement is not None and judgement.severity is not None
        if judgement is None or (is_bad and self._waits(rule, instance, observation)):
            watched.bad_since = None
            return
        if active is not None:
            shown = value if judgement.value is None else judgement.value
            watched.active = active = replace(active, value=shown, seen=observation.wall)
        if judgement.severity is None:
            watched.bad_since = None
            yield from self._fine(watched, observation)
            return
        watched.bad_at = at
        if watched.bad_since is None or watched.bad is not judgement.severity:
            watched.bad_since, watched.bad = at, judgement.severity
        is_same = active is not None and active.severity is judgement.severity
        if not is_same and at - watched.bad_since >= rule.hold:
            label = observation.label(instance)
            yield from self._bad(watched, alert_id, label, judgement, seen)

    def _waits(self, rule: Rule, instance: str, observation: Observation) -> bool:
        """Return whether another alert says already what is behind it."""
        causes = [AlertId(key, one) for key in rule.after for one in (instance, "")]
        if rule.after_carrier and (carrier := observation.carrier(instance)) is not None:
            causes += [AlertId(key, carrier) for key in rule.after_carrier]
        found = map(self._watched.get, causes)
        return any(watched is not None and watched.active is not None for watched in found)

    def _bad(
        self, watched: _Watched, alert_id: AlertId, label: str, judgement: Judgement, seen: Seen
    ) -> Iterator[Transition]:
        """Yield that an alert goes on, or is better or worse than it was.

        One that flaps is as bad as it was at its worst, and is not said again unless it is worse.
        """
        assert judgement.severity is not None  # noqa: S101 - what is fine is judged elsewhere.
        before, severity = watched.active, judgement.severity
        is_flapping = before is not None and before.is_flapping
        if before is not None and is_flapping:
            severity = max(before.severity, severity, key=lambda one: one.rank)
        alert = ActiveAlert(
            id=alert_id,
            label=label,
            severity=severity,
            value=seen.value if judgement.value is None else judgement.value,
            bound=judgement.bound,
            since=before.since if before else seen.wall,
            seen=seen.wall,
            is_flapping=is_flapping,
        )
        watched.active = alert
        if before is not None and severity.rank <= before.severity.rank:
            if not is_flapping:
                yield Transition(change=Change.EASED, alert=alert, at=seen.wall)
            return
        watched.raises.append(seen.at)
        while seen.at - watched.raises[0] > FLAPPING_WITHIN:
            watched.raises.popleft()
        if len(watched.raises) >= FLAPS and not is_flapping:
            watched.active = alert = replace(alert, is_flapping=True)
            yield Transition(change=Change.FLAPPING, alert=alert, at=seen.wall)
        else:
            yield Transition(change=Change.RAISED, alert=alert, at=seen.wall)

    def _fine(self, watched: _Watched, observation: Observation) -> Iterator[Transition]:
        """Yield that an alert is over; one that flaps is when it has rested."""
        alert = watched.active
        if alert is None:
            return
        rested = watched.bad_at is None or observation.at - watched.bad_at > FLAPPING_WITHIN
        if alert.is_flapping and not rested:
            return
        watched.active = None
        yield Transition(change=Change.CLEARED, alert=alert, at=observation.wall)

    def forget(self, metrics: AbstractSet[str], instance: str, at: datetime) -> list[Transition]:
        """Clear what is on of an instance that is no more; it is new when it returns."""
        keys = {rule.key for metric in metrics for rule in self._rules.get(metric, ())}
        return self._drop(
            [one for one in self._watched if one.instance == instance and one.key in keys], at
        )

    def _drop(self, gone: Iterable[AlertId], at: datetime) -> list[Transition]:
        found = [self._watched.pop(one) for one in gone]
        return [
            Transition(change=Change.CLEARED, alert=watched.active, at=at)
            for watched in found
            if watched.active is not None
        ]


def _with_beside(
    judgement: Judgement, rule: Rule, instance: str, seen: Seen, observation: Observation
) -> Judgement | None:
    """Return what is bad as fine where the metric beside it is not so much, None if unknown."""
    beside = rule.beside
    if beside is None:
        return judgement
    values = observation.beside.get(beside.metric, {})
    number = replace(seen, value=values.get(instance)).number
    if number is None:
        return None
    least = beside.least * (_BESIDE_KEPT if seen.active else 1)
    return judgement if number >= least else FINE
