"""The sizes of address lists, by counts alone."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_INSTANCES, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics.address_list import ADDRESS_LIST, ListRow
from custom_components.mikrotik_monitoring.metrics.counts import POLLS_TO_SKIP
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    NoSuchCommandError,
    Row,
    TimedOutError,
)
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .entities import find, state_of

MENU = "/ip/firewall/address-list/print"
SIZE = "firewall.address_list.entries"
TOTAL = "firewall.address_list.total"


class Lists:
    """A router's lists and the rules that name some, read repeatedly."""

    def __init__(self, sizes: dict[str, int], rules: list[Row] | None = None) -> None:
        """Store lists of these sizes; RouterOS 6 before 6.36 has no raw table."""
        self.sizes = sizes
        self.rules = rules or []
        self.registered: set[str] = set()
        self.is_slow = False
        self.asked: list[Command] = []
        self.before: Reading[ListRow] | None = None

    async def ask(self, command: Command, **options: Any) -> list[Row]:
        """Reply as a router does."""
        self.asked.append(command)
        if command.path == "/ip/firewall/raw/print":
            raise NoSuchCommandError("no such command prefix")
        if command.path != MENU:
            return self.rules if command.path == "/ip/firewall/filter/print" else []
        if ("count-only", "") not in command.arguments:
            return [{"list": name} for name, size in self.sizes.items() for _ in range(size)]
        options["on_turn"]()
        if self.is_slow:
            raise TimedOutError("late")
        names = [query.removeprefix("?list=") for query in command.queries]
        return [{"ret": str(sum(self.sizes.get(name, 0) for name in names or self.sizes))}]

    async def read(self, *keys: str, is_full: bool = False) -> Mapping[str, int | None]:
        """Read once more; return the entries of each list."""
        self.asked.clear()
        query = Query[ListRow](
            ask=self.ask,
            keys=frozenset(keys) or ADDRESS_LIST.keys,
            before=self.before,
            registered=lambda: frozenset(self.registered),
            is_full=is_full,
        )
        rows = {name: row for name, row in (await ADDRESS_LIST.read(query)).items() if row}
        self.before = Reading(at=0, rows=rows)
        return {name: row.entries for name, row in rows.items()}

    @property
    def counted(self) -> list[tuple[str, ...]]:
        """Return the counted queries."""
        return [one.queries for one in self.asked if ("count-only", "") in one.arguments]


RULES: list[Row] = [
    {"src-address-list": "!local", "dst-address-list": "servers"},
    {"address-list": "scanners"},
    {"src-address-list": ""},
]


async def test_the_names_of_lists() -> None:
    """Those that rules name, or all where entries are few; a rule may name an empty list."""
    lists = Lists({"local": 3, "spare": 2}, RULES)
    rows = await lists.read(is_full=True)
    assert rows == {"": 5, "local": None, "scanners": None, "servers": None, "spare": None}
    assert all(metric.is_supported(ListRow()) for metric in ADDRESS_LIST.metrics), (
        "a list can be counted before it was"
    )
    assert lists.counted == [()]


async def test_many_entries_are_never_read() -> None:
    """A blocklist has a million: they are counted, and its name comes from the rules."""
    lists = Lists({"local": 3, "blocklist": 1_000_000}, [{"src-address-list": "blocklist"}])
    lists.registered = {"blocklist", "gone"}
    assert await lists.read(is_full=True) == {"": 1_000_003, "blocklist": 1_000_000}
    prints = [one for one in lists.asked if one.path == MENU and not one.arguments]
    assert not prints
    naming = [one for one in lists.asked if one.path != MENU]
    assert {one.proplist for one in naming} == {
        ("src-address-list", "dst-address-list", "address-list")
    }


async def test_only_what_has_an_entity_is_counted() -> None:
    """One command each; the names are read again with the hourly pass."""
    lists = Lists({"local": 3, "scanners": 7}, RULES)
    await lists.read(is_full=True)
    lists.registered = {"scanners"}
    assert (await lists.read(SIZE))["scanners"] == 7
    assert lists.counted == [("?list=scanners",)]
    assert len(lists.asked) == 1
    lists.sizes = {"local": 3}
    lists.rules = []
    assert (await lists.read(SIZE))["scanners"] == 0
    assert "scanners" not in await lists.read(is_full=True)


async def test_counts_that_take_too_long() -> None:
    """One slow count is enough: all walk the same table, and are then made less often."""
    lists = Lists({"a": 3, "b": 7})
    lists.registered = {"a", "b"}
    await lists.read(is_full=True)
    lists.is_slow = True
    rows = await lists.read(SIZE)
    assert (rows["a"], rows["b"]) == (None, None)
    assert lists.counted == [("?list=a",)]
    assert lists.before is not None
    assert ADDRESS_LIST.remarks(lists.before.rows["b"])[0].startswith("counting took ")
    assert ADDRESS_LIST.remarks(ListRow()) == ()
    lists.is_slow = False
    for _ in range(POLLS_TO_SKIP):
        assert (await lists.read(SIZE))["a"] is None
        assert not lists.counted
    assert await lists.read(SIZE) == {"": 10, "a": 3, "b": 7}


@pytest.mark.parametrize(
    ("profile", "name", "size"), [("rb5009", "blocklist", 12), ("hap_v6", "bogons", 4)]
)
async def test_lists_of_a_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, name: str, size: int
) -> None:
    """One that the owner names exists, and is counted; the others do not."""
    router = await start_router(profile)
    options = {
        OPTION_INSTANCES: {"address_list": [f"{name[:4]}*"]},
        OPTION_KINDS: {"address_list": ["total"]},
    }
    await add_router(hass, router, **options)
    await clock.advance(320, step=40)
    assert state_of(hass, router, SIZE, name) == str(size)
    rows = router.rows("/ip/firewall/address-list")
    assert state_of(hass, router, TOTAL) == str(len(rows))
    assert find(hass, router, SIZE, "knocking") is None
    router.add_row("/ip/firewall/address-list", {"list": name, "address": "192.0.2.1"})
    await clock.advance(300, step=100)
    assert state_of(hass, router, SIZE, name) == str(size + 1)


async def test_nothing_at_first(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """No entity, and commands in the hourly pass only."""
    await add_router(hass, router)
    await clock.settle()
    assert find(hass, router, TOTAL) is None
    router.journal.clear()
    await clock.advance(620, step=100)
    assert not router.journal.commands(MENU)


async def test_lists_that_are_refused(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The rest of the firewall is untouched; then they are back."""
    await add_router(hass, router, **{OPTION_KINDS: {"address_list": ["lists", "total"]}})
    await clock.advance(320, step=40)
    assert state_of(hass, router, SIZE, "knocking") == "3"
    router.faults.set(Fault.REFUSE, command=MENU)
    await clock.advance(300, step=100)
    assert state_of(hass, router, SIZE, "knocking") == STATE_UNAVAILABLE
    assert float(state_of(hass, router, "firewall.dropped.packets")) >= 0
    router.faults.clear()
    await clock.advance(120, step=60)
    assert state_of(hass, router, SIZE, "knocking") == "3"
