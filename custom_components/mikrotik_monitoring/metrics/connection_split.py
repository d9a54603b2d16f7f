"""Connections by protocol, counted by the router itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass

from ..routeros import Command, NoSuchCommandError
from .connection import BY_FAMILY, TRACKING
from .counts import GuardedCount, counting, guarded_count
from .model import SHORT, Graph, Group, Menu, Query, SensorMetric

_IPV4: Final = "/ip/firewall/connection"
_IPV6: Final = "/ipv6/firewall/connection"
_IPV6_COUNT: Final = "connection.ipv6"


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitRow:
    """Entries of the connection tables, by the key of the metric; None for no such table."""

    counts: Mapping[str, GuardedCount | None] = field(default_factory=dict)

    def value(self, key: str) -> int | None:
        """Return a count, None while it is unknown."""
        count = self.counts.get(key)
        return None if count is None else count.value

    def is_supported(self, key: str) -> bool:
        """Return whether the router has the table, even if it is slow to count."""
        return self.counts.get(key) is not None


def _metric(
    key: str,
    about: str,
    *,
    menu: str = _IPV4,
    enabled: bool = True,
    requires: tuple[str, ...] = (),
) -> SensorMetric[SplitRow]:
    """Declare the count of one kind of connection."""
    return SensorMetric(
        key=key,
        about=about,
        menus=(Menu(menu),),
        source=lambda row: row.value(key),
        supported=lambda row: row.is_supported(key),
        graph=Graph.CONNECTIONS,
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=enabled,
        requires=requires,
    )


# The order in which they are counted: those enabled by default first.
_COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "connection.tcp": counting(_IPV4, "?protocol=tcp"),
        "connection.udp": counting(_IPV4, "?protocol=udp"),
        "connection.other": counting(_IPV4, "?protocol=tcp", "?protocol=udp", "?#|!"),
        _IPV6_COUNT: counting(_IPV6),
    }
)


@dataclass(frozen=True, kw_only=True)
class SplitGroup(Group[SplitRow]):
    """Counts only: no row is ever sent of a table that may hold a million."""

    @override
    async def read(self, query: Query[SplitRow]) -> dict[str, SplitRow | None]:
        """Read the counts wanted, one after the other; expensive ones less often."""
        before = query.before.rows[""].counts if query.before else {}
        counts: dict[str, GuardedCount | None] = {}
        too_slow: dict[str, GuardedCount] = {}
        for key, command in _COMMANDS.items():
            if key not in query.keys:
                continue
            if key == _IPV6_COUNT and (tracked := _tracked_ipv6(query)) is not None:
                counts[key] = GuardedCount(value=tracked)
                continue
            # Another walk through the same table would be as slow.
            count = too_slow.get(command.path) or await _ask(query, command, before.get(key))
            if count is not None and count.turns > 0:
                too_slow[command.path] = count
            counts[key] = count
        return {"": SplitRow(counts=counts)}

    @override
    def remarks(self, row: SplitRow) -> tuple[str, ...]:
        """Say which counts are unknown because they cost the router too much."""
        return tuple(
            f"{key}: took {count.seconds:.1f} s, asked ten times less often"
            for key, count in row.counts.items()
            if count is not None and count.seconds is not None
        )


def _tracked_ipv6(query: Query[SplitRow]) -> int | None:
    """Return connection tracking's count of IPv6 connections, None where it has none."""
    tracking = query.latest(TRACKING)
    row = tracking.rows.get("") if tracking else None
    return row.ipv6 if row else None


async def _ask(
    query: Query[SplitRow], command: Command, before: GuardedCount | None
) -> GuardedCount | None:
    """Return a count, None where the router has no such table."""
    try:
        return await guarded_count(query.ask, command, before)
    except NoSuchCommandError:
        return None


SPLIT = SplitGroup(
    key="connection.split",
    title="Connections",
    about=(
        "By protocol, counted by the router; a count that takes longer than two seconds is read "
        "ten times less often, and unknown meanwhile."
    ),
    menus=(Menu(_IPV4),),
    tier=SHORT,
    metrics=(
        _metric("connection.tcp", "IPv4 connections over TCP, those being closed included."),
        _metric("connection.udp", "IPv4 connections over UDP, until their timeout."),
        _metric(
            "connection.other",
            "IPv4 connections over all else: ICMP, GRE, ESP and others.",
            enabled=False,
        ),
        _metric(
            _IPV6_COUNT,
            "IPv6 connections of all protocols: the tracker's own number where it has one (7.20), "
            "else the router counts the table; absent where IPv6 is not installed.",
            menu=_IPV6,
            enabled=False,
            requires=(BY_FAMILY,),
        ),
    ),
)
