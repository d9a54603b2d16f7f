"""A provider's core on a CCR2116 with RouterOS 7.18: OSPF with BFD, a bond, VRRP, a bridge."""

from ..profile import Growing, Host, Interface, Profile, Row, Sensor, Since
from ..rules import Rule
from ..traffic import Pattern

_MBIT = 125_000
_COPPER = 12
_UNCOUNTED = frozenset({"rx-drop", "tx-drop"})

# Devices on the copper ports: purpose, Mbit/s down and up, the port's role where it is not
# designated. The others are empty.
_USES = {
    1: ("Management", 0.5, 0.2, None),
    2: ("Name servers", 3.0, 6.0, None),
    3: ("Collector", 12.0, 0.6, None),
    4: ("Second path to the name servers", 0.02, 0.02, "alternate-port"),
    5: ("Time server", 0.1, 0.1, None),
    6: ("Power supply", 0.02, 0.02, None),
}
_BRIDGED = tuple(f"ether{number}" for number in _USES)

_MODULE = {
    "sfp-type": "SFP/SFP+/SFP28",
    "sfp-connector-type": "LC",
    "sfp-link-length-sm": "10km",
    "sfp-vendor-name": "FS",
    "sfp-vendor-part-number": "SFP-10GLR-31",
    "sfp-wavelength": "1310nm",
    "sfp-temperature": "41",
    "sfp-supply-voltage": "3.301",
    "sfp-tx-bias-current": "36",
    "sfp-tx-power": "-2.118",
    "sfp-rx-power": "-5.904",
}


def _copper(number: int) -> Interface:
    """Return a copper port: one of the bridge, or an empty one."""
    comment, down, up, role = _USES.get(number, (None, 0.0, 0.0, None))
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1580,
        speed=1000,
        running=busy,
        slave=busy,
        rx=Pattern(mean=up * _MBIT, kind="aggregate", day="isp") if busy else None,
        tx=Pattern(mean=down * _MBIT, kind="aggregate", day="isp") if busy else None,
        packet=(520, 760),
        link_downs=2 if busy else 0,
        more={} if role is None else {"role": role},
    )


def _optical(number: int, comment: str | None, share: float) -> Interface:
    """Return a cage: with a module it carries a share of what the VLANs do."""
    busy = share > 0
    return Interface(
        name=f"sfp-sfpplus{number}",
        default_name=f"sfp-sfpplus{number}",
        comment=comment,
        l2mtu=1580,
        speed=10_000,
        running=busy,
        slave=number <= 2,  # noqa: PLR2004 - the first two are in the bond.
        rx_from=tuple((name, "rx", share) for name in _VLANS) if busy else (),
        tx_from=tuple((name, "tx", share) for name in _VLANS) if busy else (),
        packet=(760, 760),
        link_downs=1 if busy else 0,
        sfp=_MODULE if busy else {},
        without=_UNCOUNTED,
    )


_VLANS = ("vlan101-north", "vlan102-south", "vlan110-servers")


def _vlan(name: str, comment: str, mbit: float) -> Interface:
    """Return a VLAN of the bond."""
    return Interface(
        name=name,
        type="vlan",
        comment=comment,
        l2mtu=1576,
        rx=Pattern(mean=mbit * _MBIT, kind="aggregate", day="isp"),
        tx=Pattern(mean=mbit * 0.9 * _MBIT, kind="aggregate", day="isp"),
        packet=(760, 740),
        more={"vlan-id": name[4:7], "interface": "bond-core", "arp": "enabled"},
    )


def _vrrp(name: str, vrid: int, flag: str, priority: int) -> Interface:
    """Return a VRRP interface that is master or backup."""
    is_master = flag == "master"
    traffic = Pattern(mean=2 * _MBIT, kind="aggregate", day="isp") if is_master else None
    return Interface(
        name=name,
        type="vrrp",
        running=is_master,
        rx=traffic,
        tx=traffic,
        more={
            "interface": "vlan110-servers",
            "vrid": str(vrid),
            "priority": str(priority),
            "interval": "1s",
            "preemption-mode": "true",
            "authentication": "none",
            "password": "",
            "on-backup": "",
            "on-master": "",
            "version": "3",
            "v3-protocol": "ipv4",
            flag: "true",
        },
    )


def _neighbour(
    router: int, address: str, state: str, *, dr: str | None = None, bdr: str | None = None
) -> Row:
    """Return the row of an OSPF neighbour: below Full there is no adjacency yet."""
    row: Row = {
        "instance": "core-v2",
        "area": "backbone",
        "address": address,
        "priority": "128",
        "router-id": f"10.255.0.{router}",
        **({} if dr is None else {"dr": dr}),
        **({} if bdr is None else {"bdr": bdr}),
        "state": state,
        "state-changes": str(4 + router),
    }
    adjacency = {"adjacency": Since(400_000 + 7 * router)} if state == "Full" else {}
    return {**row, **adjacency, "timeout": "36s", "dynamic": "true"}


def _session(remote: str, local: str, interface: str, state: str) -> Row:
    """Return the row of a BFD session."""
    is_up = state == "up"
    return {
        "remote-address": remote,
        "local-address": local,
        "interface": interface,
        "multihop": "false",
        "vrf": "main",
        "state": state,
        "state-changes": "3" if is_up else "8",
        **({"up": "true", "uptime": Since(400_000)} if is_up else {}),
        "desired-tx-interval": "200ms",
        "actual-tx-interval": "200ms" if is_up else "1s",
        "required-min-rx": "200ms",
        "remote-min-rx": "200ms" if is_up else "0ms",
        "multiplier": "5",
        "hold-time": "1s" if is_up else "5s",
        "packets-rx": Growing(2_000_000, 5) if is_up else "0",
        "packets-tx": Growing(2_000_100, 5),
    }


