"""The catalogue: what is read, when, and what it means."""

from .connection import TRACKING
from .identity import IDENTITY
from .interface import INTERFACE
from .model import Group, Metric
from .system import CPU, RESOURCE, STORAGE, WEAR

# A new group is named here and nowhere else.
CATALOGUE: tuple[Group, ...] = (INTERFACE, RESOURCE, CPU, TRACKING, STORAGE, WEAR, IDENTITY)

METRICS: dict[str, Metric] = {metric.key: metric for group in CATALOGUE for metric in group.metrics}
