"""Menus that every router of a version has, most of them empty: also those that other clients read.

The version that introduced a menu, and whether it is a table or one row, is from crawls of RouterOS
7.9.2 to 7.24; for 6 it is from its manual.
"""

from ..version import Version
from .declare import single, table
from .menu import Menu

_V7 = Version(7)
_WIFI = Version(7, 13)
_OVPN_SERVERS = Version(7, 17)
_HARDWARE = Version(7, 20)
# Configured in the IPsec peer, or in a table of interfaces, before these versions.
_IPSEC_SPLIT = Version(6, 44)
_LISTS = Version(6, 41)

_CAPSMAN = ("access-list", "channel", "configuration", "datapath", "provisioning", "security")
_WIFI_TABLES = ("access-list", "channel", "datapath", "provisioning", "security")
_BASE_TABLES = """
/interface/bridge/mdb
/interface/ethernet/switch/rule
/interface/lte/apn
/ip/dhcp-relay /ip/dhcp-server/matcher /ip/dhcp-server/option
/ip/dns/cache /ip/dns/static
/ip/firewall/layer7-protocol
/ip/hotspot/cookie /ip/hotspot/ip-binding /ip/hotspot/profile
/ip/hotspot/user/profile /ip/hotspot/walled-garden
/ip/ipsec/mode-config /ip/ipsec/peer /ip/ipsec/policy /ip/ipsec/policy/group /ip/ipsec/proposal
/ip/proxy/access /ip/smb/shares /ip/smb/users /ip/socks/access /ip/tftp /ip/traffic-flow/target
/ip/upnp/interfaces
/ppp/l2tp-secret
/routing/ospf/area /routing/ospf/interface /routing/rip/neighbor
/system/leds /system/logging/action
/user/ssh-keys
"""
_BRIDGE_RULES = ("/interface/bridge/filter", "/interface/bridge/nat")
_NEEDS = {"/interface/ethernet/switch/rule": "switch", "/interface/lte/apn": "lte"}
_V7_TABLES = """
/interface/vxlan
/routing/filter/rule /routing/id /routing/ospf/interface-template /routing/rip/instance
/routing/stats/origin
"""
_BASE_SINGLES = """
/interface/bridge/settings
/ip/dhcp-server/config
/ip/ipsec/settings /ip/ipsec/statistics
/ip/smb /ip/socks /ip/upnp
/ppp/aaa
/system/note /system/ntp/server /system/watchdog
/tool/bandwidth-server /tool/e-mail /tool/romon /tool/sms
"""

_WIRELESS = (
    *(table(f"/caps-man/{name}", until=_WIFI) for name in _CAPSMAN),
    *(table(f"/caps-man/{name}", since=_WIFI, feature="wireless") for name in _CAPSMAN),
    table("/caps-man/radio", "", "provision", until=_WIFI),
    table("/caps-man/radio", "", "provision", since=_WIFI, feature="wireless"),
    table("/caps-man/remote-cap", "", "provision upgrade", until=_WIFI),
    table("/caps-man/remote-cap", "", "provision upgrade", since=_WIFI, feature="wireless"),
    table("/interface/w60g", "", "monitor scan align reset-configuration", feature="w60g"),
    table("/interface/w60g/station", feature="w60g"),
    *(table(f"/interface/wifi/{name}", since=_WIFI) for name in _WIFI_TABLES),
    single("/interface/wifi/cap", since=_WIFI),
    table("/interface/wifi/capsman/remote-cap", "", "provision set-identity upgrade", since=_WIFI),
    table("/interface/wireless/access-list", until=_WIFI),
    table("/interface/wireless/access-list", since=_WIFI, feature="wireless"),
    table("/interface/wireless/security-profiles", until=_WIFI),
    table("/interface/wireless/security-profiles", since=_WIFI, feature="wireless"),
)

