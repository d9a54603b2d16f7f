"""DHCP servers: active leases, and how full the pools are that they assign from."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, NamedTuple, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfRatio

from ..routeros import Command, NoSuchCommandError, Row, values
from .counts import count, counting
from .model import SHORT, Graph, Group, Menu, Query, SensorMetric
from .pools import AddressPool, AddressPools, size_of

# Above this many leases, they are read on the bulk connection, at every fifth poll only.
MANY_LEASES: Final = 500
_SLOWER: Final = 5

_ACTIVE = frozenset({"dhcp.leases.active", "dhcp.total.active"})
_BOUND = ("?status=bound",)

_SERVERS = Command("/ip/dhcp-server/print", proplist=("name", "address-pool", "disabled"))
_POOLS = Command("/ip/pool/print", proplist=("name", "ranges", "next-pool", "used"))
_POOLS_USED = Command("/ip/pool/print", proplist=("name", "used"))
# The values in force; the configured ones may be "all servers" and a pool's name, and are used
# only where a router reports no others.
_LEASES = Command(
    "/ip/dhcp-server/lease/print",
    proplist=("active-server", "active-address", "server", "address", "status"),
    queries=_BOUND,
)
_LEASES_COUNTED = counting("/ip/dhcp-server/lease", *_BOUND)


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What changes seldom: each server's pool (None: disabled), and the pools by server.

    ``chains`` holds for each server the pool it assigns from and those after it, empty where it
    has none: "static-only" is none. ``counted`` is whether ``/ip/pool`` reports how many
    addresses are used, as newer RouterOS does.
    """

    servers: Mapping[str, str | None] = field(default_factory=dict)
    chains: Mapping[str, Mapping[str, AddressPool]] = field(default_factory=dict)
    counted: bool = False

    @property
    def enabled(self) -> tuple[str, ...]:
        """Return the servers that are not disabled."""
        return tuple(name for name, pool in self.servers.items() if pool is not None)

    @property
    def lent(self) -> dict[str, AddressPool]:
        """Return the pools that servers assign from, each once."""
        return {name: pool for chain in self.chains.values() for name, pool in chain.items()}

    def place(self, row: Row) -> _Place | None:
        """Return the server and the pool that a lease counts for, None if it is outside of them.

        A static lease that names no server counts for the one whose pool contains it.
        """
        address = row.get("active-address") or row.get("address", "")
        server = row.get("active-server") or row.get("server", "")
        if server not in self.servers:
            return next(filter(None, (self._inside(one, address) for one in self.chains)), None)
        if not self.chains.get(server):
            return _Place(server, None)
        return self._inside(server, address)

    def _inside(self, server: str, address: str) -> _Place | None:
        """Return server and pool of an address in a server's pools, None outside of them."""
        chain = self.chains[server]
        return next((_Place(server, name) for name, pool in chain.items() if address in pool), None)


class _Place(NamedTuple):
    """What a lease counts for: the server, and its pool if it has one."""

    server: str
    pool: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Leases:
    """The bound leases by server and by pool, and the total of them.

    They serve ``polls`` more polls before they are read again.
    """

    by_server: Mapping[str, int]
    by_pool: Mapping[str, int]
    count: int
    polls: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class DhcpRow:
    """One server, or all together: bound leases, and the addresses of the pool they come from.

    ``used`` counts all addresses of the pool in use, also those used by PPP or a hotspot. Values
    that were not requested, or have no pool, are None.
    """

    name: str
    active: int | None = None
    size: int | None = None
    used: int | None = None
    survey: Survey | None = None
    leases: Leases | None = None

    @property
    def available(self) -> int | None:
        """Return how many addresses are free."""
        if self.size is None or self.used is None:
            return None
        return max(self.size - self.used, 0)

    @property
    def percent(self) -> float | None:
        """Return how full the pool is, in percent."""
        if not self.size or self.used is None:
            return None
        return min(100 * self.used / self.size, 100)


@dataclass(frozen=True, kw_only=True)
class DhcpGroup(Group[DhcpRow]):
    """The servers; the instance "" is all of them together."""

    @override
    async def read(self, query: Query[DhcpRow]) -> dict[str, DhcpRow | None]:
        """Read servers and pools in a full reading, leases and usage each time.

        Leases come without names, hardware addresses and comments, one row at a time.
        """
        known = None if query.is_full else _remembered(query)
        survey = known.survey if known and known.survey else await _survey(query)
        if not survey.enabled:
            return dict.fromkeys(survey.servers)
        used = await _used(query, survey) if query.keys - _ACTIVE else {}
        leases = known.leases if known else None
        if query.keys & _ACTIVE or None in used.values():
            leases = await _leases(query, survey, leases)
        return _rows(survey, used, leases)


def _remembered(query: Query[DhcpRow]) -> DhcpRow | None:
    """Return the row of all servers from the last reading."""
    return query.before.rows.get("") if query.before else None


async def _survey(query: Query[DhcpRow]) -> Survey:
    """Read the servers and pools."""
    servers, pools = await asyncio.gather(query.ask(_SERVERS), query.ask(_POOLS))
    known = AddressPools.from_rows(pools)
    lends = {row["name"]: _pool_of(row) for row in servers if row.get("name")}
    return Survey(
        servers=lends,
        chains={name: known.chain(pool) for name, pool in lends.items() if pool is not None},
        counted=bool(pools) and all("used" in row for row in pools),
    )


