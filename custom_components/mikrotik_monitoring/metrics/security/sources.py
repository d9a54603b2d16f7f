"""All queries to a router for the security checks, each made only where it is needed."""

from typing import Final

from ...routeros import values
from ..model import V7
from .facts import Facts, NotThereError, NotToldError
from .guard import Guard, guard
from .source import Source

_ENABLED: Final = "?disabled=yes", "?#!"
_REFUSING: Final = ("?action=drop", "?action=reject", "?action=tarpit", "?#|", "?#|")
_STOPPING: Final = (*_REFUSING, "?action=jump", "?#|")
_INPUT_FIELDS: Final = (
    "action",
    "protocol",
    "dst-port",
    "src-address",
    "src-address-list",
    "connection-state",
)
_IPV6_SINCE: Final = (7,)

RESOURCE: Final = Source(menu="/system/resource", fields=("version",))
# Since 7.19 the menu also lists connections, of which there may be thousands.
SERVICES: Final = Source(
    menu="/ip/service",
    fields=(
        *("name", "port", "address", "available-from", "certificate", "tls-version"),
        *("disabled", "dynamic", "invalid"),
    ),
    queries=("?dynamic=yes", "?#!"),
)
SSH: Final = Source(
    menu="/ip/ssh",
    fields=(
        *("strong-crypto", "forwarding-enabled", "allow-none-crypto", "ciphers"),
        *("always-allow-password-login", "password-authentication"),
        *("host-key-size", "host-key-type"),
    ),
)
USERS: Final = Source(menu="/user", fields=("group", "address", "expired", "disabled"))
ADMIN: Final = Source(menu="/user", queries=("?name=admin", "?group=full", *_ENABLED))
USER_SETTINGS: Final = Source(
    menu="/user/settings", fields=("minimum-password-length",), everywhere_since=(7,), versions=V7
)
USER_AAA: Final = Source(menu="/user/aaa", fields=("use-radius", "default-group"))
RADIUS_INCOMING: Final = Source(menu="/radius/incoming", fields=("accept",))

MAC_SERVER: Final = Source(menu="/tool/mac-server", fields=("allowed-interface-list",))
MAC_WINBOX: Final = Source(menu="/tool/mac-server/mac-winbox", fields=("allowed-interface-list",))
MAC_PING: Final = Source(menu="/tool/mac-server/ping", fields=("enabled",))
BANDWIDTH_SERVER: Final = Source(menu="/tool/bandwidth-server", fields=("enabled", "authenticate"))
ROMON: Final = Source(menu="/tool/romon", fields=("enabled",))
DISCOVERY: Final = Source(
    menu="/ip/neighbor/discovery-settings", fields=("discover-interface-list", "mode")
)
SNIFFER: Final = Source(menu="/tool/sniffer", fields=("streaming-enabled",))

DNS: Final = Source(
    menu="/ip/dns", fields=("allow-remote-requests", "use-doh-server", "verify-doh-cert")
)
SOCKS: Final = Source(menu="/ip/socks", fields=("enabled", "auth-method"))
PROXY: Final = Source(menu="/ip/proxy", fields=("enabled",))
UPNP: Final = Source(menu="/ip/upnp", fields=("enabled",))
NAT_PMP: Final = Source(
    menu="/ip/nat-pmp", fields=("enabled",), everywhere_since=(7, 13), versions=V7
)
SMB: Final = Source(menu="/ip/smb", fields=("enabled", "allow-guests"), everywhere_since=(7,))
TFTP: Final = Source(menu="/ip/tftp", queries=_ENABLED)
CLOUD: Final = Source(menu="/ip/cloud", fields=("ddns-enabled",))


def _in_use(source: Source, facts: Facts) -> bool:
    """Return whether a service is on; True where that is unknown."""
    try:
        return facts.flag(source, "enabled")
    except NotToldError:
        return True
    except NotThereError:
        return False


def _proxy_in_use(facts: Facts) -> bool:
    return _in_use(PROXY, facts)


PROXY_ACCESS: Final = Source(menu="/ip/proxy/access", queries=_ENABLED, when=_proxy_in_use)

INPUT: Final = Source(
    menu="/ip/firewall/filter",
    fields=_INPUT_FIELDS,
    queries=("?chain=input", *_STOPPING, *_ENABLED),
)
FORWARD: Final = Source(
    menu="/ip/firewall/filter", queries=("?chain=forward", *_STOPPING, *_ENABLED)
)
INPUT_IPV6: Final = Source(
    menu="/ipv6/firewall/filter",
    fields=_INPUT_FIELDS,
    queries=("?chain=input", *_STOPPING, *_ENABLED),
    everywhere_since=_IPV6_SINCE,
)
FORWARD_IPV6: Final = Source(
    menu="/ipv6/firewall/filter",
    queries=("?chain=forward", *_STOPPING, *_ENABLED),
    everywhere_since=_IPV6_SINCE,
)


def _lacks_rules_of_ipv6(facts: Facts) -> bool:
    """Return whether it matters if the router has an IPv6 address."""
    try:
        return guard(facts, INPUT_IPV6) is not Guard.CLOSED or not facts.count(FORWARD_IPV6)
    except NotToldError, NotThereError:
        return False


ADDRESSES_IPV6: Final = Source(
    menu="/ipv6/address",
    fields=("address",),
    queries=_ENABLED,
    everywhere_since=_IPV6_SINCE,
    when=_lacks_rules_of_ipv6,
)
NAT: Final = Source(
    menu="/ip/firewall/nat",
    fields=("dst-port", "to-ports", "protocol", "src-address", "src-address-list"),
    queries=("?chain=dstnat", "?action=dst-nat", *_ENABLED),
)

