"""What the older edge has in its menus: its power supply, disk, peers, subscribers and tunnels."""

from ..profile import Growing, Moving, Row, Since
from .ccr_isp_peers import PEERS

SUBSCRIBERS = 40
_PEER_MENUS = ("/routing/bgp/peer", "/routing/bgp/instance")


def _session(number: int) -> Row:
    """Return the row of a subscriber's session."""
    return {
        "name": f"v{100 + number}",
        "service": "pppoe",
        "caller-id": f"D4:CA:6D:11:02:{number:02X}",
        "address": f"100.68.0.{10 + number}",
        "uptime": Since(610 + number * 7919 % 300_000),
        "encoding": "",
        "session-id": f"0x{0x81700000 + number:x}",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "radius": "false",
    }


def _secret(number: int) -> Row:
    """Return the row of a subscriber's PPP secret."""
    return {
        "name": f"v{100 + number}",
        "service": "pppoe",
        "caller-id": "",
        "password": "simulated",
        "profile": "default",
        "routes": "",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "last-logged-out": "sep/11/2026 17:42:10",
        "disabled": "false",
    }


# On the serial port, where an alarm's field is present only while it is raised.
UPS: Row = {
    "on-line": "false",
    "on-battery": "true",
    "transfer-cause": "line-voltage-notch-or-spike",
    "runtime-left": "31m",
    "battery-charge": Moving(82, 0.02),
    "battery-voltage": Moving(48.9, 0.01, decimals=1),
    "line-voltage": Moving(3.1, 0.4, decimals=1),
    "output-voltage": Moving(229.8, 0.01, decimals=1),
    "load": Moving(41, 0.1),
    "temperature": "31",
    "frequency": "50.00",
    "replace-battery": "true",
}

TABLES: dict[str, tuple[Row, ...]] = {
    "/system/ups": (
        {
            "name": "rack",
            "port": "serial1",
            "offline-time": "5m",
            "min-runtime": "5m",
            "alarm-setting": "immediate",
            "model": "SMART-UPS 1000",
            "version": "60.11.I",
            "serial": "QS0030311640",
            "manufacture-date": "07/18/00",
            "nominal-battery-voltage": "48",
            "disabled": "false",
        },
    ),
    "/disk": (
        {
            "name": "disk1",
            "label": "logs",
            "type": "ext3",
            "disk": "SD card",
            "free": "6.2GiB",
            "size": "7.4GiB",
        },
        {"name": "disk2", "label": "", "type": "unknown", "disk": "USB flash", "size": "14.9GiB"},
    ),
    **{menu: PEERS[menu] for menu in _PEER_MENUS},
    "/ppp/active": tuple(_session(number) for number in range(SUBSCRIBERS)),
    "/ppp/secret": tuple(_secret(number) for number in range(SUBSCRIBERS + 12)),
    "/ip/dhcp-server": (
        {
            "name": "cameras",
            "interface": "vlan33",
            "lease-time": "10m",
            "address-pool": "cameras",
            "authoritative": "after-2sec-delay",
            "use-radius": "no",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
    "/ppp/profile": (
        {
            "name": "default",
            "local-address": "100.68.255.1",
            "remote-address": "villages",
            "on-up": "",
            "on-down": "",
            "default": "true",
        },
    ),
    "/ip/pool": (
        {"name": "villages", "ranges": "100.68.0.10-100.68.3.250"},
        {"name": "cameras", "ranges": "10.68.0.10-10.68.0.250", "next-pool": "villages"},
    ),
    "/ip/address": (
        {
            "address": "198.51.100.2/30",
            "network": "198.51.100.0",
            "interface": "sfp-sfpplus1",
            "actual-interface": "sfp-sfpplus1",
            "invalid": "false",
            "dynamic": "false",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "gateway": "198.51.100.1",
            "gateway-status": "198.51.100.1 reachable via  sfp-sfpplus1",
            "distance": "20",
            "scope": "40",
            "target-scope": "10",
            "bgp-as-path": "1299",
            "bgp-origin": "igp",
            "received-from": "arelion",
            "active": "true",
            "dynamic": "true",
            "bgp": "true",
            "disabled": "false",
        },
        {
            "dst-address": "198.51.100.0/30",
            "gateway": "sfp-sfpplus1",
            "gateway-status": "sfp-sfpplus1 reachable",
            "distance": "0",
            "active": "true",
            "connect": "true",
            "dynamic": "true",
            "disabled": "false",
        },
        {
            "dst-address": "192.0.2.0/24",
            "gateway": "198.51.100.1",
            "gateway-status": "198.51.100.1 reachable via  sfp-sfpplus1",
            "distance": "1",
            "active": "true",
            "static": "true",
            "disabled": "false",
        },
        {
            "dst-address": "10.68.4.0/24",
            "gateway": "10.68.0.2",
            "gateway-status": "10.68.0.2 reachable via  sfp-sfpplus2",
            "distance": "110",
            "active": "true",
            "ospf": "true",
            "dynamic": "true",
            "disabled": "false",
        },
        {
            "dst-address": "10.68.5.0/24",
            "gateway": "10.68.0.3",
            "gateway-status": "10.68.0.3 reachable via  sfp-sfpplus2",
            "distance": "120",
            "active": "true",
            "rip": "true",
            "dynamic": "true",
            "disabled": "false",
        },
    ),
    "/ipv6/route": (
        {
            "dst-address": "::/0",
            "gateway": "2001:db8:68::1",
            "gateway-status": "2001:db8:68::1 reachable via  sfp-sfpplus1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "static": "true",
            "disabled": "false",
        },
    ),
    "/ip/cloud": (
        {
            "ddns-enabled": "true",
            "update-time": "true",
            "public-address": "198.51.100.2",
            "public-address-ipv6": "2001:db8:68::2",
            "dns-name": "7d8c06a2b419.sn.mynetname.net",
            "status": "updated",
        },
    ),
    "/ip/ipsec/peer": (
        {
            "name": "villages",
            "address": "198.51.100.200/32",
            "profile": "default",
            "exchange-mode": "main",
            "dynamic": "false",
            "disabled": "false",
        },
        {
            "name": "old",
            "address": "198.51.100.201/32",
            "profile": "default",
            "exchange-mode": "main",
            "dynamic": "false",
            "disabled": "true",
        },
    ),
    "/ip/ipsec/active-peers": (
        {
            "id": "villages.example",
            "local-address": "198.51.100.2",
            "port": "500",
            "remote-address": "198.51.100.200",
            "state": "established",
            "side": "responder",
            "responder": "true",
            "uptime": Since(40_117),
            "last-seen": "1m3s",
            "ph2-total": "1",
            "rx-bytes": Growing(881_204_119, 120_000),
            "tx-bytes": Growing(90_118_224, 31_000),
        },
    ),
    "/ip/ipsec/installed-sa": tuple(
        {
            "spi": f"0x68C0FE{number}",
            "src-address": "198.51.100.2",
            "dst-address": "198.51.100.200",
            "state": "mature",
            "auth-key": "edge-marker-auth-key",
            "enc-key": "edge-marker-enc-key",
        }
        for number in range(2)
    ),
}
