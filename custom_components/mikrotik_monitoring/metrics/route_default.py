"""Default routes: which gateway each routing table uses now, and how often that changed."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Row, values
from .counts import POLLS_TO_SKIP, QUICK
from .gateway import gateways_in_use
from .interface_index import InterfaceIndex
from .model import AWAY_TIME, SHORT, Graph, Group, Menu, Query, SensorMetric
from .route_walk import IPV4, IPV6, RouteWalk, table_of
from .uplink import shortened

# Shown where no default route is active, and where one discards packets on purpose.
_NONE: Final = "none"
_NOWHERE: Final = ("blackhole", "unreachable", "prohibit")

# With only one route there is no failover: it is checked less often.
_POLLS_WITHOUT_CHOICE: Final = 4

# With more tables than this, none gets an entity of its own.
_CROWD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class DefaultRow:
    """The default routes of a table; ``gateway`` is for IPv4, None where it never had a route.

    ``changes`` counts how often another gateway came into use while the router was monitored.
    ``seen_at`` is when the table last had a default route, in monotonic seconds; ``turns`` is for
    how many more polls these values are reused.
    """

    gateway: str | None = None
    gateway_ipv6: str | None = None
    active: int = 0
    configured: int = 0
    changes: int = 0
    seen_at: float = 0.0
    turns: int = 0

    @classmethod
    def of(cls, routes: list[Row], interfaces: InterfaceIndex, now: float) -> DefaultRow:
        """Return the row of a table's IPv4 routes."""
        active = [route for route in routes if values.flag(route.get("active"))]
        return cls(
            gateway=_gateways(active, interfaces) if routes else None,
            active=len(active),
            configured=len(routes),
            seen_at=now if routes else 0.0,
        )

    def after(self, before: DefaultRow | None) -> DefaultRow:
        """Return the row with the changes since the previous one added."""
        if before is None:
            return self
        # A table's first route does not replace any.
        gateway = self.gateway or (before.gateway and _NONE)
        has_changed = before.gateway is not None and gateway != before.gateway
        return replace(
            self,
            gateway=gateway,
            changes=before.changes + has_changed,
            seen_at=self.seen_at or before.seen_at,
        )


def _gateways(active: Iterable[Row], interfaces: InterfaceIndex) -> str:
    """Return the gateways of active routes as one text."""
    names: dict[str, None] = {}
    for route in active:
        found = gateways_in_use(route, interfaces.has)
        names.update(dict.fromkeys(found or (_nowhere(route),)))
    return shortened(list(names)) or _NONE


def _nowhere(route: Row) -> str:
    """Return why a route has no gateway: by a flag in RouterOS 7, by its type in RouterOS 6."""
    return next((word for word in _NOWHERE if _is_of_type(route, word)), _NONE)


def _is_of_type(route: Row, word: str) -> bool:
    """Return whether a route is of a type; a flag that is set may be an empty text."""
    return bool(values.flag(route.get(word))) or route.get("type") == word


@dataclass(frozen=True, kw_only=True)
class DefaultRouteGroup(Group[DefaultRow]):
    """The main table's default routes as "", those of other tables by the tables' names."""

    @override
    async def read(self, query: Query[DefaultRow]) -> dict[str, DefaultRow | None]:
        """Read which routes are active; less often if that was slow or there is only one route."""
        before = {} if query.before is None else query.before.rows
        main = before.get("")
        if main is not None and main.turns > 0 and not query.is_full:
            return {**before, "": replace(main, turns=main.turns - 1)}
        walk = await query.default_routes.routes(query.ask, IPV4, anew=True)
        rows = _by_table(walk.routes, before, query.interfaces)
        wants_ipv6 = query.is_full or "route.default.ipv6" in query.keys
        walks = [walk]
        if wants_ipv6:
            walks.append(await query.default_routes.routes(query.ask, IPV6, anew=True))
            rows[""] = _with_ipv6(rows[""], walks[1], main, query.interfaces)
        elif main is not None:
            rows[""] = replace(rows[""], gateway_ipv6=main.gateway_ipv6)
        rows[""] = replace(rows[""], turns=_turns(walks))
        known = rows[""].gateway or rows[""].gateway_ipv6 or len(rows) > 1
        return {**rows} if known else {}


