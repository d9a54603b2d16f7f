"""Queues: what the simple ones and the queue tree pass and drop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfInformation, UnitOfRatio

from ..routeros import Command, Row, values
from .model import MEDIUM, Graph, Group, MetricValue, Query, RateMetric, Reading, SensorMetric
from .naming import distinct

# More queues than these are an operator's plan: their sums are what one looks at first.
_CROWD: Final = 20

# Not equal to yes, rather than equal to no: RouterOS 7 leaves a flag out that is not set.
_STATIC: Final = ("?dynamic=yes", "?#!")
_DYNAMIC: Final = ("?dynamic=yes",)

# The totals feed hourly statistics: a row in five minutes is plenty.
_TOTAL_WRITE_INTERVAL: Final = 300.0
_MINUTE: Final = 60
_NO_PARENT: Final = frozenset({"", "none"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """One direction of a queue: bytes and packets since it was reset, bytes that wait now.

    ``limit`` is in bit/s, 0 for none. None for what was not told or asked.
    """

    octets: int | None = None
    packets: int | None = None
    queued: int | None = None
    limit: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueRow:
    """A queue, or all together; up and down as its target sees it, a tree's queue has one way.

    ``dropped`` counts packets of both directions; ``count`` is how many queues it stands for.
    """

    up: Flow
    down: Flow
    dropped: int | None
    count: int = 1

    @classmethod
    def simple(cls, row: Row) -> Self:
        """Parse a row of ``/queue/simple`` as the router gave it: pairs, upload first."""
        pairs = {name: values.pair(row.get(name)) or (None, None) for name in _FLOW}
        dropped = values.pair(row.get("dropped"))
        return cls(
            up=Flow(**{field: pairs[name][0] for name, field in _FLOW.items()}),
            down=Flow(**{field: pairs[name][1] for name, field in _FLOW.items()}),
            dropped=None if dropped is None else sum(dropped),
        )

    @classmethod
    def tree(cls, row: Row) -> Self:
        """Parse a row of ``/queue/tree`` as the router gave it: single values."""
        flow = Flow(**{field: values.integer(row.get(name)) for name, field in _FLOW.items()})
        return cls(up=Flow(), down=flow, dropped=values.integer(row.get("dropped")))


# The fields of a flow, as RouterOS calls them.
_FLOW: Final = {
    "bytes": "octets",
    "packets": "packets",
    "queued-bytes": "queued",
    "max-limit": "limit",
}


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


@dataclass(frozen=True, kw_only=True)
class QueueGroup(Group[QueueRow]):
    """The queues of one menu that were configured, each known by its name."""

    path: str
    queries: tuple[str, ...] = ()
    parse: Callable[[Row], QueueRow]

    @override
    async def read(self, query: Query[QueueRow]) -> dict[str, QueueRow | None]:
        """Print the menu, with just the fields the metrics wanted need."""
        proplist = ("name", "parent", "disabled", *self.fields(query.keys))
        rows = await query.ask(
            Command(f"{self.path}/print", proplist=proplist, queries=self.queries)
        )
        queues = [None if values.flag(row.get("disabled")) else self.parse(row) for row in rows]
        top = [
            queue
            for queue, row in zip(queues, rows, strict=True)
            if queue is not None and row.get("parent", "") in _NO_PARENT
        ]
        names = distinct(row.get("name", "") for row in rows)
        return {**dict(zip(names, queues, strict=True)), "": _together(queues, top)}


def _together(queues: Iterable[QueueRow | None], top: list[QueueRow]) -> QueueRow:
    """Return all queues as one: those below a parent have passed through it as well."""
    active = [queue for queue in queues if queue is not None]
    return QueueRow(
        up=Flow(octets=_sum(queue.up.octets for queue in top)),
        down=Flow(octets=_sum(queue.down.octets for queue in top)),
        dropped=_sum(queue.dropped for queue in active),
        count=len(active),
    )


@dataclass(frozen=True, kw_only=True)
class UtilisationMetric(RateMetric[QueueRow]):
    """A bit rate as a share of the queue's limit, in per cent."""

    limit: Callable[[QueueRow], int | None]

    @override
    def value(
        self, instance: str, now: Reading[QueueRow], before: Reading[QueueRow] | None
    ) -> MetricValue:
        """Return the mean share between two readings, None without a limit."""
        bits = super().value(instance, now, before)
        limit = self.limit(now.rows[instance])
        return 100 * bits / limit if isinstance(bits, float) and limit else None


