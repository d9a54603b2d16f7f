"""`print`, `getall`, `get` and `listen`: rows, queries, counts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain, pairwise

from ..menus.menu import Kind, Menu
from ..query import BadQueryError, Query
from ..sensitive import MASK, SHOW, hidden_fields
from ..table import ID, Record, Table, cells, read
from ..values import parse_duration
from .call import BAD_VALUE, Call, trap

_BREATHE = 64
# The `.nextid` of the last row of an ordered menu.
_NO_NEXT = "*FFFFFFFF"


@dataclass(frozen=True, slots=True)
class _Selection:
    """Which rows of a table are requested, and which of their fields."""

    query: Query
    identifier: str | None
    proplist: tuple[str, ...] | None
    hidden: frozenset[str] = frozenset()
    is_ordered: bool = False

    def wants(self, record: Record, at: float) -> bool:
        """Return whether a record is among them."""
        if self.identifier is not None and read(record, ID, at) != self.identifier:
            return False
        return self.query.matches(lambda name: read(record, name, at))

    def fields(self, record: Record, at: float, after: Record | None = None) -> dict[str, str]:
        """Return a record's requested fields, or all of them and the `.id` of the next record."""
        if self.proplist is None:
            found = cells(record, at)
            if self.is_ordered:
                following = None if after is None else read(after, ID, at)
                found[".nextid"] = following or _NO_NEXT
        else:
            pairs = ((name, read(record, name, at)) for name in self.proplist)
            found = {name: value for name, value in pairs if value is not None}
        return found | dict.fromkeys(self.hidden & found.keys(), MASK)


def check_arguments(call: Call, known: frozenset[str]) -> None:
    """Refuse an argument that the command does not accept; v7 names it."""
    for name in call.arguments:
        if name not in known:
            named = "" if call.device.release.old else f" {name}"
            raise trap(f"unknown parameter{named}")


async def print_menu(call: Call, menu: Menu) -> None:
    """Execute `print`: send rows, or with `count-only` their number."""
    call.require("read")
    check_arguments(call, menu.print_arguments(call.device.release))
    table = call.device.table(menu.path)
    selection = _selection(call, menu)
    if "count-only" in call.arguments:
        call.ret = str(await _count(call, table, selection))
        return
    if "follow-only" not in call.arguments:
        await _rows(call, table, selection)
    if {"follow", "follow-only", "follow-strict"} & call.arguments.keys():
        await _follow(call, table, selection)
    while "interval" in call.arguments:
        await call.flush()
        await asyncio.sleep(interval_of(call))
        await _rows(call, table, selection)


async def listen(call: Call, menu: Menu) -> None:
    """Execute `listen`: send a row at each change, until cancelled."""
    if menu.kind is Kind.SINGLE:
        raise trap("unknown parameter follow-only")
    call.require("read")
    check_arguments(call, menu.print_arguments(call.device.release))
    await _follow(call, call.device.table(menu.path), _selection(call, menu))


def interval_of(call: Call, default: float = 1.0) -> float:
    """Return the seconds of the `interval` argument."""
    seconds = parse_duration(call.arguments.get("interval", f"{default}s"))
    if seconds is None or seconds <= 0:
        raise trap("invalid value for argument interval", BAD_VALUE)
    return seconds


def _selection(call: Call, menu: Menu) -> _Selection:
    """Return what is requested."""
    absent = call.device.profile.absent_flag_is_no
    is_requested = SHOW in call.arguments
    return _Selection(
        query=Query(call.words.queries, absent_flag_is_no=absent),
        identifier=call.arguments.get(ID),
        proplist=call.proplist,
        hidden=hidden_fields(menu.path, call.device, call.user, is_requested=is_requested),
        is_ordered=menu.is_ordered and not call.device.release.old,
    )


async def _rows(call: Call, table: Table, selection: _Selection) -> None:
    """Send the rows that match."""
    await _walk(call, table, selection, call.row)


async def _count(call: Call, table: Table, selection: _Selection) -> int:
    """Return how many rows match; without a query no row is visited."""
    at = call.device.seconds
    if not selection.query and selection.identifier is None:
        return table.count(at)
    if (asked := selection.query.equality) is not None and selection.identifier is None:
        counted = table.count_of(*asked, at)
        if counted is not None:
            return counted
    matching = 0

    async def count(_fields: object) -> None:
        nonlocal matching
        matching += 1

    bare = _Selection(selection.query, selection.identifier, ())
    await _walk(call, table, bare, count)
    return matching


async def _walk(
    call: Call,
    table: Table,
    selection: _Selection,
    visit: Callable[[dict[str, str]], Awaitable[None]],
) -> None:
    """Visit the fields of each row that matches; other tasks may run in between."""
    at = call.device.seconds
    try:
        records = chain[Record | None](table.records(at), (None,))
        for number, (record, after) in enumerate(pairwise(records), 1):
            if record is not None and selection.wants(record, at):
                await visit(selection.fields(record, at, after))
            if not number % _BREATHE:
                await asyncio.sleep(0)
    except BadQueryError:
        raise trap("invalid query", BAD_VALUE) from None


async def _follow(call: Call, table: Table, selection: _Selection) -> None:
    """Send rows as they change; a removed row is sent as its `.id` and `.dead`."""
    changes: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    def changed(record: Record, dead: bool) -> None:  # noqa: FBT001 - the table calls back by place.
        at = call.device.seconds
        if dead:
            changes.put_nowait({ID: read(record, ID, at) or "", ".dead": "true"})
        elif selection.wants(record, at):
            changes.put_nowait(selection.fields(record, at))

    await call.flush()
    table.listeners.add(changed)
    try:
        while True:
            await call.row(await changes.get())
            await call.flush()
    finally:
        table.listeners.discard(changed)
