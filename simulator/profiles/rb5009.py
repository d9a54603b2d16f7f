"""A home office on an RB5009 with RouterOS 7.20: fibre, a bridge, two VLANs, a tunnel."""

from ..profile import Growing, Host, Interface, Profile, Row, Sensor, Trip
from ..rules import Queue, Rule, home_rules
from ..traffic import Pattern
from .rb5009_ways import WAYS
from .records import LOG, address_list, changes, files, schedules

_MBIT = 125_000


def _lan(number: int, comment: str | None, down: float, up: float) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1514,
        speed=1000,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT) if busy else None,
        tx=Pattern(mean=down * _MBIT) if busy else None,
        packet=(480, 1180),
    )


_PORTS = (
    _lan(2, "Office desk", 6.0, 0.9),
    _lan(3, "NAS", 3.5, 2.2),
    _lan(4, "Access point upstairs", 9.0, 1.1),
    _lan(5, "Access point downstairs", 7.0, 0.8),
    _lan(6, "Television", 5.0, 0.1),
    _lan(7, None, 0, 0),
    _lan(8, None, 0, 0),
)
_BUSY = tuple(port.name for port in _PORTS if port.running)

_BRIDGE = Interface(
    name="bridge",
    type="bridge",
    comment="LAN",
    mtu="auto",
    l2mtu=1514,
    rx_from=tuple((name, "rx", 0.97) for name in _BUSY),
    tx_from=tuple((name, "tx", 0.97) for name in _BUSY),
    packet=(480, 1180),
)

_WAN = Interface(
    name="ether1",
    default_name="ether1",
    comment="Uplink Telia 1G",
    l2mtu=1514,
    speed=2500,
    rx_from=tuple((name, "tx", 0.9) for name in _BUSY),
    tx_from=tuple((name, "rx", 0.9) for name in _BUSY),
    rx=Pattern(mean=600, kind="idle", day="flat"),
    tx=Pattern(mean=300, kind="idle", day="flat"),
    packet=(1180, 480),
)

_SFP = Interface(
    name="sfp-sfpplus1",
    default_name="sfp-sfpplus1",
    l2mtu=1514,
    speed=10_000,
    running=False,
    slave=True,
    sfp={},
    without=frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error"}),
)


def _vlan(name: str, number: int, comment: str, mean: float) -> Interface:
    """Return a VLAN on the bridge."""
    return Interface(
        name=name,
        type="vlan",
        comment=comment,
        l2mtu=1510,
        rx=Pattern(mean=mean * 0.15 * _MBIT),
        tx=Pattern(mean=mean * _MBIT),
        packet=(430, 1100),
        more={"vlan-id": str(number), "interface": "bridge", "arp": "enabled"},
    )


_INTERFACES = (
    _WAN,
    *_PORTS,
    _SFP,
    _BRIDGE,
    _vlan("vlan20-guest", 20, "Guests", 1.5),
    _vlan("vlan30-iot", 30, "Things", 0.08),
    Interface(
        name="wg-office",
        type="wg",
        comment="Tunnel to the office",
        mtu="1420",
        rx=Pattern(mean=0.5 * _MBIT, day="office"),
        tx=Pattern(mean=0.3 * _MBIT, day="office"),
        more={"listen-port": "13231", "public-key": "p2ubWnQmMhcq0JgYjWnbYgl1Ehm9fN6T3rbZdyq5gHk="},
        packet=(700, 540),
    ),
    Interface(
        name="lo",
        type="loopback",
        mtu="65536",
        rx=Pattern(mean=4, kind="idle", day="flat"),
        tx=Pattern(mean=4, kind="idle", day="flat"),
    ),
)

