"""What the firewall drops and translates, from its rules' counters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from types import MappingProxyType
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfDataRate, UnitOfInformation

from ..routeros import NoSuchCommandError
from .counters import Tally, growth
from .firewall_rules import MANGLE, NAT, TABLES, RuleRow, Table
from .model import MEDIUM, Graph, Group, Menu, Query, RateMetric, SensorMetric

# The totals feed hourly statistics: a row in five minutes is plenty.
_TOTAL_WRITE_INTERVAL: Final = 300.0
_ALL: Final = "all"
_ACCEPTED: Final = "accepted"
_CHAIN: Final = "chain"
_RULE: Final = "rule"
_FASTTRACK: Final = "firewall.fasttrack.bytes"
_NAT_CONNECTIONS: Final = "firewall.nat.connections"
_MANGLE: Final = frozenset({"firewall.mangle.packets", "firewall.mangle.bytes"})
_MANGLE_RULES: Final = frozenset({"firewall.mangle.rule.packets", "firewall.mangle.rule.bytes"})
_ALL_TABLES: Final = (*TABLES, NAT, MANGLE)

_MENUS: Final = tuple(Menu(table.menu) for table in TABLES)
_NO_TALLIES: Final[Mapping[str, Tally]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class FirewallRow:
    """The whole firewall, a chain or a rule.

    ``tallies`` holds the counts since the session began, by the name of what is counted: sums of
    each rule's own growth, so that rules may be added, removed, moved and reset. The row of the
    whole firewall holds the rules' last counters, and the tables that are ``absent`` or ``idle``,
    which had no counting rule in the last full reading.
    """

    label: str = ""
    tallies: Mapping[str, Tally] = _NO_TALLIES
    fasttrack: int | None = None
    counters: Mapping[tuple[str, str], Tally] = field(default_factory=dict, repr=False)
    absent: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()

    def packets(self, name: str) -> int | None:
        """Return the packets counted under a name, None where no rule counts them."""
        return self.tallies[name].packets if name in self.tallies else None

    def octets(self, name: str) -> int | None:
        """Return the bytes counted under a name, None where no rule counts them."""
        return self.tallies[name].octets if name in self.tallies else None


_packet_rate = partial(
    RateMetric[FirewallRow],
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.01,
)
_byte_rate = partial(
    RateMetric[FirewallRow],
    graph=Graph.FIREWALL,
    device_class=SensorDeviceClass.DATA_RATE,
    native_unit_of_measurement=UnitOfDataRate.BYTES_PER_SECOND,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
)


def _dropped(
    key: str, counted: str, droppers: str, *, enabled: bool = True, kind: str | None = None
) -> tuple[RateMetric[FirewallRow], RateMetric[FirewallRow]]:
    """Declare packets and bytes dropped per second by some of the rules."""
    menus = tuple(Menu(table.menu) for table in TABLES if table.key == counted)
    return (
        _packet_rate(
            key=f"firewall.{key}.packets",
            about=f"Packets per second dropped by {droppers}.",
            menus=menus,
            source=lambda row: row.packets(counted),
            graph=Graph.FIREWALL,
            summary=kind is None,
            kind=kind,
            entity_registry_enabled_default=enabled and kind is None,
        ),
        _byte_rate(
            key=f"firewall.{key}.bytes",
            about=f"Bytes per second dropped by {droppers}.",
            menus=menus,
            source=lambda row: row.octets(counted),
            summary=kind is None,
            kind=kind,
            entity_registry_enabled_default=enabled and kind is None,
        ),
    )


def _changed(
    key: str, kind: str, which: str, *, summary: bool
) -> tuple[RateMetric[FirewallRow], RateMetric[FirewallRow]]:
    """Declare packets and bytes per second that mangle rules change or mark."""
    return (
        _packet_rate(
            key=f"{key}.packets",
            about=f"Packets per second that {which}.",
            menus=(Menu(MANGLE.menu),),
            source=lambda row: row.packets(MANGLE.key),
            summary=summary,
            kind=kind,
            entity_registry_enabled_default=False,
        ),
        _byte_rate(
            key=f"{key}.bytes",
            about=f"Bytes per second that {which}.",
            menus=(Menu(MANGLE.menu),),
            source=lambda row: row.octets(MANGLE.key),
            graph=None,
            summary=summary,
            kind=kind,
            entity_registry_enabled_default=False,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class FirewallGroup(Group[FirewallRow]):
    """All tables; only rules that drop are read unless more is wanted."""

    @cached_property
    def _detailed(self) -> frozenset[str]:
        """Return the metrics that need every rule, with its chain and comment."""
        details = {metric.key for metric in self.metrics if not metric.summary}
        return frozenset(details | {_FASTTRACK}) - _MANGLE_RULES

    @override
    async def read(self, query: Query[FirewallRow]) -> dict[str, FirewallRow | None]:
        """Read the tables needed for the metrics wanted; add up each rule's growth."""
        before = query.earlier.rows if query.earlier else {}
        last = before.get("", FirewallRow())
        detailed: frozenset[str] = frozenset()
        if query.is_full or query.keys & self._detailed:
            detailed |= {table.key for table in (*TABLES, NAT)}
        if query.is_full or query.keys & _MANGLE_RULES:
            detailed |= {MANGLE.key}
        tables = [
            table
            for table in _ALL_TABLES
            if _is_wanted(table, query.keys)
            and (
                query.is_full
                or table.key not in (last.absent if table.key in detailed else last.idle)
            )
        ]
        rules, absent = await _ask(query, tables, detailed)
        idle = frozenset(table.key for table in _ALL_TABLES) - _busy(rules)
        whole = _whole(rules, last)
        if query.is_full:
            whole = replace(whole, absent=absent, idle=idle)
        kept = {name: row for name, row in before.items() if _table_of(name) not in detailed}
        return {**kept, **_parts(rules, detailed, before, last), "": whole}