_SERVERS = ("10.0.110.2", "10.0.110.3")

_TABLES: dict[str, tuple[Row, ...]] = {
    "/ip/address": (
        {
            "address": "10.0.101.2/30",
            "network": "10.0.101.0",
            "interface": "vlan101-north",
            "actual-interface": "vlan101-north",
            "disabled": "false",
        },
        {
            "address": "10.255.0.1/32",
            "network": "10.255.0.1",
            "interface": "lo",
            "actual-interface": "lo",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "10.0.101.1",
            "immediate-gw": "10.0.101.1%vlan101-north",
            "gateway-status": "10.0.101.1 reachable via  vlan101-north",
            "distance": "110",
            "scope": "20",
            "target-scope": "10",
            "ospf": "true",
            "active": "true",
            "dynamic": "true",
        },
    ),
    # The servers' network has a DR and a BDR; with its third router there is no adjacency.
    "/routing/ospf/neighbor": (
        _neighbour(2, "10.0.101.1", "Full"),
        _neighbour(3, "10.0.102.1", "Full"),
        _neighbour(4, _SERVERS[0], "Full", dr=_SERVERS[0], bdr=_SERVERS[1]),
        _neighbour(5, _SERVERS[1], "ExStart", dr=_SERVERS[0], bdr=_SERVERS[1]),
        _neighbour(6, "10.0.110.6", "2-Way", dr=_SERVERS[0], bdr=_SERVERS[1]),
    ),
    "/routing/bfd/session": (
        _session("10.0.101.1", "10.0.101.2", "vlan101-north", "up"),
        _session("10.0.102.1", "10.0.102.2", "vlan102-south", "up"),
        _session(_SERVERS[1], "10.0.110.1", "vlan110-servers", "down"),
    ),
    "/routing/rip/neighbor": (
        {
            "address": "10.0.120.9",
            "routes": "14",
            "packets-total": Growing(88_000, 1 / 30),
            "packets-bad": "0",
            "entries-bad": "0",
            "last-update": "12s",
        },
    ),
    "/routing/ospf/instance": (
        {"name": "core-v2", "version": "2", "router-id": "10.255.0.1", "disabled": "false"},
    ),
}

PROFILE = Profile(
    name="core",
    identity="core-1.liepaja",
    version="7.18.2",
    built="2025-03-11 11:59:04",
    factory_software="7.5",
    board_name="CCR2116-12G-4S+",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=16,
    cpu_frequency=2000,
    memory=17_179_869_184,
    memory_used=0.12,
    disk=134_217_728,
    disk_used=0.38,
    sectors_written=402_118,
    cpu_idle=2,
    cpu_full=60,
    line_rate=1.5e9,
    connections=2_600,
    max_connections=4_194_304,
    day="isp",
    uptime=9_120_551,
    model="CCR2116-12G-4S+",
    serial="HF40A7ZK2QD",
    firmware_type="al64v2",
    factory_firmware="7.5",
    licence={"software-id": "P7XC-44RM", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch"}),
    interfaces=(
        *(_copper(number) for number in range(1, _COPPER + 1)),
        _optical(1, "Ring west", 0.5),
        _optical(2, "Ring east", 0.5),
        _optical(3, None, 0),
        _optical(4, None, 0),
        Interface(
            name="bond-core",
            type="bond",
            comment="Ring",
            l2mtu=1580,
            rx_from=tuple((name, "rx", 1.0) for name in _VLANS),
            tx_from=tuple((name, "tx", 1.0) for name in _VLANS),
            packet=(760, 760),
            more={
                "slaves": "sfp-sfpplus1,sfp-sfpplus2",
                "mode": "802.3ad",
                "transmit-hash-policy": "layer-3-and-4",
                "lacp-rate": "30secs",
                "min-links": "0",
            },
        ),
        _vlan("vlan101-north", "North", 310),
        _vlan("vlan102-south", "South", 260),
        _vlan("vlan110-servers", "Servers", 45),
        _vrrp("vrrp-servers", 110, "master", 200),
        _vrrp("vrrp-guests", 111, "backup", 100),
        Interface(
            name="bridge-local",
            type="bridge",
            comment="Rack",
            mtu="auto",
            l2mtu=1580,
            rx_from=tuple((name, "rx", 0.9) for name in _BRIDGED),
            tx_from=tuple((name, "tx", 0.9) for name in _BRIDGED),
            packet=(520, 760),
            more={"protocol-mode": "rstp", "vlan-filtering": "false", "priority": "0x8000"},
        ),
        Interface(
            name="lo",
            type="loopback",
            mtu="65536",
            rx=Pattern(mean=40, kind="idle", day="flat"),
            tx=Pattern(mean=40, kind="idle", day="flat"),
        ),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=54.0, swing=0.05),
        Sensor(name="board-temperature1", unit="C", value=37.0, swing=0.04),
        Sensor(name="fan1-speed", unit="RPM", value=4110.0, swing=0.03),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="ok"),
    ),
    tables=_TABLES,
    rules=(
        Rule(table="filter", chain="input", action="accept", packets=40, comment="Neighbours"),
        Rule(table="filter", chain="input", action="drop", packets=2, comment="Drop the rest"),
    ),
    hosts={"10.0.101.1": Host(round_trip=0.0009)},
)
