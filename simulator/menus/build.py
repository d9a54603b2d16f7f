"""Fills the menus of a router."""

from ..device import Device
from ..profile import Since
from ..table import Cell, Rows, Singleton, Table
from ..text import to_text
from ..values import duration, fine_duration
from . import firewall, interfaces, people, system
from .menu import Kind, Menu

_BUILDERS = (system.build, interfaces.build, firewall.build, people.build)


def build_tables(device: Device, menus: dict[str, Menu]) -> dict[str, Table]:
    """Return what every existing menu holds: the model's rows, the profile's, or none."""
    tables: dict[str, Table] = {}
    for path, menu in menus.items():
        if menu.kind is not Kind.FOLDER:
            tables[path] = Singleton() if menu.kind is Kind.SINGLE else Rows()
    for build in _BUILDERS:
        tables |= {path: table for path, table in build(device).items() if path in tables}
    for path, rows in device.profile.tables.items():
        texts = [{name: _cell(device, value) for name, value in row.items()} for row in rows]
        single = menus.get(path) is not None and menus[path].kind is Kind.SINGLE
        if path in tables:
            tables[path] = Singleton(texts) if single else Rows(texts)
    return tables


def _cell(device: Device, value: str | bytes | Since) -> Cell:
    """Return the cell of a profile's value; no duration is longer than the router is up."""
    if not isinstance(value, Since):
        return to_text(value)
    write = fine_duration if value.fine else duration
    begun = value.seconds
    return lambda at: write(min(begun + at, device.uptime(at)))
