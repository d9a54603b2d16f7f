"""What a metric, a group of metrics and a tier are."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol, override

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.components.update import UpdateEntityDescription
from homeassistant.helpers.entity import EntityDescription

from ..routeros import Command, RouterOSError, Row
from .counters import CounterSample, rate

type MetricValue = str | int | float | bool | date | datetime | None


class Ask(Protocol):
    """Asks the router one command; raises RouterOSError when it refuses or does not answer."""

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows; ``bulk`` is for what is long, read row by row with ``on_row``.

        What is long waits for its turn; ``on_turn`` is called when that comes.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """How often a set of groups is asked, and how patiently.

    All times are seconds. ``patience`` is the number of failed polls in a row that make a
    group's entities unavailable; ``retry`` is when a failed group is asked again, before its
    next turn.
    """

    key: str
    interval: float
    deadline: float
    patience: int = 1
    retry: float | None = None
    priority: bool = False


# One lost 5-second poll keeps the last value: on a busy link it says nothing yet.
REALTIME = Tier(key="realtime", interval=5, deadline=4, patience=2, priority=True)
SHORT = Tier(key="short", interval=60, deadline=10)
MEDIUM = Tier(key="medium", interval=300, deadline=30, retry=60)
LONG = Tier(key="long", interval=3600, deadline=30, retry=60)

TIERS = (REALTIME, SHORT, MEDIUM, LONG)


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


class Scope(StrEnum):
    """Whose page a group's entities stand on: the router's or an interface's."""

    ROUTER = "router"
    INTERFACE = "interface"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading[RowT = Any]:
    """What one read of a group brought.

    ``at`` is monotonic seconds, taken when the reply arrived; ``rows`` holds one typed row per
    instance, keyed by what survives a reboot; ``listed`` names also the instances that the router
    has but that are not monitored, such as disabled interfaces.
    """

    at: float
    rows: Mapping[str, RowT]
    listed: AbstractSet[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What the polling of a router has cost since it was set up.

    ``durations`` are the seconds that each tier's last poll took, by the tier's key; ``skipped``
    are the ticks left out because the poll before still ran. Logins are commands too.
    """

    logins: int = 0
    commands: int = 0
    bytes_received: int = 0
    skipped: int = 0
    durations: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Query[RowT = Any]:
    """One read of a group: what is wanted, how to ask for it, and what is known already.

    ``keys`` are the metrics wanted, ``before`` is the group's last reading in this session, and
    ``known`` gives the last reading of any other group by its key; ``recent`` gives those of the
    seconds that the other group's ``look_back`` says, oldest first. ``complete`` is the hourly
    pass, or one that looks for what is new: what changes seldom is read again then. ``lost`` is
    why there is no link, None while it is up.
    """

    ask: Ask
    keys: frozenset[str]
    before: Reading[RowT] | None = None
    known: Callable[[str], Reading | None] = lambda _: None
    recent: Callable[[str], tuple[Reading, ...]] = lambda _: ()
    polling: Callable[[], Polling] = Polling
    lost: Callable[[], RouterOSError | None] = lambda: None
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class Metric[RowT = Any](EntityDescription):
    """One thing a router tells, declared once.

    ``fields`` are the RouterOS fields it is made of: fields that only disabled metrics need are
    not asked for. ``source`` takes it from the typed row; None there means the router does not
    tell it, and no entity is made, unless ``told`` says that it will.
    """

    # What is counted or measured, over what, and what to beware of: one sentence for an admin.
    about: str = ""
    # The menus it comes from, where these are not all of its group's.
    menus: tuple[Menu, ...] = ()
    fields: tuple[str, ...] = ()
    source: Callable[[RowT], MetricValue]
    # Whether the router tells it at all, where a row may lack the value for a while.
    told: Callable[[RowT], bool] | None = None
    # The word of a row that has a name of its own, and all there are: ends of translation keys.
    variant: Callable[[RowT], str] | None = None
    variants: tuple[str, ...] = ()
    # Stands for all instances together, in the row of the instance "".
    summary: bool = False
    graph: Graph | None = None
    dead_band: DeadBand | None = None
    # Written at most this often, in seconds: totals change at each poll and are read per hour.
    write_interval: float | None = None
    # A point in time that moves by less has not moved: clocks drift.
    tolerance: timedelta | None = None
    # Native values are rounded to multiples of this.
    resolution: float | None = None
    # Which instances are enabled at first, where it is not all of them.
    enabled_for: Callable[[RowT], bool] | None = None
    # Other groups' metrics it is made of too: they are read as long as this one is enabled.
    needs: tuple[str, ...] = ()

    def value(self, instance: str, now: Reading[RowT], before: Reading[RowT] | None) -> MetricValue:
        """Return the metric's value before any rounding, None where it is not known."""
        del before
        return self.source(now.rows[instance])

    def is_told(self, row: RowT) -> bool:
        """Return whether the router tells it, so that an entity is made."""
        return self.source(row) is not None if self.told is None else self.told(row)

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
        if self.resolution is None or not isinstance(value, int | float):
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
class RateMetric[RowT = Any](SensorMetric[RowT]):
    """The growth per second of a counter.

    ``factor`` turns the counter's unit into the metric's: 8 for octets shown as bit/s.
    """

    factor: float = 1

    @override
    def value(self, instance: str, now: Reading[RowT], before: Reading[RowT] | None) -> MetricValue:
        """Return the mean rate between two readings, None without two comparable ones."""
        if before is None or instance not in before.rows:
            return None
        return rate(self._sample(instance, before), self._sample(instance, now), factor=self.factor)

    def _sample(self, instance: str, reading: Reading[RowT]) -> CounterSample:
        count = self.source(reading.rows[instance])
        return CounterSample(at=reading.at, count=count if isinstance(count, int) else None)


@dataclass(frozen=True, kw_only=True)
class Group[RowT = Any](ABC):
    """Metrics that come from the same read of the router."""

    key: str
    tier: Tier
    metrics: tuple[Metric[RowT], ...]
    # Its heading in the documentation, and what holds for all of its metrics.
    title: str = ""
    about: str = ""
    # The menus that are read; a group of one menu has it as its path.
    menus: tuple[Menu, ...] = ()
    scope: Scope = Scope.ROUTER
    # The policy of the user's group that the read needs.
    policy: str = "read"
    # A row per instance that may come and go, such as an interface.
    has_instances: bool = False
    # What a person calls an instance; else its own key.
    label: Callable[[RowT], str] | None = None
    # More instances than these start disabled: only what stands for all of them is on.
    crowd: int | None = None
    # Which instances are counted as such a crowd, and their name, where it is not all.
    crowded: Callable[[RowT], bool] | None = None
    crowd_name: str = ""
    # Groups whose complete readings tell what this one has: it is asked for all after them.
    follows: tuple[str, ...] = ()
    # Made of what is known already: nothing is asked, and the tier's other groups come before it.
    derived: bool = False
    # Of the derived, about the link itself: read when it is lost or back, not in polls, and kept.
    standing: bool = False
    # How many seconds of readings are kept for the groups that are made of them.
    look_back: float = 0

    def fields(self, keys: frozenset[str]) -> tuple[str, ...]:
        """Return the RouterOS fields these metrics need, each once, in order of declaration."""
        wanted = (metric.fields for metric in self.metrics if metric.key in keys)
        return tuple(dict.fromkeys(name for names in wanted for name in names))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the keys of all metrics."""
        return frozenset(metric.key for metric in self.metrics)

    def menus_of(self, metric: Metric[RowT]) -> tuple[Menu, ...]:
        """Return the menus a metric comes from."""
        return metric.menus or self.menus

    def is_crowd(self, instance: str, rows: Mapping[str, RowT]) -> bool:
        """Return whether an instance is one of too many for all of them to start enabled."""
        if self.crowd is None:
            return False
        alike = {
            name for name, row in rows.items() if name and (not self.crowded or self.crowded(row))
        }
        return instance in alike and len(alike) > self.crowd

    def remarks(self, row: RowT) -> tuple[str, ...]:
        """Return what diagnostics tell of a row, such as why a value is not known."""
        del row
        return ()

    def metrics_of(self, instance: str) -> tuple[Metric[RowT], ...]:
        """Return the metrics of an instance; those of all together are the instance ""'s."""
        if not self.has_instances:
            return self.metrics
        return tuple(metric for metric in self.metrics if metric.summary == (not instance))

    @abstractmethod
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Ask the router for what the metrics wanted need; one typed row per instance.

        None stands for an instance the router has but that is not monitored. Raises
        RouterOSError when the router refuses or does not answer.
        """


@dataclass(frozen=True, kw_only=True)
class MenuGroup[RowT = Any](Group[RowT]):
    """A group that is one ``print`` of one menu.

    ``identity`` are the fields asked for whatever is enabled, ``details`` those that only a
    complete reading brings; ``parse`` gives the instance and the typed row of a row as the router
    gave it: None for the row where it is not monitored, None for all where it is no instance.
    """

    path: str
    identity: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    parse: Callable[[Row], tuple[str, RowT | None] | None]

    @override
    def menus_of(self, metric: Metric[RowT]) -> tuple[Menu, ...]:
        """Return the one menu, unless a metric or the group says more."""
        return super().menus_of(metric) or (Menu(self.path),)

    @override
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Print the menu, with just the fields the metrics wanted need."""
        details = self.details if query.keys == self.keys else ()
        proplist = tuple(dict.fromkeys((*self.identity, *details, *self.fields(query.keys))))
        rows = await query.ask(
            Command(path=f"{self.path}/print", proplist=proplist, queries=self.queries)
        )
        return dict(parsed for row in rows if (parsed := self.parse(row)) is not None)
