"""How customers reach the provider's edge: DHCP servers, pools, VPNs, and its certificates."""

from ..profile import Clients, Row, Since

CLIENTS = (
    Clients(server="iptv", first="10.20.0.20", number=240, most=600),
    Clients(server="voip", first="10.30.0.1", number=45, most=62),
)

_VPNS = (("l2tp", 14), ("sstp", 5), ("ovpn", 3), ("pptp", 1))
_VPN_USERS = tuple(
    (f"{service}-{number}", service) for service, count in _VPNS for number in range(count)
)


def _vpn_session(number: int, name: str, service: str) -> Row:
    """Return the row of a colleague's or a branch's tunnel."""
    return {
        "name": name,
        "service": service,
        "caller-id": f"203.0.113.{1 + number}",
        "address": f"10.40.0.{10 + number}",
        "uptime": Since(1_200 + number * 3_571),
        "encoding": "MPPE128 stateless" if service in {"l2tp", "pptp"} else "AES256-CBC",
        "session-id": f"0x{0x81200000 + number:x}",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
    }


VPN_SESSIONS = tuple(_vpn_session(number, *user) for number, user in enumerate(_VPN_USERS))


def _secret(name: str, service: str, *, disabled: bool = False) -> Row:
    """Return the row of a PPP secret."""
    return {
        "name": name,
        "service": service,
        "caller-id": "",
        "password": "simulated",
        "profile": "default-encryption",
        "remote-address": "vpn",
        "routes": "",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "last-logged-out": "2026-09-11 17:42:10",
        "disabled": "true" if disabled else "false",
    }


def _server(name: str, interface: str, pool: str, *, disabled: bool = False) -> Row:
    """Return the row of a DHCP server."""
    return {
        "name": name,
        "interface": interface,
        "lease-time": "30m",
        "address-pool": pool,
        "use-radius": "no",
        "lease-script": "",
        "disabled": "true" if disabled else "false",
    }


def _static(address: str, server: str, number: int) -> Row:
    """Return the row of a static lease, bound by its client now."""
    hardware = f"00:0C:42:5A:00:{number:02X}"
    return {
        "address": address,
        "mac-address": hardware,
        "address-lists": "",
        "server": server,
        "dhcp-option": "",
        "status": "bound",
        "expires-after": "21m40s",
        "last-seen": "8m20s",
        "active-address": address,
        "active-mac-address": hardware,
        "active-server": server,
        "radius": "false",
        "dynamic": "false",
        "blocked": "false",
        "disabled": "false",
    }


ACCESS: dict[str, tuple[Row, ...]] = {
    "/ppp/secret": (
        *(_secret(name, service) for name, service in _VPN_USERS),
        *(_secret(f"branch-{number}", "any") for number in range(7)),
        _secret("former", "l2tp", disabled=True),
    ),
    "/ip/dhcp-server": (
        _server("iptv", "vlan105", "iptv"),
        _server("voip", "vlan110", "voip"),
        _server("mgmt", "ether13", "static-only"),
        _server("lab", "ether12", "lab", disabled=True),
    ),
    # One outside its server's pool, and those of a server that has none.
    "/ip/dhcp-server/lease": (
        _static("10.20.9.5", "iptv", 1),
        *(_static(f"10.99.0.{10 + number}", "mgmt", 2 + number) for number in range(4)),
    ),
    "/ppp/profile": (
        {"name": "default", "on-up": "", "on-down": "", "default": "true"},
        {
            "name": "subscribers",
            "local-address": "100.66.255.1",
            "remote-address": "pppoe",
            "on-up": "",
            "on-down": "",
            "default": "false",
        },
    ),
    "/ip/pool": (
        {"name": "pppoe", "ranges": "100.66.0.0/22"},
        {"name": "vpn", "ranges": "10.40.0.10-10.40.0.99"},
        {"name": "iptv", "ranges": "10.20.0.10-10.20.3.250"},
        {"name": "voip", "ranges": "10.30.0.0/26,10.30.0.128/28,10.30.0.200"},
        {"name": "lab", "ranges": "10.98.0.10-10.98.0.20"},
    ),
    "/certificate": (
        {
            "name": "edge-ca",
            "common-name": "edge-ca",
            "key-size": "2048",
            "invalid-before": "2024-03-02 09:10:11",
            "invalid-after": "2034-02-28 09:10:11",
            "expires-after": "386w3d21h",
            "trusted": "true",
            "authority": "true",
        },
        {
            "name": "sstp",
            "common-name": "vpn.example.net",
            "key-size": "2048",
            "invalid-before": "2026-07-20 06:00:00",
            "invalid-after": "2026-10-18 06:00:00",
            "expires-after": "4w5d18h",
            "private-key": "true",
        },
        {
            "name": "sstp-old",
            "common-name": "vpn.example.net",
            "key-size": "2048",
            "invalid-before": "2026-04-20 06:00:00",
            "invalid-after": "2026-07-19 06:00:00",
            "expired": "true",
        },
    ),
}
