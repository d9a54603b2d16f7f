"""Queues: the traffic that simple queues and the queue tree pass and drop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfInformation, UnitOfRatio

from ..routeros import Command, Row, values
from .bounds import Bounds
from .model import MEDIUM, Graph, Group, Menu, MetricValue, Query, RateMetric, Reading, SensorMetric
from .naming import together

# More queues than this are an operator's setup: only their sums are enabled by default.
_CROWD: Final = 20

# Not equal to yes, rather than equal to no: RouterOS 7 omits flags that are not set.
_STATIC: Final = ("?dynamic=yes", "?#!")

# The totals feed hourly statistics: a row in five minutes is plenty.
_TOTAL_WRITE_INTERVAL: Final = 300.0
_MINUTE: Final = 60
_NO_PARENT: Final = frozenset({"", "none"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """One direction of a queue: bytes and packets since it was reset, bytes queued now.

    ``limit`` is in bit/s, 0 for none. None for what was not reported or requested.
    """

    octets: int | None = None
    packets: int | None = None
    queued: int | None = None
    limit: int | None = None

    def plus(self, other: Flow) -> Flow:
        """Return the sum of two directions."""
        return Flow(
            octets=_sum((self.octets, other.octets)),
            packets=_sum((self.packets, other.packets)),
            queued=_sum((self.queued, other.queued)),
            limit=_sum((self.limit, other.limit)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueRow:
    """A queue, or all together; up and down as seen by its target, one direction in a tree.

    ``dropped`` counts packets of both directions; ``count`` is how many queues are included.
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

    def plus(self, other: QueueRow) -> QueueRow:
        """Return the sum of two queues of the same name."""
        return QueueRow(
            up=self.up.plus(other.up),
            down=self.down.plus(other.down),
            dropped=_sum((self.dropped, other.dropped)),
        )


# The fields of a flow, by RouterOS's names.
_FLOW: Final = {
    "bytes": "octets",
    "packets": "packets",
    "queued-bytes": "queued",
    "max-limit": "limit",
}


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum of the known numbers, None where there are none."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


@dataclass(frozen=True, kw_only=True)
class QueueGroup(Group[QueueRow]):
    """The configured queues of one menu, by their names."""

    path: str
    queries: tuple[str, ...] = ()
    parse: Callable[[Row], QueueRow]

    @override
    async def read(self, query: Query[QueueRow]) -> dict[str, QueueRow | None]:
        """Print the menu, with just the fields that the metrics wanted need."""
        proplist = ("name", "parent", "disabled", *self.fields(query.keys))
        rows = await query.ask(
            Command(f"{self.path}/print", proplist=proplist, queries=self.queries)
        )
        queues = [None if values.flag(row.get("disabled")) else self.parse(row) for row in rows]
        named = {row.get("name") for row in rows} - _NO_PARENT
        top = [
            queue
            for queue, row in zip(queues, rows, strict=True)
            if queue is not None and row.get("parent") not in named
        ]
        names = (row.get("name", "") for row in rows)
        by_name = together(zip(names, queues, strict=True), QueueRow.plus)
        return {**by_name, "": _together(queues, top)}


def _together(queues: Iterable[QueueRow | None], top: list[QueueRow]) -> QueueRow:
    """Return the row of all queues: traffic of a child passes its parent as well."""
    active = [queue for queue in queues if queue is not None]
    return QueueRow(
        up=Flow(octets=_sum(queue.up.octets for queue in top)),
        down=Flow(octets=_sum(queue.down.octets for queue in top)),
        dropped=_sum(queue.dropped for queue in active),
        count=len(active),
    )


@dataclass(frozen=True, kw_only=True)
class UtilisationMetric(RateMetric[QueueRow]):
    """A bit rate as a share of the queue's limit, in percent."""

    limit: Callable[[QueueRow], int | None]

    @override
    def value(
        self, instance: str, now: Reading[QueueRow], before: Reading[QueueRow] | None
    ) -> MetricValue:
        """Return the mean share between two readings, None without a limit."""
        bits = super().value(instance, now, before)
        limit = self.limit(now.rows[instance])
        return 100 * bits / limit if isinstance(bits, float) and limit else None


def _is_crowd(together: QueueRow) -> bool:
    """Return whether there are too many queues to show more than their sums."""
    return together.count > _CROWD


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
    kind="details",
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
    kind="details",
    entity_registry_enabled_default=False,
)
_utilisation = partial(
    UtilisationMetric,
    factor=8,
    fields=("bytes", "max-limit"),
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    # A burst may exceed the limit.
    valid=Bounds(0, 100_000),
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.1,
    kind="details",
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
    kind="details",
    entity_registry_enabled_default=False,
)

