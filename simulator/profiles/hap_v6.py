"""A flat on an hAP ac lite with RouterOS 6.49: five ports, two radios, comments in cp1251."""

from ..profile import Host, Interface, PoeOut, Profile, Row, Sensor, Since
from ..rules import Queue, Rule, home_rules
from ..traffic import Pattern
from .records import LOG, address_list, changes, files, schedules

_MBIT = 125_000
_FEEDING_PORT = 5


def _port(number: int, comment: str | bytes | None, down: float, up: float) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    busy = down > 0
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1598,
        speed=100,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT) if busy else None,
        tx=Pattern(mean=down * _MBIT) if busy else None,
        packet=(400, 1150),
        # The board reports whether its last port powers something, and measures nothing.
        poe=PoeOut() if number == _FEEDING_PORT else None,
    )


def _radio(number: int, down: float, up: float) -> Interface:
    """Return a radio."""
    return Interface(
        name=f"wlan{number}",
        type="wlan",
        default_name=f"wlan{number}",
        l2mtu=1600,
        slave=True,
        rx=Pattern(mean=up * _MBIT),
        tx=Pattern(mean=down * _MBIT),
        packet=(420, 1210),
        without=frozenset({"tx-queue-drop"}),
    )


_LAN = (
    _port(2, "Офис".encode("cp1251"), 1.2, 0.2),
    _port(3, "Телевизор".encode("cp1251"), 3.0, 0.1),
    _port(4, None, 0, 0),
    _port(5, None, 0, 0),
    _radio(1, 1.5, 0.2),
    _radio(2, 2.4, 0.3),
)
_BUSY = tuple(port.name for port in _LAN if port.running)


def _client(number: int, radio: str, signal: int) -> Row:
    """Return a wireless client's row."""
    return {
        "interface": radio,
        "mac-address": f"5C:CF:7F:0A:31:{number:02X}",
        "ap": "false",
        "wds": "false",
        "bridge": "false",
        "rx-rate": "65Mbps-20MHz/1S",
        "tx-rate": "72.2Mbps-20MHz/1S/SGI",
        "packets": "48211,20933",
        "bytes": "31500222,4099812",
        "frames": "48211,20940",
        "uptime": Since(11_564 + number * 3600),
        "last-activity": "210ms",
        "signal-strength": f"{signal}@1Mbps",
        "signal-to-noise": str(signal + 110),
        "tx-ccq": "91",
        "last-ip": f"192.168.1.{60 + number}",
        "802.1x-port-enabled": "true",
        "authentication-type": "wpa2-psk",
        "encryption": "aes-ccm",
        "group-encryption": "aes-ccm",
        "management-protection": "false",
        "wmm-enabled": "true",
    }


def _lease(number: int, name: str) -> dict[str, str]:
    """Return a lease's row."""
    return {
        "address": f"192.168.1.{60 + number}",
        "mac-address": f"5C:CF:7F:0A:31:{number:02X}",
        "address-lists": "",
        "server": "defconf",
        "dhcp-option": "",
        "status": "bound",
        "expires-after": f"{4 + number}m2s",
        "last-seen": f"{5 - number}m58s",
        "active-address": f"192.168.1.{60 + number}",
        "active-mac-address": f"5C:CF:7F:0A:31:{number:02X}",
        "active-server": "defconf",
        "host-name": name,
        "radius": "false",
        "dynamic": "true",
        "blocked": "false",
        "disabled": "false",
    }


