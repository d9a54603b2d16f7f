"""What is never read from a router: menus and fields that hold secrets, scripts or people's data.

The secrets are those of the list of sensitive parameters in MikroTik's manual; the rest is what
runs on a router or shows who and where somebody is.
"""

from collections.abc import Mapping
import re
from typing import Final, NamedTuple

# Nothing is read from these menus and those below them.
DENIED_MENUS: Final = (
    "/caps-man/actual-interface-configuration",
    "/caps-man/security",
    "/container/config",
    "/container/envs",
    "/file",
    "/interface/wifi/actual-configuration",
    "/interface/wifi/security",
    "/interface/wifiwave2/actual-configuration",
    "/interface/wifiwave2/security",
    "/interface/wireless/security-profiles",
    "/ip/hotspot/user",
    "/ip/ipsec/identity",
    "/ip/ipsec/key",
    "/ip/ipsec/user",
    "/ppp/l2tp-secret",
    "/ppp/secret",
    "/snmp/community",
    "/system/history",
    "/system/ntp/key",
    "/system/script",
    "/tool/e-mail",
    "/tool/sms",
    "/tool/user-manager",
    "/tr069-client",
    "/user",
    "/user-manager",
)


class _Readable(NamedTuple):
    """What may be read from one of these menus: the fields, and those that queries may use."""

    fields: frozenset[str]
    found_by: frozenset[str]


# What the product itself reads or counts of them: what its own user may do, how many are logged in,
# how many may be, and of which pool; when a backup was made, when the configuration was changed
# last and by whom; and how well all that is protected. No password or community is among it.
_READABLE: Final[Mapping[str, _Readable]] = {
    "/file": _Readable(frozenset({"creation-time", "last-modified"}), frozenset({"type"})),
    "/interface/wifi/security": _Readable(
        frozenset({"name", "authentication-types"}), frozenset({"disabled"})
    ),
    "/interface/wireless/security-profiles": _Readable(
        frozenset({"name", "mode", "authentication-types", "unicast-ciphers"}), frozenset()
    ),
    "/ppp/secret": _Readable(frozenset(), frozenset({"disabled", "remote-address"})),
    "/snmp/community": _Readable(
        frozenset({"addresses", "security", "write-access", "disabled"}), frozenset()
    ),
    "/system/history": _Readable(frozenset({"by", "time"}), frozenset()),
    "/tool/user-manager/session": _Readable(frozenset(), frozenset({"active"})),
    "/user": _Readable(
        frozenset({"group", "address", "expired", "disabled"}),
        frozenset({"name", "group", "disabled"}),
    ),
    "/user/aaa": _Readable(frozenset({"use-radius", "default-group"}), frozenset()),
    "/user/active": _Readable(frozenset(), frozenset({"via"})),
    "/user/group": _Readable(frozenset({"policy"}), frozenset({"name"})),
    "/user/settings": _Readable(frozenset({"minimum-password-length"}), frozenset()),
    "/user-manager/session": _Readable(frozenset(), frozenset({"active"})),
}

# Personal fields, read only from rows named one by one: they are evaluated at once and not kept.
_JUDGED: Final[Mapping[str, frozenset[str]]] = {"/log": frozenset({"message"})}
_ONE_OF_ROWS: Final = re.compile(r"\?(\.id=\*[0-9A-Fa-f]+|#\|+)", re.ASCII)

