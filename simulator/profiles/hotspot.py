"""A hotel on an RB1100AHx4 with RouterOS 7.20: hotspots, User Manager, RADIUS, DHCPv6."""

from ..profile import Clients, Growing, Host, Interface, Leased, Profile, Row, Sensor, Since
from ..rules import home_rules
from ..traffic import Pattern
from .hotspot_guests import GUESTS, PASSWORD

_MBIT = 125_000
_STAFF = 3
_OFFICES = 5
_PREFIX = "2001:db8:4b00::/56"


def _port(number: int, comment: str, down: float, up: float) -> Interface:
    """Return a port; `down` and `up` are Mbit/s as those behind it see them."""
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=comment,
        l2mtu=1592,
        speed=1000,
        rx=Pattern(mean=up * _MBIT, kind="aggregate", day="isp"),
        tx=Pattern(mean=down * _MBIT, kind="aggregate", day="isp"),
        packet=(420, 1160),
    )


_PORTS = (
    _port(2, "Rooms", 64.0, 7.0),
    _port(3, "Lobby", 18.0, 2.2),
    _port(4, "Office", 6.0, 1.4),
)


def _server(name: str, port: str) -> Row:
    """Return a DHCP server that uses the pool of its name."""
    return {
        "name": name,
        "interface": port,
        "lease-time": "30m",
        "address-pool": name,
        "use-radius": "no",
        "disabled": "false",
    }


def _hotspot(name: str, port: str, *, disabled: bool = False) -> Row:
    """Return a hotspot server."""
    return {
        "name": name,
        "interface": port,
        "address-pool": name,
        "profile": "default",
        "idle-timeout": "5m",
        "keepalive-timeout": "none",
        "addresses-per-mac": "2",
        "proxy-status": "running",
        "invalid": "false",
        "https": "false",
        "disabled": "true" if disabled else "false",
    }


def _radius(address: str, service: str, *, comment: str = "", disabled: bool = False) -> Row:
    """Return a RADIUS server as the router, its client, has it."""
    return {
        "service": service,
        "called-id": "",
        "domain": "",
        "address": address,
        "secret": PASSWORD,
        "authentication-port": "1812",
        "accounting-port": "1813",
        "timeout": "300ms",
        "accounting-backup": "false",
        "realm": "",
        "protocol": "udp",
        "disabled": "true" if disabled else "false",
        **({"comment": comment} if comment else {}),
    }


def _counters(requests: int, per_second: float, *, lost: float, round_trip: str) -> Row:
    """Return the ``monitor`` values of a server, of whose requests a share is lost."""
    answered = 1 - lost
    return {
        "pending": "0",
        "requests": Growing(requests, per_second),
        "accepts": Growing(int(requests * answered * 0.9), per_second * answered * 0.9),
        "rejects": Growing(int(requests * answered * 0.1), per_second * answered * 0.1),
        "resends": Growing(int(requests * lost * 3), per_second * lost * 3),
        "timeouts": Growing(int(requests * lost), per_second * lost),
        "bad-replies": "0",
        "last-request-rtt": round_trip,
    }


