"""IPv6 pools: how many of the prefixes they hold are delegated."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv6Network
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfRatio

from ..routeros import Command, NoSuchCommandError, Row, values
from .counts import count, counting
from .model import AWAY_TIME, MEDIUM, V7, Group, Menu, Query, SensorMetric

_POOLS: Final = "/ipv6/pool"
_USED: Final = "/ipv6/pool/used"

_LISTED: Final = Command(f"{_POOLS}/print", proplist=("name", "prefix", "prefix-length", "dynamic"))

# Each pool needs a count of its own: with more pools than this none is counted.
MOST_POOLS: Final = 20

# A pool of single addresses never runs short: the number left is too large to be useful.
_MOST_PREFIXES: Final = 2**32


@dataclass(frozen=True, kw_only=True, slots=True)
class Ipv6PoolRow:
    """A pool: ``size`` is how many prefixes it can assign, None where that is unknown.

    A dynamic pool is delegated to the router, and listed only as long as it is; ``away_since`` is
    when it was found missing, in monotonic seconds.
    """

    size: int | None = None
    used: int | None = None
    is_dynamic: bool = False
    away_since: float | None = None

    @property
    def available(self) -> int | None:
        """Return how many prefixes are free, None where they are practically unlimited."""
        if self.size is None or self.used is None or self.size > _MOST_PREFIXES:
            return None
        return max(self.size - self.used, 0)

    @property
    def percent(self) -> float | None:
        """Return how full the pool is, in percent."""
        if not self.size or self.used is None:
            return None
        return min(100 * self.used / self.size, 100)


@dataclass(frozen=True, kw_only=True)
class Ipv6PoolGroup(Group[Ipv6PoolRow]):
    """The pools by their names, as the prefix of a delegated one changes."""

    @override
    async def read(self, query: Query[Ipv6PoolRow]) -> dict[str, Ipv6PoolRow | None]:
        """List the pools, and let the router count the prefixes that each has assigned."""
        rows = [row for row in await query.ask(_LISTED) if row.get("name")]
        pools = {row["name"]: row for row in rows}
        used = await _used(query, pools) if len(pools) <= MOST_POOLS else {}
        found: dict[str, Ipv6PoolRow | None] = {
            name: Ipv6PoolRow(
                size=_size(row),
                used=used.get(name),
                is_dynamic=values.flag(row.get("dynamic"), absent=False),
            )
            for name, row in pools.items()
        }
        return _away(query) | found


async def _used(query: Query[Ipv6PoolRow], pools: Iterable[str]) -> dict[str, int | None]:
    """Return how many prefixes of each pool are assigned; RouterOS 6 does not report it."""
    names = tuple(pools)
    try:
        counts = await asyncio.gather(
            *(count(query.ask, counting(_USED, f"?pool={name}")) for name in names)
        )
    except NoSuchCommandError:
        return {}
    return dict(zip(names, counts, strict=True))


def _away(query: Query[Ipv6PoolRow]) -> dict[str, Ipv6PoolRow | None]:
    """Return the pools that were delegated to the router before, now without a prefix."""
    now = asyncio.get_running_loop().time()
    before = {} if query.last is None else query.last.rows
    return {
        name: Ipv6PoolRow(is_dynamic=True, away_since=row.away_since or now)
        for name, row in before.items()
        if row.is_dynamic and (row.away_since is None or now - row.away_since < AWAY_TIME)
    }


def _size(row: Row) -> int | None:
    """Return how many prefixes of its length a pool holds."""
    length = values.integer(row.get("prefix-length"))
    try:
        # A delegated prefix may be followed by a comma and its lifetime.
        network = IPv6Network(row.get("prefix", "").partition(",")[0].strip(), strict=False)
    except ValueError:
        return None
    if length is None or not network.prefixlen <= length <= network.max_prefixlen:
        return None
    return int(2 ** (length - network.prefixlen))


def _may_be_away(_: str) -> bool:
    """Return True: a name does not show whether a pool is delegated."""
    return True


_count_of = partial(
    SensorMetric[Ipv6PoolRow],
    state_class=SensorStateClass.MEASUREMENT,
    kind="ipv6",
    entity_registry_enabled_default=False,
)

IPV6_POOLS = Ipv6PoolGroup(
    key="pool.ipv6",
    title="Address pools",
    menus=(Menu(_POOLS, V7), Menu(_USED, V7)),
    tier=MEDIUM,
    has_instances=True,
    listed_while_up=_may_be_away,
    family="pool",
    shows_named=True,
    metrics=(
        _count_of(
            key="pool.ipv6.used",
            about="Prefixes of the IPv6 pool that are assigned.",
            source=lambda row: row.used,
        ),
        _count_of(
            key="pool.ipv6.available",
            about="Prefixes of the IPv6 pool that are free; absent where there are billions.",
            source=lambda row: row.available,
        ),
        _count_of(
            key="pool.ipv6.percent",
            about="Share of the prefixes of the IPv6 pool that are assigned.",
            source=lambda row: row.percent,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            suggested_display_precision=1,
            resolution=0.1,
        ),
    ),
)
