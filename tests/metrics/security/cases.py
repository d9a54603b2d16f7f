"""Replies to the sources of a check, and the check's result."""

from typing import Any, Final

from custom_components.mikrotik_monitoring.metrics.security import sources as s
from custom_components.mikrotik_monitoring.metrics.security.facts import Silence
from custom_components.mikrotik_monitoring.metrics.security.source import Source

V6, V7 = (6, 49, 18), (7, 22, 1)
ON, OFF = {"enabled": "true"}, {"enabled": "false"}
DROP = {"action": "drop"}
INVALID = {"action": "drop", "connection-state": "invalid"}
LISTED = {"action": "drop", "src-address-list": "bad"}
OTHERS = {"action": "reject", "src-address": "!192.168.88.0/24"}
JUMP = {"action": "jump"}
PUBLIC = {"address": "2001:db8::1/64"}
LOCAL = {"address": "fe80::1/64"}

CRITICAL, HIGH, MEDIUM, LOW, INFO = "critical", "high", "medium", "low", "info"
FINE, UNKNOWN, NOTHING = "fine", "not_checked", "not_applicable"


def service(name: str, **fields: str) -> dict[str, str]:
    """Return a service that is enabled and accepts any address."""
    row = {"name": name, "port": "1", "address": "", "disabled": "false", "dynamic": "false"}
    return {**row, **{key.replace("_", "-"): value for key, value in fields.items()}}


def ssh(**fields: str) -> dict[Any, Any]:
    """Return the rows about SSH, which is enabled."""
    row = {key.replace("_", "-"): value for key, value in fields.items()}
    return {s.SERVICES: [service("ssh")], s.SSH: [row]}


def of(source: Source, *rows: dict[str, str]) -> dict[Any, Any]:
    """Return the rows of one source."""
    return {source: list(rows)}


_OPEN_API = service("api")
_SECURE = service("api-ssl", certificate="c", tls_version="only-1.2")
_PLAIN_SSL = service("api-ssl", certificate="none", tls_version="any")
_OFF_SSL = service("www-ssl", disabled="true", certificate="none", tls_version="any")
_DOH = {"use-doh-server": "https://dns/query", "verify-doh-cert": "false"}
_COMMUNITY = {
    "addresses": "::/0",
    "security": "none",
    "write-access": "false",
    "disabled": "false",
}
_PORT_80 = {"protocol": "tcp", "dst-port": "80,8000-8099"}
_L2TP = {"enabled": "true", "use-ipsec": "required", "authentication": "mschap2"}
_SSTP = {"enabled": "true", "verify-client-certificate": "true", "tls-version": "only-1.2"}
_OVPN = {"enabled": "true", "require-client-certificate": "true", "cipher": "aes256-cbc"}
_PROFILE = {"hash-algorithm": "sha256", "enc-algorithm": "aes-256", "dh-group": "modp2048"}
_PROPOSAL = {"auth-algorithms": "sha256", "enc-algorithms": "aes-256-cbc", "pfs-group": "none"}
_RADIO = {"mode": "ap-bridge", "security-profile": "home"}
_WPA2 = {
    "name": "home",
    "mode": "dynamic-keys",
    "authentication-types": "wpa2-psk",
    "unicast-ciphers": "aes-ccm",
}
_DUTY = {"interval": "1m", "policy": "read,test"}
_CERTIFICATE = {"name": "c", "expires-after": "52w", "expired": "false"}

