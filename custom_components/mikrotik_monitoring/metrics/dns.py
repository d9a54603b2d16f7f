"""The router's resolver: how full its cache is, and what its adlists block."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfInformation, UnitOfRatio

from ..routeros import Command, Row, values
from .model import (
    LONG,
    MEDIUM,
    V7,
    Group,
    Menu,
    MenuGroup,
    MetricValue,
    Query,
    RateMetric,
    Reading,
    SensorMetric,
)

_DNS: Final = "/ip/dns"
_ADLIST: Final = "/ip/dns/adlist"
_MINUTE: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheRow:
    """The cache: its used and its maximum size, in bytes."""

    used: int | None
    size: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse the resolver's row."""
        return cls(used=_octets(row.get("cache-used")), size=_octets(row.get("cache-size")))

    @property
    def percent(self) -> float | None:
        """Return how full the cache is, in percent; it may hold a little more than its size."""
        if self.used is None or not self.size:
            return None
        return min(100 * self.used / self.size, 100)


def _octets(text: str | None) -> int | None:
    """Return the bytes of "2048", which is in KiB, or of "2048KiB"."""
    if (kibibytes := values.count(text)) is not None:
        return kibibytes * 1024
    return values.size(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class AdlistRow:
    """All enabled adlists together: the names on them, and how often one was requested."""

    lists: int
    names: int | None
    matches: int | None

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        """Sum up the values of the lists."""
        rows = tuple(rows)
        return cls(
            lists=len(rows), names=_total(rows, "name-count"), matches=_total(rows, "match-count")
        )


def _total(rows: Iterable[Row], field: str) -> int | None:
    """Return the sum of a field, None where no list has it."""
    counts = [values.count(row.get(field)) for row in rows]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


@dataclass(frozen=True, kw_only=True)
class AdlistGroup(Group[AdlistRow]):
    """The adlists, with names that the resolver blocks; without any there is no row."""

    @override
    async def read(self, query: Query[AdlistRow]) -> dict[str, AdlistRow | None]:
        """Print the counters of each list, but neither its address nor its file."""
        proplist = ("disabled", *self.fields(query.keys))
        rows = await query.ask(Command(f"{_ADLIST}/print", proplist=proplist))
        active = [row for row in rows if not values.flag(row.get("disabled"), absent=False)]
        return {"": AdlistRow.of(active)} if active else {}


@dataclass(frozen=True, kw_only=True)
class MatchesMetric(RateMetric[AdlistRow]):
    """The growth of a sum over all lists: unknown where their number has changed."""

    @override
    def value(
        self, instance: str, now: Reading[AdlistRow], before: Reading[AdlistRow] | None
    ) -> MetricValue:
        """Return the mean rate between two readings of the same number of lists."""
        earlier = None if before is None else before.rows.get(instance)
        if earlier is None or earlier.lists != now.rows[instance].lists:
            return None
        return super().value(instance, now, before)


def _resolver(row: Row) -> tuple[str, CacheRow]:
    return "", CacheRow.from_row(row)


_cache = partial(
    SensorMetric[CacheRow],
    state_class=SensorStateClass.MEASUREMENT,
    kind="cache",
    entity_registry_enabled_default=False,
)

DNS = MenuGroup[CacheRow](
    key="dns",
    title="DNS",
    tier=LONG,
    path=_DNS,
    parse=_resolver,
    family="dns",
    metrics=(
        _cache(
            key="dns.cache.percent",
            about="Share of the DNS cache that is used; a full cache drops names too early.",
            fields=("cache-used", "cache-size"),
            source=lambda row: row.percent,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            suggested_display_precision=1,
            resolution=0.1,
        ),
        _cache(
            key="dns.cache.used",
            about="Memory that the DNS cache uses.",
            fields=("cache-used",),
            source=lambda row: row.used,
            device_class=SensorDeviceClass.DATA_SIZE,
            native_unit_of_measurement=UnitOfInformation.BYTES,
            suggested_unit_of_measurement=UnitOfInformation.KIBIBYTES,
            suggested_display_precision=0,
        ),
    ),
)

ADLISTS = AdlistGroup(
    key="dns.adlists",
    title="DNS",
    menus=(Menu(_ADLIST, V7),),
    tier=MEDIUM,
    family="dns",
    metrics=(
        SensorMetric(
            key="dns.adlist.entries",
            about="Names on the adlists that are not disabled; one on two lists counts twice.",
            fields=("name-count",),
            source=lambda row: row.names,
            state_class=SensorStateClass.MEASUREMENT,
            kind="adlists",
            entity_registry_enabled_default=False,
        ),
        MatchesMetric(
            key="dns.adlist.matches",
            about="Requests per minute for names on an adlist, which are blocked.",
            fields=("match-count",),
            source=lambda row: row.matches,
            factor=_MINUTE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
            kind="adlists",
            entity_registry_enabled_default=False,
        ),
    ),
)