_BY_VERSION = (
    single("/container/config", since=Version(7, 4), feature="container"),
    single("/disk/settings", since=Version(7, 14)),
    table("/interface/bridge/msti", "", "monitor"),
    single("/interface/ethernet/switch/l3hw-settings", "monitor", since=_V7, feature="l3hw"),
    single(
        "/interface/ethernet/switch/l3hw-settings/advanced", "monitor", since=_V7, feature="l3hw"
    ),
    table("/interface/ovpn-server/server", since=_OVPN_SERVERS),
    single("/interface/ovpn-server/server", until=_OVPN_SERVERS),
    table("/interface/ppp-client", "", "monitor info scan"),
    table("/ip/dhcp-server/alert", "", "reset-alert"),
    table("/ip/dns/adlist", "", "pause reload", since=Version(7, 15)),
    table("/ip/ipsec/identity", since=_IPSEC_SPLIT),
    table("/ip/ipsec/profile", since=_IPSEC_SPLIT),
    table("/ip/hotspot", "", "reset-html setup"),
    table("/ip/hotspot/host", "bytes packets status", "make-binding"),
    table("/ip/hotspot/user", "bytes packets", "reset-counters"),
    table(
        "/ip/kid-control/device",
        "activity all dynamic static stats",
        "reset-counters",
        since=Version(6, 43),
    ),
    single("/ip/nat-pmp", since=_WIFI),
    single("/ip/neighbor/discovery-settings", since=_LISTS),
    single("/ip/proxy", "monitor clear-cache reset-html"),
    table("/ip/reverse-proxy", since=Version(7, 22)),
    table("/ip/route/vrf", until=_V7),
    single("/ip/service/webserver", since=Version(7, 21)),
    single("/ip/ssh", "regenerate-host-key export-host-key import-host-key"),
    single("/ip/traffic-flow", "monitor", since=_V7),
    single("/ip/traffic-flow", until=_V7),
    table("/ipv6/dhcp-server/binding", "active", "make-static", since=_V7),
    table("/ipv6/dhcp-server/binding", "active", "make-static", until=_V7, feature="ipv6"),
    table("/ipv6/firewall/address-list", since=_V7),
    table("/ipv6/firewall/address-list", until=_V7, feature="ipv6"),
    table("/ipv6/nd/prefix", since=_V7),
    table("/ipv6/nd/prefix", until=_V7, feature="ipv6"),
    single("/ipv6/settings", since=_V7),
    single("/ipv6/settings", until=_V7, feature="ipv6"),
    table("/port", "stats"),
    single("/radius/incoming", "monitor reset-counters"),
    table("/routing/bfd/configuration", since=Version(7, 10)),
    table("/routing/bfd/interface", until=_V7),
    table("/routing/bfd/neighbor", until=_V7),
    table("/routing/bfd/session", since=Version(7, 10)),
    table("/routing/isis/instance", since=_WIFI),
    table("/routing/isis/neighbor", since=_WIFI),
    table("/routing/nexthop", "stats", since=_V7),
    single("/routing/settings", since=Version(7, 12)),
    table("/system/resource/hardware", since=_HARDWARE),
    table("/system/resource/usb", until=_HARDWARE),
    single("/tool/mac-server", since=_LISTS),
    single("/tool/mac-server/mac-winbox", since=_LISTS),
    single("/tool/mac-server/ping", since=_LISTS),
    single("/tool/sniffer", "start stop save quick"),
    single("/tr069-client", feature="tr069-client"),
    single("/user/settings", since=Version(6, 49)),
)

_USER_MANAGER = (
    single("/user-manager", "monitor", since=_V7, feature="user-manager"),
    single("/user-manager/advanced", since=_V7, feature="user-manager"),
    single("/user-manager/database", since=_V7, feature="user-manager"),
    table("/user-manager/router", "", "monitor", since=_V7, feature="user-manager"),
    table("/user-manager/session", "", "close-session", since=_V7, feature="user-manager"),
    table("/user-manager/user", "", "monitor", since=_V7, feature="user-manager"),
    table("/tool/user-manager/session", until=_V7, feature="user-manager"),
    table("/tool/user-manager/user", until=_V7, feature="user-manager"),
)

MORE: tuple[Menu, ...] = (
    *_WIRELESS,
    *_BY_VERSION,
    *_USER_MANAGER,
    *(table(path, feature=_NEEDS.get(path)) for path in _BASE_TABLES.split()),
    *(table(path, since=_V7) for path in _V7_TABLES.split()),
    *(table(path, "all chain dynamic static stats") for path in _BRIDGE_RULES),
    *(single(path) for path in _BASE_SINGLES.split()),
)
