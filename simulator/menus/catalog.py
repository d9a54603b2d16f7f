"""The menus that exist, as one table; the crawls of RouterOS 7.9 to 7.24 are its source for v7."""

from collections.abc import Iterable

from ..version import Version
from .declare import folder as _folder, single as _single, table as _table
from .menu import ANCIENT, Menu
from .more import MORE

_V7 = Version(7)
_WIFI = Version(7, 13)
_ACTIVE_PEERS = Version(6, 44)
_BONDS_MEASURED = Version(6, 48)


def _firewall(path: str, *, feature: str | None = None, since: Version = ANCIENT) -> Menu:
    """Declare a table of firewall rules."""
    arguments = "stats chain all dynamic static"
    if path.startswith("/ipv6"):
        arguments = "stats dynamic static" if path.endswith("/nat") else "stats"
    return _table(path, arguments, _RESET, since=since, feature=feature)


_STATS = "stats stats-detail"
_RESET = "reset-counters reset-counters-all"
_FOLLOW = frozenset({"follow", "follow-only", "follow-strict"})

_INTERFACES = (
    _table("/interface", _STATS, "monitor-traffic reset-counters blink"),
    _table("/interface/6to4"),
    _table("/interface/bonding", "", "monitor-slaves", until=_BONDS_MEASURED),
    _table("/interface/bonding", "", "monitor monitor-slaves", since=_BONDS_MEASURED),
    _table("/interface/bridge", "", "monitor"),
    _table("/interface/bridge/host"),
    _table("/interface/bridge/port", "stats debug", "monitor"),
    _table("/interface/bridge/vlan"),
    _single("/interface/detect-internet", since=_V7),
    _table("/interface/eoip"),
    _table("/interface/ethernet", _STATS, "monitor reset-counters reset-mac-address cable-test"),
    _table("/interface/ethernet/poe", "", "monitor power-cycle", feature="poe-out"),
    _table("/interface/ethernet/switch", _STATS, feature="switch"),
    _table("/interface/ethernet/switch/port", _STATS, feature="switch"),
    _table("/interface/gre"),
    _table("/interface/ipip"),
    _table("/interface/l2tp-client", "", "monitor"),
    _table("/interface/l2tp-server", "", "monitor"),
    _single("/interface/l2tp-server/server"),
    _table("/interface/list"),
    _table("/interface/list/member"),
    _table("/interface/lte", "", "monitor", since=_V7),
    _table("/interface/lte", "", "info", until=_V7, feature="lte"),
    _table("/interface/ovpn-client", "", "monitor"),
    _table("/interface/ovpn-server", "", "monitor"),
    _table("/interface/pppoe-client", "", "monitor scan"),
    _table("/interface/pppoe-server", "", "monitor"),
    _table("/interface/pppoe-server/server"),
    _table("/interface/pptp-client", "", "monitor"),
    _table("/interface/pptp-server", "", "monitor"),
    _single("/interface/pptp-server/server"),
    _table("/interface/sstp-client", "", "monitor"),
    _table("/interface/sstp-server", "", "monitor"),
    _single("/interface/sstp-server/server"),
    _table("/interface/veth", since=Version(7, 4), until=Version(7, 21)),
    _table("/interface/veth", since=Version(7, 21), feature="container"),
    _table("/interface/vlan"),
    _table("/interface/vrrp"),
    _table("/interface/wireguard", since=_V7),
    _table("/interface/wireguard/peers", since=_V7),
)

_WIRELESS = (
    _table("/caps-man/interface", "", "scan", until=_WIFI),
    _table("/caps-man/interface", "", "scan", since=_WIFI, feature="wireless"),
    _table("/caps-man/registration-table", "stats", until=_WIFI),
    _table("/caps-man/registration-table", "stats", since=_WIFI, feature="wireless"),
    _single("/caps-man/manager", until=_WIFI),
    _single("/caps-man/manager", since=_WIFI, feature="wireless"),
    _table("/interface/wireless", "advanced basic", "monitor scan", until=_WIFI),
    _table(
        "/interface/wireless", "advanced basic", "monitor scan", since=_WIFI, feature="wireless"
    ),
    _table("/interface/wireless/registration-table", "stats", until=_WIFI),
    _table("/interface/wireless/registration-table", "stats", since=_WIFI, feature="wireless"),
    _table("/interface/wifiwave2", "", "monitor scan", since=_V7, until=_WIFI, feature="wifiwave2"),
    _table("/interface/wifiwave2/configuration", since=_V7, until=_WIFI, feature="wifiwave2"),
    _table("/interface/wifiwave2/registration-table", since=_V7, until=_WIFI, feature="wifiwave2"),
    _table("/interface/wifi", "config", "monitor scan", since=Version(7, 15)),
    _table("/interface/wifi", "", "monitor scan", since=_WIFI),
    _single("/interface/wifi/capsman", since=_WIFI),
    _table("/interface/wifi/configuration", "config", since=Version(7, 15)),
    _table("/interface/wifi/configuration", since=_WIFI),
    _table("/interface/wifi/radio", since=_WIFI),
    _table("/interface/wifi/registration-table", "stats", since=_WIFI),
)

