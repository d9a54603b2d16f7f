"""Fills the menus of a router."""

from ..device import Device
from ..noise import wander
from ..profile import Growing, Since, Trip, Value
from ..table import Cell, Rows, Singleton, Table
from ..text import to_text
from ..values import duration, fine_duration, round_trip
from . import firewall, interfaces, people, queues, rules, subscribers, system
from .menu import Kind, Menu

_BUILDERS = (
    system.build,
    interfaces.build,
    firewall.build,
    rules.build,
    queues.build,
    people.build,
)


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
    subscribers.complete(device, tables)
    return tables


def _cell(device: Device, value: Value) -> Cell:
    """Return the cell of a profile's value; no duration is longer than the router is up."""
    match value:
        case Since(begun, fine):
            write = fine_duration if fine else duration
            return lambda at: write(min(begun + at, device.uptime(at)))
        case Growing(start, per_second):
            return lambda at: str(start + int(per_second * at))
        case Trip(seconds):
            seed = device.number("trip", seconds)
            return lambda at: round_trip(seconds * (1 + 0.1 * wander(seed, at, 90)), device.release)
        case _:
            return to_text(value)