_LEASES = tuple(
    {
        "address": f"192.168.88.{10 + number}",
        "mac-address": f"B8:27:EB:10:22:{number:02X}",
        "address-lists": "",
        "server": "lan",
        "dhcp-option": "",
        "status": "bound",
        "expires-after": f"{3 + number}m12s",
        "last-seen": f"{number}m48s",
        "active-address": f"192.168.88.{10 + number}",
        "active-mac-address": f"B8:27:EB:10:22:{number:02X}",
        "active-server": "lan",
        "host-name": name,
        "radius": "false",
        "dynamic": "true",
        "blocked": "false",
        "disabled": "false",
    }
    for number, name in enumerate(("desk", "nas", "phone-anna", "phone-juris", "tv", "printer"))
)

_TABLES: dict[str, tuple[Row, ...]] = {
    **WAYS,
    "/ip/address": (
        {
            "address": "192.168.88.1/24",
            "network": "192.168.88.0",
            "interface": "bridge",
            "actual-interface": "bridge",
            "disabled": "false",
        },
        {
            "address": "203.0.113.77/24",
            "network": "203.0.113.0",
            "interface": "ether1",
            "actual-interface": "ether1",
            "dynamic": "true",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "203.0.113.1",
            "immediate-gw": "203.0.113.1%ether1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "dhcp": "true",
            "active": "true",
            "dynamic": "true",
        },
        {
            "dst-address": "192.168.88.0/24",
            "routing-table": "main",
            "gateway": "bridge",
            "immediate-gw": "bridge",
            "distance": "0",
            "local-address": "192.168.88.1%bridge",
            "connect": "true",
            "active": "true",
            "dynamic": "true",
        },
    ),
    "/ip/dhcp-server": (
        {
            "name": "lan",
            "interface": "bridge",
            "lease-time": "30m",
            "address-pool": "lan",
            "use-radius": "no",
            "disabled": "false",
        },
    ),
    "/ip/dhcp-server/lease": (
        *_LEASES,
        {
            "address": "192.168.88.40",
            "mac-address": "00:11:32:7C:55:01",
            "address-lists": "",
            "server": "lan",
            "dhcp-option": "",
            "status": "waiting",
            "last-seen": "never",
            "radius": "false",
            "dynamic": "false",
            "blocked": "false",
            "disabled": "false",
            "comment": "Backup server",
        },
    ),
    "/ip/pool": ({"name": "lan", "ranges": "192.168.88.10-192.168.88.254"},),
    "/ip/arp": (
        {
            "address": "203.0.113.1",
            "mac-address": "00:1B:21:7A:40:11",
            "interface": "ether1",
            "published": "false",
            "status": "reachable",
            "dynamic": "true",
            "complete": "true",
            "disabled": "false",
        },
        {
            "address": "192.168.88.99",
            "interface": "bridge",
            "published": "false",
            "status": "failed",
            "dynamic": "true",
            "disabled": "false",
        },
    ),
    "/ip/neighbor": (
        {
            "interface": "ether4,bridge",
            "address": "192.168.88.3",
            "address4": "192.168.88.3",
            "mac-address": "48:8F:5A:03:11:20",
            "identity": b"ap-upstairs\x00\x00\x00",
            "platform": "MikroTik",
            "version": "7.20.4 (stable)",
            "unpack": "none",
            "age": "31s",
            "uptime": "2w3d4h5m6s",
            "board": "cAPGi-5HaxD2HaxD",
            "interface-name": "bridge/ether1",
            "system-caps": "bridge,wlan-ap,router",
            "discovered-by": "cdp,lldp,mndp",
        },
    ),
    "/file": files(old=False),
    "/ip/firewall/address-list": (
        *address_list("blocklist", "198.51.100", 12),
        *address_list("knocking", "203.0.113", 3, timeout="7m12s"),
    ),
    "/ipv6/firewall/connection": tuple(
        {"protocol": "tcp", "src-address": f"[2001:db8::{number}]:443"} for number in range(9)
    ),
    "/system/history": changes("anna"),
    "/system/scheduler": schedules(),
    "/routing/table": ({"name": "main", "fib": "", "dynamic": "true"},),
    "/tool/netwatch": (
        {
            "name": "Resolver",
            "host": "1.1.1.1",
            "type": "icmp",
            "interval": "10s",
            "status": "up",
            "since": "2026-09-02 04:11:09",
            "done-tests": Growing(91_240, 0.1),
            "failed-tests": "3",
            "sent-count": "10",
            "response-count": "10",
            "loss-count": "0",
            "loss-percent": "0",
            "rtt-avg": Trip(0.0097),
            "rtt-min": Trip(0.0091),
            "rtt-max": Trip(0.0142),
            "rtt-jitter": Trip(0.0051),
            "rtt-stdev": Trip(0.0014),
        },
        {
            "host": "192.168.88.11",
            "type": "tcp-conn",
            "port": "445",
            "interval": "1m",
            "status": "up",
            "since": "2026-08-24 21:03:40",
            "done-tests": Growing(30_410, 1 / 60),
            "failed-tests": "0",
            "tcp-connect-time": Trip(0.0012),
            "comment": "Shares on the NAS",
        },
        {
            "host": "192.168.88.14",
            "type": "simple",
            "interval": "1m",
            "status": "down",
            "since": "2026-09-14 09:30:02",
            "done-tests": Growing(30_398, 1 / 60),
            "failed-tests": Growing(151, 1 / 60),
        },
        {
            "host": "192.168.88.15",
            "type": "simple",
            "status": "unknown",
            "disabled": "true",
        },
    ),
}

