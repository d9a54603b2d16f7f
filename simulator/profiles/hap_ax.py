"""A house on an hAP ax2 with RouterOS 7.22: three wireless networks, no sensors on the board."""

from ..profile import Host, Interface, Profile, Row, Since
from ..rules import home_rules
from ..traffic import Pattern

_MBIT = 125_000


def _lan(
    name: str, down: float, up: float, *, wireless: bool = False, virtual: bool = False
) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    busy = down > 0
    return Interface(
        name=name,
        type="wifi" if wireless else "ether",
        default_name=None if virtual else name,
        l2mtu=1560 if wireless else 1568,
        speed=0 if wireless else 1000,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT) if busy else None,
        tx=Pattern(mean=down * _MBIT) if busy else None,
        packet=(430, 1190),
        more={
            "configuration.mode": "ap",
            "security.authentication-types": "wpa2-psk,wpa3-psk",
            "master": "false" if virtual else "true",
        },
    )


_LAN = (
    _lan("ether2", 2.0, 0.3),
    _lan("ether3", 0, 0),
    _lan("ether4", 0, 0),
    _lan("ether5", 0, 0),
    _lan("wifi1", 14.0, 1.8, wireless=True),
    _lan("wifi2", 1.1, 0.2, wireless=True),
    _lan("wifi-guests", 0.6, 0.1, wireless=True, virtual=True),
)
_BUSY = tuple(port.name for port in _LAN if port.running)


def _client(number: int, radio: str, ssid: str, signal: int) -> Row:
    """Return a wireless client's row: rates are bits per second, there is no CCQ."""
    return {
        "interface": radio,
        "ssid": ssid,
        "mac-address": f"9C:20:7B:44:0E:{number:02X}",
        "uptime": Since(5_210 + number * 977),
        "last-activity": "40ms",
        "signal": str(signal),
        "auth-type": "wpa3-psk",
        "band": "5ghz-ax" if radio == "wifi1" else "2ghz-ax",
        "tx-rate": "864700000",
        "rx-rate": "1201000000",
        "packets": f"{40_000 + number},{21_000 + number}",
        "bytes": f"{51_000_000 + number},{7_200_000 + number}",
        "tx-bits-per-second": "31200",
        "rx-bits-per-second": "8800",
        "authorized": "true",
    }


_TABLES: dict[str, tuple[Row, ...]] = {
    "/interface/wifi/registration-table": (
        _client(0, "wifi1", "house", -48),
        _client(1, "wifi1", "house", -57),
        _client(2, "wifi1", "house", -66),
        _client(3, "wifi2", "house", -71),
    ),
    "/ip/address": (
        {
            "address": "192.168.88.1/24",
            "network": "192.168.88.0",
            "interface": "bridge",
            "actual-interface": "bridge",
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
            "address": "203.0.113.150/25",
            "gateway": "203.0.113.129",
            "dhcp-server": "203.0.113.129",
            "primary-dns": "203.0.113.129",
            "expires-after": "41m7s",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "203.0.113.129",
            "immediate-gw": "203.0.113.129%ether1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "dhcp": "true",
            "active": "true",
            "dynamic": "true",
        },
    ),
}

# The radios report neither noise nor quality; the guests' network is on the 2.4 GHz radio.
_MONITORED: dict[str, dict[str, Row]] = {
    "/interface/wifi": {
        "wifi1": {
            "state": "running",
            "channel": "5500/ax/Ceee/D",
            "registered-peers": "3",
            "authorized-peers": "3",
            "tx-power": "23",
        },
        "wifi2": {
            "state": "running",
            "channel": "2437/ax/eC",
            "registered-peers": "1",
            "authorized-peers": "1",
            "tx-power": "16",
        },
        "wifi-guests": {
            "state": "running",
            "channel": "2437/ax/eC",
            "registered-peers": "0",
            "authorized-peers": "0",
            "tx-power": "16",
        },
    },
}

PROFILE = Profile(
    name="hap_ax",
    identity="house-ax2",
    version="7.22.1",
    built="2026-03-19 09:58:13",
    factory_software="7.5",
    board_name="hAP ax^2",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=4,
    cpu_frequency=864,
    memory=1_073_741_824,
    memory_used=0.28,
    disk=134_217_728,
    disk_used=0.63,
    sectors_written=77_120,
    cpu_idle=3,
    cpu_full=70,
    line_rate=40e6,
    connections=420,
    max_connections=1_048_576,
    uptime=1_104_377,
    model="C52iG-5HaxD2HaxD",
    serial="HGD09T4V8XA",
    firmware_type="ipq6000",
    factory_firmware="7.5",
    licence={"software-id": "4TQH-W0RC", "nlevel": "4", "features": ""},
    features=frozenset({"routerboard", "switch"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Fibre",
            l2mtu=1568,
            speed=1000,
            rx_from=tuple((name, "tx", 0.9) for name in _BUSY),
            tx_from=tuple((name, "rx", 0.9) for name in _BUSY),
            packet=(1190, 430),
        ),
        *_LAN,
        Interface(
            name="bridge",
            type="bridge",
            mtu="auto",
            l2mtu=1560,
            rx_from=tuple((name, "rx", 0.97) for name in _BUSY),
            tx_from=tuple((name, "tx", 0.97) for name in _BUSY),
            packet=(430, 1190),
        ),
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    rules=home_rules("ether1", visitors=1.6),
    tables=_TABLES,
    monitored=_MONITORED,
    hosts={"203.0.113.129": Host(round_trip=0.0029)},
)