_TABLES: dict[str, tuple[Row, ...]] = {
    "/interface/wireless/security-profiles": (
        {
            "name": "default",
            "mode": "dynamic-keys",
            "authentication-types": "wpa-psk,wpa2-psk",
            "unicast-ciphers": "aes-ccm",
            "wpa2-pre-shared-key": "marker-wireless-key",
            "default": "true",
        },
    ),
    "/interface/wireless": (
        {
            "name": "wlan1",
            "mtu": "1500",
            "interface-type": "Atheros AR9300",
            "mode": "ap-bridge",
            "ssid": "flat",
            "frequency": "2437",
            "band": "2ghz-b/g/n",
            "running": "true",
            "disabled": "false",
        },
        {
            "name": "wlan2",
            "mtu": "1500",
            "interface-type": "Atheros AR9888",
            "mode": "ap-bridge",
            "ssid": "flat-5",
            "frequency": "5220",
            "band": "5ghz-a/n/ac",
            "running": "true",
            "disabled": "false",
        },
    ),
    "/interface/wireless/registration-table": (
        _client(0, "wlan1", -61),
        _client(1, "wlan2", -54),
        _client(2, "wlan2", -70),
    ),
    "/ip/dhcp-server": (
        {
            "name": "defconf",
            "interface": "bridge",
            "lease-time": "10m",
            "address-pool": "dhcp",
            "authoritative": "yes",
            "use-radius": "no",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ip/dhcp-server/lease": (_lease(0, "notebook"), _lease(1, "0042"), _lease(2, "phone")),
    "/ip/pool": ({"name": "dhcp", "ranges": "192.168.1.60-192.168.1.254"},),
    "/ip/address": (
        {
            "address": "192.168.1.1/24",
            "network": "192.168.1.0",
            "interface": "bridge",
            "actual-interface": "bridge",
            "invalid": "false",
            "dynamic": "false",
            "disabled": "false",
        },
    ),
    "/ip/cloud": (
        {
            "ddns-enabled": "true",
            "ddns-update-interval": "none",
            "update-time": "true",
            "public-address": "203.0.113.8",
            "dns-name": "a1b30c7d52e4.sn.mynetname.net",
            "status": "updated",
            "warning": "Router is behind a NAT. Remote connection might not work.",
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
            "address": "100.64.12.44/22",
            "gateway": "100.64.12.1",
            "dhcp-server": "100.64.12.1",
            "primary-dns": "100.64.12.1",
            "expires-after": "2h3m1s",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "gateway": "100.64.12.1",
            "gateway-status": "100.64.12.1 reachable via  ether1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "dynamic": "true",
            "static": "true",
            "disabled": "false",
        },
    ),
    "/file": files(old=True),
    "/ip/firewall/address-list": tuple(address_list("bogons", "198.51.100", 4)),
    "/system/history": changes("admin"),
    "/system/scheduler": schedules(),
    "/tool/netwatch": (
        {
            "host": "8.8.8.8",
            "timeout": "1s",
            "interval": "1m",
            "since": "sep/11/2026 07:20:31",
            "status": "up",
            "up-script": "",
            "down-script": "",
            "disabled": "false",
            "comment": "Internet",
        },
        {
            "host": "192.168.1.61",
            "timeout": "1s",
            "interval": "1m",
            "since": "sep/14/2026 11:02:44",
            "status": "down",
            "up-script": "",
            "down-script": "",
            "disabled": "false",
        },
    ),
    "/ip/arp": (
        {
            "address": "192.168.1.60",
            "mac-address": "5C:CF:7F:0A:31:00",
            "interface": "bridge",
            "published": "false",
            "invalid": "false",
            "DHCP": "true",
            "dynamic": "true",
            "complete": "true",
            "disabled": "false",
        },
    ),
}


def _monitored(channel: str, noise: str, ccq: str, clients: str) -> Row:
    """Return a radio's `monitor` values."""
    return {
        "status": "running-ap",
        "channel": channel,
        "wireless-protocol": "802.11",
        "noise-floor": noise,
        "overall-tx-ccq": ccq,
        "registered-clients": clients,
        "authenticated-clients": clients,
        "wmm-enabled": "true",
    }


_MONITORED = {
    "/interface/wireless": {
        "wlan1": _monitored("2437/20-eC/gn(17dBm)", "-104", "84", "1"),
        "wlan2": _monitored("5220/20-eCee/ac/P(20dBm)", "-109", "91", "2"),
    },
}

PROFILE = Profile(
    name="hap_v6",
    identity="hap-flat",
    version="6.49.18",
    channel="long-term",
    built="2025-02-26 09:41:07",
    factory_software="6.42.3",
    board_name="hAP ac lite",
    architecture="mipsbe",
    cpu="MIPS 24Kc V7.4",
    cpu_count=1,
    cpu_frequency=650,
    memory=67_108_864,
    memory_used=0.56,
    disk=16_777_216,
    disk_used=0.82,
    bad_blocks="0",
    sectors_written=91_004,
    cpu_idle=5,
    cpu_full=95,
    line_rate=25e6,
    connections=180,
    max_connections=58_200,
    uptime=730_411,
    model="RouterBOARD 952Ui-5ac2nD",
    serial="A1B30C7D52E4",
    firmware_type="qca9531L",
    factory_firmware="6.42.3",
    licence={"software-id": "JX4C-81ZN", "nlevel": "4", "features": ""},
    features=frozenset({"routerboard", "poe-out", "switch"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Провайдер".encode("cp1251"),
            l2mtu=1598,
            speed=100,
            rx_from=tuple((name, "tx", 0.9) for name in _BUSY),
            tx_from=tuple((name, "rx", 0.9) for name in _BUSY),
            packet=(1150, 400),
        ),
        *_LAN,
        Interface(
            name="bridge",
            type="bridge",
            comment="defconf",
            mtu="auto",
            l2mtu=1598,
            rx_from=tuple((name, "rx", 0.97) for name in _BUSY),
            tx_from=tuple((name, "tx", 0.97) for name in _BUSY),
            packet=(400, 1150),
        ),
    ),
    sensors=(Sensor(name="voltage", unit="V", value=23.8, swing=0.008, decimals=1),),
    latest_version="6.49.18",
    firmware="6.49.10",
    tables=_TABLES,
    monitored=_MONITORED,
    log=LOG,
    rules=(
        *home_rules("ether1", visitors=1.2),
        Rule(
            table="filter",
            chain="forward",
            action="drop",
            packets=0.2,
            comment="Телевизор".encode("cp1251"),
            more={"src-address-list": "bogons"},
        ),
        Rule(
            table="mangle",
            chain="prerouting",
            action="mark-packet",
            packets=3.2,
            size=700,
            comment="Streams",
            more={"new-packet-mark": "streams"},
        ),
    ),
    queues=(
        Queue(
            name="007",
            target="192.168.1.62/32",
            up=9000,
            down=70_000,
            limit_up=2_000_000,
            limit_down=5_000_000,
            drops=0.2,
        ),
    ),
    hosts={"100.64.12.1": Host(round_trip=0.0034)},
    time_zone="Europe/Sofia",
)