# A field is secret when its name ends with one of these words ...
_SECRET_ENDS: Final = frozenset(
    {
        "contents",
        "eid",
        "env",
        "envs",
        "iccid",
        "imei",
        "imsi",
        "key",
        "keys",
        "latitude",
        "longitude",
        "pin",
        "psk",
        "puk",
        "redo",
        "script",
        "token",
        "uicc",
        "undo",
    }
)
# ... or has one of these in it.
_SECRET_PARTS: Final = re.compile(
    r"passw|passphrase|pre-?shared|private-key|secret|static-key|subscriber-number|client-config"
)
# What has such a name and is no secret: a public key, and settings for the use of passwords.
_NO_SECRETS: Final = frozenset(
    {
        "always-allow-password-login",
        "minimum-password-length",
        "password-authentication",
        "public-key",
    }
)
# Scripts that RouterOS runs on events.
_HANDLER: Final = re.compile(r"on-(?!line$|battery$|interface$)[a-z-]+")
# Secret or personal in some menus only.
_BY_MENU: Final[Mapping[str, frozenset[str]]] = {
    "/caps-man/remote-cap": frozenset({"serial"}),
    "/container": frozenset(
        {
            "cmd",
            "entrypoint",
            "envlist",
            "envlists",
            "healthcheck-cmd",
            "hosts",
            "mount",
            "mountlists",
            "mounts",
        }
    ),
    "/disk": frozenset({"smb-server-user", "smb-user", "sshfs-user"}),
    "/interface/macsec": frozenset({"cak"}),
    "/interface/wifi/capsman/remote-cap": frozenset({"serial"}),
    "/ip/cloud": frozenset({"dns-name"}),
    "/ip/hotspot/active": frozenset({"user"}),
    "/ip/hotspot/cookie": frozenset({"user"}),
    "/ip/kid-control/device": frozenset({"activity"}),
    "/log": frozenset({"message", "extra-info"}),
    "/ppp/active": frozenset({"name", "caller-id"}),
    "/system/gps": frozenset(
        {"altitude", "destination-bearing", "magnetic-bearing", "speed", "true-bearing"}
    ),
    "/snmp": frozenset({"engine-id", "trap-community"}),
    # Its private key is a part of it.
    "/zerotier": frozenset({"identity"}),
}
# What the product itself measures of these, if the owner has enabled it.
_MEASURABLE: Final[Mapping[str, frozenset[str]]] = {
    "/system/gps": frozenset({"altitude", "latitude", "longitude", "speed"}),
}
# Menus whose rows also hold a secret: they are read by the names of the fields, or not at all.
_READ_BY_NAME: Final = re.compile(
    r"/(app|caps-man|container|disk|iot|log|radius|ip/(cloud|hotspot|ipsec|smb|socks)|interface/"
    r"(6to4|dot1x|eoip|gre|ipip|l2tp|lte|macsec|ovpn|ppp|pppoe|pptp|sstp|vrrp|w60g|wifi|wifiwave2|"
    r"wireguard|wireless)[a-z0-9-]*|ip/dhcp-(client|server)"
    r"|routing/(bgp|ospf|rip)|snmp|system/(scheduler|gps)|tool/(netwatch|romon)|zerotier)(/.*)?"
)
_QUERY: Final = re.compile(r"\?[-=<>]?([^=]*)")


def canonical(menu: str) -> str:
    """Return a menu as it is written to a router: "PPP secret/print" is "/ppp/secret"."""
    parts = [part for part in re.split(r"[\s/\\]+", menu.casefold()) if part]
    if parts and parts[-1] == "print":
        parts.pop()
    return "/" + "/".join(parts)


def is_denied(menu: str) -> bool:
    """Return whether nothing may be read from a menu, however it is written."""
    path = canonical(menu)
    return any(path == denied or path.startswith(f"{denied}/") for denied in DENIED_MENUS)


def is_secret(menu: str, field: str) -> bool:
    """Return whether a field may neither be read nor used in a query."""
    name = field.strip().casefold()
    own = name.rpartition(".")[2]
    if own in _NO_SECRETS:
        return False
    if own.rpartition("-")[2] in _SECRET_ENDS or _SECRET_PARTS.search(name):
        return True
    return bool(_HANDLER.fullmatch(own)) or name in _BY_MENU.get(canonical(menu), ())


def offence(
    menu: str,
    fields: tuple[str, ...],
    queries: tuple[str, ...],
    *,
    brings_fields: bool,
    is_measured: bool = False,
) -> str | None:
    """Return which part of a command would reveal a secret, None for nothing.

    One that ``brings_fields`` returns all of them if none is named; a count returns none. A few
    menus allow more to be measured than printed.
    """
    found_by = [*filter(None, map(_queried, queries))]
    asked = [*fields, *found_by]
    if is_denied(menu):
        readable = _READABLE.get(menu)
        is_little = (
            readable is not None
            and bool(fields or not brings_fields)
            and readable.fields.issuperset(fields)
            and readable.found_by.issuperset(found_by)
        )
        return None if is_little else f"all of {menu}"
    if fields and queries and all(_ONE_OF_ROWS.fullmatch(query) for query in queries):
        asked = [name for name in asked if name not in _JUDGED.get(menu, ())]
    measurable = _MEASURABLE.get(menu, frozenset()) if is_measured else frozenset()
    if secret := [name for name in asked if name not in measurable and is_secret(menu, name)]:
        return f"{secret[0]} of {menu}"
    if not fields and brings_fields and _READ_BY_NAME.fullmatch(menu):
        return f"all fields of {menu}"
    return None


def _queried(query: str) -> str:
    """Return the field that a query word is about, nothing for an operation such as "?#!"."""
    found = _QUERY.match(query)
    return "" if found is None or query.startswith("?#") else found[1]
