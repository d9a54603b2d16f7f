"""The alert engine of a router: fed with values, it returns what has changed."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from .conditions import Seen
from .model import FINE, ActiveAlert, AlertId, Change, Judgement, Severity, Transition, Value
from .rule import Rule

# An alert raised so often within so many seconds is flapping, until it is stable as long.
FLAPS: Final = 4
FLAPPING_WITHIN: Final = 600.0

# The share of its minimum that a ``beside`` metric needs for an active alert to stay.
_BESIDE_KEPT: Final = 0.5

# A pause of more than so many intervals is a gap: nothing is taken to have lasted through it.
_GAP: Final = 2.5


@dataclass(kw_only=True, slots=True)
class _Watched:
    """The state of a rule for one instance."""

    memory: Any
    # Since when it has had this severity, in monotonic seconds.
    bad_since: float | None = None
    bad: Severity | None = None
    judged_at: float | None = None
    active: ActiveAlert | None = None
    # When it was recently raised, or became worse.
    raises: deque[float] = field(default_factory=deque)
    # When it was last bad, in monotonic seconds.
    bad_at: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """The values of a metric by instance, and when they were read.

    ``label`` returns an instance's display name; it is called when an alert is raised. ``interval``
    is the number of seconds between readings, ``at`` is in monotonic seconds. ``beside`` has the
    values of other metrics of the same reading; ``carrier`` returns the instance that one runs
    over, "" for the router's uplink and None if that is unknown.
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

    An unknown value neither raises nor clears anything. What was active before a restart is still
    active, since the same time.
    """

    def __init__(self, rules: Iterable[Rule], active: Iterable[ActiveAlert] = ()) -> None:
        """Start with the alerts that were active."""
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
        """Use other rules from now on; return the alerts cleared as their rules are off.

        Other active alerts stay so until the next value is judged.
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
        """Return the watched metrics, including the ``beside`` ones."""
        beside = (rule.beside.metric for rule in self._by_key.values() if rule.beside)
        return frozenset((*self._rules, *beside))

    @property
    def judged(self) -> frozenset[str]:
        """Return the metrics that have rules of their own."""
        return frozenset(self._rules)

    @property
    def active(self) -> list[ActiveAlert]:
        """Return the active alerts, the worst first, then the oldest."""
        found = [one.active for one in self._watched.values() if one.active is not None]
        return sorted(found, key=lambda alert: (-alert.severity.rank, alert.since, alert.id))

    def is_resting(self, metric: str, instance: str) -> bool:
        """Return whether nothing is active or pending: the same value again changes nothing."""
        return all(
            watched is not None and watched.active is None and watched.bad_since is None
            for rule in self._rules.get(metric, ())
            if rule.watches(instance)
            for watched in (self._watched.get(AlertId(rule.key, instance)),)
        )

    def due_in(self, metric: str, at: float) -> float | None:
        """Return the seconds until the first pending alert is due, None if none is pending."""
        left = (
            watched.bad_since + rule.hold - at
            for rule in self._rules.get(metric, ())
            for alert_id, watched in self._watched.items()
            if alert_id.key == rule.key and watched.bad_since is not None and not watched.active
        )
        return min(left, default=None)

    def observe(self, observation: Observation) -> list[Transition]:
        """Judge the values of a metric; return the resulting changes."""
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
        """Yield the changes from a value."""
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
        """Return whether another active alert is the cause."""
        causes = [AlertId(key, one) for key in rule.after for one in (instance, "")]
        if rule.after_carrier and (carrier := observation.carrier(instance)) is not None:
            causes += [AlertId(key, carrier) for key in rule.after_carrier]
        found = map(self._watched.get, causes)
        return any(watched is not None and watched.active is not None for watched in found)

    def _bad(
        self, watched: _Watched, alert_id: AlertId, label: str, judgement: Judgement, seen: Seen
    ) -> Iterator[Transition]:
        """Yield that an alert is raised, or is more or less severe than before.

        A flapping one keeps its worst severity, and is reported again only if it gets worse.
        """
        assert judgement.severity is not None  # noqa: S101 - fine values are handled elsewhere.
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
        """Yield that an alert is cleared; a flapping one once it has been stable."""
        alert = watched.active
        if alert is None:
            return
        rested = watched.bad_at is None or observation.at - watched.bad_at > FLAPPING_WITHIN
        if alert.is_flapping and not rested:
            return
        watched.active = None
        yield Transition(change=Change.CLEARED, alert=alert, at=observation.wall)

    def forget(self, metrics: AbstractSet[str], instance: str, at: datetime) -> list[Transition]:
        """Clear the alerts of an instance that no longer exists; it is new when it returns."""
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
    """Return bad as fine if the ``beside`` metric is below its minimum, None if it is unknown."""
    beside = rule.beside
    if beside is None:
        return judgement
    values = observation.beside.get(beside.metric, {})
    number = replace(seen, value=values.get(instance)).number
    if number is None:
        return None
    least = beside.least * (_BESIDE_KEPT if seen.active else 1)
    return judgement if number >= least else FINE
