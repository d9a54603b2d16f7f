"""The menus below `/interface` that show one kind of interface."""

from collections.abc import Callable
from dataclasses import dataclass

from ..device import Device
from ..port import Port
from ..table import ID, Linked, Record, Rows

_ZEROS_RX = "rx-too-short rx-too-long rx-pause rx-fragment rx-overflow rx-jabber"
_ZEROS_TX = "tx-pause tx-collision tx-late-collision tx-fcs-error"
_FULL_SPEED_SHOWN_BEFORE = (7, 8)
_SPEEDS_RENAMED = (7, 12)
_UNSET_LEFT_OUT = (7, 10)
_VRRP_FLAGS = ("running", "master", "backup", "invalid")


@dataclass(frozen=True, slots=True)
class View:
    """A menu of interfaces: which types it has, and how it shows one."""

    types: frozenset[str]
    row: Callable[[Device, Rows, Port], Record]
    shows: Callable[[Port], bool] = lambda _: True


def _links(table: Rows, port: Port, *names: str) -> Record:
    """Return cells that show, and write, those of `/interface`."""
    return {name: Linked(table, port.record, name) for name in names}


def _ethernet(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of `/interface/ethernet`: settings and what the hardware counted."""
    return {
        **_links(table, port, ID, "name", "default-name", "mtu", "l2mtu", "mac-address"),
        "orig-mac-address": Linked(table, port.record, "mac-address"),
        "arp": "enabled",
        "arp-timeout": "auto",
        "loop-protect": "default",
        "loop-protect-status": "off",
        "loop-protect-send-interval": "5s",
        "loop-protect-disable-time": "5m",
        "auto-negotiation": "true",
        **_settings(device, port),
        **_hardware(device, port),
        **_links(table, port, "running", "slave", "disabled", "comment"),
    }


def _settings(device: Device, port: Port) -> Record:
    """Return the link's settings; the names of speeds changed with 7.12."""
    if "virtual" in device.profile.features:
        return {"disable-running-check": "true"}
    new = "10M-baseT-full,100M-baseT-full,1G-baseT-full"
    row: Record = {
        "advertise": "10M-full,100M-full,1000M-full" if device.release < _SPEEDS_RENAMED else new,
        "tx-flow-control": "off",
        "rx-flow-control": "off",
        "bandwidth": "unlimited/unlimited",
        "switch": "switch1",
    }
    if device.release < _FULL_SPEED_SHOWN_BEFORE:
        return {"full-duplex": "true", "speed": f"{port.interface.speed}Mbps", **row}
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
    return {
        "driver-rx-byte": port.cell("rx-byte"),
        "driver-rx-packet": port.cell("rx-packet"),
        "driver-tx-byte": port.cell("tx-byte"),
        "driver-tx-packet": port.cell("tx-packet"),
        "rx-bytes": port.cell("rx-byte"),
        **dict.fromkeys(_ZEROS_RX.split(), "0"),
        "rx-fcs-error": port.cell("rx-error"),
        "tx-bytes": port.cell("tx-byte"),
        **dict.fromkeys(_ZEROS_TX.split(), "0"),
        "rx-unicast": port.cell("rx-packet"),
        "tx-unicast": port.cell("tx-packet"),
        "rx-error-events": port.cell("rx-error"),
    }


def _other(_device: Device, table: Rows, port: Port) -> Record:
    """Return the row of an interface that is not Ethernet."""
    return {
        **_links(table, port, ID, "name", "mtu", "mac-address"),
        **port.interface.more,
        **_links(table, port, "running", "disabled", "dynamic", "comment"),
    }


def _radio(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of a radio, or of a virtual access point on one."""
    return {**_other(device, table, port), **_links(table, port, "default-name")}


def _wireless(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of a radio of the older stack, an access point unless it says otherwise."""
    row = {"mode": "ap-bridge", "security-profile": "default", **port.interface.more}
    return {**_radio(device, table, port), **row}


def _w60g(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of a radio on 60 GHz, a station unless it says otherwise."""
    row = {"mode": "station-bridge", "region": "eu", "password": "not for monitoring"}
    return {**_radio(device, table, port), **row, **port.interface.more}


def _poe(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of `/interface/ethernet/poe`; only ports that measure have the voltage."""
    measures = port.interface.poe is not None and port.interface.poe.volts is not None
    return {
        **_links(table, port, ID, "name"),
        "poe-out": "auto-on",
        "poe-priority": "10",
        **({"poe-voltage": "auto"} if measures and not device.release.old else {}),
        "power-cycle-ping-enabled": "false",
        "power-cycle-interval": "none",
    }


def _lte(_device: Device, table: Rows, port: Port) -> Record:
    """Return the row of `/interface/lte`."""
    return {
        **_links(table, port, ID, "name", "default-name", "mtu"),
        "apn-profiles": "default",
        "allow-roaming": "true",
        "network-mode": "3g,lte",
        "band": "",
        "sms-read": "false",
        **_links(table, port, "running", "disabled", "comment"),
    }


def _vrrp(device: Device, table: Rows, port: Port) -> Record:
    """Return the row of `/interface/vrrp`: newer versions omit flags that are not set."""
    row = _other(device, table, port)
    if device.release >= _UNSET_LEFT_OUT:
        return row
    return {**row, **{name: row.get(name, "false") for name in _VRRP_FLAGS}}


VIEWS = {
    "/interface/ethernet": View(frozenset({"ether"}), _ethernet),
    "/interface/ethernet/poe": View(
        frozenset({"ether"}), _poe, shows=lambda port: port.interface.poe is not None
    ),
    "/interface/lte": View(frozenset({"lte"}), _lte),
    "/interface/w60g": View(frozenset({"w60g"}), _w60g),
    "/interface/wifi": View(frozenset({"wifi"}), _radio),
    "/interface/wifiwave2": View(frozenset({"wifiwave2"}), _radio),
    "/interface/wireless": View(frozenset({"wlan"}), _wireless),
    "/interface/bonding": View(frozenset({"bond"}), _other),
    "/interface/vrrp": View(frozenset({"vrrp"}), _vrrp),
    "/caps-man/interface": View(frozenset({"cap"}), _other),
    "/interface/vlan": View(frozenset({"vlan"}), _other),
    "/interface/bridge": View(frozenset({"bridge"}), _other),
    "/interface/wireguard": View(frozenset({"wg"}), _other),
    "/interface/l2tp-client": View(frozenset({"l2tp-out"}), _other),
    "/interface/pppoe-client": View(frozenset({"pppoe-out"}), _other),
    "/interface/pppoe-server": View(frozenset({"pppoe-in"}), _other),
    "/interface/sstp-client": View(frozenset({"sstp-out"}), _other),
}
