"""The BGP peers of the provider's edge: sessions of RouterOS 7, peers of RouterOS 6."""

from ..profile import Growing, Row, Since, Value

_PEERS = (
    ("arelion", "198.51.100.1", 1299, 1_021_344),
    ("lix-rs1", "198.51.100.65", 43_561, 61_220),
    ("lix-rs2", "198.51.100.66", 43_561, 61_214),
    ("customer-a", "198.51.100.130", 64_601, 4),
)
_DOWN = ("customer-b", "198.51.100.134", 64_602)


def _bgp_session(number: int, name: str, address: str, system: int, prefixes: int) -> Row:
    """Return the row of an established session; flags are words without a value."""
    return {
        ".id": f"*{0x2800001 + number:X}",
        "name": f"{name}-1",
        "instance": "default",
        "remote.address": address,
        "remote.as": str(system),
        "remote.id": address,
        "remote.capabilities": "mp,rr,gr,as4",
        "remote.afi": "ip",
        "remote.messages": Growing(40_000 + prefixes, 0.02 + prefixes / 200_000),
        "remote.bytes": Growing(2_400_000 + prefixes * 48, 1 + prefixes / 4000),
        "remote.eor": "",
        "local.address": "198.51.100.2",
        "local.as": "64500",
        "local.id": "198.51.100.2",
        "local.capabilities": "mp,rr,gr,as4",
        "local.afi": "ip",
        "local.messages": Growing(41_021, 0.02),
        "local.bytes": Growing(779_400, 0.4),
        "local.eor": "",
        "output.procid": "20",
        "input.procid": "20",
        "ebgp": "",
        "hold-time": "3m",
        "keepalive-time": "1m",
        "uptime": Since(2_634_790.72 + number, fine=True),
        "last-started": "2026-08-14 01:02:03",
        "prefix-count": str(prefixes),
        "established": "true",
    }


def _bgp_peer(name: str, address: str, system: int, prefixes: int | None) -> Row:
    """Return the row of a peer as RouterOS 6 has it; one without prefixes is not established."""
    row: dict[str, Value] = {
        "name": name,
        "instance": "default",
        "remote-address": address,
        "remote-as": str(system),
        "tcp-md5-key": "",
        "multihop": "false",
        "hold-time": "3m",
        "ttl": "default",
        "address-families": "ip",
    }
    if prefixes is None:
        return row | {"state": "connect", "disabled": "false"}
    return row | {
        "remote-id": address,
        "local-address": "198.51.100.2",
        "uptime": Since(2_634_790 + prefixes),
        "prefix-count": str(prefixes),
        "updates-sent": Growing(412, 0.001),
        "updates-received": Growing(prefixes, prefixes / 200_000),
        "withdrawn-sent": "11",
        "withdrawn-received": Growing(prefixes // 9, prefixes / 900_000),
        "remote-hold-time": "3m",
        "used-hold-time": "3m",
        "used-keepalive-time": "1m",
        "refresh-capability": "true",
        "as4-capability": "true",
        "state": "established",
        "disabled": "false",
        "established": "true",
    }


def _bgp_connection(name: str, address: str, system: int) -> dict[str, str]:
    """Return the row of a configured peer."""
    return {
        "name": name,
        "instance": "default",
        "remote.address": address,
        "remote.as": str(system),
        "local.default-address": "198.51.100.2",
        "local.role": "ebgp",
        "routing-table": "main",
        "as": "64500",
        "afi": "ip",
        "disabled": "false",
    }


PEERS: dict[str, tuple[Row, ...]] = {
    "/routing/bgp/session": tuple(
        _bgp_session(number, *peer) for number, peer in enumerate(_PEERS)
    ),
    "/routing/bgp/connection": (
        *(_bgp_connection(*peer[:3]) for peer in _PEERS),
        _bgp_connection(*_DOWN),
    ),
    "/routing/bgp/peer": (
        *(_bgp_peer(*peer) for peer in _PEERS),
        _bgp_peer(*_DOWN, None),
    ),
    "/routing/bgp/instance": (
        {"name": "default", "as": "64500", "router-id": "198.51.100.2", "disabled": "false"},
    ),
}
