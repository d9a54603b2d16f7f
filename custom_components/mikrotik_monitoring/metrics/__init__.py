"""The built-in groups: what is read, when, and what it means."""

from .bgp import BGP
from .connection import TRACKING
from .connection_split import SPLIT
from .dhcp import DHCP
from .ethernet import ETHERNET
from .firewall import FIREWALL
from .health import HEALTH
from .health_score import SCORE
from .identity import IDENTITY
from .interface import INTERFACE
from .interface_errors import HARDWARE_ERRORS, INTERFACE_ERRORS
from .link import LINK
from .lte import LTE
from .model import Group, Metric
from .netwatch import NETWATCH
from .ping import PING
from .poe import POE
from .poll_health import DURATIONS, POLL
from .ppp import PPP
from .queue import SIMPLE, TREE
from .queue_dynamic import DYNAMIC
from .system import CPU, RESOURCE, STORAGE, WEAR
from .system_info import CERTIFICATES, FIRMWARE, LICENCE, UPDATE
from .tables import ARP, NEIGHBOURS, ROUTES
from .uplink import UPLINK
from .uplink_routes import UPLINK_ROUTES
from .wireless import WIRELESS

# A new group is named here and nowhere else.
GROUPS: tuple[Group, ...] = (
    LINK,
    INTERFACE,
    INTERFACE_ERRORS,
    HARDWARE_ERRORS,
    ETHERNET,
    POE,
    UPLINK,
    UPLINK_ROUTES,
    RESOURCE,
    CPU,
    TRACKING,
    SPLIT,
    FIREWALL,
    SIMPLE,
    TREE,
    DYNAMIC,
    PPP,
    DHCP,
    SCORE,
    HEALTH,
    WIRELESS,
    LTE,
    PING,
    NETWATCH,
    BGP,
    STORAGE,
    WEAR,
    IDENTITY,
    FIRMWARE,
    UPDATE,
    LICENCE,
    CERTIFICATES,
    ROUTES,
    ARP,
    NEIGHBOURS,
    POLL,
    *DURATIONS,
)

METRICS: dict[str, Metric] = {metric.key: metric for group in GROUPS for metric in group.metrics}
