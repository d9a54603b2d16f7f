"""What a metric is: declared once, and everything else is derived from it."""

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
    """The dashboard's graphs, in their order on it."""

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
        """Return whether the router's own metrics on this graph exist at any level of detail."""
        return self not in _OF_SPECIAL_INTEREST


# Graphs that only some routers have or some people need, below the twelve that all have.
_OF_SPECIAL_INTEREST: Final = frozenset(
    {Graph.WAN, Graph.VPN, Graph.WIFI, Graph.ROUTING, Graph.HARDWARE, Graph.SECURITY}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnGraph:
    """A graph for one metric that an owner added, with its name as title."""

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
    """How far a value must move to be written to the recorder.

    The wider of ``absolute`` (native units) and ``relative`` (share of the recorded value).
    """

    absolute: float = 0.0
    relative: float = 0.0

    def width(self, held: float) -> float:
        """Return the width around a recorded value, in native units."""
        return max(self.absolute, self.relative * abs(held))


@dataclass(frozen=True, kw_only=True)
class Metric[RowT = Any](EntityDescription):
    """One value that a router reports, declared once.

    ``fields`` are the RouterOS fields it is made of: fields that only disabled metrics need are
    not requested. ``source`` gets its value from the typed row; None means that the router does
    not report it, and no entity is created, unless ``supported`` says that it will.

    ``kind`` is the option by which an owner enables it where it is disabled by default for an
    instance: "packets" of each interface. Metrics that an owner added have a ``name`` instead of
    a translation.
    """

    # What is counted or measured, over what, and its caveats: one sentence for an admin.
    about: str = ""
    # The menus it comes from, where these differ from its group's.
    menus: tuple[Menu, ...] = ()
    fields: tuple[str, ...] = ()
    source: Callable[[RowT], MetricValue]
    # Whether the router supports it, where a row may lack the value for a while.
    supported: Callable[[RowT], bool] | None = None
    # The kind by which an owner chooses it, for all instances of the group's family at once.
    kind: str | None = None
    # The suffix of the translation key for rows with a special name, and all such suffixes.
    variant: Callable[[RowT], str] | None = None
    variants: tuple[str, ...] = ()
    # It summarises all instances, in the row of the instance "".
    summary: bool = False
    graph: Graph | OwnGraph | None = None
    # Whether it is among the few that always exist, in addition to the router's own graphs.
    essential: bool = False
    dead_band: DeadBand | None = None
    # Written at most this often, in seconds: totals change at each poll and are read per hour.
    write_interval: float | None = None
    # A point in time that moves by less has not moved: clocks drift.
    tolerance: timedelta | None = None
    # Native values are rounded to multiples of this.
    resolution: float | None = None
    # The bounds of its values, where its unit does not imply them.
    valid: Bounds | None = None
    # For which instances it is enabled by default, where not for all of them.
    enabled_for: Callable[[RowT], bool] | None = None
    # Other groups' metrics that it also needs: they are read as long as this one is enabled.
    requires: tuple[str, ...] = ()
    # Personal: at any level of detail, it exists only where the owner chose its kind.
    only_by_kind: bool = False
    # The part of an interface's contracted bandwidth with which it always exists.
    contract: str | None = None

    def value(self, instance: str, now: Reading[RowT], before: Reading[RowT] | None) -> MetricValue:
        """Return the metric's value before any rounding, None where it is unknown."""
        del before
        return self.source(now.rows[instance])

    @property
    def compares(self) -> bool:
        """Return whether its value needs two readings."""
        return type(self).value is not Metric.value

    @cached_property
    def bounds(self) -> Bounds:
        """Return the bounds of its values."""
        return self.valid or bounds_of(getattr(self, "native_unit_of_measurement", None))

    def is_possible(self, row: RowT, value: MetricValue) -> bool:
        """Return whether a value, and the data of the row it is made of, are possible."""
        del row
        return self.bounds.hold(value)

    @property
    def least_move(self) -> float:
        """Return how far a value may move without being written, in native units."""
        return self.dead_band.absolute if self.dead_band else 0.0

    def is_supported(self, row: RowT) -> bool:
        """Return whether the router supports it, so that an entity may be created."""
        return self.source(row) is not None if self.supported is None else self.supported(row)

    def starts_on(self, row: RowT | None) -> bool:
        """Return whether it is enabled by default for a row; without a row, for any."""
        if not self.entity_registry_enabled_default or self.enabled_for is None:
            return self.entity_registry_enabled_default
        return row is None or self.enabled_for(row)

    def own_name(self, label: str) -> str | None:
        """Return the owner's name for it, with that of the instance; None for a translated one."""
        if not isinstance(self.name, str):
            return None
        return f"{self.name} {label}".strip()

    def needs_contract(self, row: RowT | None) -> bool:
        """Return whether a row, or without one any row, has it only with contracted bandwidth."""
        del row
        return False

    def name_keys(self) -> tuple[str, ...]:
        """Return the translation keys of all its names."""
        plain = self.name_key()
        return (plain, *(f"{plain}_{variant}" for variant in self.variants))

    def name_key(self, row: RowT | None = None) -> str:
        """Return the translation key of its name, for a row that may have a special one."""
        plain = self.key.replace(".", "_")
        variant = self.variant(row) if self.variant is not None and row is not None else ""
        return f"{plain}_{variant}" if variant else plain

    def rounded(self, value: MetricValue) -> MetricValue:
        """Round a number to its resolution; return any other value unchanged."""
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
    """An installed version, with the ``latest`` one that the router knows of."""

    latest: Callable[[RowT], str | None]


@dataclass(frozen=True, kw_only=True)
class TrackerMetric[RowT = Any](Metric[RowT], TrackerEntityDescription):
    """A place on a map: its value is whether it is known, ``position`` is the place.

    As a position is personal, it is not part of the values that are compared and reported.
    """

    position: Callable[[RowT], Position | None]


@dataclass(frozen=True, kw_only=True)
class RateMetric[RowT = Any](SensorMetric[RowT]):
    """The growth per second of a counter.

    ``factor`` converts the counter's unit to the metric's: 8 for octets shown as bit/s.
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
        """Return whether a rate is possible; without a rate, whether its counter is."""
        if value is None:
            return COUNTERS.hold(self.source(row))
        return super().is_possible(row, value)
