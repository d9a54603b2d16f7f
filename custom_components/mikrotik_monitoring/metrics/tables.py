"""The sizes of the router's tables: routes, ARP, neighbours. They are counted, never read."""

from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Command
from .counts import GuardedCount, counting, guarded_count
from .model import LONG, Group, Menu, Query, SensorMetric


@dataclass(frozen=True, kw_only=True)
class TableGroup(Group[GuardedCount]):
    """The number of rows of one table; a provider's has a million routes, so it is guarded."""

    command: Command

    @override
    async def read(self, query: Query[GuardedCount]) -> dict[str, GuardedCount | None]:
        """Let the router count."""
        before = query.before.rows.get("") if query.before else None
        return {"": await guarded_count(query.ask, self.command, before)}


_rows_counted = partial(
    SensorMetric[GuardedCount],
    source=lambda row: row.value,
    supported=lambda _: True,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

ROUTES = TableGroup(
    key="route",
    title="Routes, ARP and neighbours",
    menus=(Menu("/ip/route"),),
    tier=LONG,
    command=counting("/ip/route", "?active=yes"),
    metrics=(
        _rows_counted(
            key="route.active",
            about="Active IPv4 routes of all tables; counted less often where that takes long.",
        ),
    ),
)
ARP = TableGroup(
    key="arp",
    title="Routes, ARP and neighbours",
    menus=(Menu("/ip/arp"),),
    tier=LONG,
    command=counting("/ip/arp"),
    metrics=(
        _rows_counted(
            key="arp.entries",
            about=(
                "Entries of the ARP table, incomplete ones included; counted less often where "
                "that takes long."
            ),
        ),
    ),
)
NEIGHBOURS = TableGroup(
    key="neighbour",
    title="Routes, ARP and neighbours",
    menus=(Menu("/ip/neighbor"),),
    tier=LONG,
    command=counting("/ip/neighbor"),
    metrics=(
        _rows_counted(
            key="neighbour.devices",
            about="Devices currently seen by neighbour discovery (MNDP, CDP, LLDP).",
        ),
    ),
)
NEIGHBOURS_V6 = TableGroup(
    key="neighbour.ipv6",
    title="Routes, ARP and neighbours",
    menus=(Menu("/ipv6/neighbor"),),
    tier=LONG,
    command=counting("/ipv6/neighbor", "?status=failed", "?#!"),
    family="neighbour",
    metrics=(
        _rows_counted(
            key="neighbour.ipv6.entries",
            about=(
                "Hosts in the IPv6 neighbour table, without those that were not found; counted "
                "less often where that takes long."
            ),
            kind="ipv6",
        ),
    ),
)
