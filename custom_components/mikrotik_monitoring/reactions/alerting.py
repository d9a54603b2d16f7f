"""Alerts: judge the readings of a router, and whether it is reachable."""

from functools import partial
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from ..alerts.center import alert_center
from ..alerts.desk import Absence
from ..alerts.engine import Observation
from ..alerts.model import Value
from ..metrics import METRICS
from ..metrics.model import Group, Metric, MetricValue, Reading, UpdateMetric
from ..polling import GroupState, MonitoredRouter
from ..routeros import (
    AuthenticationError,
    OtherRouterError,
    PermissionDeniedError,
    RouterOSError,
    TlsError,
    UnidentifiedError,
)

# With these errors the router responds, but refuses the connection.
REFUSALS: Final = (
    AuthenticationError,
    OtherRouterError,
    PermissionDeniedError,
    TlsError,
    UnidentifiedError,
)


def judged_value(
    metric: Metric, instance: str, now: Reading, before: Reading | None
) -> MetricValue:
    """Return the value of a metric to judge; of an update the latest version, "" if installed."""
    value = metric.value(instance, now, before)
    if not isinstance(metric, UpdateMetric) or value is None:
        return value
    latest = metric.latest(now.rows[instance])
    return "" if latest == value else latest


class Alerting:
    """Passes the readings of a router to the alert center."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to all groups that an alert watches, and have its metrics read."""
        self._router = router
        self._center = alert_center(router.hass)
        entry_id = router.entry.entry_id
        self._alerts = self._center.alerts(entry_id)
        self._metrics: frozenset[str] = frozenset()
        self._required: dict[str, CALLBACK_TYPE] = {}
        # The last texts and states of instances, by metric: they are judged when they change.
        self._last: dict[str, dict[str, Value]] = {}
        self._follow_rules()
        router.alerts_changed.connect(self._follow_rules)
        router.group_done.connect(self._group_done)
        router.link_changed.connect(self._follow_link)
        router.instance_gone.connect(self._instance_gone)
        router.stopped.connect(self._stopped)
        self._follow_link()

    @callback
    def _follow_rules(self) -> None:
        """Require the watched metrics, and release those no longer watched."""
        self._metrics = self._alerts.metrics & METRICS.keys()
        for metric in self._required.keys() - self._metrics:
            self._required.pop(metric)()
        for metric in self._metrics - self._required.keys():
            self._required[metric] = self._router.async_require_metric(metric)
        self._last.clear()

    @callback
    def _group_done(self, state: GroupState) -> None:
        """Judge a reading, metric by metric, each together with the group's other values."""
        reading = state.latest
        watched = self._metrics & state.group.keys
        if reading is None or reading is not state.current or not watched:
            return
        values = {
            metric.key: self._values(state, metric, reading)
            for metric in state.group.metrics
            if metric.key in watched and metric.key in reading.requested
        }
        interval = self._router.coordinators[state.group.tier.key].interval
        for metric, found in values.items():
            if not found or metric not in self._alerts.judged:
                continue
            self._center.observe(
                self._router.entry,
                Observation(
                    metric=metric,
                    values=found,
                    label=state.label,
                    at=reading.at,
                    wall=dt_util.utcnow(),
                    interval=interval,
                    beside=values,
                    carrier=partial(self._carrier, state.group, reading),
                ),
            )

    def _values(self, state: GroupState, metric: Metric, reading: Reading) -> dict[str, Value]:
        """Return the values of a metric that are to be judged."""
        values: dict[str, Value] = {}
        is_of_many = state.group.has_instances
        last = self._last.setdefault(metric.key, {})
        for instance, row in reading.rows.items():
            if (is_of_many and metric.summary != (not instance)) or not metric.is_supported(row):
                continue
            value = judged_value(metric, instance, reading, state.previous)
            if isinstance(value, (bool, str)):
                is_same = instance in last and last[instance] == value
                if is_same and self._alerts.is_resting(metric.key, instance):
                    continue
                last[instance] = value
            values[instance] = value if metric.is_possible(row, value) else None
        return values

    def _carrier(self, group: Group, reading: Reading, instance: str) -> str | None:
        """Return the interface that an instance runs over, "" for the router's uplink."""
        if group.carrier is None or (name := group.carrier(instance, reading)) is None:
            return None
        if not name:
            return ""
        facts = self._router.interfaces.named(name)
        return None if facts is None else facts.instance

    @callback
    def _follow_link(self) -> None:
        """Note whether the router is reachable."""
        client = self._router.client
        reason: RouterOSError | None = None if client.connected else client.lost_reason
        is_away = not client.connected and self._router.operation.is_collecting
        absence = Absence(is_lost=is_away, is_refused=is_away and isinstance(reason, REFUSALS))
        self._center.note_absence(self._router.entry, absence)

    @callback
    def _instance_gone(self, group: Group, instance: str) -> None:
        """Clear the alerts of an instance that the router no longer has."""
        if metrics := group.keys & self._metrics:
            self._center.forget_instance(self._router.entry, metrics, instance)

    @callback
    def _stopped(self) -> None:
        """Clear the absence of a router whose polling is off; keep it when the entry unloads."""
        if not self._router.operation.is_collecting:
            self._center.note_absence(self._router.entry, Absence.none())
