"""A provider's edge on a CCR2116 with RouterOS 7.23: VLANs, PPPoE subscribers, BGP."""

from ..profile import Host, Interface, Profile, Row, Sensor, Since
from ..traffic import Pattern
from .ccr_isp_access import ACCESS, CLIENTS, VPN_SESSIONS
from .ccr_isp_peers import PEERS
from .ccr_isp_rules import LISTS, QUEUE_TREE, QUEUES, RULES
from .ccr_isp_watch import WATCHED
from .records import LOG, changes, files, schedules

_MBIT = 125_000
_VLANS = 30
_SUBSCRIBERS = 200
_TOWNS = ("Ozoli", "Berzi", "Egles", "Liepas", "Kalni", "Ezeri")

_VLAN_NAMES = tuple(f"vlan{100 + number}" for number in range(1, _VLANS + 1))


def _vlan(number: int) -> Interface:
    """Return an access VLAN; each serves a street."""
    down = 18 + number * 7 % 23
    return Interface(
        name=f"vlan{100 + number}",
        type="vlan",
        comment=f"{_TOWNS[number % len(_TOWNS)]} {number}",
        l2mtu=1576,
        rx=Pattern(mean=down * 0.14 * _MBIT, kind="aggregate", day="isp"),
        tx=Pattern(mean=down * _MBIT, kind="aggregate", day="isp"),
        packet=(310, 1190),
        more={"vlan-id": str(100 + number), "interface": "sfp-sfpplus2", "arp": "enabled"},
    )


def _subscriber(number: int) -> Interface:
    """Return the interface that a subscriber's session has."""
    return Interface(
        name=f"<pppoe-u{1000 + number}>",
        type="pppoe-in",
        mtu="1492",
        dynamic=True,
        link_downs=0,
        rx=Pattern(mean=0.35 * _MBIT, kind="subscriber", day="isp"),
        tx=Pattern(mean=2.4 * _MBIT, kind="subscriber", day="isp"),
        packet=(310, 1190),
        without=frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error", "last-link-down-time"}),
    )


def _copper(number: int) -> Interface:
    """Return one of the copper ports: some servers, the rest empty."""
    busy = number in {1, 2, 3, 13}
    names = {1: "DNS and RADIUS", 2: "Monitoring", 3: "Cache", 13: "Management"}
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=names.get(number),
        l2mtu=1580,
        speed=1000,
        running=busy,
        rx=Pattern(mean=30 * _MBIT, kind="aggregate", day="isp") if busy else None,
        tx=Pattern(mean=5 * _MBIT, kind="aggregate", day="isp") if busy else None,
    )


_MODULE = {
    "sfp-type": "SFP/SFP+/SFP28",
    "sfp-connector-type": "LC",
    "sfp-link-length-sm": "10km",
    "sfp-vendor-name": "OEM",
    "sfp-vendor-part-number": "SFP-10G-LR",
    "sfp-wavelength": "1310nm",
    "sfp-temperature": "41",
    "sfp-supply-voltage": "3.301",
    "sfp-tx-bias-current": "31",
    "sfp-tx-power": "-2.112",
    "sfp-rx-power": "-5.874",
}
_UPLINK_DOWN = tuple((name, "tx", 0.62) for name in _VLAN_NAMES)
_UPLINK_UP = tuple((name, "rx", 0.62) for name in _VLAN_NAMES)


def _cage(number: int, comment: str | None = None) -> Interface:
    """Return an empty SFP+ cage."""
    return Interface(
        name=f"sfp-sfpplus{number}",
        default_name=f"sfp-sfpplus{number}",
        comment=comment,
        l2mtu=1580,
        speed=10_000,
        running=False,
        sfp={},
        without=frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error"}),
    )


