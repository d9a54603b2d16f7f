"""Checks of what a router offers its networks: discovery, DNS, proxies, sharing."""

from typing import Final

from .check import Check, Severity
from .facts import Facts, NotThereError, NotToldError
from .finders import any_rows, is_word, on, when
from .guard import Guard, guard
from .sources import (
    BANDWIDTH_SERVER,
    CLOUD,
    COMMUNITIES,
    DISCOVERY,
    DNS,
    INPUT,
    MAC_PING,
    MAC_SERVER,
    MAC_WINBOX,
    NAT_PMP,
    PROXY,
    PROXY_ACCESS,
    ROMON,
    SMB,
    SNIFFER,
    SNMP,
    SOCKS,
    TFTP,
    UPNP,
)

_EVERYWHERE: Final = frozenset({"all", "!dynamic", "static"})
_EVERYONE: Final = frozenset({"", "0.0.0.0/0", "::/0"})
_DNS_PORT: Final = 53
_DOH_SINCE: Final = (6, 47)


def _bandwidth_server(facts: Facts) -> Severity | None:
    if not facts.flag(BANDWIDTH_SERVER, "enabled"):
        return None
    return Severity.MEDIUM if facts.flag(BANDWIDTH_SERVER, "authenticate") else Severity.HIGH


def _is_announced(facts: Facts) -> bool:
    """Return whether the router announces itself to neighbours on all interfaces."""
    if facts.word(DISCOVERY, "discover-interface-list") not in _EVERYWHERE:
        return False
    modes = {row["mode"] for row in facts.rows(DISCOVERY) if "mode" in row}
    return "rx-only" not in modes


def _resolves_for_all(facts: Facts) -> bool:
    is_on = facts.flag(DNS, "allow-remote-requests")
    return is_on and guard(facts, INPUT, _DNS_PORT) is not Guard.CLOSED


def _trusts_any_resolver(facts: Facts) -> bool:
    if facts.version is not None and facts.version < _DOH_SINCE:
        raise NotThereError
    if not facts.word(DNS, "use-doh-server"):
        raise NotThereError
    return not facts.flag(DNS, "verify-doh-cert")


def _socks(facts: Facts) -> Severity | None:
    if not facts.flag(SOCKS, "enabled"):
        return None
    methods = {row.get("auth-method") for row in facts.rows(SOCKS)}
    return Severity.CRITICAL if "none" in methods else Severity.HIGH


def _proxies_for_all(facts: Facts) -> bool:
    return facts.flag(PROXY, "enabled") and facts.count(PROXY_ACCESS) == 0


def _shares_files(facts: Facts) -> bool:
    """Return whether files are shared; "auto" in newer versions shares only if a share exists."""
    word = facts.word(SMB, "enabled")
    return word != "auto" and facts.flag(SMB, "enabled")


def _shares_with_guests(facts: Facts) -> bool:
    if not _shares_files(facts):
        return False
    if not any("allow-guests" in row for row in facts.rows(SMB)):
        # Newer versions have no guest access.
        raise NotThereError
    return facts.flag(SMB, "allow-guests")


def _snmp_is_public(facts: Facts) -> bool:
    if not facts.flag(SNMP, "enabled"):
        return False
    communities = facts.enabled(COMMUNITIES)
    if any("addresses" not in row for row in communities):
        raise NotToldError
    return any(
        row.get("security", "none") == "none"
        and not _EVERYONE.isdisjoint(row["addresses"].split(","))
        for row in communities
    )


def _snmp_writes(facts: Facts) -> bool:
    if not facts.flag(SNMP, "enabled"):
        return False
    words = {row.get("write-access") for row in facts.enabled(COMMUNITIES)}
    if None in words:
        raise NotToldError
    return not words.isdisjoint({"yes", "true"})


CHECKS: Final = (
    Check(
        key="mac_server",
        severity=Severity.MEDIUM,
        find=is_word(MAC_SERVER, Severity.MEDIUM, "allowed-interface-list", "all"),
        command="/tool mac-server set allowed-interface-list=LAN",
    ),
    Check(
        key="mac_winbox",
        severity=Severity.MEDIUM,
        find=is_word(MAC_WINBOX, Severity.MEDIUM, "allowed-interface-list", "all"),
        command="/tool mac-server mac-winbox set allowed-interface-list=LAN",
    ),
    Check(
        key="mac_ping",
        severity=Severity.LOW,
        find=on(MAC_PING, Severity.LOW),
        command="/tool mac-server ping set enabled=no",
    ),
    Check(
        key="bandwidth_server",
        severity=Severity.MEDIUM,
        find=_bandwidth_server,
        command="/tool bandwidth-server set enabled=no",
    ),
    Check(
        key="romon",
        severity=Severity.MEDIUM,
        find=on(ROMON, Severity.MEDIUM),
        command="/tool romon set enabled=no",
    ),
    Check(
        key="neighbour_discovery",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _is_announced),
        command="/ip neighbor discovery-settings set discover-interface-list=LAN",
    ),
    Check(
        key="sniffer",
        severity=Severity.HIGH,
        find=on(SNIFFER, Severity.HIGH, "streaming-enabled"),
        command="/tool sniffer stop; /tool sniffer set streaming-enabled=no",
    ),
    Check(
        key="dns_open",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _resolves_for_all),
        command="/ip dns set allow-remote-requests=no",
    ),
    Check(
        key="dns_https",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _trusts_any_resolver),
        command="/ip dns set verify-doh-cert=yes",
    ),
    Check(
        key="socks",
        severity=Severity.HIGH,
        find=_socks,
        command="/ip socks set enabled=no",
    ),
    Check(
        key="proxy",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _proxies_for_all),
        command="/ip proxy set enabled=no",
    ),
    Check(
        key="upnp",
        severity=Severity.MEDIUM,
        find=on(UPNP, Severity.MEDIUM),
        command="/ip upnp set enabled=no",
    ),
    Check(
        key="nat_pmp",
        severity=Severity.MEDIUM,
        find=on(NAT_PMP, Severity.MEDIUM),
        command="/ip nat-pmp set enabled=no",
    ),
    Check(
        key="smb",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _shares_files),
        command="/ip smb set enabled=no",
    ),
    Check(
        key="smb_guests",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _shares_with_guests),
        command="/ip smb set allow-guests=no",
    ),
    Check(
        key="tftp",
        severity=Severity.MEDIUM,
        find=any_rows(TFTP, Severity.MEDIUM),
        command="/ip tftp disable [find]",
    ),
    Check(
        key="cloud_name",
        severity=Severity.INFO,
        find=is_word(CLOUD, Severity.INFO, "ddns-enabled", "yes", "true"),
        command="/ip cloud set ddns-enabled=no",
    ),
    Check(
        key="snmp_public",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _snmp_is_public),
        command="/snmp community set [find default=yes] addresses=HOME-ASSISTANT/32",
    ),
    Check(
        key="snmp_write",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _snmp_writes),
        command="/snmp community set [find write-access=yes] write-access=no",
    ),
)
