"""The office's tunnels: WireGuard peers connected, away or never seen, and an IPsec site."""

from collections.abc import Mapping

from ..profile import Growing, Recurring, Row, Since, Value

# Connected peers have a handshake every two minutes.
_REKEYED = 120.0
_NOBODY: Mapping[str, Value] = {
    "current-endpoint-address": "",
    "current-endpoint-port": "0",
    "rx": "0",
    "tx": "0",
}


def _peer(interface: str, name: str, key: str, address: str, **more: Value) -> Row:
    """Return a peer's row; underscores of names stand for hyphens."""
    return {
        "interface": interface,
        "name": name,
        "public-key": f"{key.ljust(43, 'x')}=",
        "preshared-key": "office-marker-preshared-key",
        "endpoint-address": "",
        "endpoint-port": "0",
        "allowed-address": address,
        "disabled": "false",
        **{field.replace("_", "-"): value for field, value in more.items()},
    }


def _there(address: str, begun: float, down: float, up: float) -> dict[str, Value]:
    """Return the other fields of a connected peer; `down` and `up` are bytes a second."""
    return {
        "current_endpoint_address": address,
        "current_endpoint_port": "13231",
        "last_handshake": Recurring(begun, _REKEYED),
        "rx": Growing(48_211_300, down),
        "tx": Growing(190_884_100, up),
    }


_STAY = {"persistent_keepalive": "25s"}

TUNNELS: dict[str, tuple[Row, ...]] = {
    "/interface/wireguard/peers": (
        _peer(
            "wg-branches",
            "liepaja",
            "LiepajaBranch",
            "10.40.1.0/24",
            comment="Branch Liepāja",
            **_STAY,
            **_there("192.0.2.31", 34, 61_000, 90_000),
        ),
        _peer(
            "wg-branches",
            "ventspils",
            "VentspilsBranch",
            "10.40.2.0/24",
            comment="Branch Ventspils",
            current_endpoint_address="192.0.2.32",
            current_endpoint_port="13231",
            last_handshake=Since(184_210),
            rx="9120044",
            tx="80119922",
            **_STAY,
        ),
        _peer(
            "wg-staff",
            "anna",
            "AnnaLaptop",
            "10.41.0.2/32",
            **_there("2001:db8:77::15", 80, 9_000, 41_000),
        ),
        # Configured, but never used.
        {**_peer("wg-staff", "peer7", "NewTelephone", "10.41.0.3/32"), **_NOBODY},
        {
            **_peer("wg-staff", "former", "FormerLaptop", "10.41.0.4/32", disabled="true"),
            **_NOBODY,
        },
        # The administrator has one key for both interfaces.
        _peer(
            "wg-staff",
            "admin",
            "AdminLaptop",
            "10.41.0.9/32",
            **_there("192.0.2.90", 101, 600, 2_000),
        ),
        _peer(
            "wg-branches",
            "admin-branches",
            "AdminLaptop",
            "10.40.0.9/32",
            current_endpoint_address="192.0.2.90",
            current_endpoint_port="51820",
            last_handshake=Since(3_722),
            rx="771002",
            tx="1810044",
        ),
        # Back to Home adds its own peer.
        {**_peer("wg-staff", "bth", "BackToHome", "10.41.9.2/32", dynamic="true"), **_NOBODY},
    ),
    "/ip/ipsec/peer": (
        {
            "name": "warehouse",
            "address": "198.51.100.140/32",
            "profile": "default",
            "exchange-mode": "ike2",
            "dynamic": "false",
            "responder": "false",
            "disabled": "false",
        },
        {
            "name": "partner",
            "address": "198.51.100.180/32",
            "profile": "default",
            "exchange-mode": "ike2",
            "dynamic": "false",
            "responder": "false",
            "disabled": "false",
        },
        {
            "name": "former-partner",
            "address": "198.51.100.181/32",
            "profile": "default",
            "exchange-mode": "main",
            "dynamic": "false",
            "responder": "false",
            "disabled": "true",
        },
    ),
    "/ip/ipsec/active-peers": (
        {
            "id": "warehouse.example",
            "local-address": "192.168.100.20",
            "port": "4500",
            "remote-address": "198.51.100.140",
            "state": "established",
            "side": "initiator",
            "natt-peer": "true",
            "uptime": Since(90_412),
            "last-seen": "12s",
            "ph2-total": "1",
            "rx-bytes": Growing(7_120_441, 15_000),
            "tx-bytes": Growing(88_210_033, 42_000),
            "rx-packets": Growing(20_114, 30),
            "tx-packets": Growing(71_200, 55),
        },
        {
            "local-address": "192.168.100.20",
            "port": "500",
            "remote-address": "198.51.100.180",
            "state": "message-1-sent",
            "side": "initiator",
            "uptime": "4s",
            "ph2-total": "0",
            "rx-bytes": "0",
            "tx-bytes": "0",
            "rx-packets": "0",
            "tx-packets": "0",
        },
    ),
    "/ip/ipsec/installed-sa": tuple(
        {
            "spi": f"0xC0FFE0{number}",
            "src-address": "192.168.100.20",
            "dst-address": "198.51.100.140",
            "state": state,
            "auth-algorithm": "sha256",
            "enc-algorithm": "aes-cbc",
            "auth-key": "office-marker-auth-key",
            "enc-key": "office-marker-enc-key",
        }
        for number, state in enumerate(("mature", "mature", "dying"))
    ),
    "/ip/ipsec/policy": (
        {
            "src-address": "::/0",
            "dst-address": "::/0",
            "template": "true",
            "dynamic": "false",
            "disabled": "false",
        },
        {
            "peer": "warehouse",
            "tunnel": "true",
            "src-address": "192.168.40.0/24",
            "dst-address": "192.168.90.0/24",
            "ph2-state": "established",
            "ph2-count": "1",
            "active": "true",
            "invalid": "false",
            "dynamic": "false",
            "disabled": "false",
        },
    ),
}

MONITORED: Mapping[str, Mapping[str, Row]] = {
    "/interface/pppoe-client": {
        "pppoe-out1": {
            "status": "connected",
            "uptime": Since(61_204),
            "active-links": "1",
            "encoding": "",
            "service-name": "",
            "ac-name": "BRAS-2",
            "ac-mac": "02:00:00:00:00:AC",
            "mtu": "1492",
            "mru": "1492",
            "local-address": "198.51.100.77",
            "remote-address": "198.51.100.1",
        },
    },
    "/interface/l2tp-client": {
        "l2tp-out1": {"status": "terminating... - peer is not responding"},
    },
}
