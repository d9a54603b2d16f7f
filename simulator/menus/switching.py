"""Switching between ports: bridges, bonds, and the switch chip."""

from collections.abc import Callable, Iterator

from ..device import Device, mac_address
from ..port import Port
from ..table import Cell, Record, Rows, Table
from ..version import Version

# Before this version, only `monitor` returns the role of a bridge's port.
_ROLES_PRINTED = Version(7)

_CPU = "switch1-cpu"
_SIZES = ("64", "65-127", "128-255", "256-511", "512-1023", "1024-1518", "1519-max")
# Shares of the frames in per mille, by size.
_SHARES = (310, 170, 60, 40, 60, 360, 0)
# Counters that stay zero: on the chips of most boards, and on those of large switches.
_ZEROS = (
    "rx-align-error rx-fragment rx-overflow rx-too-short rx-too-long rx-pause tx-pause"
    " tx-collision tx-deferred tx-excessive-collision tx-excessive-deferred tx-late-collision"
    " tx-multiple-collision tx-single-collision tx-too-long tx-underrun"
)
_LARGE_ZEROS = (
    "rx-align-error rx-carrier-error rx-code-error rx-control rx-drop rx-fragment rx-jabber"
    " rx-length-error rx-pause rx-too-short rx-too-long rx-unknown-op tx-control tx-deferred"
    " tx-drop tx-excessive-collision tx-excessive-deferred tx-fcs-error tx-fragment tx-jabber"
    " tx-late-collision tx-multiple-collision tx-pause tx-single-collision tx-too-long"
    " tx-too-short tx-total-collision"
)
_LARGE = "large-switch"


def build(device: Device) -> dict[str, Table]:
    """Return the menus of bridges' ports and hosts, and of the chip and its ports."""
    return {
        "/interface/bridge/port": Rows(_bridge_ports(device), first_id=0),
        "/interface/bridge/host": Rows(_hosts(device)),
        "/interface/ethernet/switch": Rows([_chip(device)], first_id=0),
        "/interface/ethernet/switch/port": Rows(_chip_ports(device)),
    }


def monitored(device: Device) -> dict[str, dict[str, Record]]:
    """Return the `monitor` values of bridges, of their ports and of bonds."""
    bridges = [port for port in device.ports if port.interface.type == "bridge"]
    bonds = [port for port in device.ports if port.interface.type == "bond"]
    return {
        "/interface/bridge": {one.interface.name: _bridge(device, one) for one in bridges},
        "/interface/bridge/port": {
            port.interface.name: {"status": "in-bridge", "role": _role(port)}
            for port in _members(device)
        },
        "/interface/bonding": {one.interface.name: _bond(device, one) for one in bonds},
    }


def _bridge_of(device: Device) -> Port | None:
    """Return the bridge of the Ethernet ports: the first one."""
    return next((port for port in device.ports if port.interface.type == "bridge"), None)


def _members(device: Device) -> list[Port]:
    """Return the ports of the bridge: slaves that are in no bond."""
    bonded = {
        name for port in device.ports for name in port.interface.more.get("slaves", "").split(",")
    }
    return [
        port for port in device.ports if port.interface.slave and port.interface.name not in bonded
    ]


def _role(port: Port) -> Cell:
    """Return a port's role in the spanning tree: the profile's, else designated."""
    role = port.interface.more.get("role", "designated-port")
    return lambda at: role if port.running(at) else "disabled-port"


def _bridge_ports(device: Device) -> Iterator[Record]:
    """Yield a row for each port of the bridge."""
    bridge = _bridge_of(device)
    for number, port in enumerate(_members(device) if bridge else ()):
        yield {
            "interface": _name(port),
            "bridge": _name(bridge),
            "priority": "0x80",
            "path-cost": "10",
            "edge": "auto",
            "pvid": "1",
            "hw": "true",
            **(_spanning_tree(port, number) if device.release >= _ROLES_PRINTED else {}),
            "inactive": _text(port, "false", "true"),
            "dynamic": "false",
            "disabled": "false",
        }


def _spanning_tree(port: Port, number: int) -> Record:
    """Return the fields that newer versions add to a port: `debug-info` has several lines."""
    return {
        "status": _text(port, "in-bridge", "inactive"),
        "role": _role(port),
        "learning": _text(port, "true", "false"),
        "forwarding": _text(port, "true", "false"),
        "edge-port": _text(port, "true", "false"),
        "point-to-point-port": "true",
        "sending-rstp": "true",
        "port-number": str(number + 1),
        "topology-changes": lambda _at: str(port.link_downs),
        "debug-info": f" prio 0x0 num {number + 1}\n role:Designated learn 1 forward 1\n ",
    }


def _name(port: Port | None) -> Cell:
    """Return the cell of an interface's current name."""
    return lambda at: "" if port is None else port.name(at)


def _text(port: Port, up: str, down: str) -> Cell:
    """Return a cell that has one text while a port runs, and another while it does not."""
    return lambda at: up if port.running(at) else down


