"""A school with a controller on RouterOS 7.18: three access points, no radio of its own."""

from ..profile import Host, Interface, Profile, Row, Since
from ..rules import home_rules
from ..traffic import Pattern

_MBIT = 125_000

# Identity, MAC address and IP address of each access point.
CAPS = (
    ("ap-hall", "48:A9:8A:61:0C:10", "10.44.0.11"),
    ("ap-library", "48:A9:8A:61:0C:20", "10.44.0.12"),
    ("ap-gym", "48:A9:8A:61:0C:30", "10.44.0.13"),
)
# Each radio with its access point, its channel and its power; the last is a virtual one.
RADIOS = (
    ("hall-2g", 0, "2412/ax", "17", "hall-2g"),
    ("hall-5g", 0, "5180/ax/Ceee", "22", "hall-5g"),
    ("library-2g", 1, "2437/ax", "17", "library-2g"),
    ("library-5g", 1, "5260/ax/eeCe/D", "20", "library-5g"),
    ("gym-5g", 2, "5500/ax/Ceee/D", "23", "gym-5g"),
    ("gym-6g", 2, "5975/ax/Ceeeeeee", "21", "gym-6g"),
    ("gym-guests", 2, "5500/ax/Ceee/D", "23", "gym-5g"),
)
# Interface and signal of each registered client.
CLIENTS = (
    ("hall-2g", -67),
    ("hall-5g", -52),
    ("hall-5g", -61),
    ("library-5g", -58),
    ("gym-5g", -49),
    ("gym-6g", -55),
    ("gym-guests", -71),
)


def _radio(name: str, cap: int, master: str) -> Interface:
    """Return an interface of an access point: its traffic does not pass the controller."""
    identity, base, _ = CAPS[cap]
    is_master = name == master
    own = {"cap": f"{identity}@{base}%*{cap + 1}"} if is_master else {"master-interface": master}
    return Interface(
        name=name,
        type="wifi",
        l2mtu=1560,
        dynamic=True,
        slave=True,
        more={**own, "master": "true" if is_master else "false", "configuration": "school"},
    )


def _remote(number: int) -> Row:
    """Return an access point's row."""
    identity, base, address = CAPS[number]
    return {
        "address": address,
        "identity": identity,
        "board-name": "cAP ax",
        "serial": f"HFC0{number}PK3A1T",
        "version": "7.18.2" if number else "7.16.2",
        "base-mac": base,
        "common-name": "",
        "state": "Ok",
        "connected-time": Since(86_000 + number * 41),
        "uptime": Since(86_100 + number * 41),
    }


def _client(number: int, radio: str, signal: int) -> Row:
    """Return a wireless client's row."""
    return {
        "interface": radio,
        "ssid": "school",
        "mac-address": f"9C:20:7B:51:0E:{number:02X}",
        "uptime": Since(1_210 + number * 577),
        "last-activity": "60ms",
        "signal": str(signal),
        "auth-type": "wpa2-eap",
        "tx-rate": "432300000",
        "rx-rate": "390000000",
        "packets": f"{30_000 + number},{19_000 + number}",
        "bytes": f"{41_000_000 + number},{6_200_000 + number}",
        "authorized": "true",
    }


LAN = (
    Interface(
        name="ether1",
        default_name="ether1",
        comment="Fibre",
        l2mtu=1514,
        speed=1000,
        rx_from=(("ether2", "tx", 0.98),),
        tx_from=(("ether2", "rx", 0.98),),
        packet=(1150, 420),
    ),
    Interface(
        name="ether2",
        default_name="ether2",
        comment="Access points",
        l2mtu=1514,
        speed=1000,
        slave=True,
        rx=Pattern(mean=4.1 * _MBIT, day="office"),
        tx=Pattern(mean=36.0 * _MBIT, day="office"),
        packet=(420, 1150),
    ),
    Interface(
        name="bridge",
        type="bridge",
        mtu="auto",
        l2mtu=1514,
        rx_from=(("ether2", "rx", 0.97),),
        tx_from=(("ether2", "tx", 0.97),),
        packet=(420, 1150),
    ),
)
ADDRESS: Row = {
    "address": "10.44.0.1/16",
    "network": "10.44.0.0",
    "interface": "bridge",
    "actual-interface": "bridge",
    "disabled": "false",
}
_ROUTE: Row = {
    "dst-address": "0.0.0.0/0",
    "routing-table": "main",
    "gateway": "198.51.100.65",
    "immediate-gw": "198.51.100.65%ether1",
    "distance": "1",
    "scope": "30",
    "target-scope": "10",
    "dhcp": "true",
    "active": "true",
    "dynamic": "true",
}

PROFILE = Profile(
    name="capsman",
    identity="school-core",
    version="7.18.2",
    built="2025-03-11 11:59:04",
    factory_software="7.4.1",
    board_name="RB5009UG+S+",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=4,
    cpu_frequency=1400,
    memory=1_073_741_824,
    memory_used=0.24,
    disk=1_073_741_824,
    disk_used=0.07,
    sectors_written=52_140,
    cpu_idle=3,
    cpu_full=55,
    line_rate=125e6,
    connections=2_900,
    max_connections=1_048_576,
    day="office",
    uptime=2_290_114,
    model="RB5009UG+S+",
    serial="HE509Q2MV7T",
    firmware_type="70x0",
    factory_firmware="7.4.1",
    licence={"software-id": "RK8M-2VQD", "nlevel": "5", "features": ""},
    features=frozenset({"routerboard", "switch"}),
    interfaces=(
        *LAN,
        *(_radio(name, cap, master) for name, cap, _, _, master in RADIOS),
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    rules=home_rules("ether1", visitors=3.0),
    tables={
        "/interface/wifi/capsman": (
            {"enabled": "yes", "interfaces": "bridge", "certificate": "auto"},
        ),
        "/interface/wifi/capsman/remote-cap": tuple(_remote(number) for number in range(len(CAPS))),
        "/interface/wifi/registration-table": tuple(
            _client(number, radio, signal) for number, (radio, signal) in enumerate(CLIENTS)
        ),
        "/ip/address": (ADDRESS,),
        "/ip/route": (_ROUTE,),
    },
    monitored={
        "/interface/wifi": {
            name: {
                "state": "running",
                "channel": channel,
                "registered-peers": str(sum(radio == name for radio, _ in CLIENTS)),
                "tx-power": power,
            }
            for name, _, channel, power, _ in RADIOS
        },
    },
    hosts={"198.51.100.65": Host(round_trip=0.0031)},
)
