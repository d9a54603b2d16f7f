"""`add`, `set`, `remove` and similar commands, on any table."""

from collections.abc import Iterator

from ..menus.menu import Kind, Menu
from ..table import ID, Record, Table, read
from .call import Call, trap

_SELECTORS = frozenset({ID, "numbers"})
_COMMON = frozenset({"comment", "disabled", "name", "place-before", "copy-from"})


async def add(call: Call, menu: Menu) -> None:
    """Add a row and return its `.id`."""
    call.require("write")
    table = _table(call, menu)
    values = dict(call.arguments)
    _check_names(call, table, values)
    name = values.get("name")
    at = call.device.seconds
    if name is not None and any(read(row, "name", at) == name for row in table.records(at)):
        raise trap("failure: already have such name")
    call.ret = table.add({"disabled": "false", **values})


async def change(call: Call, menu: Menu) -> None:
    """Write fields of the rows that `.id` or `numbers` names; a singleton needs neither."""
    call.require("write")
    table = call.device.table(menu.path)
    values = {name: value for name, value in call.arguments.items() if name not in _SELECTORS}
    _check_names(call, table, values)
    if menu.kind is Kind.SINGLE:
        records = list(table.records(call.device.seconds))
    else:
        records = list(_selected(call, table))
    for record in records:
        table.change(record, {name: _stored(value) for name, value in values.items()})


async def unset(call: Call, menu: Menu) -> None:
    """Remove the field that `value-name` names."""
    call.require("write")
    table = _table(call, menu)
    for record in _selected(call, table):
        table.change(record, {call.arguments.get("value-name", ""): None})


async def remove(call: Call, menu: Menu) -> None:
    """Remove rows."""
    call.require("write")
    table = _table(call, menu)
    for record in list(_selected(call, table)):
        table.remove(record)


async def enable(call: Call, menu: Menu) -> None:
    """Enable rows."""
    await _switch(call, menu, "false")


async def disable(call: Call, menu: Menu) -> None:
    """Disable rows."""
    await _switch(call, menu, "true")


async def _switch(call: Call, menu: Menu, disabled: str) -> None:
    """Set the rows' `disabled` flag."""
    call.require("write")
    table = _table(call, menu)
    for record in _selected(call, table):
        table.change(record, {"disabled": disabled})


def _table(call: Call, menu: Menu) -> Table:
    """Return a table; refuse a menu of one row."""
    if menu.kind is Kind.SINGLE:
        raise trap("no such command")
    return call.device.table(menu.path)


def _stored(value: str) -> str:
    """Return a value as the row will show it."""
    return {"yes": "true", "no": "false"}.get(value, value)


def _selected(call: Call, table: Table) -> Iterator[Record]:
    """Return the records that `.id` or `numbers` names, by identifier or by name."""
    at = call.device.seconds
    records = list(table.records(at))
    for wanted in call.arguments.get(ID, call.arguments.get("numbers", "")).split(","):
        found = [row for row in records if wanted in {read(row, ID, at), read(row, "name", at)}]
        if not found or not wanted:
            raise trap("no such item (4)")
        yield found[0]


def _check_names(call: Call, table: Table, values: dict[str, str]) -> None:
    """Refuse names that no row of the table has; an empty table accepts any."""
    known: set[str] = set(_COMMON)
    records = list(table.records(call.device.seconds))
    for record in records:
        known.update(record)
    for name in values if records else ():
        if name not in known:
            named = "" if call.device.release.old else f" {name}"
            raise trap(f"unknown parameter{named}")
