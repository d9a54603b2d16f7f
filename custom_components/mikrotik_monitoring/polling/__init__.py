"""Polling of a router, and the state of its groups."""

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
