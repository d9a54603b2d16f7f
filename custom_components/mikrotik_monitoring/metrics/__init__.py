"""The built-in groups: what is read, when, and what it means."""

from .address_list import ADDRESS_LIST
from .bfd import BFD
from .bgp import BGP
from .bonding import BONDING
from .bridge import BRIDGE, BRIDGE_HOSTS, BRIDGE_PORTS
from .capsman import CAP_CLIENTS, CAPS
from .clock import CLOCK
from .cloud import CLOUD
from .configuration import BACKUPS, CHANGES, DEVICE_MODE, PACKAGES, SCHEDULER
from .connection import TRACKING
from .connection_split import SPLIT
from .container import CONTAINERS
from .dhcp import DHCP
from .dhcpv6 import DHCPV6_BINDINGS, DHCPV6_CLIENT
from .disk import DISKS
from .dns import ADLISTS, DNS
from .ethernet import ETHERNET
from .firewall import FIREWALL
from .gps import GPS
from .health import HEALTH
from .health_score import SCORE
from .hotspot import HOTSPOT
from .identity import IDENTITY
from .interface import INTERFACE
from .interface_errors import HARDWARE_ERRORS, INTERFACE_ERRORS
from .ipsec import IPSEC
from .ipv6_pools import IPV6_POOLS
from .link import LINK
from .log import ENTRIES, USERS
from .lte import LTE
from .model import Group, Metric
from .netwatch import NETWATCH
from .ntp import NTP
from .ospf import OSPF
from .ping import PING
from .poe import POE
from .poll_health import DURATIONS, POLL
from .ppp import PPP
from .ppp_pools import PPP_POOLS
from .queue import SIMPLE, TREE
from .queue_dynamic import DYNAMIC
from .radio import RADIOS
from .radio_bands import BANDS
from .radius import RADIUS
from .rip import RIP
from .route_default import DEFAULT_ROUTES
from .route_protocols import PROTOCOLS
from .security import SECURITY, SECURITY_CHECKS
from .switch_chip import SWITCH
from .system import CPU, RESOURCE, STORAGE, WEAR
from .system_info import CERTIFICATES, FIRMWARE, LICENCE, UPDATE
from .tables import ARP, NEIGHBOURS, NEIGHBOURS_V6, ROUTES
from .uplink import UPLINK
from .uplink_routes import UPLINK_ROUTES
from .ups import UPS
from .user_manager import USER_MANAGER
from .vrrp import VRRP
from .w60g import W60G
from .wan import WAN
from .wireguard import WIREGUARD
from .wireless import WIRELESS

# A new group is registered here and nowhere else.
GROUPS: tuple[Group, ...] = (
    LINK,
    INTERFACE,
    INTERFACE_ERRORS,
    HARDWARE_ERRORS,
    ETHERNET,
    POE,
    VRRP,
    BONDING,
    BRIDGE,
    BRIDGE_PORTS,
    BRIDGE_HOSTS,
    SWITCH,
    UPLINK,
    UPLINK_ROUTES,
    WAN,
    CLOUD,
    DEFAULT_ROUTES,
    RESOURCE,
    CPU,
    TRACKING,
    SPLIT,
    FIREWALL,
    ADDRESS_LIST,
    SIMPLE,
    TREE,
    DYNAMIC,
    PPP,
    DHCP,
    HOTSPOT,
    USER_MANAGER,
    RADIUS,
    PPP_POOLS,
    IPV6_POOLS,
    DHCPV6_CLIENT,
    DHCPV6_BINDINGS,
    DNS,
    ADLISTS,
    SCORE,
    HEALTH,
    WIREGUARD,
    IPSEC,
    UPS,
    WIRELESS,
    BANDS,
    RADIOS,
    CAPS,
    CAP_CLIENTS,
    W60G,
    LTE,
    GPS,
    PING,
    NETWATCH,
    BGP,
    NTP,
    CLOCK,
    OSPF,
    BFD,
    RIP,
    STORAGE,
    WEAR,
    DISKS,
    CONTAINERS,
    IDENTITY,
    FIRMWARE,
    UPDATE,
    LICENCE,
    CERTIFICATES,
    CHANGES,
    BACKUPS,
    PACKAGES,
    DEVICE_MODE,
    SCHEDULER,
    ENTRIES,
    USERS,
    SECURITY,
    SECURITY_CHECKS,
    ROUTES,
    PROTOCOLS,
    ARP,
    NEIGHBOURS,
    NEIGHBOURS_V6,
    POLL,
    *DURATIONS,
)

METRICS: dict[str, Metric] = {metric.key: metric for group in GROUPS for metric in group.metrics}