_IPV6: dict[str, tuple[Row, ...]] = {
    "/ipv6/dhcp-client": (
        {
            "interface": "ether1",
            "request": "prefix",
            "status": "bound",
            "add-default-route": "false",
            "dhcp-server-v6": "fe80::1",
            "duid": "0x00030001d401c330e280",
            "pool-name": "isp-pd",
            "pool-prefix-length": "64",
            "prefix": Leased(_PREFIX, 604_800),
            "use-peer-dns": "true",
            "invalid": "false",
            "disabled": "false",
        },
        {
            "interface": "ether4",
            "request": "info",
            "status": "idle",
            "add-default-route": "false",
            "duid": "0x00030001d401c330e280",
            "use-peer-dns": "true",
            "invalid": "false",
            "disabled": "false",
        },
        {
            "interface": "ether3",
            "request": "address",
            "status": "stopped",
            "invalid": "false",
            "disabled": "true",
        },
    ),
    "/ipv6/pool": (
        {"name": "offices", "prefix": "fd10:20:30::/48", "prefix-length": "56", "dynamic": "false"},
        {
            "name": "isp-pd",
            "prefix": _PREFIX,
            "prefix-length": "64",
            "valid-lifetime": "6d16h56m8s",
            "preferred-lifetime": "3d16h56m8s",
            "dynamic": "true",
        },
    ),
    "/ipv6/pool/used": (
        *(
            {
                "pool": "isp-pd",
                "prefix": f"2001:db8:4b00:{number:x}::/64",
                "owner": "Address",
                "info": f"ether{2 + number}",
            }
            for number in range(3)
        ),
        *(
            {
                "pool": "offices",
                "prefix": f"fd10:20:30:{number}00::/56",
                "owner": "DHCP",
                "info": f"0x0003000148a98a0011{number:02x}",
            }
            for number in range(_OFFICES)
        ),
    ),
    "/ipv6/dhcp-server": (
        {
            "name": "offices",
            "interface": "ether4",
            "address-pool": "offices",
            "lease-time": "3d",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ipv6/dhcp-server/binding": tuple(
        {
            "address": f"fd10:20:30:{number}00::/56",
            "duid": f"0x0003000148a98a0011{number:02x}",
            "iaid": str(number),
            "server": "offices",
            "status": "bound" if number < _OFFICES else "waiting",
            "expires-after": f"2d{number}h",
            "dynamic": "true",
            "disabled": "false",
        }
        for number in range(_OFFICES + 1)
    ),
}

_TABLES: dict[str, tuple[Row, ...]] = {
    **GUESTS,
    **_IPV6,
    "/ip/hotspot": (
        _hotspot("rooms", "ether2"),
        _hotspot("lobby", "ether3"),
        _hotspot("events", "ether4", disabled=True),
    ),
    "/radius": (
        _radius("127.0.0.1", "hotspot", comment="User Manager"),
        _radius("192.0.2.61", "login,hotspot"),
        _radius("192.0.2.62", "ppp", comment="Old", disabled=True),
    ),
    "/ip/dhcp-server": (_server("rooms", "ether2"), _server("lobby", "ether3")),
    "/ip/pool": (
        {"name": "rooms", "ranges": "10.10.1.10-10.10.1.250"},
        {"name": "lobby", "ranges": "10.10.2.10-10.10.2.250"},
        {"name": "staff", "ranges": "10.10.9.2-10.10.9.9", "next-pool": "staff-more"},
        {"name": "staff-more", "ranges": "10.10.9.64/28"},
        {"name": "owner", "ranges": "10.10.9.100-10.10.9.101"},
    ),
    "/ppp/profile": (
        {"name": "default", "only-one": "default", "on-up": "", "on-down": "", "default": "true"},
        {
            "name": "staff",
            "local-address": "10.10.9.1",
            "remote-address": "staff",
            "only-one": "yes",
            "on-up": "",
            "on-down": "",
            "default": "false",
        },
    ),
    "/ppp/secret": (
        *(
            {
                "name": f"staff-{number}",
                "service": "l2tp",
                "password": PASSWORD,
                "profile": "staff",
                "disabled": "false",
            }
            for number in range(_STAFF + 2)
        ),
        {
            "name": "owner",
            "service": "sstp",
            "password": PASSWORD,
            "profile": "default",
            "remote-address": "owner",
            "disabled": "false",
        },
    ),
    "/ppp/active": tuple(
        {
            "name": f"staff-{number}",
            "service": "l2tp",
            "caller-id": f"198.51.100.{30 + number}",
            "address": f"10.10.9.{2 + number}",
            "uptime": Since(2_700 + number * 611),
            "encoding": "MPPE128 stateless",
            "limit-bytes-in": "0",
            "limit-bytes-out": "0",
        }
        for number in range(_STAFF)
    ),
    "/ip/dns/adlist": (
        {
            "url": "https://lists.example.net/hosts",
            "ssl-verify": "true",
            "name-count": "88412",
            "match-count": Growing(310_442, 0.8),
            "disabled": "false",
        },
        {
            "file": "own-list.txt",
            "ssl-verify": "false",
            "name-count": "37",
            "match-count": Growing(911, 0.01),
            "disabled": "false",
        },
        {"file": "trial.txt", "name-count": "5", "match-count": "9", "disabled": "true"},
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "203.0.113.161",
            "gateway-status": "203.0.113.161 reachable via  ether1",
            "immediate-gw": "203.0.113.161%ether1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "static": "true",
        },
    ),
}

PROFILE = Profile(
    name="hotspot",
    identity="hotel-gateway",
    version="7.20.6",
    built="2025-12-09 11:52:31",
    factory_software="6.43.2",
    board_name="RB1100AHx4",
    architecture="arm",
    cpu="ARM",
    cpu_count=4,
    cpu_frequency=1400,
    memory=1_073_741_824,
    memory_used=0.22,
    disk=134_217_728,
    disk_used=0.42,
    sectors_written=811_904,
    cpu_idle=5,
    cpu_full=70,
    line_rate=125e6,
    connections=2_400,
    max_connections=1_048_576,
    uptime=2_411_730,
    model="RB1100x4",
    serial="HEX09A41TQ2",
    firmware_type="al2",
    factory_firmware="6.43.2",
    licence={"software-id": "QK7N-4WWR", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "sensors", "switch", "ipv6", "user-manager"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Fibre",
            l2mtu=1592,
            speed=1000,
            rx_from=tuple((port.name, "tx", 0.97) for port in _PORTS),
            tx_from=tuple((port.name, "rx", 0.97) for port in _PORTS),
            packet=(1160, 420),
        ),
        *_PORTS,
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=51.0, swing=0.06),
        Sensor(name="psu1-voltage", unit="V", value=12.1, swing=0.006, decimals=1),
    ),
    clients=(
        Clients(server="rooms", first="10.10.1.10", number=84, most=230),
        Clients(server="lobby", first="10.10.2.10", number=61, most=230),
    ),
    rules=home_rules("ether1", visitors=3.1),
    tables=_TABLES,
    monitored={
        "/radius": {
            "*1": _counters(41_820, 0.4, lost=0.0, round_trip="10ms"),
            "*2": _counters(3_940, 0.2, lost=0.25, round_trip="40ms"),
        }
    },
    hosts={"203.0.113.161": Host(round_trip=0.0034)},
)