def _is_wanted(table: Table, keys: frozenset[str]) -> bool:
    """Return whether a table is read at all: those that drop always are."""
    if table is MANGLE:
        return bool(keys & (_MANGLE | _MANGLE_RULES))
    return table is not NAT or _NAT_CONNECTIONS in keys


def _table_of(instance: str) -> str:
    """Return the table of a chain or a rule, by its instance."""
    return instance.split(":")[1] if instance else ""


async def _ask(
    query: Query[FirewallRow], tables: Iterable[Table], detailed: frozenset[str]
) -> tuple[list[RuleRow], frozenset[str]]:
    """Return the rules of some tables, and which of these the router does not have.

    Of ``detailed`` tables all rules are read, with all of their fields.

    Raises NoSuchCommandError where it has none of them, any other RouterOSError at once.
    """
    rules: list[RuleRow] = []
    absent: dict[str, NoSuchCommandError] = {}
    has_any = False
    for table in tables:
        try:
            rows = await query.ask(table.command(everything=table.key in detailed))
        except NoSuchCommandError as err:
            absent[table.key] = err
            continue
        has_any = True
        rules += (RuleRow.from_row(table, row) for row in rows)
    if absent and not has_any:
        raise next(iter(absent.values()))
    return rules, frozenset(absent)


def _busy(rules: Iterable[RuleRow]) -> frozenset[str]:
    """Return the tables that currently have a counting rule."""
    return frozenset(rule.table.key for rule in rules if rule.counts and rule.is_active)


def _counters(rules: Iterable[RuleRow]) -> dict[tuple[str, str], Tally]:
    """Return the counters of each rule, as far as the router reports them."""
    return {rule.key: rule.counted for rule in rules if rule.is_counted}


def _whole(rules: list[RuleRow], last: FirewallRow) -> FirewallRow:
    """Return the row of the whole firewall; tallies are kept once they have counted."""
    counters = _counters(rules)
    tallies = dict(last.tallies)
    for key in _busy(rules) | tallies.keys() - {_ALL}:
        counting = (
            rule.key for rule in rules if rule.table.key == key and rule.counts and rule.is_counted
        )
        grown = growth(counting, counters, last.counters)
        tallies[key] = tallies.get(key, Tally()) + grown
    dropped = [tallies[table.key] for table in TABLES if table.key in tallies]
    if dropped:
        tallies[_ALL] = sum(dropped, start=Tally())
    fasttrack = [rule.counted.octets for rule in rules if rule.is_fasttrack]
    return FirewallRow(
        tallies=tallies,
        fasttrack=sum(fasttrack) if fasttrack else None,
        counters=counters,
        absent=last.absent,
        idle=last.idle,
    )


