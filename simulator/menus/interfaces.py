"""The rows of `/interface`, one for each port, in every menu that shows it."""

from collections.abc import Callable, Mapping
from typing import override

from ..device import Device, mac_address
from ..port import Port
from ..profile import Interface
from ..table import ID, Cell, Linked, Record, Rows, Table
from ..text import to_text
from ..traffic import Pattern
from ..values import flag
from .kinds import VIEWS

_PLAIN = "rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop tx-queue-drop rx-error tx-error"
_FAST = "fp-rx-byte fp-tx-byte fp-rx-packet fp-tx-packet"
_COUNTERS = (*_PLAIN.split(), *_FAST.split())
_NO_LAYER_2 = frozenset({"pppoe-in", "pppoe-out", "wg", "l2tp-out", "sstp-out", "loopback"})
_FIRST_DYNAMIC_ID = 0xF00001
_YES = frozenset({"true", "yes"})


def build(device: Device) -> dict[str, Table]:
    """Return `/interface` and the menus of the kinds of interfaces below it."""
    views: dict[str, Rows] = {path: Rows() for path in VIEWS}
    return {"/interface": Interfaces(device, views), **views}


class Interfaces(Rows):
    """The interfaces; what is written here shows in the menus of their kinds, and in traffic."""

    def __init__(self, device: Device, views: Mapping[str, Rows]) -> None:
        """Create a row for every port."""
        super().__init__()
        self._device = device
        self._views = views
        self._by_record: dict[int, Port] = {}
        for index, port in enumerate(device.ports):
            number = _FIRST_DYNAMIC_ID + index if port.interface.dynamic else index + 1
            self._join(port, index, f"*{number:X}", {})
        self._next_id = _FIRST_DYNAMIC_ID + len(device.ports)

    @override
    def add(self, row: Mapping[str, Cell]) -> str:
        """Add a new interface: it counts from zero, with traffic of its own if it is running."""
        device = self._device
        port = device.make_port(_new_interface(row), lived=0)
        for counter in port.counters.values():
            counter.reset(device.seconds)
        device.ports.append(port)
        return self._join(port, len(device.ports), str(row.get(ID) or self._new_id()), row)

    @override
    def remove(self, record: Record) -> None:
        """Remove an interface from every menu."""
        port = self._by_record.pop(id(record))
        self._device.ports.remove(port)
        super().remove(record)
        for view in self._views.values():
            for shown in view.records(self._device.seconds):
                name = shown["name"]
                if isinstance(name, Linked) and name.record is record:
                    view.remove(shown)

    @override
    def change(self, record: Record, values: Mapping[str, str | None]) -> None:
        """Write cells; `running` and `disabled` decide whether counters increase."""
        port = self._by_record[id(record)]
        if "disabled" in values and "running" not in values:
            up = port.interface.running and values["disabled"] not in _YES
            values = {**values, "running": flag(up)}
        super().change(record, values)
        if "running" in values:
            port.link(self._device.seconds, up=port.running(self._device.seconds))

    def _join(self, port: Port, index: int, identifier: str, more: Mapping[str, Cell]) -> str:
        """Create the rows of a port and return its `.id`."""
        port.record = {**_row(self._device, port, index), **more, ID: identifier}
        self._records.append(port.record)
        self._by_record[id(port.record)] = port
        for path, view in VIEWS.items():
            if port.interface.type in view.types and view.shows(port):
                self._views[path].add(view.row(self._device, self, port))
        self._tell(port.record, dead=False)
        return identifier


def _new_interface(row: Mapping[str, Cell]) -> Interface:
    """Return the profile's data for an interface added later."""
    running = str(row.get("running", "true")) in _YES
    pattern = Pattern(mean=250_000, day="flat") if running else None
    default_name = row.get("default-name")
    return Interface(
        name=str(row["name"]),
        type=str(row.get("type", "ether")),
        default_name=None if default_name is None else str(default_name),
        speed=1000,
        running=running,
        dynamic=str(row.get("dynamic", "false")) in _YES,
        disabled=str(row.get("disabled", "false")) in _YES,
        link_downs=0,
        rx=pattern,
        tx=pattern,
    )


def _row(device: Device, port: Port, index: int) -> Record:
    """Return the row of `/interface`, keys in the order of the API."""
    profile = port.interface
    virtual = profile.type in _NO_LAYER_2
    row: dict[str, Cell | None] = {
        ID: "",
        "name": profile.name,
        "default-name": profile.default_name,
        "type": profile.type,
        "mtu": profile.mtu,
        "actual-mtu": profile.mtu if profile.mtu.isdigit() else "1500",
        "l2mtu": None if virtual or profile.l2mtu is None else str(profile.l2mtu),
        "max-l2mtu": "9796" if profile.type == "ether" and profile.l2mtu else None,
        "mac-address": None if virtual else mac_address(device.profile.serial, index),
        "last-link-down-time": _last_down(device, port),
        "last-link-up-time": _last_up(device, port),
        "link-downs": lambda _at: str(port.link_downs),
        **{name: port.cell(name) for name in _COUNTERS},
        "running": flag(profile.running),
        "slave": "true" if profile.slave else None,
        "disabled": flag(profile.disabled),
        "dynamic": "true" if profile.dynamic else None,
        "comment": None if profile.comment is None else to_text(profile.comment),
    }
    kept = {name: cell for name, cell in row.items() if name not in profile.without}
    return {name: cell for name, cell in kept.items() if cell is not None}


def _last_up(device: Device, port: Port) -> Callable[[float], str | None]:
    """Return when the link last came up: if nothing happened, some seconds after the boot."""

    def cell(_at: float) -> str | None:
        if port.came_up is not None:
            return device.stamp(port.came_up)
        return device.stamp(device.boot + 24) if port.interface.running else None

    return cell


def _last_down(device: Device, port: Port) -> Callable[[float], str | None]:
    """Return when the link last went down, absent if it has not since the boot."""

    def cell(_at: float) -> str | None:
        if port.went_down is not None:
            return device.stamp(port.went_down)
        return device.stamp(device.boot + 21) if port.link_downs else None

    return cell
