"""An office on an RB4011 with RouterOS 7.20: fibre, PPPoE in reserve, tunnels of every sort."""

from ..profile import Host, Interface, Profile, Sensor, Since
from ..rules import Queue, Rule, home_rules
from ..traffic import Pattern
from .office_tunnels import MONITORED, TUNNELS
from .office_ways import WAYS

_MBIT = 125_000


def _lan(number: int, comment: str | None, down: float, up: float) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1592,
        speed=1000,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT, day="office") if busy else None,
        tx=Pattern(mean=down * _MBIT, day="office") if busy else None,
        packet=(480, 1180),
        link_downs=1 if busy else 0,
    )


_LAN = (
    _lan(3, "Switch ground floor", 11.0, 2.1),
    _lan(4, "Switch first floor", 14.0, 3.0),
    _lan(5, "Server", 4.0, 6.5),
    _lan(6, "Telephones", 0.4, 0.4),
    *(_lan(number, None, 0, 0) for number in range(7, 11)),
)
_BUSY = tuple(port.name for port in _LAN if port.running)


def _tunnel(name: str, comment: str, port: int, down: float, up: float) -> Interface:
    """Return a WireGuard interface."""
    return Interface(
        name=name,
        type="wg",
        comment=comment,
        mtu="1420",
        rx=Pattern(mean=down * _MBIT, day="office"),
        tx=Pattern(mean=up * _MBIT, day="office"),
        packet=(620, 540),
        more={
            "listen-port": str(port),
            "public-key": f"office{port}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=",
            "private-key": "office-marker-private-key",
        },
    )


_WAN = (
    Interface(
        name="ether1",
        default_name="ether1",
        comment="Fibre Tet",
        l2mtu=1592,
        speed=1000,
        rx_from=tuple((name, "tx", 0.9) for name in _BUSY),
        tx_from=tuple((name, "rx", 0.9) for name in _BUSY),
        packet=(1180, 480),
    ),
    Interface(
        name="ether2",
        default_name="ether2",
        comment="DSL modem",
        l2mtu=1592,
        speed=100,
        rx_from=(("pppoe-out1", "rx", 1.02),),
        tx_from=(("pppoe-out1", "tx", 1.02),),
        packet=(300, 280),
    ),
    Interface(
        name="pppoe-out1",
        type="pppoe-out",
        comment="Reserve",
        mtu="1492",
        rx=Pattern(mean=0.4 * _MBIT, day="office"),
        tx=Pattern(mean=0.4 * _MBIT, day="office"),
        packet=(280, 260),
        more={
            "interface": "ether2",
            "user": "office@dsl.example",
            "password": "office-marker-password",
            "add-default-route": "true",
            "default-route-distance": "10",
        },
    ),
    Interface(
        name="l2tp-out1",
        type="l2tp-out",
        comment="Head office",
        mtu="1450",
        running=False,
        link_downs=4,
        more={
            "connect-to": "203.0.113.60",
            "user": "office",
            "password": "office-marker-password",
            "ipsec-secret": "office-marker-secret",
        },
    ),
)

PROFILE = Profile(
    name="office",
    identity="office-rb4011",
    version="7.20.6",
    built="2025-12-10 07:30:22",
    factory_software="6.44.6",
    board_name="RB4011iGS+",
    architecture="arm",
    cpu="ARM",
    cpu_count=4,
    cpu_frequency=1400,
    memory=1_073_741_824,
    memory_used=0.22,
    disk=536_870_912,
    disk_used=0.08,
    sectors_written=201_884,
    cpu_idle=2,
    cpu_full=65,
    line_rate=60e6,
    connections=2_400,
    max_connections=1_048_576,
    day="office",
    uptime=3_104_552,
    model="RB4011iGS+",
    revision="r2",
    serial="D4440C8A17F2",
    firmware_type="al2",
    factory_firmware="6.44.6",
    licence={"software-id": "QX2F-7LRB", "nlevel": "5", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch"}),
    interfaces=(
        *_WAN,
        *_LAN,
        Interface(
            name="bridge",
            type="bridge",
            comment="LAN",
            mtu="auto",
            l2mtu=1592,
            rx_from=tuple((name, "rx", 0.97) for name in _BUSY),
            tx_from=tuple((name, "tx", 0.97) for name in _BUSY),
            packet=(480, 1180),
        ),
        _tunnel("wg-branches", "Branches", 13231, 1.6, 2.2),
        _tunnel("wg-staff", "Staff on the road", 13232, 0.5, 1.9),
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=44.0, swing=0.06),
        Sensor(name="voltage", unit="V", value=24.0, swing=0.006, decimals=1),
    ),
    tables={
        **WAYS,
        **TUNNELS,
        "/tool/netwatch": (
            {
                "name": "Resolver",
                "host": "9.9.9.10",
                "type": "simple",
                "interval": "1m",
                "status": "up",
                "since": "2026-08-30 05:12:44",
                "comment": "Behind both lines",
            },
        ),
        "/ppp/active": (
            {
                "name": "director",
                "service": "l2tp",
                "caller-id": "192.0.2.201",
                "address": "192.168.40.250",
                "uptime": Since(4_102),
                "encoding": "cbc(aes) + hmac(sha256)",
                "radius": "false",
            },
        ),
    },
    monitored=MONITORED,
    rules=(
        *home_rules("ether1", visitors=3.1),
        Rule(
            table="mangle",
            chain="prerouting",
            action="mark-routing",
            packets=40,
            size=210,
            comment="Telephones over the reserve",
            more={"new-routing-mark": "voip", "src-address": "192.168.41.0/24"},
        ),
    ),
    queues=(
        Queue(
            name="Guests",
            target="192.168.42.0/24",
            up=0.2 * _MBIT,
            down=1.1 * _MBIT,
            limit_up=10_000_000,
            limit_down=20_000_000,
            drops=0.1,
        ),
    ),
    hosts={
        "9.9.9.9": Host(round_trip=0.0061),
        "198.51.100.1": Host(round_trip=0.0134, loss=0.003),
    },
    time_zone="Europe/Riga",
)
