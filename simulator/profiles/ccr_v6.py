"""A provider's older edge on a CCR1036 with RouterOS 6.48: BGP peers, IPv6, two power supplies."""

from ..profile import Clients, Host, Interface, Profile, Sensor
from ..rules import Queue, Rule
from ..traffic import Pattern
from .ccr_v6_menus import SUBSCRIBERS, TABLES, UPS

_MBIT = 125_000
_COPPER = 8

_USES = {1: ("Servers", 40.0), 2: ("Town hall", 25.0), 3: ("School", 60.0), 8: ("Management", 0.4)}
_BUSY = tuple(f"ether{number}" for number in _USES)
_VLAN_NAMES = tuple(f"vlan{30 + number}" for number in range(1, 25))


def _copper(number: int) -> Interface:
    """Return one of the copper ports: a customer's line, or an empty one."""
    comment, down = _USES.get(number, (None, 0.0))
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1580,
        speed=1000,
        running=busy,
        rx=Pattern(mean=down * 0.2 * _MBIT, kind="aggregate", day="isp") if busy else None,
        tx=Pattern(mean=down * _MBIT, kind="aggregate", day="isp") if busy else None,
        packet=(360, 1120),
    )


def _vlan(number: int, name: str) -> Interface:
    """Return the VLAN of a village."""
    return Interface(
        name=name,
        type="vlan",
        comment=f"Village {number}",
        l2mtu=1576,
        rx=Pattern(mean=0.8 * _MBIT, kind="aggregate", day="isp"),
        tx=Pattern(mean=5.5 * _MBIT, kind="aggregate", day="isp"),
        packet=(310, 1190),
        more={"vlan-id": name.removeprefix("vlan"), "interface": "sfp-sfpplus2", "arp": "enabled"},
    )


def _subscriber(number: int) -> Interface:
    """Return the interface that a subscriber's session has."""
    return Interface(
        name=f"<pppoe-v{100 + number}>",
        type="pppoe-in",
        mtu="1480",
        dynamic=True,
        link_downs=0,
        rx=Pattern(mean=0.4 * _MBIT, kind="subscriber", day="isp"),
        tx=Pattern(mean=2.9 * _MBIT, kind="subscriber", day="isp"),
        packet=(310, 1190),
    )


_MODULE = {
    "sfp-type": "SFP-or-SFP+",
    "sfp-connector-type": "LC",
    "sfp-link-length-9um": "10000m",
    "sfp-vendor-name": "MikroTik",
    "sfp-vendor-part-number": "S+31DLC10D",
    "sfp-manufacturing-date": "17-05-22",
    "sfp-wavelength": "1310",
    "sfp-temperature": "43",
    "sfp-supply-voltage": "3.268",
    "sfp-tx-bias-current": "33",
    "sfp-tx-power": "-1.935",
    "sfp-rx-power": "-7.322",
}
_CARRIED = (*_BUSY, *_VLAN_NAMES)

_OPTICAL = (
    Interface(
        name="sfp-sfpplus1",
        default_name="sfp-sfpplus1",
        comment="Uplink",
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "tx", 1.0) for name in _CARRIED),
        tx_from=tuple((name, "rx", 1.0) for name in _CARRIED),
        packet=(1150, 330),
        sfp=_MODULE,
        without=frozenset({"rx-drop", "tx-drop"}),
    ),
    Interface(
        name="sfp-sfpplus2",
        default_name="sfp-sfpplus2",
        comment="Villages",
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "rx", 1.01) for name in _VLAN_NAMES),
        tx_from=tuple((name, "tx", 1.01) for name in _VLAN_NAMES),
        packet=(330, 1150),
        sfp=_MODULE,
        without=frozenset({"rx-drop", "tx-drop"}),
    ),
)

PROFILE = Profile(
    name="ccr_v6",
    identity="edge-old.daugavpils",
    version="6.48.6",
    channel="long-term",
    built="2021-12-03 12:15:05",
    factory_software="6.30.4",
    board_name="CCR1036-8G-2S+",
    architecture="tile",
    cpu="tilegx",
    cpu_count=36,
    cpu_frequency=1200,
    memory=4_226_809_856,
    memory_used=0.24,
    disk=1_073_741_824,
    disk_used=0.09,
    bad_blocks="0",
    sectors_written=3_311_902,
    cpu_idle=2,
    cpu_full=70,
    line_rate=400e6,
    connections=3_000,
    max_connections=1_048_576,
    tcp_share=0.6,
    day="isp",
    uptime=21_606_140,
    model="CCR1036-8G-2S+",
    revision="r2",
    serial="7D8C06A2B419",
    firmware_type="tilegx",
    factory_firmware="3.27",
    licence={"software-id": "K1WT-6PZD", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "ipv6", "storage", "ups"}),
    interfaces=(
        *(_copper(number) for number in range(1, _COPPER + 1)),
        *_OPTICAL,
        *(_vlan(number, name) for number, name in enumerate(_VLAN_NAMES, 1)),
        *(_subscriber(number) for number in range(SUBSCRIBERS)),
    ),
    # Settings of the fans are listed among the measurements.
    sensors=(
        Sensor(name="fan-mode", unit="", value="auto"),
        Sensor(name="use-fan", unit="", value="main"),
        Sensor(name="active-fan", unit="", value="main"),
        Sensor(name="voltage", unit="V", value=24.1, swing=0.004, decimals=1),
        Sensor(name="current", unit="A", value=1.5, swing=0.05, decimals=1),
        Sensor(name="temperature", unit="C", value=36.0, swing=0.05),
        Sensor(name="cpu-temperature", unit="C", value=52.0, swing=0.05),
        Sensor(name="power-consumption", unit="W", value=36.2, swing=0.05, decimals=1),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="fail"),
        Sensor(name="fan1-speed", unit="RPM", value=4720.0, swing=0.03),
        Sensor(name="fan2-speed", unit="RPM", value=4690.0, swing=0.03),
    ),
    clients=(Clients(server="cameras", first="10.68.0.10", number=48, most=200),),
    sessions_come_and_go=True,
    firmware="6.45.9",
    tables=TABLES,
    monitored={"/system/ups": {"rack": UPS}},
    rules=(
        Rule(table="filter", chain="input", action="accept", packets=60, comment="Established"),
        Rule(table="filter", chain="input", action="drop", packets=31, comment="Drop the rest"),
        Rule(table="filter", chain="forward", action="drop", packets=6, comment="Bogons"),
        Rule(table="raw", chain="prerouting", action="drop", packets=44, comment="Amplification"),
        Rule(table="nat", chain="srcnat", action="src-nat", packets=190, size=70, comment="CGNAT"),
        Rule(table="ipv6/filter", chain="input", action="drop", packets=1.2, size=80),
    ),
    queues=tuple(
        Queue(
            name=name,
            target=f"10.66.{number}.0/24",
            up=up * _MBIT,
            down=down * _MBIT,
            limit_up=100_000_000,
            limit_down=200_000_000,
            drops=0.4,
        )
        for number, (name, up, down) in enumerate((("Town hall", 5, 25), ("School", 12, 60)))
    ),
    queue_tree=(
        Queue(name="total", parent="global", down=230 * _MBIT, limit_down=900_000_000, drops=0.6),
        Queue(name="video", parent="total", down=150 * _MBIT, drops=0.5),
    ),
    subscriber_queues=True,
    hosts={
        "198.51.100.1": Host(round_trip=0.0024),
        "2001:db8:68::1": Host(round_trip=0.0026),
    },
)
