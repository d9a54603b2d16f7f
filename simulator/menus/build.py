"""Fills the menus of a router."""

from ..device import Device
from ..noise import wander
from ..profile import Ago, Growing, Leased, Moving, Recurring, Since, Trip, Value
from ..table import Cell, Record, Rows, Singleton, Table
from ..text import to_text
from ..values import duration, fine_duration, round_trip
from . import (
    defaults,
    firewall,
    hardware,
    interfaces,
    neighbours,
    people,
    queues,
    rules,
    services,
    subscribers,
    switching,
    system,
    wireless,
)
from .menu import Kind, Menu

# A later builder's menu replaces an earlier one's; the profile's rows replace all.
_BUILDERS = (
    defaults.build,
    system.build,
    interfaces.build,
    switching.build,
    firewall.build,
    rules.build,
    queues.build,
    people.build,
    services.build,
    wireless.build,
)


def build_tables(device: Device, menus: dict[str, Menu]) -> dict[str, Table]:
    """Return what every existing menu holds: the model's rows, the profile's, or none."""
    tables: dict[str, Table] = {}
    for path, menu in menus.items():
        if menu.kind is not Kind.FOLDER:
            tables[path] = Singleton() if menu.kind is Kind.SINGLE else Rows()
    for build in _BUILDERS:
        tables |= {path: table for path, table in build(device).items() if path in tables}
    given = {
        path: [{name: _cell(device, value) for name, value in row.items()} for row in rows]
        for path, rows in device.profile.tables.items()
    }
    for path, texts in given.items():
        single = menus.get(path) is not None and menus[path].kind is Kind.SINGLE
        if path in tables:
            tables[path] = Singleton(texts) if single else Rows(texts)
    neighbours.complete(device, tables, given)
    subscribers.complete(device, tables)
    hardware.complete(device, tables)
    return tables


def build_monitored(device: Device) -> dict[str, dict[str, Record]]:
    """Return the `monitor` values of rows, by menu and name: the profile's, or else the model's."""
    told = switching.monitored(device)
    for path, rows in device.profile.monitored.items():
        told[path] = told.get(path, {}) | {
            name: {key: _cell(device, value) for key, value in row.items()}
            for name, row in rows.items()
        }
    return told


def _cell(device: Device, value: Value) -> Cell:
    """Return the cell of a profile's value; no duration exceeds the uptime."""
    match value:
        case Since() | Leased() | Recurring():
            return _lasting(device, value)
        case Ago(seconds):
            return device.stamp(-seconds)
        case Growing(start, per_second):
            return lambda at: str(start + int(per_second * at))
        case Moving(middle, swing, decimals, unit):
            wave = device.wave(middle, swing=swing, day="flat", name=f"moving/{middle}/{unit}")
            return lambda at: f"{wave.value(at):.{decimals}f}{unit}"
        case Trip(seconds):
            seed = device.number("trip", seconds)
            return lambda at: round_trip(seconds * (1 + 0.1 * wander(seed, at, 90)), device.release)
        case _:
            return to_text(value)


def _lasting(device: Device, value: Since | Leased | Recurring) -> Cell:
    """Return the cell of something that lasts since, or until, a moment."""
    match value:
        case Since(begun, fine):
            write = fine_duration if fine else duration
            return lambda at: write(min(begun + at, device.uptime(at)))
        case Leased(text, seconds):
            return lambda at: f"{text}, {duration(seconds - at % (seconds // 2))}"
        case Recurring(begun, every):
            return lambda at: duration((begun + at) % every)
