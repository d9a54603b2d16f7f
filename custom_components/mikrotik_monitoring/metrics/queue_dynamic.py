"""Dynamic queues, one per PPP subscriber: only counted and summed."""

from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfDataRate

from ..routeros import Command, Row, values
from .model import MEDIUM, Graph, Group, Menu, Query, SensorMetric

_MENU: Final = "/queue/simple"
_DYNAMIC: Final = ("?dynamic=yes",)


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamicRow:
    """All dynamic simple queues together, one per PPP subscriber.

    Rates are in bit/s, None where one of them is not reported.
    """

    count: int
    up: int | None
    down: int | None

    @property
    def is_used(self) -> bool:
        """Return whether the router has any of them."""
        return self.count > 0


@dataclass(frozen=True, kw_only=True)
class DynamicGroup(Group[DynamicRow]):
    """Dynamic queues: thousands of rows, so they are summed as they arrive."""

    @override
    async def read(self, query: Query[DynamicRow]) -> dict[str, DynamicRow | None]:
        """Read the rates row by row, without names."""
        rates: list[tuple[int, int] | None] = []

        def add(row: Row) -> None:
            rates.append(values.pair(row.get("rate")))

        command = Command(f"{_MENU}/print", proplist=("rate",), queries=_DYNAMIC)
        await query.ask(command, bulk=True, on_row=add)
        known = [rate for rate in rates if rate is not None]
        up, down = (
            sum(rate[way] for rate in known) if len(known) == len(rates) else None for way in (0, 1)
        )
        return {"": DynamicRow(count=len(rates), up=up, down=down)}


_dynamic_rate = partial(
    SensorMetric[DynamicRow],
    supported=lambda row: row.is_used,
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
    title="Queues",
    about="Dynamic queues are only counted and summed.",
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    metrics=(
        SensorMetric(
            key="queue.dynamic.count",
            about=(
                "Dynamic simple queues; PPP profiles with a rate limit create one per subscriber."
            ),
            source=lambda row: row.count,
            supported=lambda row: row.is_used,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _dynamic_rate(
            key="queue.dynamic.upload",
            about="Upload of all dynamic queues together, as the router averages it.",
            source=lambda row: row.up,
        ),
        _dynamic_rate(
            key="queue.dynamic.download",
            about="Download of all dynamic queues together, as the router averages it.",
            source=lambda row: row.down,
        ),
    ),
)