# The check, the router's replies, and the result: for a finding its severity.
CASES: Final[tuple[tuple[str, dict[Any, Any], str], ...]] = (
    ("firewall_input", of(s.INPUT), CRITICAL),
    ("firewall_input", of(s.INPUT, INVALID, LISTED), HIGH),
    ("firewall_input", of(s.INPUT, {**DROP, "dst-port": "53"}), HIGH),
    ("firewall_input", of(s.INPUT, INVALID, JUMP), MEDIUM),
    ("firewall_input", of(s.INPUT, INVALID, DROP), FINE),
    ("firewall_input", of(s.INPUT, OTHERS), FINE),
    ("firewall_input", of(s.INPUT, {**DROP, "connection-state": "invalid,new"}), FINE),
    ("firewall_input", {s.INPUT: Silence.REFUSED}, UNKNOWN),
    ("firewall_forward", {s.FORWARD: 0}, HIGH),
    ("firewall_forward", {s.FORWARD: 3}, FINE),
    ("firewall_input_ipv6", {s.INPUT_IPV6: [], s.ADDRESSES_IPV6: [LOCAL, PUBLIC]}, CRITICAL),
    ("firewall_input_ipv6", {s.INPUT_IPV6: [], s.ADDRESSES_IPV6: [LOCAL]}, NOTHING),
    ("firewall_input_ipv6", {s.INPUT_IPV6: [INVALID], s.ADDRESSES_IPV6: [PUBLIC]}, HIGH),
    ("firewall_input_ipv6", of(s.INPUT_IPV6, DROP), FINE),
    ("firewall_input_ipv6", {s.INPUT_IPV6: Silence.ABSENT}, UNKNOWN),
    ("firewall_forward_ipv6", {s.FORWARD_IPV6: 0, s.ADDRESSES_IPV6: [PUBLIC]}, HIGH),
    ("firewall_forward_ipv6", {s.FORWARD_IPV6: 0, s.ADDRESSES_IPV6: []}, NOTHING),
    ("firewall_forward_ipv6", {s.FORWARD_IPV6: 1}, FINE),
    ("nat_open_door", of(s.NAT, {**_PORT_80, "src-address-list": "friends"}), FINE),
    ("nat_open_door", of(s.NAT, {**_PORT_80, "src-address": "192.0.2.1"}), FINE),
    ("nat_open_door", of(s.NAT, _PORT_80), HIGH),
    ("nat_open_door", of(s.NAT, {"dst-port": "2222", "to-ports": "22"}), HIGH),
    ("nat_open_door", of(s.NAT, {"protocol": "tcp", "dst-port": "443"}), FINE),
    ("nat_open_door", of(s.NAT, {"protocol": "udp", "dst-port": "80"}), FINE),
    ("nat_open_door", of(s.NAT, {}), HIGH),
    ("nat_open_door", of(s.NAT, {"protocol": "tcp", "dst-port": "!443"}), HIGH),
    ("rp_filter", of(s.SETTINGS, {"rp-filter": "no"}), LOW),
    ("rp_filter", of(s.SETTINGS, {"rp-filter": "strict"}), FINE),
    ("rp_filter", of(s.SETTINGS, {"rp-filter": "new-word"}), UNKNOWN),
    ("accept_redirects", of(s.SETTINGS, {"accept-redirects": "yes"}), MEDIUM),
    ("accept_redirects", of(s.SETTINGS, {}), UNKNOWN),
    ("source_route", of(s.SETTINGS, {"accept-source-route": "true"}), MEDIUM),
    ("send_redirects", of(s.SETTINGS, {"send-redirects": "true"}), LOW),
    ("syn_cookies", of(s.SETTINGS, {"tcp-syncookies": "false"}), LOW),
    (
        "accept_redirects_ipv6",
        of(s.SETTINGS_IPV6, {"forward": "true", "accept-redirects": "yes"}),
        MEDIUM,
    ),
    (
        "accept_redirects_ipv6",
        of(s.SETTINGS_IPV6, {"accept-redirects": "yes-if-forwarding-disabled"}),
        FINE,
    ),
    (
        "router_advertisements",
        of(s.SETTINGS_IPV6, {"forward": "true", "accept-router-advertisements": "yes"}),
        MEDIUM,
    ),
    (
        "router_advertisements",
        of(s.SETTINGS_IPV6, {"forward": "false", "accept-router-advertisements": "yes"}),
        FINE,
    ),
    ("service_telnet", of(s.SERVICES, service("telnet")), HIGH),
    ("service_telnet", of(s.SERVICES, service("telnet", disabled="true")), FINE),
    ("service_telnet", of(s.SERVICES, service("telnet", dynamic="true")), UNKNOWN),
    ("service_telnet", of(s.SERVICES), UNKNOWN),
    ("service_telnet", of(s.SERVICES, {"name": "telnet"}), UNKNOWN),
    ("service_ftp", of(s.SERVICES, service("ftp")), HIGH),
    ("service_www", of(s.SERVICES, service("www")), MEDIUM),
    ("service_api", of(s.SERVICES, _OPEN_API), MEDIUM),
    ("service_api", of(s.SERVICES, service("api", address="192.0.2.9/32")), FINE),
    ("service_api", of(s.SERVICES, service("api", available_from="192.0.2.9/32")), FINE),
    ("service_api", of(s.SERVICES, service("api", address="192.0.2.9/32,::/0")), MEDIUM),
    ("service_winbox", {s.SERVICES: [service("winbox")], s.INPUT: []}, MEDIUM),
    ("service_winbox", {s.SERVICES: [service("winbox")], s.INPUT: [DROP]}, FINE),
    ("service_winbox", {s.SERVICES: [service("winbox", port="8291")], s.INPUT: [INVALID]}, MEDIUM),
    (
        "service_winbox",
        {
            s.SERVICES: [service("winbox", port="8291")],
            s.INPUT: [{**DROP, "dst-port": "8290-8292"}],
        },
        FINE,
    ),
    ("service_winbox", {s.SERVICES: [service("winbox")]}, UNKNOWN),
    ("service_ssh", {s.SERVICES: [service("ssh", disabled="true")]}, FINE),
    ("service_ssh", {s.SERVICES: [service("ssh", port="x")], s.INPUT: []}, MEDIUM),
    ("tls_certificate", of(s.SERVICES, _PLAIN_SSL, _OFF_SSL), MEDIUM),
    ("tls_certificate", of(s.SERVICES, _SECURE, _OFF_SSL), FINE),
    ("tls_certificate", of(s.SERVICES, _OFF_SSL, {**_OFF_SSL, "name": "api-ssl"}), NOTHING),
    ("tls_certificate", of(s.SERVICES, service("api-ssl"), _OFF_SSL), UNKNOWN),
    ("tls_version", of(s.SERVICES, {**_SECURE, "tls-version": "any"}, _OFF_SSL), LOW),
    ("tls_version", of(s.SERVICES, _SECURE, _OFF_SSL), FINE),
    ("tls_version", of(s.SERVICES, _PLAIN_SSL, _OFF_SSL), NOTHING),
    ("tls_version", of(s.SERVICES, service("api-ssl", certificate="c"), _OFF_SSL), UNKNOWN),
    ("ssh_crypto", ssh(strong_crypto="false"), MEDIUM),
    ("ssh_crypto", {s.SERVICES: [service("ssh", disabled="true")]}, NOTHING),
    ("ssh_forwarding", ssh(forwarding_enabled="local"), MEDIUM),
    ("ssh_forwarding", ssh(forwarding_enabled="no"), FINE),
    ("ssh_none_cipher", ssh(allow_none_crypto="true"), HIGH),
    ("ssh_none_cipher", ssh(ciphers="aes-gcm,null"), HIGH),
    ("ssh_none_cipher", ssh(ciphers="auto"), FINE),
    ("ssh_none_cipher", ssh(), UNKNOWN),
    ("ssh_password", ssh(always_allow_password_login="true"), LOW),
    ("ssh_password", ssh(password_authentication="yes-if-no-key"), FINE),
    ("ssh_host_key", ssh(host_key_size="1024"), LOW),
    ("ssh_host_key", ssh(host_key_size="1024", host_key_type="ed25519"), FINE),
    ("ssh_host_key", ssh(host_key_size="long"), UNKNOWN),
    ("user_admin", {s.ADMIN: 1}, MEDIUM),
    ("user_admin", {s.ADMIN: 0}, FINE),
    ("user_admin", {s.ADMIN: Silence.REFUSED}, UNKNOWN),
    ("user_expired", of(s.USERS, {"expired": "false"}, {"expired": "true"}), HIGH),
    ("user_expired", of(s.USERS, {"expired": "true", "disabled": "true"}), FINE),
    ("user_expired", of(s.USERS, {"group": "full"}), UNKNOWN),
    ("user_full", of(s.USERS, *[{"group": "full", "address": ""}] * 2), LOW),
    ("user_full", of(s.USERS, {"group": "full", "address": ""}), FINE),
    ("user_full", of(s.USERS, {"group": "full"}), UNKNOWN),
    ("user_password_length", of(s.USER_SETTINGS, {"minimum-password-length": "0"}), LOW),
    ("user_password_length", of(s.USER_SETTINGS, {"minimum-password-length": "8"}), FINE),
    ("user_password_length", of(s.USER_SETTINGS, {"minimum-password-length": "x"}), UNKNOWN),
    ("user_radius", of(s.USER_AAA, {"use-radius": "true", "default-group": "full"}), MEDIUM),
    ("user_radius", of(s.USER_AAA, {"use-radius": "false"}), FINE),
    ("radius_incoming", of(s.RADIUS_INCOMING, {"accept": "true"}), MEDIUM),
    ("mac_server", of(s.MAC_SERVER, {"allowed-interface-list": "all"}), MEDIUM),
    ("mac_server", of(s.MAC_SERVER, {"allowed-interface-list": "none"}), FINE),
    ("mac_server", of(s.MAC_SERVER, {"interface": "all"}), UNKNOWN),
    ("mac_winbox", of(s.MAC_WINBOX, {"allowed-interface-list": "LAN"}), FINE),
    ("mac_winbox", of(s.MAC_WINBOX, {"allowed-interface-list": "all"}), MEDIUM),
    ("mac_ping", of(s.MAC_PING, ON), LOW),
    ("bandwidth_server", of(s.BANDWIDTH_SERVER, {**ON, "authenticate": "true"}), MEDIUM),
    ("bandwidth_server", of(s.BANDWIDTH_SERVER, {**ON, "authenticate": "false"}), HIGH),
    ("bandwidth_server", of(s.BANDWIDTH_SERVER, ON), UNKNOWN),
    ("bandwidth_server", of(s.BANDWIDTH_SERVER, OFF), FINE),
    ("romon", of(s.ROMON, ON), MEDIUM),
    ("neighbour_discovery", of(s.DISCOVERY, {"discover-interface-list": "!dynamic"}), MEDIUM),
    ("neighbour_discovery", of(s.DISCOVERY, {"discover-interface-list": "LAN"}), FINE),
    (
        "neighbour_discovery",
        of(s.DISCOVERY, {"discover-interface-list": "static", "mode": "rx-only"}),
        FINE,
    ),
    ("sniffer", of(s.SNIFFER, {"streaming-enabled": "true"}), HIGH),
    ("dns_open", {s.DNS: [{"allow-remote-requests": "true"}], s.INPUT: [INVALID]}, HIGH),
    (
        "dns_open",
        {s.DNS: [{"allow-remote-requests": "true"}], s.INPUT: [{**DROP, "dst-port": "53"}]},
        FINE,
    ),
    ("dns_open", of(s.DNS, {"allow-remote-requests": "false"}), FINE),
    ("dns_https", of(s.DNS, _DOH), MEDIUM),
    ("dns_https", of(s.DNS, {**_DOH, "verify-doh-cert": "true"}), FINE),
    ("dns_https", of(s.DNS, {**_DOH, "use-doh-server": ""}), NOTHING),
    ("socks", of(s.SOCKS, {**ON, "auth-method": "none"}), CRITICAL),
    ("socks", of(s.SOCKS, {**ON, "auth-method": "password"}), HIGH),
    ("socks", of(s.SOCKS, OFF), FINE),
    ("proxy", {s.PROXY: [ON], s.PROXY_ACCESS: 0}, HIGH),
    ("proxy", {s.PROXY: [ON], s.PROXY_ACCESS: 2}, FINE),
    ("proxy", {s.PROXY: [OFF], s.PROXY_ACCESS: Silence.NOT_ASKED}, FINE),
    ("upnp", of(s.UPNP, ON), MEDIUM),
    ("nat_pmp", of(s.NAT_PMP, ON), MEDIUM),
    ("smb", of(s.SMB, ON), MEDIUM),
    ("smb", of(s.SMB, {"enabled": "auto"}), FINE),
    ("smb_guests", of(s.SMB, {**ON, "allow-guests": "true"}), MEDIUM),
    ("smb_guests", of(s.SMB, ON), NOTHING),
    ("smb_guests", of(s.SMB, {**OFF, "allow-guests": "true"}), FINE),
    ("tftp", {s.TFTP: 1}, MEDIUM),
    ("cloud_name", of(s.CLOUD, {"ddns-enabled": "yes"}), INFO),
    ("cloud_name", of(s.CLOUD, {"ddns-enabled": "auto"}), FINE),
    ("snmp_public", {s.SNMP: [ON], s.COMMUNITIES: [_COMMUNITY]}, HIGH),
    ("snmp_public", {s.SNMP: [ON], s.COMMUNITIES: [{**_COMMUNITY, "security": "private"}]}, FINE),
    ("snmp_public", {s.SNMP: [ON], s.COMMUNITIES: [{"security": "none"}]}, UNKNOWN),
    ("snmp_public", {s.SNMP: [OFF], s.COMMUNITIES: Silence.NOT_ASKED}, FINE),
    ("snmp_write", {s.SNMP: [ON], s.COMMUNITIES: [{**_COMMUNITY, "write-access": "true"}]}, HIGH),
    ("snmp_write", {s.SNMP: [ON], s.COMMUNITIES: [_COMMUNITY]}, FINE),
    ("snmp_write", {s.SNMP: [ON], s.COMMUNITIES: [{}]}, UNKNOWN),
    ("snmp_write", of(s.SNMP, OFF), FINE),
    ("pptp", of(s.PPTP, ON), HIGH),
    ("l2tp_ipsec", of(s.L2TP, {**_L2TP, "use-ipsec": "yes"}), HIGH),
    ("l2tp_ipsec", of(s.L2TP, _L2TP), FINE),
    ("l2tp_passwords", of(s.L2TP, {**_L2TP, "authentication": "mschap1,mschap2"}), HIGH),
    ("l2tp_passwords", of(s.L2TP, _L2TP), FINE),
    ("sstp", of(s.SSTP, _SSTP), FINE),
    ("sstp", of(s.SSTP, {**_SSTP, "tls-version": "any"}), MEDIUM),
    ("sstp", of(s.SSTP, OFF), FINE),
    ("ovpn", of(s.OVPN, _OVPN), FINE),
    ("ovpn", of(s.OVPN, {**_OVPN, "cipher": "blowfish128,aes256-cbc"}), MEDIUM),
    ("ovpn", of(s.OVPN, {"disabled": "false", "require-client-certificate": "false"}), MEDIUM),
    ("ovpn", of(s.OVPN, {"disabled": "true"}), FINE),
    ("ovpn", of(s.OVPN, {}), UNKNOWN),
    ("ipsec_aggressive", of(s.IPSEC_PEERS, {"exchange-mode": "aggressive"}), HIGH),
    ("ipsec_aggressive", of(s.IPSEC_PEERS), FINE),
    ("ipsec_aggressive", of(s.IPSEC_PEERS, {}), UNKNOWN),
    ("ipsec_profile", of(s.IPSEC_PROFILES, _PROFILE), FINE),
    ("ipsec_profile", of(s.IPSEC_PROFILES, {**_PROFILE, "dh-group": "modp2048,modp1024"}), MEDIUM),
    ("ipsec_profile", {s.IPSEC_PROFILES: Silence.NOT_ASKED}, NOTHING),
    ("ipsec_proposal", of(s.IPSEC_PROPOSALS, {**_PROPOSAL, "pfs-group": "modp1024"}), MEDIUM),
    ("ipsec_proposal", of(s.IPSEC_PROPOSALS, {"pfs-group": "none"}), UNKNOWN),
    ("wireless_open", {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: [_WPA2]}, FINE),
    (
        "wireless_open",
        {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: [_WPA2 | {"mode": "none"}]},
        HIGH,
    ),
    ("wireless_open", {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: [{"name": "home"}]}, UNKNOWN),
    ("wireless_open", {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: []}, UNKNOWN),
    ("wireless_open", of(s.WIRELESS, {"mode": "station"}), NOTHING),
    ("wireless_open", {s.WIRELESS: Silence.ABSENT}, NOTHING),
    ("wireless_weak", {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: [_WPA2]}, FINE),
    (
        "wireless_weak",
        {s.WIRELESS: [_RADIO], s.WIRELESS_PROFILES: [_WPA2 | {"unicast-ciphers": "tkip,aes-ccm"}]},
        MEDIUM,
    ),
    (
        "wireless_weak",
        {
            s.WIRELESS: [_RADIO],
            s.WIRELESS_PROFILES: [{"name": "home", "mode": "static-keys-required"}],
        },
        MEDIUM,
    ),
    ("wifi_open", of(s.WIFI), NOTHING),
    (
        "wifi_open",
        {s.WIFI: [{"security.authentication-types": ""}], s.WIFI_SECURITY: []},
        HIGH,
    ),
    ("wifi_open", {s.WIFI: [{"configuration": "home"}], s.WIFI_SECURITY: []}, UNKNOWN),
    (
        "wifi_weak",
        {
            s.WIFI: [{"security": "home"}],
            s.WIFI_SECURITY: [
                {"name": "home", "authentication-types": "wpa-psk,wpa2-psk"},
                {"name": "unused", "authentication-types": ""},
            ],
        },
        MEDIUM,
    ),
    (
        "wifi_weak",
        {s.WIFI: [{"security.authentication-types": "wpa3-psk"}], s.WIFI_SECURITY: []},
        FINE,
    ),
    ("device_mode", of(s.DEVICE_MODE, {"flagged": "true"}), CRITICAL),
    ("device_mode", {s.DEVICE_MODE: Silence.ABSENT}, UNKNOWN),
    ("scheduler", of(s.SCHEDULER, _DUTY), MEDIUM),
    ("scheduler", of(s.SCHEDULER, {**_DUTY, "interval": "1d"}), FINE),
    ("scheduler", of(s.SCHEDULER, {**_DUTY, "interval": "0s"}), FINE),
    ("scheduler", of(s.SCHEDULER, {**_DUTY, "policy": "read"}), FINE),
    ("scheduler", of(s.SCHEDULER, {"interval": "1m"}), UNKNOWN),
    ("version_update", of(s.UPDATE, {"installed-version": "7.22"}), NOTHING),
    (
        "version_update",
        of(s.UPDATE, {"installed-version": "7.9.2", "latest-version": "7.22"}),
        INFO,
    ),
    (
        "version_update",
        of(s.UPDATE, {"installed-version": "7.22", "latest-version": "7.22"}),
        FINE,
    ),
    ("version_update", of(s.UPDATE, {"installed-version": "?", "latest-version": "7"}), UNKNOWN),
    ("firmware", of(s.FIRMWARE, {"current-firmware": "7.5", "upgrade-firmware": "7.6"}), LOW),
    ("firmware", of(s.FIRMWARE, {"current-firmware": "7.6", "upgrade-firmware": "7.6"}), FINE),
    ("firmware", {s.FIRMWARE: Silence.ABSENT}, NOTHING),
    ("clock", of(s.NTP, OFF), LOW),
    ("clock", of(s.NTP), UNKNOWN),
    ("certificate", {s.SERVICES: [_SECURE], s.CERTIFICATES: [_CERTIFICATE]}, FINE),
    (
        "certificate",
        {s.SERVICES: [_SECURE], s.CERTIFICATES: [_CERTIFICATE | {"expires-after": "3d"}]},
        MEDIUM,
    ),
    (
        "certificate",
        {s.SERVICES: [_SECURE], s.CERTIFICATES: [{"name": "c", "expired": "true"}]},
        MEDIUM,
    ),
    (
        "certificate",
        {s.SERVICES: [_SECURE], s.CERTIFICATES: [{"name": "c", "expires-after": "-2d"}]},
        MEDIUM,
    ),
    ("certificate", {s.SERVICES: [_SECURE], s.CERTIFICATES: [{"name": "other"}]}, UNKNOWN),
    ("certificate", {s.SERVICES: [], s.CERTIFICATES: Silence.NOT_ASKED}, NOTHING),
)