def _pool_of(server: Row) -> str | None:
    """Return the name of a server's pool, None for a disabled server."""
    return None if values.flag(server.get("disabled")) else server.get("address-pool", "")


async def _used(query: Query[DhcpRow], survey: Survey) -> dict[str, int | None]:
    """Return how many addresses of each pool are used, None where the router does not count."""
    if survey.counted:
        rows = await query.ask(_POOLS_USED)
        found = {row.get("name", ""): values.count(row.get("used")) for row in rows}
        return {name: found.get(name) for name in survey.lent}
    counts = await asyncio.gather(*(_used_of(query, name) for name in survey.lent))
    return dict(zip(survey.lent, counts, strict=True))


async def _used_of(query: Query[DhcpRow], pool: str) -> int | None:
    """Let the router count the used addresses of one pool."""
    try:
        return await count(query.ask, counting("/ip/pool/used", f"?pool={pool}"))
    except NoSuchCommandError:
        return None


async def _leases(query: Query[DhcpRow], survey: Survey, last: Leases | None) -> Leases:
    """Return the bound leases by server: read now, or not long ago where there are many."""
    if last is not None and last.polls > 0:
        return replace(last, polls=last.polls - 1)
    # As long as their number is unknown, they may be many.
    before = last.count if last else await count(query.ask, _LEASES_COUNTED)
    found: Counter[_Place | None] = Counter()

    def take(row: Row) -> None:
        if row.get("status") == "bound":
            found[survey.place(row)] += 1

    is_long = before is None or before > MANY_LEASES
    await query.ask(_LEASES, bulk=is_long, on_row=take)
    by_server: Counter[str] = Counter(dict.fromkeys(survey.enabled, 0))
    by_pool: Counter[str] = Counter()
    for place, number in found.items():
        if place is not None and place.server in by_server:
            by_server[place.server] += number
            by_pool[place.pool or ""] += number
    return Leases(
        by_server=by_server,
        by_pool=by_pool,
        count=found.total(),
        polls=_SLOWER - 1 if found.total() > MANY_LEASES else 0,
    )


def _rows(
    survey: Survey, used: Mapping[str, int | None], leases: Leases | None
) -> dict[str, DhcpRow | None]:
    """Return a row per server, and one for all together."""
    active = leases.by_server if leases else {}
    lent = leases.by_pool if leases else {}
    given = {pool: lent.get(pool, 0) if n is None else n for pool, n in used.items()}
    rows: dict[str, DhcpRow | None] = dict.fromkeys(survey.servers)
    for server in survey.enabled:
        chain = survey.chains[server]
        rows[server] = DhcpRow(
            name=server,
            active=active.get(server),
            size=size_of(chain.values()) if chain else None,
            used=sum(given[pool] for pool in chain) if chain and given else None,
        )
    pools = survey.lent.values()
    rows[""] = DhcpRow(
        name="",
        active=sum(active.values()) if leases else None,
        size=size_of(pools) if pools else None,
        used=sum(given.values()) if given else None,
        survey=survey,
        leases=leases,
    )
    return rows


def _is_sum(together: DhcpRow) -> bool:
    """Return whether the row for all servers stands for more than one."""
    return together.survey is not None and len(together.survey.enabled) > 1


_count_of = partial(
    SensorMetric[DhcpRow], graph=Graph.DHCP, state_class=SensorStateClass.MEASUREMENT
)
_percentage = partial(
    _count_of,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    suggested_display_precision=1,
    resolution=0.1,
)

DHCP = DhcpGroup(
    key="dhcp",
    title="DHCP servers",
    about="Per server, and all together; leases come without names and hardware addresses.",
    menus=(
        Menu("/ip/dhcp-server"),
        Menu("/ip/dhcp-server/lease"),
        Menu("/ip/pool"),
        Menu("/ip/pool/used"),
    ),
    tier=SHORT,
    has_instances=True,
    label=lambda row: row.name,
    metrics=(
        _count_of(
            key="dhcp.leases.active",
            about=(
                "Leases of the server that are bound now, by the client's address, without those "
                "outside of its pools."
            ),
            source=lambda row: row.active,
        ),
        _count_of(
            key="dhcp.leases.available",
            about=(
                "Addresses that are free in the server's pool and in those after it (next-pool); "
                "those used by PPP or a hotspot are not free. Absent for servers without a pool."
            ),
            source=lambda row: row.available,
        ),
        _percentage(
            key="dhcp.leases.percent",
            about=(
                "Share of the addresses of the server's pool and of those after it (next-pool) "
                "that are in use, also by PPP or a hotspot."
            ),
            source=lambda row: row.percent,
        ),
        _count_of(
            key="dhcp.total.active",
            about="Bound leases of all servers together.",
            source=lambda row: row.active,
            summary=True,
            enabled_for=_is_sum,
        ),
        _count_of(
            key="dhcp.total.available",
            about="Free addresses of all pools that servers assign from, each counted once.",
            source=lambda row: row.available,
            summary=True,
            enabled_for=_is_sum,
        ),
        _percentage(
            key="dhcp.total.percent",
            about="Share of the addresses of all pools that servers assign from that are in use.",
            source=lambda row: row.percent,
            summary=True,
            enabled_for=_is_sum,
        ),
    ),
)
