"""A shop on an RB2011 with RouterOS 6.42, which supports only the old login: ten ports, Wi-Fi."""

from ..profile import Host, Interface, PoeOut, Profile, Row, Sensor, Since
from ..rules import Queue, Rule, home_rules
from ..traffic import Pattern

_MBIT = 125_000
_GIGABIT_PORTS = 5
_FEEDING_PORT = 10


def _port(number: int, comment: str | bytes | None, down: float, up: float) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1598,
        speed=1000 if number <= _GIGABIT_PORTS else 100,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT, day="office") if busy else None,
        tx=Pattern(mean=down * _MBIT, day="office") if busy else None,
        packet=(430, 1120),
        link_downs=3 if busy else 0,
        # The board passes its own supply to its last port, and measures nothing.
        poe=PoeOut(watts=4.1) if number == _FEEDING_PORT else None,
    )


_LAN = (
    _port(2, "Till 1", 0.3, 0.1),
    _port(3, "Till 2", 0.3, 0.1),
    _port(4, "Back office", 3.1, 0.6),
    _port(5, None, 0, 0),
    _port(6, "Printer", 0.02, 0.02),
    _port(7, "Scale", 0.01, 0.01),
    _port(8, None, 0, 0),
    _port(9, None, 0, 0),
    _port(10, "Камера".encode("cp1251"), 0.1, 2.6),
    Interface(
        name="wlan1",
        type="wlan",
        default_name="wlan1",
        l2mtu=1600,
        slave=True,
        rx=Pattern(mean=0.3 * _MBIT, day="office"),
        tx=Pattern(mean=2.1 * _MBIT, day="office"),
        packet=(410, 1190),
        without=frozenset({"tx-queue-drop"}),
    ),
)
_BUSY = tuple(port.name for port in _LAN if port.running)


def _client(number: int, signal: int) -> Row:
    """Return a wireless client's row."""
    return {
        "interface": "wlan1",
        "mac-address": f"3C:A9:F4:20:11:{number:02X}",
        "ap": "false",
        "wds": "false",
        "bridge": "false",
        "rx-rate": "39Mbps-20MHz/1S",
        "tx-rate": "52Mbps-20MHz/1S",
        "packets": "9021,7714",
        "bytes": "6012233,911204",
        "frames": "9022,7720",
        "uptime": Since(2_403 + number * 811),
        "last-activity": "1s10ms",
        "signal-strength": f"{signal}@6Mbps",
        "signal-to-noise": str(signal + 104),
        "tx-ccq": str(113 - 20 * number),
        "802.1x-port-enabled": "true",
        "authentication-type": "wpa2-psk",
        "encryption": "aes-ccm",
        "group-encryption": "aes-ccm",
        "wmm-enabled": "true",
    }


def _lease(number: int, name: str | None, *, bound: bool = True) -> Row:
    """Return a lease's row; one that is waiting has no client's fields."""
    address, hardware = f"192.168.7.{100 + number}", f"00:1E:06:41:07:{number:02X}"
    row: dict[str, str] = {
        "address": address,
        "mac-address": hardware,
        "address-lists": "",
        "server": "dhcp1",
        "dhcp-option": "",
        "status": "bound" if bound else "waiting",
    }
    if bound:
        row |= {
            "expires-after": f"{12 + number}h4m",
            "last-seen": f"{number}h31m9s",
            "active-address": address,
            "active-mac-address": hardware,
            "active-server": "dhcp1",
        }
    else:
        row["last-seen"] = "never"
    if name is not None:
        row["host-name"] = name
    flags = {"radius": "false", "dynamic": "true" if bound else "false"}
    return row | flags | {"blocked": "false", "disabled": "false"}


def _watched(host: str, status: str, comment: str | bytes) -> Row:
    """Return a Netwatch row as in this version: it only pings, and has no name."""
    return {
        "host": host,
        "timeout": "1s",
        "interval": "1m",
        "since": "sep/02/2026 06:00:12",
        "status": status,
        "up-script": "",
        "down-script": "",
        "disabled": "false",
        "comment": comment,
    }


