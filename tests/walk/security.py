"""Expected states of the security check: the findings, by formulas of their own."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from .expected import EVERYWHERE, Expected, once
from .truth import Row, Truth, seconds

_POINTS: Final = {"critical": 40, "high": 12, "medium": 4, "low": 1, "info": 0}
_ORDER: Final = list(_POINTS)
_DROPS: Final = {"drop", "reject", "tarpit"}
_YES: Final = {"true", "yes"}
_NO: Final = {"false", "no"}
_BROKEN: Final = {"des", "3des", "null", "md5", "modp768", "modp1024"}
_DOORS: Final = {"22", "23", "80", "445", "3389", "8291", "8728"}

# Seconds: a script that runs more often may be an intruder's.
_OFTEN: Final = 300

type Found = Callable[[Truth], bool | None]
"""Whether something is found, None where there is nothing to check."""


class Setting(NamedTuple):
    """A setting of a menu with one row, and the values that are a finding."""

    key: str
    severity: str
    menu: str
    field: str
    words: set[str]


_SETTINGS: Final = (
    Setting("accept_redirects", "medium", "/ip/settings", "accept-redirects", _YES),
    Setting("source_route", "medium", "/ip/settings", "accept-source-route", _YES),
    Setting("send_redirects", "low", "/ip/settings", "send-redirects", _YES),
    Setting("accept_redirects_ipv6", "medium", "/ipv6/settings", "accept-redirects", _YES),
    Setting(
        "router_advertisements", "medium", "/ipv6/settings", "accept-router-advertisements", _YES
    ),
    Setting("ssh_crypto", "medium", "/ip/ssh", "strong-crypto", _NO),
    Setting("ssh_forwarding", "medium", "/ip/ssh", "forwarding-enabled", {"both", "local"}),
    Setting("ssh_host_key", "low", "/ip/ssh", "host-key-size", {"1024"}),
    Setting("user_password_length", "low", "/user/settings", "minimum-password-length", {"0"}),
    Setting("user_radius", "medium", "/user/aaa", "use-radius", _YES),
    Setting("radius_incoming", "medium", "/radius/incoming", "accept", _YES),
    Setting("mac_server", "medium", "/tool/mac-server", "allowed-interface-list", {"all"}),
    Setting(
        "mac_winbox", "medium", "/tool/mac-server/mac-winbox", "allowed-interface-list", {"all"}
    ),
    Setting("mac_ping", "low", "/tool/mac-server/ping", "enabled", _YES),
    Setting("bandwidth_server", "medium", "/tool/bandwidth-server", "enabled", _YES),
    Setting("romon", "medium", "/tool/romon", "enabled", _YES),
    Setting(
        *("neighbour_discovery", "medium", "/ip/neighbor/discovery-settings"),
        *("discover-interface-list", {"all", "static", "!dynamic"}),
    ),
    Setting("sniffer", "high", "/tool/sniffer", "streaming-enabled", _YES),
    Setting("socks", "high", "/ip/socks", "enabled", _YES),
    Setting("proxy", "high", "/ip/proxy", "enabled", _YES),
    Setting("upnp", "medium", "/ip/upnp", "enabled", _YES),
    Setting("nat_pmp", "medium", "/ip/nat-pmp", "enabled", _YES),
    Setting("smb", "medium", "/ip/smb", "enabled", _YES),
    Setting("smb_guests", "medium", "/ip/smb", "enabled", _YES),
    Setting("cloud_name", "info", "/ip/cloud", "ddns-enabled", _YES),
    Setting("snmp_public", "high", "/snmp", "enabled", _YES),
    Setting("snmp_write", "high", "/snmp", "enabled", _YES),
    Setting("pptp", "high", "/interface/pptp-server/server", "enabled", _YES),
    Setting("l2tp_ipsec", "high", "/interface/l2tp-server/server", "enabled", _YES),
    Setting("l2tp_passwords", "high", "/interface/l2tp-server/server", "enabled", _YES),
    Setting("sstp", "medium", "/interface/sstp-server/server", "enabled", _YES),
    Setting("device_mode", "critical", "/system/device-mode", "flagged", _YES),
    Setting("clock", "low", "/system/ntp/client", "enabled", _NO),
)


def _leads_out(truth: Truth) -> bool:
    routes = (*truth.rows("/ip/route"), *truth.rows("/ipv6/route"))
    return any(row["dst-address"] in {"0.0.0.0/0", "::/0"} for row in routes)


def _stopping(truth: Truth, menu: str, chain: str) -> list[Row]:
    return [
        row
        for row in truth.rows(menu)
        if row["chain"] == chain
        and row["action"] in {*_DROPS, "jump"}
        and row.get("disabled") != "true"
    ]


def _is_closed(truth: Truth, menu: str = "/ip/firewall/filter") -> bool:
    """Return whether a rule drops everything that strangers send to the router."""
    return any(
        row["action"] in _DROPS
        and row.get("connection-state", "new") == "new"
        and row.keys().isdisjoint({"dst-port", "src-address", "src-address-list"})
        for row in _stopping(truth, menu, "input")
    )


def _services(truth: Truth) -> dict[str, Row]:
    return {
        row["name"]: row
        for row in truth.rows("/ip/service")
        if row["disabled"] == "false" and row.get("dynamic") != "true"
    }


def _is_open(truth: Truth, name: str) -> bool:
    row = _services(truth).get(name)
    return row is not None and not row.get("available-from") and not row.get("address")


def _input_severity(truth: Truth, menu: str) -> str:
    rules = _stopping(truth, menu, "input")
    if any(row["action"] == "jump" for row in rules):
        return "medium"
    return "high" if rules else "critical"


def _of_ipv6(truth: Truth, *, is_found: bool) -> bool | None:
    if not truth.has("/ipv6/firewall/filter"):
        return None
    has_address = any(row["address"][0] in "23" for row in truth.rows("/ipv6/address"))
    return (has_address or None) and True if is_found else False


def _input_ipv6(truth: Truth) -> bool | None:
    return _of_ipv6(truth, is_found=not _is_closed(truth, "/ipv6/firewall/filter"))


def _forward_ipv6(truth: Truth) -> bool | None:
    rules = _stopping(truth, "/ipv6/firewall/filter", "forward")
    return _of_ipv6(truth, is_found=not rules)


def _has_open_door(truth: Truth) -> bool:
    return any(
        row["action"] == "dst-nat"
        and row.get("disabled") != "true"
        and row.get("protocol", "tcp") == "tcp"
        and row.keys().isdisjoint({"src-address", "src-address-list"})
        and (not {row.get("dst-port", "22"), row.get("to-ports")}.isdisjoint(_DOORS))
        for row in truth.rows("/ip/firewall/nat")
    )


def _if_exposed(field: str, words: set[str]) -> Found:
    def found(truth: Truth) -> bool | None:
        return truth.row("/ip/settings")[field] in words if _leads_out(truth) else None

    return found


def _over_https(truth: Truth) -> bool | None:
    row = truth.row("/ip/dns")
    return row["verify-doh-cert"] in _NO if row.get("use-doh-server") else None


def _ssh_password(truth: Truth) -> bool:
    row = truth.row("/ip/ssh")
    return row.get("password-authentication", row.get("always-allow-password-login")) in _YES


def _ssh_none_cipher(truth: Truth) -> bool:
    row = truth.row("/ip/ssh")
    return row.get("allow-none-crypto") in _YES or "null" in row.get("ciphers", "")


def _lacks_certificate(truth: Truth) -> bool | None:
    found = [row for name, row in _services(truth).items() if name.endswith("-ssl")]
    return any(row["certificate"] == "none" for row in found) if found else None


def _takes_old_tls(truth: Truth) -> bool | None:
    found = [row for row in _services(truth).values() if row.get("certificate", "none") != "none"]
    return any(row["tls-version"] == "any" for row in found) if found else None


def _has_admin(truth: Truth) -> bool:
    return any(
        row["name"] == "admin" and row["group"] == "full" and row["disabled"] == "false"
        for row in truth.rows("/user")
    )


def _algorithms(menu: str, *fields: str) -> Found:
    def found(truth: Truth) -> bool | None:
        if not truth.has(menu) or not truth.rows("/ip/ipsec/peer"):
            return None
        words = {word for row in truth.rows(menu) for one in fields for word in row[one].split(",")}
        return not words.isdisjoint(_BROKEN)

    return found


def _wireless(is_bad: Callable[[Row], bool]) -> Found:
    """Return the findings in the profiles that access points of the older stack use."""

    def found(truth: Truth) -> bool | None:
        radios = truth.rows("/interface/wireless")
        access_points = [row for row in radios if row["mode"] == "ap-bridge"]
        used = {row.get("security-profile", "default") for row in access_points}
        if not used:
            return None
        profiles = truth.rows("/interface/wireless/security-profiles")
        return any(is_bad(row) for row in profiles if row["name"] in used)

    return found


def _is_set_elsewhere(truth: Truth) -> bool:
    """Return whether a radio's security comes from a configuration, which is not read."""
    return any("security.authentication-types" not in row for row in truth.rows("/interface/wifi"))


