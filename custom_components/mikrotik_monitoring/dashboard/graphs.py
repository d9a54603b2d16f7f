"""How each of the catalogue's graphs is drawn; which series it has, each metric declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from homeassistant.const import UnitOfRatio

from ..metrics import METRICS
from ..metrics.model import Graph, Metric

# More lines than these are a tangle, and the legend folds the rest away.
MAX_SERIES: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """One chart: the series of a graph that share a unit, and so an axis."""

    graph: Graph
    unit: str | None
    metrics: tuple[Metric, ...]

    @property
    def bounds(self) -> Mapping[str, float]:
        """Return the limits of the axis: shares go from nothing to all, the rest from nothing."""
        if self.unit == UnitOfRatio.PERCENTAGE:
            return MappingProxyType({"min_y_axis": 0, "max_y_axis": 100})
        return MappingProxyType({"min_y_axis": 0})


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphLook:
    """What a graph looks like beside its series: an icon, hours shown."""

    icon: str
    hours: float = 1


LOOKS: Final[Mapping[Graph, GraphLook]] = MappingProxyType(
    {
        Graph.INTERFACE_TRAFFIC: GraphLook(icon="mdi:swap-vertical"),
        Graph.INTERFACE_ERRORS: GraphLook(icon="mdi:alert-circle-outline"),
        Graph.CPU: GraphLook(icon="mdi:chip"),
        Graph.MEMORY: GraphLook(icon="mdi:memory"),
        Graph.CONNECTIONS: GraphLook(icon="mdi:transit-connection-variant"),
        Graph.QUEUES: GraphLook(icon="mdi:tray-full"),
        Graph.LATENCY: GraphLook(icon="mdi:timer-outline"),
        Graph.BGP: GraphLook(icon="mdi:graph-outline"),
        Graph.PPPOE: GraphLook(icon="mdi:account-network"),
        Graph.DHCP: GraphLook(icon="mdi:ip-network"),
        Graph.FIREWALL: GraphLook(icon="mdi:wall-fire"),
        Graph.HEALTH: GraphLook(icon="mdi:thermometer"),
    }
)


def charts(graph: Graph) -> tuple[Chart, ...]:
    """Return a graph's charts, one per unit, in the order of the catalogue."""
    by_unit: dict[str | None, list[Metric]] = {}
    for metric in METRICS.values():
        if metric.graph is graph:
            by_unit.setdefault(_unit(metric), []).append(metric)
    return tuple(
        Chart(graph=graph, unit=unit, metrics=tuple(metrics)) for unit, metrics in by_unit.items()
    )


def _unit(metric: Metric) -> str | None:
    """Return the unit a metric is shown in."""
    suggested = getattr(metric, "suggested_unit_of_measurement", None)
    return suggested or getattr(metric, "native_unit_of_measurement", None)