_TABLES: dict[str, tuple[Row, ...]] = {
    "/interface/wireless": (
        {
            "name": "wlan1",
            "mtu": "1500",
            "interface-type": "Atheros AR9300",
            "mode": "ap-bridge",
            "ssid": "shop",
            "frequency": "2462",
            "band": "2ghz-b/g/n",
            "running": "true",
            "disabled": "false",
        },
    ),
    "/interface/wireless/registration-table": (_client(0, -49), _client(1, -66)),
    "/ip/dhcp-server": (
        {
            "name": "dhcp1",
            "interface": "bridge",
            "lease-time": "1d",
            "address-pool": "pool1",
            "authoritative": "yes",
            "use-radius": "no",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ip/dhcp-server/lease": (
        _lease(0, "till-1"),
        _lease(1, "till-2"),
        _lease(2, "008"),
        _lease(3, None),
        _lease(9, None, bound=False),
    ),
    "/ip/pool": ({"name": "pool1", "ranges": "192.168.7.100-192.168.7.199"},),
    "/ip/address": (
        {
            "address": "192.168.7.1/24",
            "network": "192.168.7.0",
            "interface": "bridge",
            "actual-interface": "bridge",
            "invalid": "false",
            "dynamic": "false",
            "disabled": "false",
        },
    ),
    "/ip/dhcp-client": (
        {
            "interface": "ether1",
            "add-default-route": "yes",
            "default-route-distance": "1",
            "use-peer-dns": "true",
            "use-peer-ntp": "true",
            "status": "bound",
            "address": "100.70.3.19/24",
            "gateway": "100.70.3.1",
            "dhcp-server": "100.70.3.1",
            "primary-dns": "100.70.3.1",
            "expires-after": "21h44s",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "gateway": "100.70.3.1",
            "gateway-status": "100.70.3.1 reachable via  ether1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "vrf-interface": "ether1",
            "active": "true",
            "dynamic": "true",
            "static": "true",
            "disabled": "false",
        },
        # Policy routing: the tills may reach head office only.
        {
            "dst-address": "0.0.0.0/0",
            "routing-mark": "tills",
            "gateway": "l2tp-out1",
            "gateway-status": "l2tp-out1 reachable",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "static": "true",
            "disabled": "false",
        },
        {
            "dst-address": "192.168.7.0/24",
            "pref-src": "192.168.7.1",
            "gateway": "bridge",
            "gateway-status": "bridge reachable",
            "distance": "0",
            "scope": "10",
            "active": "true",
            "dynamic": "true",
            "connect": "true",
            "disabled": "false",
        },
    ),
    "/ip/arp": (
        {
            "address": "192.168.7.100",
            "mac-address": "00:1E:06:41:07:00",
            "interface": "bridge",
            "published": "false",
            "invalid": "false",
            "DHCP": "true",
            "dynamic": "true",
            "complete": "true",
            "disabled": "false",
        },
    ),
    "/tool/netwatch": (
        _watched("8.8.4.4", "up", "Internet"),
        _watched("192.168.7.110", "down", "Камера".encode("cp1251")),
    ),
}

PROFILE = Profile(
    name="rb2011_v6",
    identity="shop-7",
    version="6.42.12",
    channel="long-term",
    built="2019-02-12 08:22:49",
    factory_software="5.26",
    board_name="RB2011UiAS-2HnD",
    architecture="mipsbe",
    cpu="MIPS 74Kc V4.12",
    cpu_count=1,
    cpu_frequency=600,
    memory=134_217_728,
    memory_used=0.38,
    disk=134_217_728,
    disk_used=0.27,
    bad_blocks="0.3",
    sectors_written=7_204_118,
    cpu_idle=4,
    cpu_full=90,
    line_rate=30e6,
    connections=140,
    max_connections=222_896,
    day="office",
    uptime=18_204_330,
    model="2011UiAS-2HnD",
    serial="608A05C1E7F2",
    firmware_type="ar9344",
    factory_firmware="3.05",
    licence={"software-id": "9TR4-L2HB", "nlevel": "5", "features": ""},
    features=frozenset({"routerboard", "poe-out", "switch"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Provider",
            l2mtu=1598,
            speed=1000,
            rx_from=tuple((name, "tx", 0.9) for name in _BUSY),
            tx_from=tuple((name, "rx", 0.9) for name in _BUSY),
            packet=(1120, 430),
        ),
        *_LAN,
        Interface(
            name="sfp1",
            default_name="sfp1",
            l2mtu=1598,
            speed=1000,
            running=False,
            link_downs=0,
            sfp={},
        ),
        Interface(
            name="l2tp-out1",
            type="l2tp-out",
            comment="Head office",
            mtu="1450",
            rx=Pattern(mean=0.02 * _MBIT, day="office"),
            tx=Pattern(mean=0.02 * _MBIT, day="office"),
            more={
                "connect-to": "203.0.113.60",
                "user": "shop-7",
                "password": "shop-marker-password",
                "ipsec-secret": "shop-marker-secret",
            },
        ),
        Interface(
            name="bridge",
            type="bridge",
            mtu="auto",
            l2mtu=1598,
            rx_from=tuple((name, "rx", 0.97) for name in _BUSY),
            tx_from=tuple((name, "tx", 0.97) for name in _BUSY),
            packet=(430, 1120),
        ),
    ),
    sensors=(
        Sensor(name="voltage", unit="V", value=23.4, swing=0.006, decimals=1),
        Sensor(name="temperature", unit="C", value=37.0, swing=0.08),
    ),
    # Boot loaders had their own version numbers then.
    firmware="3.41",
    tables=_TABLES,
    monitored={
        "/interface/l2tp-client": {
            "l2tp-out1": {
                "status": "connected",
                "uptime": Since(402_117),
                "encoding": "MPPE128 stateless",
                "mtu": "1450",
                "mru": "1450",
                "local-address": "10.60.7.2",
                "remote-address": "10.60.0.1",
            },
        },
        "/interface/wireless": {
            "wlan1": {
                "status": "running-ap",
                "channel": "2462/20/gn(20dBm)",
                "wireless-protocol": "802.11",
                "noise-floor": "-101",
                "overall-tx-ccq": "68",
                "registered-clients": "2",
                "authenticated-clients": "2",
                "wmm-enabled": "true",
            },
        },
    },
    rules=(
        *home_rules("ether1", visitors=0.9),
        Rule(table="raw", chain="prerouting", action="drop", packets=0.6, comment="Blocklist"),
    ),
    queues=(
        Queue(
            name="Guests",
            target="192.168.7.192/26",
            up=8000,
            down=90_000,
            limit_up=1_000_000,
            limit_down=4_000_000,
            drops=0.1,
        ),
    ),
    hosts={"100.70.3.1": Host(round_trip=0.0061, loss=0.002)},
    time_zone="Europe/Kyiv",
)