_IP = (
    _table("/ip/address"),
    _table("/ip/arp"),
    _single("/ip/cloud", "force-update"),
    _table("/ip/dhcp-client", "", "release renew"),
    _table("/ip/dhcp-server", "", "setup"),
    _table("/ip/dhcp-server/lease", "active", "check-status make-static"),
    _table("/ip/dhcp-server/network"),
    _single("/ip/dns"),
    _table("/ip/firewall/address-list"),
    Menu(path="/ip/firewall/connection", denied=((Version(7, 22), _FOLLOW),)),
    _single("/ip/firewall/connection/tracking"),
    _firewall("/ip/firewall/filter"),
    _firewall("/ip/firewall/mangle"),
    _firewall("/ip/firewall/nat"),
    _firewall("/ip/firewall/raw"),
    _table("/ip/firewall/service-port"),
    _table("/ip/hotspot/active", "stats status", "login"),
    _table("/ip/ipsec/active-peers", "stats", "kill-connections", since=_ACTIVE_PEERS),
    _table("/ip/ipsec/installed-sa", "", "flush"),
    _table("/ip/kid-control"),
    _table("/ip/neighbor"),
    _table("/ip/pool"),
    _table("/ip/pool/used"),
    _table("/ip/route", "stats", "check", since=Version(7, 18)),
    _table("/ip/route", "stats", since=_V7),
    _table("/ip/route"),
    _table("/ip/vrf", since=_V7),
    _table("/ip/service"),
    _single("/ip/settings"),
    _table("/ip/ipsec/remote-peers", "", "kill-connections", until=_ACTIVE_PEERS),
)

_IPV6_PATHS = (
    "/ipv6/address",
    "/ipv6/dhcp-client",
    "/ipv6/dhcp-server",
    "/ipv6/firewall/connection",
    "/ipv6/nd",
    "/ipv6/neighbor",
    "/ipv6/pool",
    "/ipv6/route",
)
_IPV6_RULES = ("/ipv6/firewall/filter", "/ipv6/firewall/mangle", "/ipv6/firewall/raw")
_IPV6_V7 = (_table("/ipv6/pool/used", since=_V7), _firewall("/ipv6/firewall/nat", since=_V7))
_IPV6 = (
    _table("/ipv6/route", "stats", since=_V7),
    *(_table(path, since=_V7) for path in _IPV6_PATHS if path != "/ipv6/route"),
    *(_table(path, until=_V7, feature="ipv6") for path in _IPV6_PATHS),
    *(_firewall(path, since=_V7) for path in _IPV6_RULES),
    *(_firewall(path, feature="ipv6") for path in _IPV6_RULES),
    *_IPV6_V7,
)

_PPP_AND_QUEUES = (
    _table("/ppp/active"),
    _table("/ppp/profile"),
    _table("/ppp/secret"),
    _table("/queue/interface"),
    _table("/queue/simple", "bytes packets rate stats", _RESET),
    _table("/queue/tree", "bytes packets rate stats", _RESET),
    _table("/queue/type"),
    _table("/radius", "", "monitor reset-counters"),
)

_ROUTING = (
    _table("/routing/bgp/advertisements"),
    _table("/routing/bgp/connection", since=_V7),
    _table("/routing/bgp/instance", until=_V7),
    _table("/routing/bgp/instance", since=Version(7, 20)),
    _table("/routing/bgp/peer", "", "refresh refresh-all resend", until=_V7),
    _table("/routing/bgp/session", "", "clear refresh resend stop", since=_V7),
    _table("/routing/bgp/template", since=_V7),
    _table("/routing/ospf/instance"),
    _table("/routing/ospf/neighbor"),
    _table("/routing/route", "stats", since=_V7),
    _table("/routing/rule", since=_V7),
    _table("/routing/stats/process", "", "kill", since=_V7),
    _table("/routing/table", since=_V7),
)

