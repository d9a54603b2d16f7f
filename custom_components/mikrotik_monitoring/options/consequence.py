"""What a choice costs, before it is made: estimated from the last full reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from ..metrics.catalogue import Catalogue, Existence
from ..metrics.interface import INTERFACE
from ..metrics.model import REALTIME, Group, Metric, Scope
from ..polling import GroupState, MonitoredRouter
from ..polling.limited import limited_instances
from ..recording.gates import RecordingLevel
from ..recording.volume import ROW_BYTES, rows_per_day

# What an interface has that was not read yet, if there is no other to estimate it from.
_SENSORS_OF_ONE: Final = 5
_ROWS_OF_ONE: Final = 4_000.0


@dataclass(kw_only=True, slots=True)
class Consequence:
    """What a choice leads to: enabled sensors, watched interfaces, rows a day.

    ``unread`` is how many headings have not been read yet: they are not in the numbers.
    """

    sensors: float = 0
    interfaces: int = 0
    rows: float = 0.0
    unread: int = 0

    @property
    def megabytes(self) -> float:
        """Return what a day adds to the database."""
        return self.rows * ROW_BYTES / 1e6

    def texts(self) -> dict[str, str]:
        """Return the numbers as a form shows them."""
        return {
            "sensors": f"{rounded(self.sensors, 3):,}",
            "interfaces": f"{self.interfaces:,}",
            "rows": f"{rounded(self.rows, 2):,}",
            "megabytes": f"{self.megabytes:.1f}",
            "unread": str(self.unread),
        }


def rounded(number: float, digits: int) -> int:
    """Return a number with so many significant digits."""
    if number < 10**digits:
        return round(number)
    return int(round(number, digits - 1 - floor(log10(number))))


def consequence_of(
    router: MonitoredRouter, catalogue: Catalogue, level: RecordingLevel, realtime_interval: float
) -> Consequence:
    """Return what a router would have with another catalogue, level and interval in seconds."""
    return _Reckoning(router, catalogue, level, realtime_interval).total()


class _Reckoning:
    """Adds up what a catalogue would create for a router.

    While the link is lost, the interfaces of the last full read are used.
    """

    def __init__(
        self,
        router: MonitoredRouter,
        catalogue: Catalogue,
        level: RecordingLevel,
        realtime_interval: float,
    ) -> None:
        self._router = router
        self._catalogue = catalogue
        self._level = level
        self._realtime_interval = realtime_interval
        watches = catalogue.choices.interfaces.watches
        self._wanted = {one.instance: one for one in router.interfaces if watches(one)}
        self._has_index = any(True for _ in router.interfaces)

    def total(self) -> Consequence:
        """Return the sum over all groups, and the headings of those that were not read."""
        found, of_interfaces, unread = Consequence(), Consequence(), set[str]()
        for group in self._catalogue.groups.values():
            state = self._router.state(group)
            if state is not None and state.is_asked:
                self._add(state, of_interfaces if group.scope is Scope.INTERFACE else found)
            elif self._catalogue.choices.wants(group):
                unread.add(group.title)
        self._add_interfaces(found, of_interfaces)
        found.unread = len(unread)
        return found

    def _add(self, state: GroupState, total: Consequence) -> None:
        """Add the sensors of a group that would be enabled."""
        tier = state.group.tier
        interval = self._realtime_interval if tier is REALTIME else tier.interval
        for metric, instance in self._existing(state):
            total.sensors += 1
            if not _is_idle(state, metric, instance):
                total.rows += rows_per_day(metric, interval, self._level)

    def _add_interfaces(self, found: Consequence, of_known: Consequence) -> None:
        """Add the interfaces; those not watched yet are estimated as the average of the others."""
        known = sum(one.is_watched for one in self._wanted.values())
        enabled = sum(not one.is_disabled for one in self._wanted.values())
        new = enabled - known
        found.sensors += of_known.sensors
        found.sensors += new * (of_known.sensors / known if known else _SENSORS_OF_ONE)
        found.rows += of_known.rows
        found.rows += new * (of_known.rows / known if known else _ROWS_OF_ONE)
        before = self._router.state(INTERFACE)
        if not self._has_index and before is not None and before.last_full is not None:
            enabled = len(before.last_full.rows)
        found.interfaces = enabled

    def _existing(self, state: GroupState) -> Iterator[tuple[Metric, str]]:
        """Yield the sensors of a group that would be enabled."""
        group: Group = state.group
        rows = state.last_full.rows if state.last_full else {}
        limited = limited_instances(self._router, state, self._catalogue)
        for instance, row in rows.items():
            if group.scope is Scope.INTERFACE and not self._is_known(instance):
                continue
            facts = self._wanted.get(instance) if group.scope is Scope.INTERFACE else None
            for metric in group.metrics_of(instance):
                if not self._catalogue.supports(metric, instance, row):
                    continue
                existence = self._catalogue.existence(
                    group,
                    metric,
                    instance,
                    row,
                    is_limited=instance in limited,
                    had_link=facts is None or facts.had_link,
                )
                if existence is Existence.ENABLED:
                    yield metric, instance

    def _is_known(self, instance: str) -> bool:
        """Return whether an interface is chosen, and was watched until now."""
        if not self._has_index:
            return True
        facts = self._wanted.get(instance)
        return facts is not None and facts.is_watched


def _is_idle(state: GroupState, metric: Metric, instance: str) -> bool:
    """Return whether a value is still at present: no traffic, no counter has grown."""
    now, before = state.latest, state.previous
    if now is None or metric.key not in now.requested or instance not in now.rows:
        full = state.last_full
        return full is None or instance not in full.rows or not metric.source(full.rows[instance])
    row = now.rows[instance]
    if metric.write_interval is not None and before is not None and instance in before.rows:
        return metric.source(row) == metric.source(before.rows[instance])
    if metric.compares and before is None:
        return not metric.source(row)
    return not metric.value(instance, now, before)
