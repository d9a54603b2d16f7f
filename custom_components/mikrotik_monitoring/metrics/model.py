"""The building blocks of the catalogue: tiers, metrics, groups and their readings."""

from .asking import Ask
from .group import AWAY_TIME, Group, InterfaceMenuGroup, MenuGroup, PrintGroup, Scope
from .metric import (
    BOTH,
    V6,
    V7,
    BinaryMetric,
    DeadBand,
    Graph,
    Menu,
    Metric,
    MetricValue,
    OwnGraph,
    RateMetric,
    SensorMetric,
    TrackerMetric,
    UpdateMetric,
)
from .reading import NO_READINGS, MissingSourceError, Polling, Query, Reading, Readings
from .tier import LONG, MEDIUM, REALTIME, SHORT, TIERS, Tier

__all__ = [
    "AWAY_TIME",
    "BOTH",
    "LONG",
    "MEDIUM",
    "NO_READINGS",
    "REALTIME",
    "SHORT",
    "TIERS",
    "V6",
    "V7",
    "Ask",
    "BinaryMetric",
    "DeadBand",
    "Graph",
    "Group",
    "InterfaceMenuGroup",
    "Menu",
    "MenuGroup",
    "Metric",
    "MetricValue",
    "MissingSourceError",
    "OwnGraph",
    "Polling",
    "PrintGroup",
    "Query",
    "RateMetric",
    "Reading",
    "Readings",
    "Scope",
    "SensorMetric",
    "Tier",
    "TrackerMetric",
    "UpdateMetric",
]
