"""The rows of `/interface` and the menus below it that the ports themselves fill."""

from collections.abc import Mapping
from typing import override

from ..device import Device, mac_address
from ..port import Port
from ..table import Cell, Linked, Record, Rows, Table
from ..text import to_text
from ..values import flag

_PLAIN = "rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop tx-queue-drop rx-error tx-error"
_FAST = "fp-rx-byte fp-tx-byte fp-rx-packet fp-tx-packet"
_COUNTERS = (*_PLAIN.split(), *_FAST.split())
_NO_LAYER_2 = frozenset({"pppoe-in", "pppoe-out", "wg", "l2tp-out", "loopback"})
_FIRST_DYNAMIC_ID = 0xF00001


def build(device: Device) -> dict[str, Table]:
    """Return `/interface`, `/interface/ethernet`, `/interface/vlan` and the rest of its kinds."""
    interfaces = _Interfaces(device)
    return {
        "/interface": interfaces,
        "/interface/ethernet": Rows(
            _ethernet(device, port) for port in device.ports if port.interface.type == "ether"
        ),
        "/interface/vlan": Rows(_kind_rows(device, "vlan")),
        "/interface/bridge": Rows(_kind_rows(device, "bridge")),
        "/interface/wireguard": Rows(_kind_rows(device, "wg")),
        "/interface/pppoe-client": Rows(_kind_rows(device, "pppoe-out")),
    }


class _Interfaces(Rows):
    """The interfaces; a link that is written up or down takes its counters along."""

    def __init__(self, device: Device) -> None:
        """Make a row of every port."""
        self._device = device
        super().__init__()
        self._by_record: dict[int, Port] = {}
        for index, port in enumerate(device.ports):
            number = index + 1 if not port.interface.dynamic else _FIRST_DYNAMIC_ID + index
            port.record = _row(device, port, index)
            port.record[".id"] = f"*{number:X}"
            self._records.append(port.record)
            self._by_record[id(port.record)] = port
        self._next_id = _FIRST_DYNAMIC_ID + len(device.ports)

    @override
    def change(self, record: Record, values: Mapping[str, str | None]) -> None:
        """Write cells; `running` and `disabled` decide whether counters move."""
        super().change(record, values)
        port = self._by_record.get(id(record))
        if port is not None and {"running", "disabled"} & values.keys():
            if values.get("disabled") in {"true", "yes"}:
                record["running"] = "false"
            port.link(self._device.seconds, up=port.running(self._device.seconds))


def _row(device: Device, port: Port, index: int) -> Record:
    """Return the row of `/interface`, keys in the order the wire has them."""
    profile = port.interface
    virtual = profile.type in _NO_LAYER_2
    row: dict[str, Cell | None] = {
        ".id": "",
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
    return {
        name: cell for name, cell in row.items() if cell is not None and name not in profile.without
    }


def _last_up(device: Device, port: Port) -> Cell | None:
    """Return when the link came up: some seconds after the boot."""
    if not port.interface.running:
        return None
    return lambda _at: device.stamp(device.boot + 24)


def _last_down(device: Device, port: Port) -> Cell:
    """Return when the link went down last, absent if it never did since the boot."""
    return lambda _at: device.stamp(device.boot + 21) if port.link_downs else None


def _ethernet(device: Device, port: Port) -> Record:
    """Return the row of `/interface/ethernet`: settings and what the hardware counted."""
    record = port.record
    shared = {name: Linked(record, name) for name in ("name", "mac-address", "mtu", "comment")}
    row: Record = {
        ".id": Linked(record, ".id"),
        "name": shared["name"],
        "default-name": Linked(record, "default-name"),
        "mtu": shared["mtu"],
        "l2mtu": Linked(record, "l2mtu"),
        "mac-address": shared["mac-address"],
        "orig-mac-address": shared["mac-address"],
        "arp": "enabled",
        "arp-timeout": "auto",
        "loop-protect": "default",
        "loop-protect-status": "off",
        "loop-protect-send-interval": "5s",
        "loop-protect-disable-time": "5m",
        "auto-negotiation": "true",
        **_settings(device, port),
        **_hardware(device, port),
        "running": Linked(record, "running"),
        "slave": Linked(record, "slave"),
        "disabled": Linked(record, "disabled"),
        "comment": shared["comment"],
    }
    return row


def _settings(device: Device, port: Port) -> Record:
    """Return the link's settings; the names of speeds changed with 7.12."""
    if "virtual" in device.profile.features:
        return {"disable-running-check": "true"}
    new = device.release >= (7, 12)
    names = ("10M-baseT-full", "100M-baseT-full", "1G-baseT-full")
    old = ("10M-full", "100M-full", "1000M-full")
    row: Record = {
        "advertise": ",".join(names if new else old),
        "tx-flow-control": "off",
        "rx-flow-control": "off",
        "bandwidth": "unlimited/unlimited",
        "switch": "switch1",
    }
    if device.release < (7, 8):
        row = {"full-duplex": "true", "speed": f"{port.interface.speed}Mbps", **row}
    return row


def _hardware(device: Device, port: Port) -> Record:
    """Return the hardware's counters; a virtual port has only a few."""
    if "virtual" in device.profile.features:
        return {
            "rx-bytes": port.cell("rx-byte"),
            "tx-bytes": port.cell("tx-byte"),
            "rx-packet": port.cell("rx-packet"),
            "tx-packet": port.cell("tx-packet"),
        }
    zeros = ["rx-too-short", "rx-too-long", "rx-pause", "rx-fragment", "rx-overflow", "rx-jabber"]
    late = ["tx-pause", "tx-collision", "tx-late-collision", "tx-fcs-error"]
    return {
        "driver-rx-byte": port.cell("rx-byte"),
        "driver-rx-packet": port.cell("rx-packet"),
        "driver-tx-byte": port.cell("tx-byte"),
        "driver-tx-packet": port.cell("tx-packet"),
        "rx-bytes": port.cell("rx-byte"),
        **dict.fromkeys(zeros, "0"),
        "rx-fcs-error": port.cell("rx-error"),
        "tx-bytes": port.cell("tx-byte"),
        **dict.fromkeys(late, "0"),
        "rx-unicast": port.cell("rx-packet"),
        "tx-unicast": port.cell("tx-packet"),
        "rx-error-events": port.cell("rx-error"),
    }


def _kind_rows(device: Device, kind: str) -> list[Record]:
    """Return the rows of the menu of one type of interface."""
    return [_kind_row(port) for port in device.ports if port.interface.type == kind]


def _kind_row(port: Port) -> Record:
    """Return the row of an interface in the menu of its type."""
    shown = (".id", "name", "mtu", "mac-address")
    return {
        **{name: Linked(port.record, name) for name in shown},
        **port.interface.more,
        **{name: Linked(port.record, name) for name in ("running", "disabled", "comment")},
    }