_UPLINKS = (
    Interface(
        name="sfp-sfpplus1",
        default_name="sfp-sfpplus1",
        comment="Transit Arelion",
        l2mtu=1580,
        speed=10_000,
        rx_from=_UPLINK_DOWN,
        tx_from=_UPLINK_UP,
        packet=(1190, 310),
        sfp=_MODULE,
        without=frozenset({"rx-drop", "tx-drop"}),
    ),
    Interface(
        name="sfp-sfpplus2",
        default_name="sfp-sfpplus2",
        comment="Access ring",
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "rx", 1.01) for name in _VLAN_NAMES),
        tx_from=tuple((name, "tx", 1.01) for name in _VLAN_NAMES),
        packet=(310, 1190),
        sfp=_MODULE,
        without=frozenset({"rx-drop", "tx-drop"}),
    ),
    Interface(
        name="sfp-sfpplus3",
        default_name="sfp-sfpplus3",
        comment="Exchange LIX",
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "tx", 0.38) for name in _VLAN_NAMES),
        tx_from=tuple((name, "rx", 0.38) for name in _VLAN_NAMES),
        packet=(1190, 310),
        sfp=_MODULE,
    ),
    _cage(4),
)


def _session(number: int) -> Row:
    """Return the row of a subscriber's session."""
    return {
        "name": f"u{1000 + number}",
        "service": "pppoe",
        "caller-id": f"D4:01:C3:20:{number >> 8:02X}:{number & 255:02X}",
        "address": f"100.66.{number >> 8}.{1 + (number & 255) % 254}",
        "uptime": Since(400 + number * 7919 % 500_000),
        "encoding": "",
        "session-id": f"0x{0x81100000 + number:x}",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "radius": "true",
    }


_TABLES: dict[str, tuple[Row, ...]] = {
    **ACCESS,
    "/ppp/active": (
        *(_session(number) for number in range(_SUBSCRIBERS)),
        *VPN_SESSIONS,
    ),
    **PEERS,
    "/tool/netwatch": WATCHED,
    "/file": files(old=False),
    "/ip/firewall/address-list": LISTS,
    "/system/history": changes("noc"),
    "/system/scheduler": schedules(),
    "/user/active": (
        {
            "when": "2026-09-14 08:12:30",
            "name": "noc",
            "address": "192.0.2.40",
            "via": "winbox",
            "group": "full",
            "radius": "false",
        },
    ),
    "/ipv6/route": (
        {
            "dst-address": "::/0",
            "routing-table": "main",
            "gateway": "fe80::5e5e:abff:fe01:1%sfp-sfpplus1",
            "immediate-gw": "fe80::5e5e:abff:fe01:1%sfp-sfpplus1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "static": "true",
        },
    ),
    "/interface/pppoe-server/server": tuple(
        {
            "service-name": "access",
            "interface": name,
            "max-mtu": "1492",
            "max-mru": "1492",
            "authentication": "pap,chap",
            "keepalive-timeout": "30",
            "one-session-per-host": "true",
            "max-sessions": "unlimited",
            "default-profile": "default",
            "disabled": "false",
        }
        for name in _VLAN_NAMES
    ),
    "/ip/address": (
        {
            "address": "198.51.100.2/30",
            "network": "198.51.100.0",
            "interface": "sfp-sfpplus1",
            "actual-interface": "sfp-sfpplus1",
            "disabled": "false",
        },
    ),
    # `.about` says why a row is inactive; it is included where all fields are printed.
    "/routing/bgp/template": (
        {
            ".about": "invalid value '0.0.0.0' of 'router-id'",
            "name": "transit",
            "as": "64500",
            "routing-table": "main",
            "templates": "default",
            "inactive": "true",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        # Unassigned addresses are dropped: a flag that is set has no text.
        {
            "dst-address": "203.0.113.0/24",
            "routing-table": "main",
            "blackhole": "",
            "distance": "254",
            "scope": "30",
            "target-scope": "10",
            "static": "true",
            "active": "true",
        },
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "198.51.100.1",
            "immediate-gw": "198.51.100.1%sfp-sfpplus1",
            "distance": "20",
            "scope": "40",
            "target-scope": "10",
            "bgp": "true",
            "active": "true",
            "dynamic": "true",
        },
        {
            "dst-address": "198.51.100.0/30",
            "routing-table": "main",
            "gateway": "sfp-sfpplus1",
            "immediate-gw": "sfp-sfpplus1",
            "distance": "0",
            "connect": "true",
            "active": "true",
            "dynamic": "true",
        },
        {
            "dst-address": "192.0.2.0/24",
            "routing-table": "main",
            "gateway": "198.51.100.1",
            "immediate-gw": "198.51.100.1%sfp-sfpplus1",
            "distance": "1",
            "static": "true",
            "active": "true",
        },
        {
            "dst-address": "10.9.4.0/24",
            "routing-table": "main",
            "gateway": "10.9.0.2",
            "immediate-gw": "10.9.0.2%sfp-sfpplus2",
            "distance": "110",
            "ospf": "true",
            "active": "true",
            "dynamic": "true",
        },
        {
            "dst-address": "10.9.5.0/24",
            "routing-table": "main",
            "gateway": "10.9.0.3",
            "immediate-gw": "10.9.0.3%sfp-sfpplus2",
            "distance": "120",
            "rip": "true",
            "active": "true",
            "dynamic": "true",
        },
    ),
}

