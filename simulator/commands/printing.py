"""`print`, `getall`, `get` and `listen`: rows, queries, counts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..menus.menu import Kind, Menu
from ..query import BadQueryError, Query
from ..table import ID, Record, Table, cells, read
from ..values import parse_duration
from .call import BAD_VALUE, Call, trap

_BREATHE = 64
_SECRETS = frozenset(
    {"password", "secret", "private-key", "preshared-key", "wpa2-pre-shared-key", "ipsec-secret"}
    | {"wpa-pre-shared-key", "tcp-md5-key", "security.passphrase", "authentication-password"}
)


@dataclass(frozen=True, slots=True)
class _Selection:
    """Which rows of a table are asked for, and which of their fields."""

    query: Query
    identifier: str | None
    secrets: bool
    proplist: tuple[str, ...] | None

    def wants(self, record: Record, at: float) -> bool:
        """Tell whether a record is among them."""
        if self.identifier is not None and read(record, ID, at) != self.identifier:
            return False
        return self.query.matches(lambda name: read(record, name, at))

    def fields(self, record: Record, at: float) -> dict[str, str]:
        """Return a record's fields that are asked for."""
        if self.proplist is None:
            found = cells(record, at)
        else:
            pairs = ((name, read(record, name, at)) for name in self.proplist)
            found = {name: value for name, value in pairs if value is not None}
        if not self.secrets and not _SECRETS.isdisjoint(found):
            found = {name: value for name, value in found.items() if name not in _SECRETS}
        return found


def check_arguments(call: Call, known: frozenset[str]) -> None:
    """Refuse an argument that the command does not know; v7 names it."""
    for name in call.arguments:
        if name not in known:
            named = "" if call.device.release.old else f" {name}"
            raise trap(f"unknown parameter{named}")


async def print_menu(call: Call, menu: Menu) -> None:
    """Answer `print`: rows, or with `count-only` how many."""
    call.require("read")
    check_arguments(call, menu.print_arguments(call.device.release))
    table = call.device.table(menu.path)
    selection = _selection(call)
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
    """Answer `listen`: a row at each change, until cancelled."""
    if menu.kind is Kind.SINGLE:
        raise trap("unknown parameter follow-only")
    call.require("read")
    check_arguments(call, menu.print_arguments(call.device.release))
    await _follow(call, call.device.table(menu.path), _selection(call))


def interval_of(call: Call, default: float = 1.0) -> float:
    """Return the seconds of the `interval` argument."""
    seconds = parse_duration(call.arguments.get("interval", f"{default}s"))
    if seconds is None or seconds <= 0:
        raise trap("invalid value for argument interval", BAD_VALUE)
    return seconds


def _selection(call: Call) -> _Selection:
    """Read what is asked for."""
    absent = call.device.profile.absent_flag_is_no
    query = Query(call.words.queries, absent_flag_is_no=absent)
    secrets = "sensitive" in call.user.policies
    return _Selection(query, call.arguments.get(ID), secrets, call.proplist)


async def _rows(call: Call, table: Table, selection: _Selection) -> None:
    """Send the rows that match."""
    await _walk(call, table, selection, call.row)


async def _count(call: Call, table: Table, selection: _Selection) -> int:
    """Return how many rows match; without a query nothing is walked."""
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

    bare = _Selection(selection.query, selection.identifier, selection.secrets, ())
    await _walk(call, table, bare, count)
    return matching


async def _walk(
    call: Call,
    table: Table,
    selection: _Selection,
    visit: Callable[[dict[str, str]], Awaitable[None]],
) -> None:
    """Visit the fields of each row that matches; long walks let others have their turn."""
    at = call.device.seconds
    try:
        for number, record in enumerate(table.records(at), 1):
            if selection.wants(record, at):
                await visit(selection.fields(record, at))
            if not number % _BREATHE:
                await asyncio.sleep(0)
    except BadQueryError:
        raise trap("invalid query", BAD_VALUE) from None


async def _follow(call: Call, table: Table, selection: _Selection) -> None:
    """Send rows as they change; a row that went is its `.id` and `.dead`."""
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
