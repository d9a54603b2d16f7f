"""Differences of some menus from others of their kind, by path, from the crawls of RouterOS 7."""

_WITH_OIDS = """
/caps-man/interface /caps-man/registration-table /disk /interface /interface/wifi
/interface/wifi/cap /interface/wifi/capsman /interface/wifi/capsman/remote-cap
/interface/wifi/registration-table /interface/wireless /interface/wireless/registration-table
/ip/hotspot/active /ip/neighbor /queue/simple /queue/tree /system/gps /system/health
/system/identity /system/license /system/note /system/resource /system/resource/cpu /system/ups
"""
_WITHOUT_FROM = """
/ip/pool/used /ipv6/pool/used /log /routing/bgp/advertisements /routing/nexthop /routing/route
/system/history
"""
_ORDERED = """
/caps-man/access-list /caps-man/provisioning
/interface/bridge/filter /interface/bridge/nat /interface/bridge/port
/interface/wifi/access-list /interface/wifi/provisioning
/interface/wireguard/peers /interface/wireless/access-list /interface/wireless/connect-list
/ip/dns/static
/ip/firewall/filter /ip/firewall/mangle /ip/firewall/nat /ip/firewall/raw
/ip/hotspot/ip-binding /ip/hotspot/walled-garden /ip/ipsec/policy
/ip/proxy/access /ip/socks/access /ip/tftp /ip/vrf
/ipv6/firewall/filter /ipv6/firewall/mangle /ipv6/firewall/nat /ipv6/firewall/raw
/queue/simple /radius
/routing/bfd/configuration /routing/filter/rule /routing/ospf/interface-template /routing/rule
"""

# Menus whose rows have SNMP OIDs.
WITH_OIDS = frozenset(_WITH_OIDS.split())
# Menus whose `print` does not accept `from`.
WITHOUT_FROM = frozenset(_WITHOUT_FROM.split())
# Menus whose rows can be moved, as their order matters.
ORDERED = frozenset(_ORDERED.split())
