"""How long the firewall's address lists are: they are counted, never read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass

from ..routeros import Command, NoSuchCommandError
from .counts import GuardedCount, counting, guarded_count
from .firewall_rules import MANGLE, NAT, TABLES
from .model import MEDIUM, Group, Menu, Query, SensorMetric

_MENU: Final = "/ip/firewall/address-list"
_TOTAL: Final = "firewall.address_list.total"
_SIZE: Final = "firewall.address_list.entries"

# The fields by which a rule matches a list, and by which it adds addresses to one.
_MATCHERS: Final = ("src-address-list", "dst-address-list", "address-list")
_NAMING: Final = tuple(
    Command(
        f"{table.menu}/print",
        proplist=_MATCHERS,
        queries=(*(f"?{matcher}" for matcher in _MATCHERS), "?#||"),
    )
    for table in (*TABLES, NAT, MANGLE)
    if table.menu.startswith("/ip/")
)
# With more entries than this their lists' names are not read: a blocklist has a million.
_FEW: Final = 500
# With more lists than this, none gets an entity of its own.
_CROWD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRow:
    """A list, or all lists together, with the number of entries: None until they are counted."""

    count: GuardedCount | None = None

    @property
    def entries(self) -> int | None:
        """Return the number of entries, None while it is unknown."""
        return None if self.count is None else self.count.value


def _always(_: ListRow) -> bool:
    """Return True: the entries of any list can be counted, however slowly."""
    return True


@dataclass(frozen=True, kw_only=True)
class AddressListGroup(Group[ListRow]):
    """The lists that rules name and, where there are few entries, the lists of these.

    Only lists that have an entity are counted.
    """

    @override
    async def read(self, query: Query[ListRow]) -> dict[str, ListRow | None]:
        """Let the router count; search for new lists in the hourly pass."""
        before = {} if query.before is None else query.before.rows
        whole = before.get("", ListRow())
        if _TOTAL in query.keys:
            whole = ListRow(count=await guarded_count(query.ask, counting(_MENU), whole.count))
        if query.is_full or "" not in before:
            names = await _names(query, whole.entries)
        else:
            names = before.keys() - {""}
        rows = {name: before.get(name, ListRow()) for name in sorted(names)}
        wanted = rows.keys() & query.registered() if _SIZE in query.keys else ()
        rows |= await _sizes(query, {name: rows[name] for name in sorted(wanted)})
        return {"": whole, **rows}

    @override
    def remarks(self, row: ListRow) -> tuple[str, ...]:
        """Say that a count is unknown because it costs the router too much."""
        if row.count is None or row.count.seconds is None:
            return ()
        return (f"counting took {row.count.seconds:.1f} s, asked ten times less often",)


async def _names(query: Query[ListRow], total: int | None) -> set[str]:
    """Return the names of the lists without reading a table that may be large."""
    found: set[str] = set()
    for command in _NAMING:
        try:
            rows = await query.ask(command)
        except NoSuchCommandError:
            continue
        found.update(_plain(row.get(matcher, "") for row in rows for matcher in _MATCHERS))
    if total is not None and 0 < total <= _FEW:
        rows = await query.ask(Command(f"{_MENU}/print", proplist=("list",)))
        found.update(_plain(row.get("list", "") for row in rows))
    return found


def _plain(names: Iterable[str]) -> set[str]:
    """Return the names without a negation: a rule may match what is not in a list, "!local"."""
    return {name.removeprefix("!") for name in names} - {""}


async def _sizes(query: Query[ListRow], lists: dict[str, ListRow]) -> dict[str, ListRow]:
    """Return some lists with their entries counted again."""
    sizes: dict[str, ListRow] = {}
    too_slow: GuardedCount | None = None
    for name, before in lists.items():
        # Each count walks the same table: the next one would be as slow.
        count = too_slow or await guarded_count(
            query.ask, counting(_MENU, f"?list={name}"), before.count
        )
        if count.turns > 0:
            too_slow = count
        sizes[name] = ListRow(count=count)
    return sizes


ADDRESS_LIST = AddressListGroup(
    key="firewall.address_list",
    title="Firewall address lists",
    about=(
        "IPv4 only, counted by the router: the lists that firewall rules name, and all lists where "
        "there are no more than 500 entries."
    ),
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    has_instances=True,
    family="address_list",
    shows_named=True,
    summary_above=_CROWD,
    metrics=(
        SensorMetric(
            key=_TOTAL,
            about="Entries of all address lists together, dynamic ones included.",
            source=lambda row: row.entries,
            supported=_always,
            summary=True,
            state_class=SensorStateClass.MEASUREMENT,
            kind="total",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key=_SIZE,
            about=(
                "Entries of the list, dynamic ones included; counted less often where that "
                "takes long."
            ),
            source=lambda row: row.entries,
            supported=_always,
            state_class=SensorStateClass.MEASUREMENT,
            kind="lists",
            entity_registry_enabled_default=False,
        ),
    ),
)
