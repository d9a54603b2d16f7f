"""Checks of the firewall, and of the router's own handling of packets."""

from collections.abc import Callable
from typing import Final

from ...routeros import values
from .check import Check, Finder, Severity
from .facts import Facts, NotThereError, NotToldError
from .finders import on, when
from .guard import Guard, guard, holds_any
from .sources import (
    ADDRESSES_IPV6,
    FORWARD,
    FORWARD_IPV6,
    INPUT,
    INPUT_IPV6,
    NAT,
    SETTINGS,
    SETTINGS_IPV6,
)

# The ports that are attacked first: logins, shares, remote desktops.
_DOORS: Final = frozenset({22, 23, 80, 445, 3389, 8291, 8728})
_OF_INPUT: Final = {
    Guard.CLOSED: None,
    # The drop rule may be in the chain that is jumped to.
    Guard.JUMPS: Severity.MEDIUM,
    Guard.PARTLY: Severity.HIGH,
    Guard.OPEN: Severity.CRITICAL,
}


def _input(facts: Facts) -> Severity | None:
    return _OF_INPUT[guard(facts, INPUT)]


def _input_ipv6(facts: Facts) -> Severity | None:
    severity = _OF_INPUT[guard(facts, INPUT_IPV6)]
    if severity is not None:
        _require_ipv6(facts)
    return severity


def _forward_ipv6(facts: Facts) -> Severity | None:
    if facts.count(FORWARD_IPV6):
        return None
    _require_ipv6(facts)
    return Severity.HIGH


def _require_ipv6(facts: Facts) -> None:
    """Raise NotThereError for a router without a global IPv6 address."""
    addresses = (row.get("address", "") for row in facts.rows(ADDRESSES_IPV6))
    if not any(address[:1] in {"2", "3"} for address in addresses):
        raise NotThereError


def _has_open_door(facts: Facts) -> bool:
    """Return whether a port that is often attacked is forwarded for everyone."""
    return any(
        row.get("protocol") in {None, "", "tcp"}
        and not row.get("src-address")
        and not row.get("src-address-list")
        and (holds_any(row.get("dst-port", ""), _DOORS) or _leads_in(row.get("to-ports")))
        for row in facts.rows(NAT)
    )


def _leads_in(ports: str | None) -> bool:
    return bool(ports) and holds_any(ports or "", _DOORS)


def _on_exposed(is_found: Callable[[Facts], bool]) -> Finder:
    """Return a finder of low severity that applies if the router leads to the internet."""

    def find(facts: Facts) -> Severity | None:
        is_so = is_found(facts)
        if not facts.is_exposed:
            raise NotThereError
        return Severity.LOW if is_so else None

    return find


def _follows_ipv6(name: str) -> Finder:
    """Return a finder for a forwarding router that accepts a setting from its neighbours."""

    def find(facts: Facts) -> bool:
        word = facts.word(SETTINGS_IPV6, name)
        return word == "yes" and facts.flag(SETTINGS_IPV6, "forward")

    return when(Severity.MEDIUM, find)


def _takes_forged(facts: Facts) -> bool:
    word = facts.word(SETTINGS, "rp-filter")
    if values.flag(word) is None and word not in {"loose", "strict"}:
        raise NotToldError
    return word in {"no", "false"}


def _takes_floods(facts: Facts) -> bool:
    return not facts.flag(SETTINGS, "tcp-syncookies")


def _of_ipv6(chain: str) -> str:
    """Return the command that closes a chain: IPv6 does not work without ICMPv6."""
    rules = (
        "action=accept connection-state=established,related,untracked",
        "action=accept protocol=icmpv6",
        "action=drop in-interface-list=!LAN",
    )
    return "; ".join(f"/ipv6 firewall filter add chain={chain} {rule}" for rule in rules)


CHECKS: Final = (
    Check(
        key="firewall_input",
        severity=Severity.CRITICAL,
        find=_input,
        command=(
            "/ip firewall filter add chain=input action=accept "
            "connection-state=established,related,untracked; "
            "/ip firewall filter add chain=input action=drop in-interface-list=!LAN"
        ),
    ),
    Check(
        key="firewall_forward",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, lambda facts: facts.count(FORWARD) == 0),
        command=(
            "/ip firewall filter add chain=forward action=drop connection-state=new "
            "connection-nat-state=!dstnat in-interface-list=WAN"
        ),
    ),
    Check(
        key="firewall_input_ipv6",
        severity=Severity.CRITICAL,
        find=_input_ipv6,
        command=_of_ipv6("input"),
    ),
    Check(
        key="firewall_forward_ipv6",
        severity=Severity.HIGH,
        find=_forward_ipv6,
        command=_of_ipv6("forward"),
    ),
    Check(
        key="nat_open_door",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _has_open_door),
        command="/ip firewall nat set NUMBER src-address-list=ALLOWED",
    ),
    Check(
        key="rp_filter",
        severity=Severity.LOW,
        find=_on_exposed(_takes_forged),
        command="/ip settings set rp-filter=loose",
    ),
    Check(
        key="accept_redirects",
        severity=Severity.MEDIUM,
        find=on(SETTINGS, Severity.MEDIUM, "accept-redirects"),
        command="/ip settings set accept-redirects=no",
    ),
    Check(
        key="source_route",
        severity=Severity.MEDIUM,
        find=on(SETTINGS, Severity.MEDIUM, "accept-source-route"),
        command="/ip settings set accept-source-route=no",
    ),
    Check(
        key="send_redirects",
        severity=Severity.LOW,
        find=on(SETTINGS, Severity.LOW, "send-redirects"),
        command="/ip settings set send-redirects=no",
    ),
    Check(
        key="syn_cookies",
        severity=Severity.LOW,
        find=_on_exposed(_takes_floods),
        command="/ip settings set tcp-syncookies=yes",
    ),
    Check(
        key="accept_redirects_ipv6",
        severity=Severity.MEDIUM,
        find=_follows_ipv6("accept-redirects"),
        command="/ipv6 settings set accept-redirects=yes-if-forwarding-disabled",
    ),
    Check(
        key="router_advertisements",
        severity=Severity.MEDIUM,
        find=_follows_ipv6("accept-router-advertisements"),
        command=("/ipv6 settings set accept-router-advertisements=yes-if-forwarding-disabled"),
    ),
)