PROFILE = Profile(
    name="rb5009",
    identity="home-rb5009",
    version="7.20.4",
    built="2025-11-05 08:12:40",
    factory_software="7.4",
    board_name="RB5009UG+S+",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=4,
    cpu_frequency=1400,
    memory=1_073_741_824,
    memory_used=0.31,
    disk=1_059_061_760,
    disk_used=0.11,
    sectors_written=412_331,
    cpu_idle=2,
    cpu_full=70,
    line_rate=30e6,
    connections=640,
    max_connections=1_048_576,
    uptime=1_913_412,
    model="RB5009UG+S+",
    revision="r2",
    serial="HF609AMR21K",
    firmware_type="70x0",
    factory_firmware="7.4",
    licence={"software-id": "7YQH-2KJM", "nlevel": "5", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch"}),
    interfaces=_INTERFACES,
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=47.0, swing=0.06),
        Sensor(name="switch-temperature", unit="C", value=43.0, swing=0.05),
        Sensor(name="voltage", unit="V", value=24.2, swing=0.006, decimals=1),
    ),
    tables=_TABLES,
    log=LOG,
    rules=(
        *home_rules("ether1", visitors=2.4),
        Rule(
            table="raw",
            chain="prerouting",
            action="drop",
            packets=1.1,
            comment="Blocklist",
            more={"src-address-list": "blocklist"},
        ),
        Rule(
            table="mangle",
            chain="forward",
            action="change-mss",
            packets=1.6,
            size=64,
            comment="Tunnel",
            more={"out-interface": "wg-office", "new-mss": "clamp-to-pmtu"},
        ),
        Rule(
            table="ipv6/filter",
            chain="input",
            action="drop",
            packets=0.7,
            size=80,
            comment="defconf: drop everything else not coming from LAN",
        ),
    ),
    queues=(
        Queue(
            name="Guests",
            target="vlan20-guest",
            up=0.15 * _MBIT,
            down=1.5 * _MBIT,
            limit_up=10_000_000,
            limit_down=50_000_000,
            drops=0.4,
        ),
        Queue(name="a/b", target="192.168.88.40/32", up=4000, down=9000),
        Queue(name="yes", target="192.168.88.41/32", disabled=True),
    ),
    hosts={"203.0.113.1": Host(round_trip=0.0021), "1.1.1.1": Host(round_trip=0.0094, loss=0.002)},
)