SETTINGS: Final = Source(
    menu="/ip/settings",
    fields=(
        *("rp-filter", "accept-redirects", "accept-source-route", "send-redirects"),
        "tcp-syncookies",
    ),
)
SETTINGS_IPV6: Final = Source(
    menu="/ipv6/settings",
    fields=("forward", "accept-redirects", "accept-router-advertisements"),
    everywhere_since=_IPV6_SINCE,
)

SNMP: Final = Source(menu="/snmp", fields=("enabled",))


def _snmp_in_use(facts: Facts) -> bool:
    return _in_use(SNMP, facts)


# A community's name is its password.
COMMUNITIES: Final = Source(
    menu="/snmp/community",
    fields=("addresses", "security", "write-access", "disabled"),
    when=_snmp_in_use,
)

PPTP: Final = Source(menu="/interface/pptp-server/server", fields=("enabled",))
L2TP: Final = Source(
    menu="/interface/l2tp-server/server", fields=("enabled", "use-ipsec", "authentication")
)
SSTP: Final = Source(
    menu="/interface/sstp-server/server",
    fields=("enabled", "tls-version", "verify-client-certificate"),
)
# A row of settings in older versions, a table of servers in newer ones.
OVPN: Final = Source(
    menu="/interface/ovpn-server/server",
    fields=("enabled", "disabled", "require-client-certificate", "cipher"),
)
IPSEC_PEERS: Final = Source(menu="/ip/ipsec/peer", fields=("exchange-mode",), queries=_ENABLED)


def _ipsec_in_use(facts: Facts) -> bool:
    try:
        return bool(facts.rows(IPSEC_PEERS))
    except NotToldError:
        return True
    except NotThereError:
        return False


IPSEC_PROFILES: Final = Source(
    menu="/ip/ipsec/profile",
    everywhere_since=(6, 44),
    fields=("hash-algorithm", "enc-algorithm", "dh-group"),
    when=_ipsec_in_use,
)
IPSEC_PROPOSALS: Final = Source(
    menu="/ip/ipsec/proposal",
    fields=("auth-algorithms", "enc-algorithms", "pfs-group", "disabled"),
    queries=_ENABLED,
    when=_ipsec_in_use,
)

WIRELESS: Final = Source(
    menu="/interface/wireless",
    fields=("security-profile", "mode"),
    queries=_ENABLED,
    everywhere_since=None,
)


def _has_wireless(facts: Facts) -> bool:
    try:
        return bool(facts.rows(WIRELESS))
    except NotToldError, NotThereError:
        return False


WIRELESS_PROFILES: Final = Source(
    menu="/interface/wireless/security-profiles",
    fields=("name", "mode", "authentication-types", "unicast-ciphers"),
    everywhere_since=None,
    when=_has_wireless,
)
WIFI: Final = Source(
    menu="/interface/wifi",
    fields=("security", "configuration", "security.authentication-types"),
    queries=_ENABLED,
    everywhere_since=(7, 13),
    versions=V7,
)


def _has_wifi(facts: Facts) -> bool:
    try:
        return bool(facts.rows(WIFI))
    except NotToldError, NotThereError:
        return False


WIFI_SECURITY: Final = Source(
    menu="/interface/wifi/security",
    fields=("name", "authentication-types"),
    queries=_ENABLED,
    everywhere_since=(7, 13),
    versions=V7,
    when=_has_wifi,
)

DEVICE_MODE: Final = Source(
    menu="/system/device-mode", fields=("flagged",), everywhere_since=(7, 9), versions=V7
)
SCHEDULER: Final = Source(menu="/system/scheduler", fields=("interval", "policy"), queries=_ENABLED)
UPDATE: Final = Source(
    menu="/system/package/update", fields=("installed-version", "latest-version")
)
FIRMWARE: Final = Source(
    menu="/system/routerboard",
    fields=("current-firmware", "upgrade-firmware"),
    everywhere_since=None,
)
NTP: Final = Source(menu="/system/ntp/client", fields=("enabled",))


def _uses_certificates(facts: Facts) -> bool:
    try:
        services = facts.enabled(SERVICES)
    except NotToldError, NotThereError:
        return False
    return any(row.get("certificate", "none") != "none" for row in services)


CERTIFICATES: Final = Source(
    menu="/certificate", fields=("name", "expired", "expires-after"), when=_uses_certificates
)

# In the order in which they are read: those that others depend on come first.
SOURCES: Final = (
    RESOURCE,
    *(SERVICES, SSH, USERS, ADMIN, USER_SETTINGS, USER_AAA, RADIUS_INCOMING),
    *(MAC_SERVER, MAC_WINBOX, MAC_PING, BANDWIDTH_SERVER, ROMON, DISCOVERY, SNIFFER),
    *(DNS, SOCKS, PROXY, PROXY_ACCESS, UPNP, NAT_PMP, SMB, TFTP, CLOUD),
    *(INPUT, FORWARD, INPUT_IPV6, FORWARD_IPV6, ADDRESSES_IPV6, NAT, SETTINGS, SETTINGS_IPV6),
    *(SNMP, COMMUNITIES, PPTP, L2TP, SSTP, OVPN),
    *(IPSEC_PEERS, IPSEC_PROFILES, IPSEC_PROPOSALS),
    *(WIRELESS, WIRELESS_PROFILES, WIFI, WIFI_SECURITY),
    *(DEVICE_MODE, SCHEDULER, UPDATE, FIRMWARE, NTP, CERTIFICATES),
)


def version_of(facts: Facts) -> tuple[int, ...] | None:
    """Return the version that the router runs, as numbers."""
    try:
        found = values.version(facts.word(RESOURCE, "version"))
    except NotToldError, NotThereError:
        return None
    return None if found is None else found[:3]
