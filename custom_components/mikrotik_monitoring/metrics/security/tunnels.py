"""Checks of tunnels and of Wi-Fi: who may connect, and how well it is encrypted."""

from typing import Final

from ...routeros import Row, values
from .check import Check, Finder, Severity
from .facts import Facts, NotThereError, NotToldError, yes
from .finders import on, when
from .source import Source
from .sources import (
    IPSEC_PEERS,
    IPSEC_PROFILES,
    IPSEC_PROPOSALS,
    L2TP,
    OVPN,
    PPTP,
    SSTP,
    WIFI,
    WIFI_SECURITY,
    WIRELESS,
    WIRELESS_PROFILES,
)

_PLAIN: Final = frozenset({"pap", "chap", "mschap1"})
_BROKEN: Final = frozenset({"des", "3des", "null", "md5", "modp768", "modp1024"})
_WEAK_CIPHERS: Final = frozenset({"blowfish128", "null"})
_WEAK: Final = frozenset({"wpa-psk", "wpa-eap", "tkip"})


def _l2tp_in_the_clear(facts: Facts) -> bool:
    return facts.flag(L2TP, "enabled") and facts.word(L2TP, "use-ipsec") != "required"


def _l2tp_passwords(facts: Facts) -> bool:
    is_on = facts.flag(L2TP, "enabled")
    return is_on and not _PLAIN.isdisjoint(facts.words(L2TP, "authentication"))


def _sstp_is_lax(facts: Facts) -> bool:
    if not facts.flag(SSTP, "enabled"):
        return False
    is_verified = facts.flag(SSTP, "verify-client-certificate")
    return not is_verified or facts.word(SSTP, "tls-version") == "any"


def _ovpn_is_lax(facts: Facts) -> bool:
    """Return whether an enabled server requires no certificate or accepts a weak cipher."""
    servers = [row for row in facts.rows(OVPN) if _runs(row)]
    return any(
        not yes(row.get("require-client-certificate"))
        or not _WEAK_CIPHERS.isdisjoint(values.items(row.get("cipher")) or ())
        for row in servers
    )


def _runs(row: Row) -> bool:
    """Return whether a server is on: a single row has "enabled", table rows have "disabled"."""
    if "enabled" in row:
        return yes(row["enabled"])
    return not yes(row.get("disabled"))


def _is_aggressive(facts: Facts) -> bool:
    modes = {row.get("exchange-mode") for row in facts.rows(IPSEC_PEERS)}
    if None in modes:
        raise NotToldError
    return "aggressive" in modes


def _uses_broken(source: Source, *names: str) -> Finder:
    def find(facts: Facts) -> bool:
        used = [row.get(name) for row in facts.enabled(source) for name in names]
        if None in used:
            raise NotToldError
        return any(not _BROKEN.isdisjoint(values.items(word) or ()) for word in used)

    return when(Severity.MEDIUM, find)


def _wireless_profiles(facts: Facts) -> list[Row]:
    """Return the profiles of the older stack that access points use; NotThereError without any."""
    used = {
        row.get("security-profile", "default")
        for row in facts.rows(WIRELESS)
        if row.get("mode", "ap-bridge").startswith(("ap", "bridge", "wds"))
    }
    if not used:
        raise NotThereError
    found = [row for row in facts.rows(WIRELESS_PROFILES) if row.get("name") in used]
    if not found:
        raise NotToldError
    return found


def _wifi_types(facts: Facts) -> list[frozenset[str]]:
    """Return the types that the newer stack's radios accept: their own or their profiles'.

    Configuration profiles are not read: a radio with settings only there is not checked.
    """
    radios = facts.rows(WIFI)
    if not radios:
        raise NotThereError
    own = [row["security.authentication-types"] for row in radios if _has_own(row)]
    names = {row.get("security") for row in radios}
    profiles = [row for row in facts.rows(WIFI_SECURITY) if row.get("name") in names]
    told = [row["authentication-types"] for row in profiles if "authentication-types" in row]
    if not own and not told:
        raise NotToldError
    return [frozenset(values.items(word) or ()) for word in (*own, *told)]