def _hosts(device: Device) -> Iterator[Record]:
    """Yield rows for each port: its own address and, if it is running, a host behind it."""
    bridge = _bridge_of(device)
    if bridge is None:
        return
    flags = {} if device.release >= _ROLES_PRINTED else {"local": "false", "external": "false"}
    for number, port in enumerate(_members(device)):
        own = mac_address(device.profile.serial, device.ports.index(port))
        yield {**_host(bridge, port, own), "local": "true"}
        if port.interface.running:
            learned = f"B8:27:EB:00:{number >> 8:02X}:{number & 255:02X}"
            yield {**_host(bridge, port, learned), **flags}


def _host(bridge: Port, port: Port, address: str) -> Record:
    """Return the row of an address in the bridge's table."""
    return {
        "mac-address": address,
        "on-interface": _name(port),
        "bridge": _name(bridge),
        "dynamic": "true",
    }


def _bridge(device: Device, port: Port) -> Record:
    """Return the `monitor` values of a bridge that is the root of its tree."""
    own = mac_address(device.profile.serial, device.ports.index(port))
    return {
        "state": "enabled",
        "current-mac-address": own,
        "root-bridge": "true",
        "root-bridge-id": f"0x8000.{own}",
        "root-path-cost": "0",
        "root-port": "none",
        "port-count": str(len(_members(device))),
        "designated-port-count": lambda at: str(sum(one.running(at) for one in _members(device))),
        "fast-forward": "false",
    }


def _bond(device: Device, bond: Port) -> Record:
    """Return the `monitor` values of a bond: which of its ports have a link."""
    names = bond.interface.more.get("slaves", "").split(",")
    slaves = [port for port in device.ports if port.interface.name in names]

    def those(*, up: bool) -> Callable[[float], str]:
        return lambda at: ",".join(port.name(at) for port in slaves if port.running(at) is up)

    mode = bond.interface.more.get("mode", "balance-rr")
    row: Record = {"mode": mode, "active-ports": those(up=True), "inactive-ports": those(up=False)}
    if mode == "802.3ad":
        row |= {
            "lacp-system-id": mac_address(device.profile.serial, device.ports.index(bond)),
            "lacp-system-priority": "65535",
            "lacp-partner-system-id": "48:8F:5A:0B:77:10",
        }
    return row


def _chip(device: Device) -> Record:
    """Return the row of the switch chip."""
    return {
        "name": "switch1",
        "type": "Atheros-8327" if device.release.old else "Marvell-98DX3236",
        "mirror-source": "none",
        "mirror-target": "none",
        "cpu-flow-control": "true",
        "invalid": "false",
    }


def _chip_ports(device: Device) -> Iterator[Record]:
    """Yield a row for each Ethernet port, and one for the CPU port."""
    is_large = _LARGE in device.profile.features
    for port in device.ports:
        if port.physical:
            yield {
                "name": _name(port),
                "switch": "switch1",
                "invalid": "false",
                "default-vlan-id": "0",
                "vlan-mode": "disabled",
                "driver-rx-byte": port.cell("rx-byte"),
                "driver-rx-packet": port.cell("rx-packet"),
                "driver-tx-byte": port.cell("tx-byte"),
                "driver-tx-packet": port.cell("tx-packet"),
                **_frames(port, "rx"),
                **_frames(port, "tx"),
                "rx-fcs-error": port.cell("rx-error"),
                **(_of_large(port) if is_large else _of_most(port)),
            }
    # The CPU port's counters are of two lanes.
    yield {
        "name": _CPU,
        "switch": "switch1",
        "invalid": "false",
        "rx-bytes": "0,0",
        "rx-fcs-error": "0,0",
        "rx-overflow": "12,0",
        "rx-too-long": "0,0",
        "tx-bytes": "0,0",
        "tx-collision": "0,0",
        "tx-underrun": "0,0",
    }


def _frames(port: Port, way: str) -> Record:
    """Return the counters of one direction: bytes, and frames by their target."""
    return {
        f"{way}-bytes": port.cell(f"{way}-byte"),
        f"{way}-packet": port.cell(f"{way}-packet"),
        f"{way}-broadcast": _share(port, way, 8),
        f"{way}-multicast": _share(port, way, 21),
    }


def _share(port: Port, way: str, per_mille: int) -> Callable[[float], str]:
    """Return a counter of a share of the frames, in per mille."""
    frames = port.counters[f"{way}-packet"]
    return lambda at: str(frames.value(at) * per_mille // 1000)


def _of_most(port: Port) -> Record:
    """Return the other counters of most chips: sizes of each direction."""
    sizes = {
        f"{way}-{size}": _share(port, way, part)
        for way in ("rx", "tx")
        for size, part in zip(_SIZES, _SHARES, strict=True)
    }
    return {
        "rx-unicast": _share(port, "rx", 971),
        "tx-unicast": _share(port, "tx", 971),
        **sizes,
        **dict.fromkeys(_ZEROS.split(), "0"),
        "tx-queue-drop": port.cell("tx-queue-drop"),
    }


def _of_large(port: Port) -> Record:
    """Return the other counters of large switches' chips: sizes of both directions together."""
    sizes = {
        f"tx-rx-{size}": _share(port, "rx", part)
        for size, part in zip(_SIZES, _SHARES, strict=True)
    }
    return {**sizes, **dict.fromkeys(_LARGE_ZEROS.split(), "0")}
