"""When a router is asked, and what is known of it."""

from .coordinator import MetricContext, Selection, TierCoordinator
from .group_state import GroupState, Outcome
from .operation import Operation
from .router import MikrotikConfigEntry, MonitoredRouter

__all__ = [
    "GroupState",
    "MetricContext",
    "MikrotikConfigEntry",
    "MonitoredRouter",
    "Operation",
    "Outcome",
    "Selection",
    "TierCoordinator",
]
