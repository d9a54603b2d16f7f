"""What a metric is: declared once, and all else follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple, override

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.device_tracker import TrackerEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.update import UpdateEntityDescription
from homeassistant.helpers.entity import EntityDescription

from .bounds import COUNTERS, Bounds, bounds_of
from .counters import rate
from .position import Position
from .reading import Reading

type MetricValue = str | int | float | bool | date | datetime | None


class Graph(StrEnum):
    """The dashboard's graphs, in the order they stand on it."""

    INTERFACE_TRAFFIC = "interface_traffic"
    INTERFACE_ERRORS = "interface_errors"
    CPU = "cpu"
    MEMORY = "memory"
    CONNECTIONS = "connections"
    QUEUES = "queues"
    LATENCY = "latency"
    BGP = "bgp"
    PPPOE = "pppoe"
    DHCP = "dhcp"
    FIREWALL = "firewall"
    HEALTH = "health"
    WAN = "wan"
    VPN = "vpn"
    WIFI = "wifi"
    ROUTING = "routing"
    HARDWARE = "hardware"
    SECURITY = "security"

    @property
    def is_essential(self) -> bool:
        """Return whether what it draws of the whole router is wanted in any detail."""
        return self not in _OF_SPECIAL_INTEREST


# What only some routers have, or some people look at: below the twelve that all have.
_OF_SPECIAL_INTEREST: Final = frozenset(
    {Graph.WAN, Graph.VPN, Graph.WIFI, Graph.ROUTING, Graph.HARDWARE, Graph.SECURITY}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnGraph:
    """A graph for one metric that an owner added, titled by its name."""

    key: str
    title: str


# Major versions of RouterOS.
BOTH: Final = (6, 7)
V6: Final = (6,)
V7: Final = (7,)


class Menu(NamedTuple):
    """A menu of RouterOS that is read, and the major versions that have it."""

    path: str
    versions: tuple[int, ...] = BOTH


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadBand:
    """How far a value moves before the move is worth a row in the recorder.

    The wider of ``absolute`` (native units) and ``relative`` (share of the recorded value).
    """

    absolute: float = 0.0
    relative: float = 0.0

    def width(self, held: float) -> float:
        """Return the width around a held value, in native units."""
        return max(self.absolute, self.relative * abs(held))


@dataclass(frozen=True, kw_only=True)
class Metric[RowT = Any](EntityDescription):
    """One thing a router tells, declared once.

    ``fields`` are the RouterOS fields it is made of: fields that only disabled metrics need are
    not asked for. ``source`` takes it from the typed row; None there means the router does not
    tell it, and no entity is made, unless ``supported`` says that it will.

    ``kind`` is what an owner chooses it by where it is off at first for an instance: "packets" of
    each interface. A ``name`` of its own stands in place of a translation, for what an owner added.
    """

    # What is counted or measured, over what, and what to beware of: one sentence for an admin.
    about: str = ""
    # The menus it comes from, where these are not all of its group's.
    menus: tuple[Menu, ...] = ()
    fields: tuple[str, ...] = ()
    source: Callable[[RowT], MetricValue]
    # Whether the router has it at all, where a row may lack the value for a while.
    supported: Callable[[RowT], bool] | None = None
    # What an owner chooses it by, for all instances of the group's family at once.
    kind: str | None = None
    # The word of a row that has a name of its own, and all there are: ends of translation keys.
    variant: Callable[[RowT], str] | None = None
    variants: tuple[str, ...] = ()
    # Stands for all instances together, in the row of the instance "".
    summary: bool = False
    graph: Graph | OwnGraph | None = None
    # Whether it is among the few that are always wanted, beside what is drawn of the whole router.
    essential: bool = False
    dead_band: DeadBand | None = None
    # Written at most this often, in seconds: totals change at each poll and are read per hour.
    write_interval: float | None = None
    # A point in time that moves by less has not moved: clocks drift.
    tolerance: timedelta | None = None
    # Native values are rounded to multiples of this.
    resolution: float | None = None
    # What its values can be, where its unit does not say it.
    valid: Bounds | None = None
    # Which instances are on at first, where it is not all of them.
    enabled_for: Callable[[RowT], bool] | None = None
    # Other groups' metrics it is made of too: they are read as long as this one is enabled.
    requires: tuple[str, ...] = ()
    # Personal: whatever the detail, it exists only where its owner chose its kind.
    only_by_kind: bool = False
    # The part of an interface's contracted bandwidth that has it exist, whatever else is chosen.
    contract: str | None = None

    def value(self, instance: str, now: Reading[RowT], before: Reading[RowT] | None) -> MetricValue:
        """Return the metric's value before any rounding, None where it is not known."""
        del before
        return self.source(now.rows[instance])

    @property
    def compares(self) -> bool:
        """Return whether its value takes two readings."""
        return type(self).value is not Metric.value

    @cached_property
    def bounds(self) -> Bounds:
        """Return what its values can be."""
        return self.valid or bounds_of(getattr(self, "native_unit_of_measurement", None))

    def is_possible(self, row: RowT, value: MetricValue) -> bool:
        """Return whether a value, and what of a row it is made of, is what it can be."""
        del row
        return self.bounds.hold(value)

    @property
    def least_move(self) -> float:
        """Return how far a value moves without anybody being told, in native units."""
        return self.dead_band.absolute if self.dead_band else 0.0

    def is_supported(self, row: RowT) -> bool:
        """Return whether the router has it, so that an entity may be made."""
        return self.source(row) is not None if self.supported is None else self.supported(row)

    def starts_on(self, row: RowT | None) -> bool:
        """Return whether it is on at first for a row; without one, for any."""
        if not self.entity_registry_enabled_default or self.enabled_for is None:
            return self.entity_registry_enabled_default
        return row is None or self.enabled_for(row)

    def own_name(self, label: str) -> str | None:
        """Return the name an owner gave, with that of the instance; None for a translated one."""
        if not isinstance(self.name, str):
            return None
        return f"{self.name} {label}".strip()

    def needs_contract(self, row: RowT | None) -> bool:
        """Return whether a row has it by a contracted bandwidth alone; without one, whether all."""
        del row
        return False

    def name_keys(self) -> tuple[str, ...]:
        """Return the keys of all its names' translations."""
        plain = self.name_key()
        return (plain, *(f"{plain}_{variant}" for variant in self.variants))

    def name_key(self, row: RowT | None = None) -> str:
        """Return the key of its name's translation, for a row that may have one of its own."""
        plain = self.key.replace(".", "_")
        variant = self.variant(row) if self.variant is not None and row is not None else ""
        return f"{plain}_{variant}" if variant else plain

    def rounded(self, value: MetricValue) -> MetricValue:
        """Round a number to what it means; leave all else alone."""
        if self.resolution is None or not isinstance(value, (int, float)):
            return value
        if self.resolution >= 1:
            return round(value / self.resolution) * int(self.resolution)
        return round(round(value / self.resolution) * self.resolution, 6)


@dataclass(frozen=True, kw_only=True)
class SensorMetric[RowT = Any](Metric[RowT], SensorEntityDescription):
    """A metric that is a number, a time or a text."""


@dataclass(frozen=True, kw_only=True)
class BinaryMetric[RowT = Any](Metric[RowT], BinarySensorEntityDescription):
    """A metric that is on or off."""


@dataclass(frozen=True, kw_only=True)
class UpdateMetric[RowT = Any](Metric[RowT], UpdateEntityDescription):
    """A version that is installed, beside the ``latest`` one the router knows of."""

    latest: Callable[[RowT], str | None]


@dataclass(frozen=True, kw_only=True)
class TrackerMetric[RowT = Any](Metric[RowT], TrackerEntityDescription):
    """A place on a map: its value is whether it is known, ``position`` is where it is.

    Where somebody is stays out of what is compared, counted and reported of values.
    """

    position: Callable[[RowT], Position | None]


@dataclass(frozen=True, kw_only=True)
class RateMetric[RowT = Any](SensorMetric[RowT]):
    """The growth per second of a counter.

    ``factor`` turns the counter's unit into the metric's: 8 for octets shown as bit/s.
    """

    factor: float = 1

    @override
    def value(self, instance: str, now: Reading[RowT], before: Reading[RowT] | None) -> MetricValue:
        """Return the mean rate between two readings, None without two comparable ones."""
        if before is None or (earlier := before.rows.get(instance)) is None:
            return None
        return rate(
            self.source(earlier),
            self.source(now.rows[instance]),
            now.since(before),
            factor=self.factor,
            tolerance=self.least_move,
        )

    @override
    def is_possible(self, row: RowT, value: MetricValue) -> bool:
        """Return whether a rate is what it can be; where there is none, whether its counter is."""
        if value is None:
            return COUNTERS.hold(self.source(row))
        return super().is_possible(row, value)
