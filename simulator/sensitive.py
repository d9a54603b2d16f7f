"""Which fields are sensitive, and what a user sees of them: the manual's list, by menu."""

from collections.abc import Mapping

from .device import Device
from .table import ID, Linked
from .users import User
from .version import Version

MASK = "*****"
# From this version on `print` has an argument that shows sensitive fields.
SHOWN_ON_REQUEST = Version(7, 21)
SHOW = "show-sensitive"

_TEXT = """
/app secrets
/caps-man/access-list private-passphrase
/caps-man/configuration security.passphrase
/caps-man/interface security.passphrase
/caps-man/security passphrase
/certificate
/container/config password
/disk encryption-key nvme-tcp-password nvme-tcp-server-password self-encryption-password \
smb-password smb-server-password sshfs-password
/interface/6to4 ipsec-secret
/interface/dot1x/client password
/interface/eoip ipsec-secret
/interface/gre ipsec-secret
/interface/ipip ipsec-secret
/interface/l2tp-client password ipsec-secret
/interface/l2tp-ether ipsec-secret
/interface/l2tp-server/server ipsec-secret
/interface/lte pin
/interface/lte/apn password
/interface/macsec cak
/interface/ovpn-client password
/interface/ppp-client password pin
/interface/pppoe-client password
/interface/pptp-client password
/interface/sstp-client password
/interface/vrrp password
/interface/w60g password
/interface/wifi security.passphrase security.eap-password
/interface/wifi/access-list passphrase
/interface/wifi/configuration security.passphrase security.eap-password
/interface/wifi/security passphrase eap-password
/interface/wifiwave2 security.passphrase security.eap-password
/interface/wifiwave2/configuration security.passphrase security.eap-password
/interface/wifiwave2/security passphrase eap-password
/interface/wireguard private-key
/interface/wireguard/peers private-key preshared-key client-config client-config-qr
/interface/wireless nv2-preshared-key nv2-sync-secret
/interface/wireless/access-list management-protection-key private-key private-pre-shared-key
/interface/wireless/security-profiles wpa-pre-shared-key wpa2-pre-shared-key static-key-0 \
static-key-1 static-key-2 static-key-3 static-sta-private-key mschapv2-password \
management-protection-key
/iot/mqtt/brokers password
/ip/cloud vpn-private-key vpn-peer-private-key vpn-wireguard-client-config
/ip/hotspot/profile mac-auth-password
/ip/hotspot/user password otp-secret
/ip/ipsec/identity secret password key
/ip/ipsec/installed-sa auth-key enc-key
/ip/ipsec/key/psk key
/ip/ipsec/peer secret password ppk-secret
/ip/smb/users password
/ip/socks/users password
/ppp/l2tp-secret secret
/ppp/secret password
/radius secret
/routing/bgp/connection tcp-md5-key
/routing/bgp/peer tcp-md5-key
/routing/ospf/interface auth-key authentication-key
/routing/ospf/interface-template auth-key
/routing/rip/interface-template password
/routing/rip/keys key
/snmp/community name authentication-password encryption-password
/system/ntp/key key-val
/tool/e-mail password
/tool/romon secrets
/tool/sms secret sim-pin
/tr069-client password connection-request-password
/user password
/user-manager/advanced paypal-password web-private-password
/user-manager/router shared-secret
/user-manager/user password otp-secret
"""
SENSITIVE: Mapping[str, frozenset[str]] = {
    menu: frozenset(fields)
    for menu, *fields in (line.split() for line in _TEXT.strip().splitlines())
}
# Menus of RouterOS 6, of hardware missing from the crawls, and of packages removed by then.
_NEVER_ON_REQUEST = frozenset(
    menu for menu in SENSITIVE if menu.startswith("/interface/wifiwave2")
) | {"/interface/w60g", "/routing/bgp/peer"}
_ON_REQUEST_LATER = {
    "/ip/hotspot/profile": Version(7, 24),
    "/routing/ospf/interface": Version(7, 23),
}

# Not sensitive to RouterOS, which shows them to everyone with the policy `read`, but private.
_PRIVATE_TEXT = """
/container cmd entrypoint env
/file contents
/interface/lte imei imsi iccid
/interface/vrrp on-backup on-master
/ip/cloud dns-name
/ip/dhcp-client reconfigure-key
/ip/dhcp-server lease-script
/log message
/system/history undo redo
/system/scheduler on-event
/system/script source
/tool/netwatch up-script down-script test-script
"""
PRIVATE: Mapping[str, frozenset[str]] = {
    menu: frozenset(fields)
    for menu, *fields in (line.split() for line in _PRIVATE_TEXT.strip().splitlines())
}


def takes_show_sensitive(menu: str, release: Version) -> bool:
    """Return whether `print` of a menu accepts the argument that shows sensitive fields."""
    if menu not in SENSITIVE or menu in _NEVER_ON_REQUEST:
        return False
    return release >= _ON_REQUEST_LATER.get(menu, SHOWN_ON_REQUEST)


def hidden_fields(menu: str, device: Device, user: User, *, is_requested: bool) -> frozenset[str]:
    """Return which fields of a menu a user sees as asterisks.

    Without the policy `sensitive` all of them, and on a router that `hides_sensitive` also with
    it, unless they are requested; what newer versions show to whom is not certain.
    """
    fields = SENSITIVE.get(menu, frozenset())
    if "sensitive" not in user.policies:
        return fields
    is_hidden = device.profile.hides_sensitive and takes_show_sensitive(menu, device.release)
    return fields if is_hidden and not is_requested else frozenset()


def mark_secrets(device: Device, marker: str) -> int:
    """Write a marker into every sensitive or private field of every row; return their number.

    The name of a row stays: others refer to it.
    """
    marked, at = 0, device.seconds
    for listed in (SENSITIVE, PRIVATE):
        for menu, fields in listed.items():
            if menu not in device.tables:
                continue
            for record in device.tables[menu].records(at):
                for name in sorted(fields - {ID, "name"}):
                    if not isinstance(record.get(name), Linked):
                        record[name] = f"{marker}-{name}"
                        marked += 1
    return marked
