"""Bridges: the root of their spanning tree, what their ports do, and how many hosts they have."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Command, Row, values
from .counts import GuardedCount, counting
from .measured import measured
from .model import LONG, MEDIUM, V7, BinaryMetric, Group, Menu, Query, Scope, SensorMetric
from .tables import TableGroup

_MENU: Final = "/interface/bridge"
_PORTS: Final = "/interface/bridge/port"
_HOSTS: Final = "/interface/bridge/host"
_NO_TREE: Final = "none"
# Not equal to yes, rather than equal to no: RouterOS 7 omits flags that are not set.
_OTHERS: Final = ("?local=yes", "?#!")

# The roles of ports that do not forward, so that there is no loop.
_BLOCKED: Final = frozenset({"alternate-port", "backup-port"})


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgeRow:
    """A bridge: None where there is no spanning tree.

    ``changes`` counts how often another bridge became the root while the router was monitored.
    """

    is_root: bool | None
    root: str | None
    changes: int | None

    @classmethod
    def from_rows(cls, row: Row, now: Row) -> Self:
        """Parse a bridge's configuration and measurement."""
        has_tree = row.get("protocol-mode") != _NO_TREE
        root = now.get("root-bridge-id") or None
        return cls(
            is_root=values.flag(now.get("root-bridge")) if has_tree else None,
            root=root if has_tree else None,
            changes=0 if has_tree and root else None,
        )

    def after(self, before: BridgeRow | None) -> Self:
        """Return the row with the changes of the root since the previous one added."""
        if before is None or before.changes is None:
            return self
        if self.root is None:
            # For a bridge without a link nothing is reported for a while.
            return replace(self, root=before.root, changes=before.changes)
        is_new = before.root is not None and before.root != self.root
        return replace(self, changes=before.changes + is_new)


class BridgeGroup(Group[BridgeRow]):
    """All bridges, from one ``monitor`` after the list of them."""

    @override
    async def read(self, query: Query[BridgeRow]) -> dict[str, BridgeRow | None]:
        """Print the bridges, then measure those that are monitored."""
        command = Command(f"{_MENU}/print", proplist=(".id", "name", "protocol-mode"))
        bridges = await query.interfaces.resolve(query.ask, await query.ask(command))
        last = {} if query.last is None else query.last.rows
        read: dict[str, BridgeRow | None] = {facts.instance: None for facts, _ in bridges}
        by_name = {row.get("name"): facts for facts, row in bridges if facts.is_watched}
        rows = (row for facts, row in bridges if facts.is_watched)
        for row, now in await measured(query.ask, _MENU, rows, self.fields(query.keys)):
            instance = by_name[row.get("name")].instance
            read[instance] = BridgeRow.from_rows(row, now).after(last.get(instance))
        return read


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgePortsRow:
    """The ports of a bridge; None for a value that none of them reports."""

    blocked: int | None
    changes: int | None

    @classmethod
    def of(cls, ports: Iterable[Row]) -> Self:
        """Parse the ports of one bridge as the router gave them."""
        roles = [port["role"] for port in ports if "role" in port]
        counts = [values.count(port.get("topology-changes")) for port in ports]
        known = [count for count in counts if count is not None]
        return cls(
            blocked=sum(role in _BLOCKED for role in roles) if roles else None,
            changes=sum(known) if known else None,
        )


class BridgePortsGroup(Group[BridgePortsRow]):
    """The ports of all bridges, which RouterOS 7 prints and RouterOS 6 measures."""

    @override
    async def read(self, query: Query[BridgePortsRow]) -> dict[str, BridgePortsRow | None]:
        """Print the ports, and measure them where the print has no role."""
        fields = self.fields(query.keys)
        proplist = (".id", "bridge", "disabled", *fields)
        rows = await query.ask(Command(f"{_PORTS}/print", proplist=proplist))
        ports = [row for row in rows if not values.flag(row.get("disabled"))]
        if ports:
            await query.interfaces.current(query.ask)
        if "role" in fields and ports and not any("role" in row for row in ports):
            pairs = await measured(query.ask, _PORTS, ports, ("role",))
            ports = [{**row, **now} for row, now in pairs]
        by_bridge: dict[str, list[Row]] = {}
        for port in ports:
            by_bridge.setdefault(port.get("bridge", ""), []).append(port)
        known = ((query.interfaces.named(name), own) for name, own in by_bridge.items())
        return {
            facts.instance: BridgePortsRow.of(own) if facts.is_watched else None
            for facts, own in known
            if facts is not None
        }


_off = partial(
    SensorMetric,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="bridge",
    entity_registry_enabled_default=False,
)
_total = partial(_off, state_class=SensorStateClass.TOTAL_INCREASING)

BRIDGE = BridgeGroup(
    key="bridge",
    title="VRRP, bonding and bridges",
    about="Per bridge, from one measurement of all bridges.",
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        BinaryMetric(
            key="bridge.root",
            about="Whether the bridge is the root of its spanning tree; unknown without one.",
            fields=("root-bridge",),
            source=lambda row: row.is_root,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="bridge",
            entity_registry_enabled_default=False,
        ),
        _total(
            key="bridge.root.changes",
            about=(
                "How often another bridge became the root of the spanning tree while Home "
                "Assistant was monitoring."
            ),
            fields=("root-bridge-id",),
            source=lambda row: row.changes,
        ),
    ),
)

BRIDGE_PORTS = BridgePortsGroup(
    key="bridge.port",
    title="VRRP, bonding and bridges",
    about="Per bridge, from all of its ports.",
    menus=(Menu(_PORTS),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        _off(
            key="bridge.ports.blocked",
            about=(
                "Ports of the bridge that the spanning tree blocks to prevent a loop: alternate "
                "and backup ports."
            ),
            fields=("role",),
            source=lambda row: row.blocked,
            state_class=SensorStateClass.MEASUREMENT,
        ),
        _total(
            key="bridge.topology.changes",
            menus=(Menu(_PORTS, V7),),
            about="Topology changes that the bridge's ports have seen, all ports together.",
            fields=("topology-changes",),
            source=lambda row: row.changes,
        ),
    ),
)

BRIDGE_HOSTS = TableGroup(
    key="bridge.host",
    title="VRRP, bonding and bridges",
    about="All bridges together.",
    menus=(Menu(_HOSTS),),
    tier=LONG,
    family="interface",
    command=counting(_HOSTS, *_OTHERS),
    metrics=(
        SensorMetric[GuardedCount](
            key="bridge.hosts",
            about=(
                "Addresses that the bridges have learned, without their own; counted less often "
                "where that takes long."
            ),
            source=lambda row: row.value,
            supported=lambda row: row.value != 0,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="bridge",
            entity_registry_enabled_default=False,
        ),
    ),
)