def _has_own(row: Row) -> bool:
    return "security.authentication-types" in row


def _wireless_is_open(facts: Facts) -> bool:
    modes = [row.get("mode") for row in _wireless_profiles(facts)]
    if None in modes:
        raise NotToldError
    return "none" in modes


def _wireless_is_weak(facts: Facts) -> bool:
    profiles = _wireless_profiles(facts)
    if any(row.get("mode", "").startswith("static-keys") for row in profiles):
        return True
    found = (
        values.items(row.get(name)) or ()
        for row in profiles
        if row.get("mode") == "dynamic-keys"
        for name in ("authentication-types", "unicast-ciphers")
    )
    return any(not _WEAK.isdisjoint(words) for words in found)


def _wifi_is_open(facts: Facts) -> bool:
    return frozenset() in _wifi_types(facts)


def _wifi_is_weak(facts: Facts) -> bool:
    return any(not _WEAK.isdisjoint(types) for types in _wifi_types(facts))


CHECKS: Final = (
    Check(
        key="pptp",
        severity=Severity.HIGH,
        find=on(PPTP, Severity.HIGH),
        command="/interface pptp-server server set enabled=no",
    ),
    Check(
        key="l2tp_ipsec",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _l2tp_in_the_clear),
        command="/interface l2tp-server server set use-ipsec=required ipsec-secret=SECRET",
    ),
    Check(
        key="l2tp_passwords",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _l2tp_passwords),
        command="/interface l2tp-server server set authentication=mschap2",
    ),
    Check(
        key="sstp",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _sstp_is_lax),
        command=(
            "/interface sstp-server server set verify-client-certificate=yes tls-version=only-1.2"
        ),
    ),
    Check(
        key="ovpn",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _ovpn_is_lax),
        command=(
            "/interface ovpn-server server set require-client-certificate=yes cipher=aes256-cbc"
        ),
    ),
    Check(
        key="ipsec_aggressive",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _is_aggressive),
        command="/ip ipsec peer set [find exchange-mode=aggressive] exchange-mode=ike2",
    ),
    Check(
        key="ipsec_profile",
        severity=Severity.MEDIUM,
        find=_uses_broken(IPSEC_PROFILES, "hash-algorithm", "enc-algorithm", "dh-group"),
        command=(
            "/ip ipsec profile set [find] hash-algorithm=sha256 enc-algorithm=aes-256 "
            "dh-group=modp2048"
        ),
    ),
    Check(
        key="ipsec_proposal",
        severity=Severity.MEDIUM,
        find=_uses_broken(IPSEC_PROPOSALS, "auth-algorithms", "enc-algorithms", "pfs-group"),
        command=(
            "/ip ipsec proposal set [find] auth-algorithms=sha256 enc-algorithms=aes-256-cbc "
            "pfs-group=modp2048"
        ),
    ),
    Check(
        key="wireless_open",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _wireless_is_open),
        command=(
            "/interface wireless security-profiles set [find mode=none] mode=dynamic-keys "
            "authentication-types=wpa2-psk wpa2-pre-shared-key=PASSWORD"
        ),
    ),
    Check(
        key="wireless_weak",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _wireless_is_weak),
        command=(
            "/interface wireless security-profiles set [find] authentication-types=wpa2-psk "
            "unicast-ciphers=aes-ccm group-ciphers=aes-ccm"
        ),
    ),
    Check(
        key="wifi_open",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _wifi_is_open),
        command=(
            "/interface wifi set RADIO security.authentication-types=wpa2-psk,wpa3-psk "
            "security.passphrase=PASSWORD"
        ),
    ),
    Check(
        key="wifi_weak",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _wifi_is_weak),
        command="/interface wifi security set [find] authentication-types=wpa2-psk,wpa3-psk",
    ),
)