PROFILE = Profile(
    name="ccr_isp",
    identity="edge-1.riga",
    version="7.23.1",
    built="2026-06-18 12:30:05",
    factory_software="7.2.1",
    board_name="CCR2116-12G-4S+",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=16,
    cpu_frequency=2000,
    memory=17_179_869_184,
    memory_used=0.19,
    disk=134_217_728,
    disk_used=0.44,
    sectors_written=1_204_551,
    cpu_idle=3,
    cpu_full=85,
    line_rate=1.5e9,
    connections=20_000,
    max_connections=4_194_304,
    tcp_share=0.55,
    day="isp",
    uptime=5_404_221,
    model="CCR2116-12G-4S+",
    serial="HG8091XYT4Q",
    firmware_type="al64v2",
    factory_firmware="7.2.1",
    licence={"software-id": "B2MD-RQ6V", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch"}),
    interfaces=(
        *(_copper(number) for number in range(1, 14)),
        *_UPLINKS,
        *(_vlan(number) for number in range(1, _VLANS + 1)),
        Interface(
            name="lo",
            type="loopback",
            mtu="65536",
            rx=Pattern(mean=40, kind="idle", day="flat"),
            tx=Pattern(mean=40, kind="idle", day="flat"),
        ),
        *(_subscriber(number) for number in range(_SUBSCRIBERS)),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=58.0, swing=0.05),
        Sensor(name="sfp-temperature", unit="C", value=44.0, swing=0.05),
        Sensor(name="board-temperature1", unit="C", value=39.0, swing=0.04),
        Sensor(name="fan1-speed", unit="RPM", value=4260.0, swing=0.03),
        Sensor(name="fan2-speed", unit="RPM", value=4230.0, swing=0.03),
        Sensor(name="psu1-voltage", unit="V", value=12.1, swing=0.004, decimals=1),
        Sensor(name="psu2-voltage", unit="V", value=12.0, swing=0.004, decimals=1),
        Sensor(name="psu1-current", unit="A", value=2.4, swing=0.08, decimals=1),
        Sensor(name="psu2-current", unit="A", value=2.2, swing=0.08, decimals=1),
        Sensor(name="power-consumption", unit="W", value=55.4, swing=0.05, decimals=1),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="ok"),
    ),
    clients=CLIENTS,
    sessions_come_and_go=True,
    tables=_TABLES,
    log=LOG,
    rules=RULES,
    queues=QUEUES,
    queue_tree=QUEUE_TREE,
    subscriber_queues=True,
    hosts={
        "198.51.100.1": Host(round_trip=0.0011),
        "fe80::5e5e:abff:fe01:1%sfp-sfpplus1": Host(round_trip=0.0013),
    },
)