def _by_table(
    routes: Iterable[Row], before: Mapping[str, DefaultRow], interfaces: InterfaceIndex
) -> dict[str, DefaultRow]:
    """Return the rows of the main table and of others that have or had a default route."""
    now = asyncio.get_running_loop().time()
    tables: dict[str, list[Row]] = {"": []}
    tables |= {name: [] for name, row in before.items() if now - row.seen_at < AWAY_TIME}
    for route in routes:
        tables.setdefault(table_of(route), []).append(route)
    return {
        name: DefaultRow.of(found, interfaces, now).after(before.get(name))
        for name, found in tables.items()
    }


def _with_ipv6(
    row: DefaultRow, walk: RouteWalk, before: DefaultRow | None, interfaces: InterfaceIndex
) -> DefaultRow:
    """Return the main table's row with its IPv6 gateway."""
    routes = [route for route in walk.routes if not table_of(route)]
    if not routes:
        had_one = before is not None and before.gateway_ipv6
        return replace(row, gateway_ipv6=_NONE if had_one else None)
    active = [route for route in routes if values.flag(route.get("active"))]
    return replace(row, gateway_ipv6=_gateways(active, interfaces))


def _turns(walks: list[RouteWalk]) -> int:
    """Return for how many polls the routes are not read."""
    if sum(walk.seconds for walk in walks) > QUICK:
        return POLLS_TO_SKIP
    routes = [len(walk.routes) for walk in walks]
    # Without a route, wait for one.
    return _POLLS_WITHOUT_CHOICE if max(routes, default=0) == 1 else 0


_of_main = partial(SensorMetric[DefaultRow], summary=True)
_off = partial(_of_main, entity_registry_enabled_default=False)
_number = partial(
    _off,
    supported=lambda row: row.gateway is not None,
    graph=Graph.WAN,
    state_class=SensorStateClass.MEASUREMENT,
    kind="numbers",
)
_of_table = partial(
    SensorMetric[DefaultRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="tables",
    entity_registry_enabled_default=False,
)

DEFAULT_ROUTES = DefaultRouteGroup(
    key="route.default",
    title="Default routes",
    about=(
        "For the main routing table, and per other table or mark that has a default route. Where "
        "there is only one, or the router takes long to find it, it is read every 5 or 10 "
        "minutes."
    ),
    menus=(Menu(IPV4),),
    tier=SHORT,
    has_instances=True,
    listed_while_up=lambda _: True,
    family="route",
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _of_main(
            key="route.default.gateway",
            about=(
                "Gateway of the active IPv4 default route of the main table, with its interface; "
                "several with load balancing, and none where no route is active."
            ),
            source=lambda row: row.gateway,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _off(
            key="route.default.ipv6",
            menus=(Menu(IPV6),),
            about="Gateway of the active IPv6 default route of the main table, with its interface.",
            source=lambda row: row.gateway_ipv6,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="ipv6",
        ),
        _off(
            key="route.default.changes",
            about=(
                "How often the main table's active gateway changed or was lost while Home "
                "Assistant was monitoring; restarts from 0 with the connection to the router."
            ),
            source=lambda row: None if row.gateway is None else row.changes,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="changes",
        ),
        _number(
            key="route.default.active",
            about=(
                "Active IPv4 default routes of the main table; with load balancing, RouterOS 7 "
                "counts each gateway, RouterOS 6 one for all."
            ),
            source=lambda row: row.active,
        ),
        _number(
            key="route.default.configured",
            about=(
                "IPv4 default routes of the main table that are not disabled, active or not; "
                "one that a link adds counts while the link is up."
            ),
            source=lambda row: row.configured,
        ),
        _of_table(
            key="route.table.gateway",
            about=(
                "Gateway of the active IPv4 default route of another table or mark, used for "
                "policy routing or a VRF."
            ),
            source=lambda row: row.gateway,
        ),
        _of_table(
            key="route.table.changes",
            about=(
                "How often the table's active gateway changed or was lost while Home Assistant "
                "was monitoring."
            ),
            source=lambda row: None if row.gateway is None else row.changes,
            state_class=SensorStateClass.TOTAL_INCREASING,
        ),
    ),
)
