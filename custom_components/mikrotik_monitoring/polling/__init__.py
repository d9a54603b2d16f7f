"""When a router is asked, and what is known of it."""

from .coordinator import MetricContext, Selection, TierCoordinator
from .group_state import GroupState, Outcome
from .router import MikrotikConfigEntry, MonitoredRouter

__all__ = [
    "GroupState",
    "MetricContext",
    "MikrotikConfigEntry",
    "MonitoredRouter",
    "Outcome",
    "Selection",
    "TierCoordinator",
]