_NO_SENSORS_GONE = Version(7, 17)
_DISKS_TESTED = Version(7, 16)
_DISKS_FOUND = Version(7, 18)
_DISK = "eject-drive format-drive monitor-traffic reset-counters scan"
_UPS = "monitor beep rtc self-test"
_EXTRA_INFO = Version(7, 19)
_MODE_SHOWS_ITS_CONFIG = Version(7, 17)

_SYSTEM = (
    _table("/certificate", "active inactive", "sign import export-certificate"),
    _table("/container", "", "start stop", since=Version(7, 4), feature="container"),
    _table("/disk", _STATS, f"{_DISK} blink test", since=_DISKS_FOUND),
    _table("/disk", _STATS, f"{_DISK} test", since=_DISKS_TESTED),
    _table("/disk", _STATS, _DISK, since=_V7),
    _table("/disk", "", "eject-drive format-drive", until=_V7, feature="storage"),
    _table("/file"),
    _table("/log", "", "debug error info warning", until=_EXTRA_INFO),
    _table("/log", "with-extra-info", "debug error info warning", since=_EXTRA_INFO),
    _single("/snmp"),
    _table("/snmp/community"),
    _folder("/system", "reboot shutdown"),
    _folder("/system/backup", "save load"),
    _single("/system/clock"),
    _single("/system/device-mode", "update", since=_MODE_SHOWS_ITS_CONFIG, arguments="config"),
    _single("/system/device-mode", "update", since=_V7),
    _single("/system/gps", "monitor", feature="gps"),
    _table("/system/health", since=_V7, feature="sensors"),
    _single("/system/health", since=_V7, until=_NO_SENSORS_GONE),
    _single("/system/health", since=_NO_SENSORS_GONE, feature="virtual"),
    _single("/system/health", until=_V7),
    _single("/system/identity"),
    _table("/system/history"),
    _single("/system/license", "renew generate-new-id"),
    _table("/system/logging"),
    _single("/system/ntp/client"),
    _table("/system/package", "", "uninstall downgrade"),
    _single("/system/package/update", "check-for-updates download install cancel"),
    _single("/system/resource", "monitor"),
    _table("/system/resource/cpu"),
    _table("/system/resource/irq"),
    _single("/system/routerboard", "upgrade", feature="routerboard"),
    _single("/system/routerboard/settings", feature="routerboard"),
    _table("/system/scheduler"),
    _table("/system/script", "", "run"),
    _table("/system/script/job"),
    _table("/system/ups", "", _UPS, since=_V7),
    _table("/system/ups", "", _UPS, until=_V7, feature="ups"),
    _folder("/tool", "ping traceroute bandwidth-test torch profile fetch", since=_V7),
    _folder("/tool", "traceroute bandwidth-test torch profile fetch"),
    _table("/tool/netwatch", "stats"),
    _table("/tool/traffic-monitor"),
    _table("/user", "", "expire-password"),
    _single("/user/aaa"),
    _table("/user/active"),
    _table("/user/group"),
    _folder("/", "ping login quit cancel"),
)

MENUS: tuple[Menu, ...] = (
    *_INTERFACES,
    *_WIRELESS,
    *_IP,
    *_IPV6,
    *_PPP_AND_QUEUES,
    *_ROUTING,
    *_SYSTEM,
    *MORE,
)


def menus_of(
    release: Version, features: frozenset[str], missing: frozenset[str] = frozenset()
) -> dict[str, Menu]:
    """Return the menus of a router by path; the first matching declaration wins."""
    found: dict[str, Menu] = {}
    for menu in MENUS:
        if menu.path not in missing and menu.exists(release, features):
            found.setdefault(menu.path, menu)
    return found


def folders_of(menus: Iterable[str]) -> frozenset[str]:
    """Return every path that leads to a menu, and the menus themselves."""
    paths = {"/"}
    for path in menus:
        parts = path.strip("/").split("/")
        paths.update("/" + "/".join(parts[: end + 1]) for end in range(len(parts)))
    return frozenset(paths)