def _wifi(word: str) -> Found:
    def found(truth: Truth) -> bool | None:
        rows = truth.rows("/interface/wifi")
        if not rows or _is_set_elsewhere(truth):
            return None
        return any(word in row["security.authentication-types"].split(",") for row in rows)

    return found


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(" ", maxsplit=1)[0].split(".")]


def _is_old(truth: Truth) -> bool:
    numbers = _numbers(truth.row("/system/resource")["version"])
    return numbers < ([7, 7] if numbers[0] > 6 else [6, 49, 8])


def _knows_newer(truth: Truth) -> bool | None:
    row = truth.row("/system/package/update")
    if "latest-version" not in row:
        return None
    return _numbers(row["latest-version"]) > _numbers(row["installed-version"])


def _boots_old(truth: Truth) -> bool | None:
    row = truth.row("/system/routerboard")
    return row["current-firmware"] != row["upgrade-firmware"] if row else None


_OTHERS: Final[Mapping[str, tuple[str, Found]]] = {
    "firewall_input": ("", lambda truth: not _is_closed(truth)),
    "firewall_input_ipv6": ("", _input_ipv6),
    "firewall_forward": (
        "high",
        lambda truth: not _stopping(truth, "/ip/firewall/filter", "forward"),
    ),
    "firewall_forward_ipv6": ("high", _forward_ipv6),
    "nat_open_door": ("high", _has_open_door),
    "rp_filter": ("low", _if_exposed("rp-filter", _NO)),
    "syn_cookies": ("low", _if_exposed("tcp-syncookies", _NO)),
    "service_telnet": ("high", lambda truth: "telnet" in _services(truth)),
    "service_ftp": ("high", lambda truth: "ftp" in _services(truth)),
    "service_www": ("medium", lambda truth: _is_open(truth, "www")),
    "service_api": ("medium", lambda truth: _is_open(truth, "api")),
    "service_winbox": (
        "medium",
        lambda truth: _is_open(truth, "winbox") and not _is_closed(truth),
    ),
    "service_ssh": ("medium", lambda truth: _is_open(truth, "ssh") and not _is_closed(truth)),
    "tls_certificate": ("medium", _lacks_certificate),
    "tls_version": ("low", _takes_old_tls),
    "ssh_none_cipher": ("high", _ssh_none_cipher),
    "ssh_password": ("low", _ssh_password),
    "user_admin": ("medium", _has_admin),
    "user_expired": (
        "high",
        lambda truth: any(row["expired"] == "true" for row in truth.rows("/user")),
    ),
    "user_full": (
        "low",
        lambda truth: sum(row["group"] == "full" for row in truth.rows("/user")) > 1,
    ),
    "dns_open": (
        "high",
        lambda truth: (
            truth.row("/ip/dns")["allow-remote-requests"] in _YES and not _is_closed(truth)
        ),
    ),
    "dns_https": ("medium", _over_https),
    "tftp": ("medium", lambda truth: bool(truth.rows("/ip/tftp"))),
    "ovpn": (
        "medium",
        lambda truth: any(
            row.get("enabled") in _YES for row in truth.rows("/interface/ovpn-server/server")
        ),
    ),
    "ipsec_aggressive": (
        "high",
        lambda truth: any(
            row.get("exchange-mode") == "aggressive" for row in truth.rows("/ip/ipsec/peer")
        ),
    ),
    "ipsec_profile": (
        "medium",
        _algorithms("/ip/ipsec/profile", "hash-algorithm", "enc-algorithm", "dh-group"),
    ),
    "ipsec_proposal": (
        "medium",
        _algorithms("/ip/ipsec/proposal", "auth-algorithms", "enc-algorithms", "pfs-group"),
    ),
    "wireless_open": ("high", _wireless(lambda row: row["mode"] == "none")),
    "wireless_weak": (
        "medium",
        _wireless(lambda row: "wpa-psk" in row["authentication-types"].split(",")),
    ),
    "wifi_open": ("high", _wifi("")),
    "wifi_weak": ("medium", _wifi("wpa-psk")),
    "scheduler": (
        "medium",
        lambda truth: any(
            0 < seconds(row["interval"]) < _OFTEN and row["disabled"] == "false"
            for row in truth.rows("/system/scheduler")
        ),
    ),
    "version_old": ("high", _is_old),
    "version_update": ("info", _knows_newer),
    "firmware": ("low", _boots_old),
    "certificate": ("medium", lambda truth: None if _takes_old_tls(truth) is None else False),
}
_INPUTS: Final = {
    "firewall_input": "/ip/firewall/filter",
    "firewall_input_ipv6": "/ipv6/firewall/filter",
}


