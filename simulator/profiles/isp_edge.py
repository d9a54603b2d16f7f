"""The largest router there is: 48 ports, 30 VLANs and 1,000 PPPoE subscribers, RouterOS 7.22."""

from ..profile import Host, Interface, Profile, Sensor
from ..traffic import Pattern
from .isp_edge_access import CLIENTS, SUBSCRIBERS, TABLES, VLAN_NAMES, subscriber
from .isp_edge_rules import QUEUE_TREE, QUEUES, RULES

_MBIT = 125_000
_COPPER = 44
_BUSY_COPPER = 30
_UNCOUNTED = frozenset({"rx-drop", "tx-drop"})

_MODULE = {
    "sfp-type": "SFP/SFP+/SFP28",
    "sfp-connector-type": "LC",
    "sfp-link-length-sm": "10km",
    "sfp-vendor-name": "FS",
    "sfp-vendor-part-number": "SFP-10GLR-31",
    "sfp-wavelength": "1310nm",
    "sfp-temperature": "38",
    "sfp-supply-voltage": "3.296",
    "sfp-tx-bias-current": "34",
    "sfp-tx-power": "-2.402",
    "sfp-rx-power": "-6.117",
}


def _copper(number: int) -> Interface:
    """Return a copper port: a business customer's line, or an empty one."""
    busy = number <= _BUSY_COPPER
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=f"Business {number}" if busy else None,
        l2mtu=1580,
        speed=1000,
        running=busy,
        rx=Pattern(mean=(2 + number % 9) * _MBIT, kind="aggregate", day="office") if busy else None,
        tx=Pattern(mean=(9 + number % 31) * _MBIT, kind="aggregate", day="office")
        if busy
        else None,
        packet=(420, 1080),
    )


def _vlan(number: int, name: str) -> Interface:
    """Return the VLAN of an access switch; a thirtieth of the subscribers is behind it."""
    down = 60 + number * 7 % 41
    return Interface(
        name=name,
        type="vlan",
        comment=f"Access switch {number}",
        l2mtu=1576,
        rx=Pattern(mean=down * 0.14 * _MBIT, kind="aggregate", day="isp"),
        tx=Pattern(mean=down * _MBIT, kind="aggregate", day="isp"),
        packet=(310, 1190),
        more={"vlan-id": name.removeprefix("vlan"), "interface": "sfp-sfpplus3", "arp": "enabled"},
    )


def _uplink(number: int, comment: str, share: float) -> Interface:
    """Return a port that carries a share of what the VLANs do."""
    return Interface(
        name=f"sfp-sfpplus{number}",
        default_name=f"sfp-sfpplus{number}",
        comment=comment,
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "tx", share) for name in VLAN_NAMES),
        tx_from=tuple((name, "rx", share) for name in VLAN_NAMES),
        packet=(1190, 310),
        sfp=_MODULE,
        without=_UNCOUNTED,
    )


_OPTICAL = (
    _uplink(1, "Transit", 0.64),
    _uplink(2, "Exchange", 0.36),
    Interface(
        name="sfp-sfpplus3",
        default_name="sfp-sfpplus3",
        comment="Access ring",
        l2mtu=1580,
        speed=10_000,
        rx_from=tuple((name, "rx", 1.01) for name in VLAN_NAMES),
        tx_from=tuple((name, "tx", 1.01) for name in VLAN_NAMES),
        packet=(310, 1190),
        sfp=_MODULE,
        without=_UNCOUNTED,
    ),
    Interface(
        name="sfp-sfpplus4",
        default_name="sfp-sfpplus4",
        l2mtu=1580,
        speed=10_000,
        running=False,
        link_downs=0,
        sfp={},
        without=_UNCOUNTED | {"rx-error", "tx-error"},
    ),
)

PROFILE = Profile(
    name="isp_edge",
    identity="bras-1.vilnius",
    version="7.22.1",
    built="2026-03-23 09:14:12",
    factory_software="7.8",
    board_name="CCR2248-44G-4S+",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=16,
    cpu_frequency=2000,
    memory=17_179_869_184,
    memory_used=0.34,
    disk=134_217_728,
    disk_used=0.52,
    sectors_written=2_410_338,
    cpu_idle=6,
    cpu_full=90,
    line_rate=2.4e9,
    connections=50_000,
    max_connections=4_194_304,
    tcp_share=0.58,
    # The same number of connections and leases at any hour.
    day="flat",
    uptime=9_701_553,
    model="CCR2248-44G-4S+",
    serial="HK20A7Z3M1D",
    firmware_type="al64v2",
    factory_firmware="7.8",
    licence={"software-id": "Q3ZN-8XWE", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch"}),
    interfaces=(
        *(_copper(number) for number in range(1, _COPPER + 1)),
        *_OPTICAL,
        *(_vlan(number, name) for number, name in enumerate(VLAN_NAMES, 1)),
        Interface(name="lo", type="loopback", mtu="65536"),
        *(subscriber(number) for number in range(SUBSCRIBERS)),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=61.0, swing=0.04),
        Sensor(name="board-temperature1", unit="C", value=43.0, swing=0.04),
        Sensor(name="fan1-speed", unit="RPM", value=6120.0, swing=0.03),
        Sensor(name="fan2-speed", unit="RPM", value=6090.0, swing=0.03),
        Sensor(name="fan-state", unit="", value="ok"),
        Sensor(name="power-consumption", unit="W", value=92.3, swing=0.04, decimals=1),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="ok"),
    ),
    clients=CLIENTS,
    tables=TABLES,
    rules=RULES,
    queues=QUEUES,
    queue_tree=QUEUE_TREE,
    subscriber_queues=True,
    hosts={
        "198.51.100.1": Host(round_trip=0.0014),
        "203.0.113.1": Host(round_trip=0.0036, loss=0.004),
    },
    time_zone="Europe/Vilnius",
)
