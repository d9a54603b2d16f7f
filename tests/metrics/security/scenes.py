"""Routers as people leave them: open as shipped, and with all findings fixed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from simulator import load_profile
from simulator.profile import Row
from simulator.rules import Rule
from simulator.users import MONITOR, User

type Tables = Mapping[str, tuple[Row, ...]]

_WITHOUT_DOH: Final = {"servers": "192.0.2.53", "allow-remote-requests": "false"}

# The least secure settings, on a router of either version.
LAX: Final[Tables] = {
    "/ip/ssh": (
        {
            "strong-crypto": "false",
            "forwarding-enabled": "both",
            "allow-none-crypto": "true",
            "always-allow-password-login": "true",
            "host-key-size": "1024",
        },
    ),
    "/user/aaa": ({"use-radius": "true", "default-group": "full"},),
    "/radius/incoming": ({"accept": "true"},),
    "/tool/bandwidth-server": ({"enabled": "true", "authenticate": "false"},),
    "/tool/romon": ({"enabled": "true"},),
    "/tool/sniffer": ({"streaming-enabled": "true"},),
    "/ip/dns": (
        {
            "allow-remote-requests": "true",
            "use-doh-server": "https://192.0.2.53/query",
            "verify-doh-cert": "false",
        },
    ),
    "/ip/socks": ({"enabled": "true", "auth-method": "none"},),
    "/ip/proxy": ({"enabled": "true"},),
    "/ip/upnp": ({"enabled": "true"},),
    "/ip/nat-pmp": ({"enabled": "true"},),
    "/ip/smb": ({"enabled": "true", "allow-guests": "true"},),
    "/ip/tftp": ({"req-filename": "x", "disabled": "false"},),
    "/ip/cloud": ({"ddns-enabled": "yes"},),
    "/ip/settings": (
        {
            "rp-filter": "no",
            "accept-redirects": "true",
            "accept-source-route": "true",
            "send-redirects": "true",
            "tcp-syncookies": "false",
        },
    ),
    "/ipv6/settings": (
        {"forward": "true", "accept-redirects": "yes", "accept-router-advertisements": "yes"},
    ),
    "/ipv6/address": ({"address": "2001:db8::1/64", "disabled": "false"},),
    "/snmp": ({"enabled": "true"},),
    "/snmp/community": (
        {
            "name": "marker-community",
            "addresses": "::/0",
            "security": "none",
            "write-access": "true",
            "disabled": "false",
        },
    ),
    "/interface/pptp-server/server": ({"enabled": "true"},),
    "/interface/l2tp-server/server": (
        {"enabled": "true", "use-ipsec": "no", "authentication": "pap,mschap2"},
    ),
    "/interface/sstp-server/server": (
        {"enabled": "true", "verify-client-certificate": "false", "tls-version": "any"},
    ),
    "/interface/ovpn-server/server": (
        {"enabled": "true", "require-client-certificate": "false", "cipher": "blowfish128"},
    ),
    "/ip/ipsec/peer": ({"name": "office", "exchange-mode": "aggressive", "disabled": "false"},),
    "/system/device-mode": ({"flagged": "true"},),
    "/system/scheduler": (
        {"name": "u", "interval": "1m", "policy": "read,write,test", "disabled": "false"},
    ),
    "/system/ntp/client": ({"enabled": "false"},),
}
_OPEN_DOOR: Final = Rule(
    table="nat",
    chain="dstnat",
    action="dst-nat",
    more={"protocol": "tcp", "dst-port": "3389", "to-addresses": "192.0.2.7"},
)

_SERVICES: Final = ("telnet", "ftp", "www", "ssh", "www-ssl", "api", "winbox", "api-ssl")
_NETWORK: Final = "192.0.2.0/24"


def _hard(addresses: str, **ssh: str) -> Tables:
    """Return the fixed settings, by the names that a version has for them."""
    return {
        "/ip/service": tuple(
            {
                "name": name,
                "port": str(number),
                addresses: _NETWORK,
                "certificate": "api" if name.endswith("-ssl") else "none",
                "tls-version": "only-1.2",
                "dynamic": "false",
                "disabled": "true" if name in {"telnet", "ftp", "www", "www-ssl"} else "false",
            }
            for number, name in enumerate(_SERVICES, 1000)
        ),
        "/certificate": ({"name": "api", "expires-after": "52w", "expired": "false"},),
        "/ip/ssh": (
            {
                "strong-crypto": "true",
                "forwarding-enabled": "no",
                "host-key-size": "4096",
                **{name.replace("_", "-"): word for name, word in ssh.items()},
            },
        ),
        "/ip/cloud": ({"ddns-enabled": "false"},),
        "/user/settings": ({"minimum-password-length": "12"},),
        "/tool/mac-server": ({"allowed-interface-list": "LAN"},),
        "/tool/mac-server/mac-winbox": ({"allowed-interface-list": "LAN"},),
        "/tool/mac-server/ping": ({"enabled": "false"},),
        "/tool/bandwidth-server": ({"enabled": "false", "authenticate": "true"},),
        "/ip/neighbor/discovery-settings": ({"discover-interface-list": "LAN"},),
        "/ip/settings": (
            {
                "rp-filter": "loose",
                "accept-redirects": "false",
                "accept-source-route": "false",
                "send-redirects": "false",
                "tcp-syncookies": "true",
            },
        ),
        "/system/ntp/client": ({"enabled": "true"},),
        "/interface/wireless/security-profiles": (
            {
                "name": "default",
                "mode": "dynamic-keys",
                "authentication-types": "wpa2-psk",
                "unicast-ciphers": "aes-ccm",
            },
        ),
    }


_FORWARD: Final = Rule(table="filter", chain="forward", action="drop")


def lax(name: str) -> dict[str, Any]:
    """Return the changes to a profile that leave it as open as can be."""
    profile = load_profile(name)
    return {"tables": {**profile.tables, **LAX}, "rules": (_OPEN_DOOR,)}


def hardened(name: str) -> dict[str, Any]:
    """Return the changes to a profile after which nothing is found."""
    profile = load_profile(name)
    if profile.release.old:
        tables = _hard("address", allow_none_crypto="false", always_allow_password_login="false")
    elif profile.release >= (7, 24):
        tables = _hard("available-from", ciphers="auto", password_authentication="no")
    else:
        tables = _hard("address", ciphers="auto", password_authentication="no")
    return {
        "tables": {**profile.tables, **tables},
        "rules": (*profile.rules, _FORWARD),
        "firmware": profile.version,
        "latest_version": profile.version,
    }


def without_admin(users: dict[str, User]) -> None:
    """Replace admin by another user, with all rights from one network."""
    users["admin"] = replace(users["admin"], disabled=True)
    users["keeper"] = User(name="keeper", password="x", group="monitor", policies=MONITOR)
