"""A metric that an owner added: one read of any permitted menu, and the value made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from homeassistant.components.sensor import SensorStateClass

from ..routeros import Command
from .bounds import Bounds
from .counts import count, counting, guarded_count
from .custom_rows import CustomRow, proplist, rows_of
from .custom_spec import MOST_ROWS, MOST_SENSORS, CustomSpec, How
from .custom_units import factor
from .group import Group
from .metric import DeadBand, Menu, MetricValue, OwnGraph, SensorMetric
from .reading import Query, Reading

TYPE: Final = "custom_metric"

# Only the owner knows the possible values; beyond this, no router reports a number.
_ANY_NUMBER: Final = Bounds(-(2.0**64), 2.0**64)
# Written as rarely as the built-in totals, with a dead band as narrow as the built-in rates'.
_TOTAL_WRITE_INTERVAL: Final = 300.0
_RATE_BAND: Final = DeadBand(relative=0.05)
_PRECISION: Final = 2


@dataclass(frozen=True, kw_only=True)
class CustomMetric(SensorMetric[CustomRow]):
    """The value of a row, in the unit that the owner chose.

    ``factor`` converts from the field's unit: 8 for octets per second that are shown as bit/s.
    """

    factor: float = 1


@dataclass(frozen=True, kw_only=True)
class CustomRate(CustomMetric):
    """The growth per second of a row's counters."""

    @override
    def value(
        self, instance: str, now: Reading[CustomRow], before: Reading[CustomRow] | None
    ) -> MetricValue:
        """Return the mean rate between two readings, None without two comparable ones."""
        earlier = before.rows.get(instance) if before is not None else None
        if before is None or earlier is None:
            return None
        growth = now.rows[instance].growth(
            earlier,
            now.since(before),
            tolerance=self.least_move / self.factor,
        )
        return None if growth is None else growth * self.factor


@dataclass(frozen=True, kw_only=True)
class CustomGroup(Group[CustomRow]):
    """The read of one metric; a menu that has grown too long is not printed."""

    spec: CustomSpec

    @override
    async def read(self, query: Query[CustomRow]) -> dict[str, CustomRow | None]:
        """Count or print the menu; its number of rows is checked in each full reading."""
        before = query.before.rows if query.before is not None else {}
        spec = self.spec
        if spec.how is How.COUNT:
            known = before[""].count if "" in before else None
            return {"": CustomRow.counted(await guarded_count(query.ask, self.counts, known))}
        was_too_long = "" in before and before[""].is_too_long
        if await self._is_too_long(query) if query.is_full else was_too_long:
            return self._unread(query)
        rows = rows_of(spec, await query.ask(self.prints))
        if "" in rows and rows[""].is_too_long:
            return self._unread(query)
        return {**rows}

    async def _is_too_long(self, query: Query[CustomRow]) -> bool:
        """Return whether the menu has more rows than may be printed."""
        if self.spec.is_single:
            return False
        number = await count(query.ask, self.counts)
        return number is not None and number > MOST_ROWS

    def _unread(self, query: Query[CustomRow]) -> dict[str, CustomRow | None]:
        """Return rows that say why nothing is read; the earlier instances are kept."""
        known = query.before.listed if query.before is not None else query.registered()
        return {**dict.fromkeys(known if self.has_instances else ()), "": CustomRow.too_long()}

    @property
    def counts(self) -> Command:
        """Return the command that counts the rows."""
        return counting(self.spec.menu, *self.spec.words)

    @property
    def prints(self) -> Command:
        """Return the command that prints the fields wanted."""
        path = f"{self.spec.menu}/print"
        return Command(path, proplist=proplist(self.spec), queries=self.spec.words)

    @override
    def remarks(self, row: CustomRow) -> tuple[str, ...]:
        """Return why a value is unknown."""
        return () if row.obstacle is None else (row.obstacle,)


def make(subentry_id: str, title: str, data: Mapping[str, Any]) -> Group | None:
    """Return the group of a subentry, None where its data is invalid or not permitted."""
    try:
        spec = CustomSpec.of(data)
        return group_of(subentry_id, title, spec)
    except AttributeError, KeyError, TypeError, ValueError:
        return None


def group_of(subentry_id: str, title: str, spec: CustomSpec) -> CustomGroup:
    """Return the group that reads a metric; ForbiddenCommandError where that is not permitted."""
    key = f"{TYPE}.{subentry_id}"
    group = CustomGroup(
        key=key,
        title=title,
        about=f"{spec.menu}: {spec.how}",
        tier=spec.tier,
        menus=(Menu(spec.menu),),
        metrics=(_metric(key, title, spec),),
        has_instances=spec.how is How.ROWS,
        summary_above=MOST_SENSORS if spec.how is How.ROWS else None,
        subentry_id=subentry_id,
        spec=spec,
    )
    # Both are made here, so that no group is created for a command that is not permitted.
    _ = group.counts, group.prints
    return group


def _metric(key: str, title: str, spec: CustomSpec) -> CustomMetric:
    """Return the metric, recorded like a built-in one of its kind."""
    make_one = partial(CustomRate, dead_band=_RATE_BAND) if spec.is_rate else CustomMetric
    times = factor(spec.kind, spec.unit, is_rate=spec.is_rate)
    is_total = spec.state_class is not SensorStateClass.MEASUREMENT
    is_whole = times == 1 and not spec.is_rate
    return make_one(
        key=key,
        name=title,
        about=f"{spec.menu}: {spec.how}",
        source=lambda row: _times(row.value, times),
        # An owner added it, so it exists also while it has no value.
        supported=lambda _: True,
        factor=times,
        graph=OwnGraph(key=key, title=title) if spec.graph is None else spec.graph,
        # Its icon; a class has one of its own.
        translation_key=TYPE if spec.device_class is None else None,
        device_class=spec.device_class,
        native_unit_of_measurement=spec.unit,
        state_class=spec.state_class,
        suggested_display_precision=None if is_whole else _PRECISION,
        write_interval=_TOTAL_WRITE_INTERVAL if is_total else None,
        valid=_ANY_NUMBER,
    )


def _times(value: float | None, times: float) -> float | None:
    """Return a value in the unit that is shown; with a factor of 1 an integer stays one."""
    return value if value is None or times == 1 else value * times
