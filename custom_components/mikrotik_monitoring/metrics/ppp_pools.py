"""Pools that PPP assigns from: how many of their addresses are free."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfRatio

from ..routeros import Command, NoSuchCommandError, Row, values
from .counts import count, counting
from .model import MEDIUM, Group, Menu, Query, SensorMetric
from .pools import AddressPools

_POOLS: Final = "/ip/pool"
_USED: Final = "/ip/pool/used"
_PROFILES: Final = "/ppp/profile"
_SECRETS: Final = "/ppp/secret"

_LISTED: Final = Command(
    f"{_POOLS}/print", proplist=("name", "ranges", "next-pool", "total", "used")
)
_COUNTED: Final = Command(f"{_POOLS}/print", proplist=("name", "used"))
_NAMED: Final = Command(f"{_PROFILES}/print", proplist=("local-address", "remote-address"))

# Where a router counts only pool by pool, none is counted if there are more than this.
MOST_POOLS: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class PppPoolRow:
    """A pool, or all together; None is what is unknown.

    ``sizes`` is set for all together: the addresses of each pool by its name. ``counted`` is
    whether the router reports the used addresses with the pools, as newer RouterOS does.
    """

    size: int | None = None
    used: int | None = None
    sizes: Mapping[str, int | None] = field(default_factory=dict)
    counted: bool = False

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
class PppPoolGroup(Group[PppPoolRow]):
    """The pools that profiles and secrets name, and those that follow them (next-pool)."""

    @override
    async def read(self, query: Query[PppPoolRow]) -> dict[str, PppPoolRow | None]:
        """Find the pools in a full reading; let the router count the used addresses each time."""
        before = query.before.rows.get("") if query.before else None
        if before is None or query.is_full:
            pools = await query.ask(_LISTED)
            whole = await _survey(query, pools)
            if not whole.sizes:
                return {}
            used = _told(pools) if whole.counted else await _count(query, whole.sizes)
        else:
            whole = before
            used = await _used(query, whole)
        rows = {
            name: PppPoolRow(size=size, used=used.get(name)) for name, size in whole.sizes.items()
        }
        return {**rows, "": _all(whole, rows.values())}


async def _survey(query: Query[PppPoolRow], pools: list[Row]) -> PppPoolRow:
    """Return which pools PPP assigns from, and how large they are."""
    if not pools:
        return PppPoolRow()
    known = AddressPools.from_rows(pools)
    names = {row["name"]: row for row in pools if row.get("name")}
    lent = _with_following(await _named(query, names), known.following)
    sizes = {name: _size(names[name], known) for name in names if name in lent}
    return PppPoolRow(sizes=sizes, counted=all("used" in names[name] for name in sizes))


async def _named(query: Query[PppPoolRow], pools: Iterable[str]) -> set[str]:
    """Return the pools that a profile or a secret names; the names of secrets are not read."""
    profiles = await query.ask(_NAMED)
    addresses = {address for row in profiles for address in row.values()}
    named = {name for name in pools if name in addresses}
    others = [name for name in pools if name not in named][:MOST_POOLS]
    counts = await asyncio.gather(
        *(count(query.ask, counting(_SECRETS, f"?remote-address={name}")) for name in others)
    )
    return named | {name for name, number in zip(others, counts, strict=True) if number}


def _with_following(names: set[str], following: Mapping[str, str]) -> set[str]:
    """Return pools with those that are used once they are full, which may form a circle."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [following[name]] if name in following else []
    return found


def _size(row: Row, known: AddressPools) -> int | None:
    """Return how many addresses a pool holds, as the router reports or from its ranges."""
    if (total := values.count(row.get("total"))) is not None:
        return total
    pool = known.pools[row["name"]]
    return None if pool is None else pool.size


async def _used(query: Query[PppPoolRow], whole: PppPoolRow) -> dict[str, int | None]:
    """Return how many addresses of each pool are assigned."""
    if whole.counted:
        return _told(await query.ask(_COUNTED))
    return await _count(query, whole.sizes)


def _told(pools: list[Row]) -> dict[str, int | None]:
    return {row.get("name", ""): values.count(row.get("used")) for row in pools}


async def _count(query: Query[PppPoolRow], pools: Iterable[str]) -> dict[str, int | None]:
    """Let the router count the used addresses, pool by pool."""
    names = tuple(pools)
    if len(names) > MOST_POOLS:
        return {}
    try:
        counts = await asyncio.gather(
            *(count(query.ask, counting(_USED, f"?pool={name}")) for name in names)
        )
    except NoSuchCommandError:
        return {}
    return dict(zip(names, counts, strict=True))


def _all(whole: PppPoolRow, rows: Iterable[PppPoolRow]) -> PppPoolRow:
    """Return the row of all pools together: unknown where one of them is."""
    rows = tuple(rows)
    sizes = [row.size for row in rows if row.size is not None]
    used = [row.used for row in rows if row.used is not None]
    return replace(
        whole,
        size=sum(sizes) if len(sizes) == len(rows) else None,
        used=sum(used) if len(used) == len(rows) else None,
    )


_count_of = partial(
    SensorMetric[PppPoolRow],
    state_class=SensorStateClass.MEASUREMENT,
    kind="ppp",
    entity_registry_enabled_default=False,
)
_percentage = partial(
    _count_of,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    suggested_display_precision=1,
    resolution=0.1,
)

PPP_POOLS = PppPoolGroup(
    key="pool.ppp",
    title="Address pools",
    about=(
        "IPv4 pools that a PPP profile or secret names, and those after them (next-pool); "
        "addresses assigned by a DHCP server count as used."
    ),
    menus=(Menu(_POOLS), Menu(_USED), Menu(_PROFILES), Menu(_SECRETS)),
    tier=MEDIUM,
    has_instances=True,
    family="pool",
    shows_named=True,
    metrics=(
        _count_of(
            key="pool.ppp.used",
            about="Addresses of the PPP pool that are assigned.",
            source=lambda row: row.used,
        ),
        _count_of(
            key="pool.ppp.available",
            about="Addresses of the PPP pool that are free.",
            source=lambda row: row.available,
        ),
        _percentage(
            key="pool.ppp.percent",
            about="Share of the addresses of the PPP pool that are assigned.",
            source=lambda row: row.percent,
        ),
        _count_of(
            key="pool.ppp.total.available",
            about="Free addresses of all PPP pools together.",
            source=lambda row: row.available,
            summary=True,
        ),
        _percentage(
            key="pool.ppp.total.percent",
            about="Share of the addresses of all PPP pools together that are assigned.",
            source=lambda row: row.percent,
            summary=True,
        ),
    ),
)
