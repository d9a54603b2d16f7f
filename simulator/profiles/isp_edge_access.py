"""Who is behind the largest router: PPPoE subscribers, DHCP clients, peers, what is watched."""

from ..profile import Clients, Interface, Row, Since, Trip
from ..traffic import Pattern
from .ccr_isp_peers import PEERS

SUBSCRIBERS = 1000
VLAN_NAMES = tuple(f"vlan{200 + number}" for number in range(1, 31))

_MBIT = 125_000
_WATCHED = 24

# About two thousand in all.
CLIENTS = (
    Clients(server="iptv", first="10.120.0.10", number=1250, most=2000),
    Clients(server="voip", first="10.130.0.10", number=500, most=900),
    Clients(server="wifi", first="10.140.0.10", number=250, most=480),
)
_POOLS = {
    "pppoe": "100.64.0.0/21",
    "iptv": "10.120.0.10-10.120.7.250",
    "voip": "10.130.0.10-10.130.3.250",
    "wifi": "10.140.0.10-10.140.1.250",
}


def subscriber(number: int) -> Interface:
    """Return the interface that a subscriber's session has."""
    return Interface(
        name=f"<pppoe-s{10_000 + number}>",
        type="pppoe-in",
        mtu="1480",
        dynamic=True,
        link_downs=0,
        rx=Pattern(mean=0.34 * _MBIT, kind="subscriber", day="isp"),
        tx=Pattern(mean=2.4 * _MBIT, kind="subscriber", day="isp"),
        packet=(310, 1190),
        without=frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error", "last-link-down-time"}),
    )


def _session(number: int) -> Row:
    """Return the row of a subscriber's session."""
    return {
        "name": f"s{10_000 + number}",
        "service": "pppoe",
        "caller-id": f"D4:01:C3:71:{number >> 8:02X}:{number & 255:02X}",
        "address": f"100.64.{number >> 8}.{number & 255}",
        "uptime": Since(90 + number * 7919 % 900_000),
        "encoding": "",
        "session-id": f"0x{0x81300000 + number:x}",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "radius": "true",
    }


def _watched(number: int) -> Row:
    """Return an access switch that the router itself watches."""
    return {
        "name": f"Access switch {number}",
        "host": f"10.9.0.{number}",
        "type": "icmp",
        "interval": "10s",
        "status": "up" if number % 12 else "down",
        "since": "2026-08-30 02:14:51",
        "loss-percent": "0" if number % 12 else "100",
        **({"rtt-avg": Trip(0.0004 + number / 50_000)} if number % 12 else {}),
    }


def _default_route(gateway: str, port: str) -> Row:
    """Return one of the default routes that are used side by side."""
    return {
        "dst-address": "0.0.0.0/0",
        "routing-table": "main",
        "gateway": gateway,
        "immediate-gw": f"{gateway}%{port}",
        "distance": "20",
        "scope": "40",
        "target-scope": "10",
        "bgp": "true",
        "ecmp": "true",
        "active": "true",
        "dynamic": "true",
    }


TABLES: dict[str, tuple[Row, ...]] = {
    **PEERS,
    "/ppp/active": tuple(_session(number) for number in range(SUBSCRIBERS)),
    "/ip/dhcp-server": tuple(
        {
            "name": clients.server,
            "interface": VLAN_NAMES[number],
            "lease-time": "30m",
            "address-pool": clients.server,
            "use-radius": "no",
            "disabled": "false",
        }
        for number, clients in enumerate(CLIENTS)
    ),
    "/ppp/profile": (
        {
            "name": "default",
            "local-address": "100.64.255.1",
            "remote-address": "pppoe",
            "on-up": "",
            "on-down": "",
            "default": "true",
        },
    ),
    "/ip/pool": tuple({"name": name, "ranges": ranges} for name, ranges in _POOLS.items()),
    "/tool/netwatch": tuple(_watched(number) for number in range(1, _WATCHED + 1)),
    "/interface/pppoe-server/server": tuple(
        {
            "service-name": "access",
            "interface": name,
            "max-mtu": "1480",
            "max-mru": "1480",
            "authentication": "pap",
            "keepalive-timeout": "30",
            "one-session-per-host": "true",
            "max-sessions": "unlimited",
            "default-profile": "default",
            "disabled": "false",
        }
        for name in VLAN_NAMES
    ),
    "/ip/route": (
        _default_route("198.51.100.1", "sfp-sfpplus1"),
        _default_route("203.0.113.1", "sfp-sfpplus2"),
    ),
}