def _made(truth: Truth) -> dict[str, bool]:
    """Return, for each check that can be made, whether it finds something."""
    simple = {
        one.key: truth.row(one.menu)[one.field] in one.words if truth.has(one.menu) else None
        for one in _SETTINGS
    }
    others = {key: found(truth) for key, (_, found) in _OTHERS.items()}
    return {key: one for key, one in {**simple, **others}.items() if one is not None}


def _findings(truth: Truth) -> dict[str, str]:
    """Return the findings with their severities: one step lower where no route leads out."""
    severities = {
        **{one.key: one.severity for one in _SETTINGS},
        **{key: severity for key, (severity, _) in _OTHERS.items()},
        **{key: _input_severity(truth, menu) for key, menu in _INPUTS.items()},
    }
    found = {key: severities[key] for key, is_found in _made(truth).items() if is_found}
    if _leads_out(truth):
        return found
    return {key: _ORDER[min(_ORDER.index(one) + 1, 4)] for key, one in found.items()}


def _score(truth: Truth) -> float:
    return max(100 - sum(_POINTS[severity] for severity in _findings(truth).values()), 0)


# The texts of the first of the worst findings; checks not named here are no router's worst.
_FIRST: Final = ("firewall_input", "firewall_forward", "firewall_forward_ipv6", "service_ftp")


def _factor(truth: Truth) -> str:
    found = _findings(truth)
    worst = min(found.values(), key=_ORDER.index)
    return next(key for key in _FIRST if found.get(key) == worst)


def _count(severity: str) -> Callable[[Truth], int]:
    return lambda truth: list(_findings(truth).values()).count(severity)


SECURITY: Final[Mapping[str, Expected]] = {
    "security.score": Expected(unit="points", values=once(_score), seen=EVERYWHERE, half_step=0.5),
    "security.factor": Expected(unit=None, values=once(_factor), seen=EVERYWHERE),
    **{
        f"security.findings.{severity}": Expected(
            unit="findings", values=once(_count(severity)), seen=EVERYWHERE
        )
        for severity in _POINTS
    },
    "security.checks.made": Expected(
        unit="checks", values=once(lambda truth: len(_made(truth))), seen=EVERYWHERE
    ),
    "security.checks.not_checked": Expected(
        unit="checks",
        # Open and weak networks.
        values=once(lambda truth: 2 * _is_set_elsewhere(truth)),
        seen=EVERYWHERE,
    ),
}