SIMPLE = QueueGroup(
    key="queue.simple",
    title="Queues",
    about="Simple queues have two directions: upload is what the target sends.",
    menus=(Menu("/queue/simple"),),
    tier=MEDIUM,
    path="/queue/simple",
    queries=_STATIC,
    parse=QueueRow.simple,
    has_instances=True,
    family="queue",
    summary_above=_CROWD,
    metrics=(
        _bit_rate(
            key="queue.simple.upload",
            about="Bits per second that the queue's target sent, averaged between two readings.",
            source=lambda row: row.up.octets,
        ),
        _bit_rate(
            key="queue.simple.download",
            about=(
                "Bits per second that the queue's target received, averaged between two readings."
            ),
            source=lambda row: row.down.octets,
        ),
        _drops(
            key="queue.simple.drops",
            about="Packets per minute that the queue dropped, both directions together.",
        ),
        _packet_rate(
            key="queue.simple.packets.upload",
            about="Packets per second that the queue's target sent.",
            source=lambda row: row.up.packets,
        ),
        _packet_rate(
            key="queue.simple.packets.download",
            about="Packets per second that the queue's target received.",
            source=lambda row: row.down.packets,
        ),
        _queued(
            key="queue.simple.queued.upload",
            about="Bytes queued for upload at the time of the reading.",
            source=lambda row: row.up.queued,
        ),
        _queued(
            key="queue.simple.queued.download",
            about="Bytes queued for download at the time of the reading.",
            source=lambda row: row.down.queued,
        ),
        _utilisation(
            key="queue.simple.utilisation.upload",
            about="Upload as a share of the queue's max-limit; absent without one.",
            source=lambda row: row.up.octets,
            limit=lambda row: row.up.limit,
            supported=lambda row: bool(row.up.limit),
        ),
        _utilisation(
            key="queue.simple.utilisation.download",
            about="Download as a share of the queue's max-limit; absent without one.",
            source=lambda row: row.down.octets,
            limit=lambda row: row.down.limit,
            supported=lambda row: bool(row.down.limit),
        ),
        _total(
            key="queue.simple.total.upload",
            about="Bytes uploaded since the queue's counter began.",
            source=lambda row: row.up.octets,
        ),
        _total(
            key="queue.simple.total.download",
            about="Bytes downloaded since the queue's counter began.",
            source=lambda row: row.down.octets,
        ),
        _bit_rate(
            key="queue.all.upload",
            about=(
                "Upload of all queues without a parent: a child's traffic also passes its parent."
            ),
            source=lambda row: row.up.octets,
            summary=True,
            enabled_for=_is_crowd,
        ),
        _bit_rate(
            key="queue.all.download",
            about=(
                "Download of all queues without a parent: a child's traffic also passes its parent."
            ),
            source=lambda row: row.down.octets,
            summary=True,
            enabled_for=_is_crowd,
        ),
        _drops(
            key="queue.all.drops",
            about="Packets per minute that all simple queues but the dynamic ones dropped.",
            summary=True,
            enabled_for=_is_crowd,
        ),
        SensorMetric(
            key="queue.all.count",
            about="Simple queues that are neither disabled nor dynamic.",
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
    title="Queues",
    about="Queues of the tree have one direction.",
    menus=(Menu("/queue/tree"),),
    tier=MEDIUM,
    path="/queue/tree",
    parse=QueueRow.tree,
    has_instances=True,
    family="queue",
    summary_above=_CROWD,
    metrics=(
        _bit_rate(
            key="queue.tree.rate",
            about="Bits per second that passed the queue, averaged between two readings.",
            source=lambda row: row.down.octets,
        ),
        _drops(
            key="queue.tree.drops",
            about="Packets per minute that the queue dropped.",
        ),
        _bit_rate(
            key="queue.tree.all.rate",
            about=(
                "Rate of all queues of the tree without a parent queue: a child's traffic also "
                "passes its parent."
            ),
            source=lambda row: row.down.octets,
            summary=True,
            enabled_for=_is_crowd,
        ),
        _drops(
            key="queue.tree.all.drops",
            about="Packets per minute that all queues of the tree dropped.",
            summary=True,
            enabled_for=_is_crowd,
        ),
    ),
)