def _parts(
    rules: list[RuleRow],
    detailed: frozenset[str],
    before: Mapping[str, FirewallRow],
    last: FirewallRow,
) -> dict[str, FirewallRow]:
    """Return a row for every chain, and for the counting rules, by their comments.

    Only rules of tables that were read in detail can be distinguished.
    """
    counters = _counters(rules)
    parts: dict[str, FirewallRow] = {}
    read = [rule for rule in rules if rule.table.key in detailed]
    for (instance, label, name), keys in _counted_for(read).items():
        had = before[instance].tallies.get(name, Tally()) if instance in before else Tally()
        tallies = dict(parts[instance].tallies) if instance in parts else {}
        told = [key for key in keys if key in counters]
        tallies[name] = had + growth(told, counters, last.counters)
        parts[instance] = FirewallRow(label=label, tallies=tallies)
    return parts


def _counted_for(
    rules: Iterable[RuleRow],
) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
    """Return rules by what they count for: the instance, its label, and the tally's name."""
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    filtering = [rule for rule in rules if rule.table not in {NAT, MANGLE}]
    for rule in filtering:
        if name := _ACCEPTED if rule.action == "accept" else _CHAIN if rule.counts else None:
            chain = f"chain:{rule.table.key}:{rule.chain}"
            found.setdefault((chain, rule.place, name), []).append(rule.key)
    for rule in rules:
        if rule.table is not NAT and rule.counts and rule.comment and not rule.is_dynamic:
            instance = f"rule:{rule.table.key}:{rule.chain}:{rule.comment}"
            label = f"{rule.place} · {rule.comment}"
            name = MANGLE.key if rule.table is MANGLE else _RULE
            found.setdefault((instance, label, name), []).append(rule.key)
    return found


FIREWALL = FirewallGroup(
    key="firewall",
    title="Firewall",
    about=(
        "Dropped packets are those counted by drop, reject and tarpit rules; each rule's growth "
        "is added up, so rules may be added, removed, moved and reset."
    ),
    menus=_MENUS,
    tier=MEDIUM,
    has_instances=True,
    family="firewall",
    label=lambda row: row.label,
    metrics=(
        *_dropped("dropped", _ALL, "the rules of all filter and raw tables"),
        *_dropped("filter", "filter", "the rules of the IPv4 filter"),
        *_dropped("raw", "raw", "the rules of the IPv4 raw table"),
        *_dropped("ipv6_filter", "ipv6_filter", "the rules of the IPv6 filter"),
        *_dropped("ipv6_raw", "ipv6_raw", "the rules of the IPv6 raw table", enabled=False),
        *_dropped("chain", _CHAIN, "the rules of the chain", kind="chains"),
        *_dropped(
            "rule",
            _RULE,
            "the rules of the chain that have the comment; without one there is none of this",
            kind="rules",
        ),
        _packet_rate(
            key="firewall.chain.accepted",
            about="Packets per second accepted by the rules of the chain.",
            source=lambda row: row.packets(_ACCEPTED),
            kind="chains",
            entity_registry_enabled_default=False,
        ),
        _packet_rate(
            key=_NAT_CONNECTIONS,
            about=(
                "New connections per second that NAT rules translate: only the first packet of "
                "each connection passes them."
            ),
            menus=(Menu(NAT.menu),),
            source=lambda row: row.packets(NAT.key),
            graph=Graph.FIREWALL,
            summary=True,
        ),
        *_changed(
            "firewall.mangle",
            "mangle",
            "the IPv4 mangle rules change or mark: one that several match counts for each",
            summary=True,
        ),
        *_changed(
            "firewall.mangle.rule",
            "mangle_rules",
            "the mangle rules of the chain that have the comment change or mark",
            summary=False,
        ),
        SensorMetric(
            key=_FASTTRACK,
            about="Bytes that FastTrack carried past the firewall since its counter began.",
            source=lambda row: row.fasttrack,
            summary=True,
            device_class=SensorDeviceClass.DATA_SIZE,
            native_unit_of_measurement=UnitOfInformation.BYTES,
            suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
            state_class=SensorStateClass.TOTAL_INCREASING,
            suggested_display_precision=2,
            write_interval=_TOTAL_WRITE_INTERVAL,
            entity_registry_enabled_default=False,
        ),
    ),
)
