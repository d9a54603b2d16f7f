"""Hotspots: how many users are logged in, and how many hosts wait; the router counts them."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass

from ..routeros import Command, values
from .counts import count, counting
from .model import SHORT, Group, Menu, Query, SensorMetric

_SERVERS: Final = "/ip/hotspot"
_ACTIVE: Final = "/ip/hotspot/active"
_HOSTS: Final = "/ip/hotspot/host"

_LISTED: Final = Command(f"{_SERVERS}/print", proplist=("name", "disabled"))
_COUNTS: Final = {
    "users": counting(_ACTIVE),
    "hosts": counting(_HOSTS),
    # Flags that are not set are omitted.
    "waiting": counting(_HOSTS, "?authorized=yes", "?bypassed=yes", "?#|!"),
}
_BY_SERVER: Final = "server"

# With more servers than this, users are not counted per server: each count walks the table.
MOST_SERVERS: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class HotspotRow:
    """A hotspot server, or all together; None for what was not requested.

    ``servers`` are those that are not disabled, ``listed`` also those that are; both are set only
    for all together.
    """

    users: int | None = None
    hosts: int | None = None
    waiting: int | None = None
    servers: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HotspotGroup(Group[HotspotRow]):
    """Counts of users and hosts; ``fields`` of a metric are the counts it is made of."""

    @override
    async def read(self, query: Query[HotspotRow]) -> dict[str, HotspotRow | None]:
        """List the servers in a full reading; let the router count in each reading."""
        known = None if query.is_full or query.before is None else query.before.rows.get("")
        listed, servers = (known.listed, known.servers) if known else await _servers(query)
        rows: dict[str, HotspotRow | None] = dict.fromkeys(listed)
        if not servers:
            return rows
        fields = self.fields(query.keys)
        named = servers if _BY_SERVER in fields and len(servers) <= MOST_SERVERS else ()
        wanted = [name for name in fields if name in _COUNTS]
        counted, users = await asyncio.gather(
            asyncio.gather(*(count(query.ask, _COUNTS[name]) for name in wanted)),
            asyncio.gather(*(_users_of(query, name) for name in named)),
        )
        rows |= dict.fromkeys(servers, HotspotRow())
        rows |= {name: HotspotRow(users=number) for name, number in zip(named, users, strict=True)}
        rows[""] = HotspotRow(
            servers=servers, listed=listed, **dict(zip(wanted, counted, strict=True))
        )
        return rows


async def _servers(query: Query[HotspotRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of all servers, and of those that are not disabled."""
    rows = [row for row in await query.ask(_LISTED) if row.get("name")]
    enabled = (row["name"] for row in rows if not values.flag(row.get("disabled"), absent=False))
    return tuple(row["name"] for row in rows), tuple(enabled)


async def _users_of(query: Query[HotspotRow], server: str) -> int | None:
    """Let the router count the users of one server."""
    return await count(query.ask, counting(_ACTIVE, f"?server={server}"))


_counted = partial(SensorMetric[HotspotRow], state_class=SensorStateClass.MEASUREMENT)

HOTSPOT = HotspotGroup(
    key="hotspot",
    title="Hotspot",
    about="Counted by the router: no guest's name or address is read.",
    menus=(Menu(_SERVERS), Menu(_ACTIVE), Menu(_HOSTS)),
    tier=SHORT,
    has_instances=True,
    family="hotspot",
    metrics=(
        _counted(
            key="hotspot.users",
            about="Users that are logged in to a hotspot and authorised now, of all servers.",
            menus=(Menu(_ACTIVE),),
            fields=("users",),
            source=lambda row: row.users,
            summary=True,
        ),
        _counted(
            key="hotspot.hosts",
            about="Hosts that hotspots see, whether logged in, bypassed or neither.",
            menus=(Menu(_HOSTS),),
            fields=("hosts",),
            source=lambda row: row.hosts,
            summary=True,
            kind="hosts",
            entity_registry_enabled_default=False,
        ),
        _counted(
            key="hotspot.hosts.waiting",
            about="Hosts that hotspots see which are neither logged in nor bypassed.",
            menus=(Menu(_HOSTS),),
            fields=("waiting",),
            source=lambda row: row.waiting,
            summary=True,
            kind="hosts",
            entity_registry_enabled_default=False,
        ),
        _counted(
            key="hotspot.server.users",
            about=(
                "Users that are authorised now at one hotspot server; on routers that have at "
                f"most {MOST_SERVERS} of them."
            ),
            menus=(Menu(_SERVERS), Menu(_ACTIVE)),
            fields=(_BY_SERVER,),
            source=lambda row: row.users,
            kind="servers",
            entity_registry_enabled_default=False,
        ),
    ),
)