_bit_rate = partial(
    RateMetric[QueueRow],
    factor=8,
    fields=("bytes",),
    graph=Graph.QUEUES,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=100,
)
_drops = partial(
    RateMetric[QueueRow],
    factor=_MINUTE,
    fields=("dropped",),
    source=lambda row: row.dropped,
    graph=Graph.QUEUES,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.1,
)
_packet_rate = partial(
    RateMetric[QueueRow],
    fields=("packets",),
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
    entity_registry_enabled_default=False,
)
_queued = partial(
    SensorMetric[QueueRow],
    fields=("queued-bytes",),
    device_class=SensorDeviceClass.DATA_SIZE,
    native_unit_of_measurement=UnitOfInformation.BYTES,
    suggested_unit_of_measurement=UnitOfInformation.KIBIBYTES,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    entity_registry_enabled_default=False,
)
_utilisation = partial(
    UtilisationMetric,
    factor=8,
    fields=("bytes", "max-limit"),
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.1,
    entity_registry_enabled_default=False,
)
_total = partial(
    SensorMetric[QueueRow],
    fields=("bytes",),
    device_class=SensorDeviceClass.DATA_SIZE,
    native_unit_of_measurement=UnitOfInformation.BYTES,
    suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
    state_class=SensorStateClass.TOTAL_INCREASING,
    suggested_display_precision=2,
    write_interval=_TOTAL_WRITE_INTERVAL,
    entity_registry_enabled_default=False,
)

SIMPLE = QueueGroup(
    key="queue.simple",
    tier=MEDIUM,
    path="/queue/simple",
    queries=_STATIC,
    parse=QueueRow.simple,
    has_instances=True,
    crowd=_CROWD,
    metrics=(
        _bit_rate(key="queue.simple.upload", source=lambda row: row.up.octets),
        _bit_rate(key="queue.simple.download", source=lambda row: row.down.octets),
        _drops(key="queue.simple.drops"),
        _packet_rate(key="queue.simple.packets.upload", source=lambda row: row.up.packets),
        _packet_rate(key="queue.simple.packets.download", source=lambda row: row.down.packets),
        _queued(key="queue.simple.queued.upload", source=lambda row: row.up.queued),
        _queued(key="queue.simple.queued.download", source=lambda row: row.down.queued),
        _utilisation(
            key="queue.simple.utilisation.upload",
            source=lambda row: row.up.octets,
            limit=lambda row: row.up.limit,
            told=lambda row: bool(row.up.limit),
        ),
        _utilisation(
            key="queue.simple.utilisation.download",
            source=lambda row: row.down.octets,
            limit=lambda row: row.down.limit,
            told=lambda row: bool(row.down.limit),
        ),
        _total(key="queue.simple.total.upload", source=lambda row: row.up.octets),
        _total(key="queue.simple.total.download", source=lambda row: row.down.octets),
        _bit_rate(key="queue.all.upload", source=lambda row: row.up.octets, summary=True),
        _bit_rate(key="queue.all.download", source=lambda row: row.down.octets, summary=True),
        _drops(key="queue.all.drops", summary=True),
        SensorMetric(
            key="queue.all.count",
            source=lambda row: row.count or None,
            summary=True,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
    ),
)

TREE = QueueGroup(
    key="queue.tree",
    tier=MEDIUM,
    path="/queue/tree",
    parse=QueueRow.tree,
    has_instances=True,
    crowd=_CROWD,
    metrics=(
        _bit_rate(key="queue.tree.rate", source=lambda row: row.down.octets),
        _drops(key="queue.tree.drops"),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamicRow:
    """All dynamic simple queues together, one per PPP subscriber: rates in bit/s."""

    count: int
    up: int
    down: int

    @property
    def is_used(self) -> bool:
        """Return whether the router has any."""
        return self.count > 0


@dataclass(frozen=True, kw_only=True)
class DynamicGroup(Group[DynamicRow]):
    """Dynamic queues: thousands of rows, so they are summed as they come."""

    @override
    async def read(self, query: Query[DynamicRow]) -> dict[str, DynamicRow | None]:
        """Read the rates row by row, without any name."""
        rates: list[tuple[int, int]] = []

        def add(row: Row) -> None:
            rates.append(values.pair(row.get("rate")) or (0, 0))

        command = Command("/queue/simple/print", proplist=("rate",), queries=_DYNAMIC)
        await query.ask(command, bulk=True, on_row=add)
        up, down = (sum(rate[way] for rate in rates) for way in (0, 1))
        return {"": DynamicRow(count=len(rates), up=up, down=down)}


_dynamic_rate = partial(
    SensorMetric[DynamicRow],
    told=lambda row: row.is_used,
    graph=Graph.QUEUES,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
    suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=100,
)

DYNAMIC = DynamicGroup(
    key="queue.dynamic",
    tier=MEDIUM,
    metrics=(
        SensorMetric(
            key="queue.dynamic.count",
            source=lambda row: row.count,
            told=lambda row: row.is_used,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _dynamic_rate(key="queue.dynamic.upload", source=lambda row: row.up),
        _dynamic_rate(key="queue.dynamic.download", source=lambda row: row.down),
    ),
)
