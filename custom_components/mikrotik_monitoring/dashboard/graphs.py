"""How each of the catalogue's graphs is drawn; each metric declares its graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Self

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfInformation, UnitOfRatio

from ..metrics.bandwidth import BandwidthMetric
from ..metrics.catalogue import Catalogue
from ..metrics.model import Graph, Metric, OwnGraph

# Most lines of one chart: more are unreadable, and the legend hides the rest.
MAX_SERIES: Final = 10

# Metrics whose axis ends at a hundred points.
_SCORES: Final = frozenset({"score", "security.score"})

# Columns of a view: three charts side by side on a desktop's screen.
MAX_COLUMNS: Final = 3

# An instance has one hue: strong for its first metric, light for its second.
PALETTE: Final = (
    ("#4269d0", "#9db4f0"),
    ("#e8833a", "#f6bf92"),
    ("#3ca951", "#9bd5a6"),
    ("#c6509e", "#e9afd2"),
    ("#7c6f64", "#beb4aa"),
)

# Reference lines of traffic: grey, and red for the commit, which is paid for in any case.
_REFERENCES: Final = MappingProxyType({"down": "#6b6b6b", "up": "#a0a0a0", "commit": "#c62828"})


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphStyle:
    """What a graph looks like, apart from its series.

    ``span`` is how many columns of the view it spans. Metrics whose unit is in ``tiles`` repeat
    others in another unit: they are shown below the chart as a number with a small trend. Charts
    that are ``beside`` each other share the width, two in a row. ``volume`` are the totals, or else
    the rates, by which the busiest instances are found, ``running`` is the metric of which are in
    use, ``uplinks`` that of the uplinks' names.
    """

    icon: str
    span: int = 1
    beside: bool = False
    tiles: frozenset[str | None] = frozenset()
    volume: frozenset[str] = frozenset()
    running: str | None = None
    uplinks: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """The series of a graph that share a unit, and so an axis."""

    graph: Graph | OwnGraph
    unit: str | None
    metrics: tuple[str, ...]
    # Metrics whose mean, minimum and maximum the recorder keeps.
    measured: frozenset[str] = frozenset()
    # Whether an owner's metric is among them: its range of values is unknown.
    is_open: bool = False
    # The colours of the reference lines, by metric.
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def counted(self) -> Self:
        """Return the chart without metrics that have no mean: totals, and states that are text."""
        return replace(self, metrics=tuple(key for key in self.metrics if key in self.measured))

    @property
    def is_tiles(self) -> bool:
        """Return whether it is drawn as numbers with a trend."""
        return self.unit in style_of(self.graph).tiles

    @property
    def bounds(self) -> dict[str, float | bool]:
        """Return the limits of the axis, which grows with metrics that an owner added."""
        limits = axis_bounds(self.graph, self.unit)
        if _SCORES.issuperset(self.metrics):
            limits = {**limits, "max_y_axis": 100}
        return {**limits, "fit_y_data": True} if self.is_open else limits


GRAPH_STYLES: Final[Mapping[Graph, GraphStyle]] = MappingProxyType(
    {
        Graph.INTERFACE_TRAFFIC: GraphStyle(
            icon="mdi:swap-vertical",
            span=MAX_COLUMNS,
            volume=frozenset({"interface.total.rx", "interface.total.tx"}),
            running="interface.running",
            uplinks="uplink.interfaces",
        ),
        Graph.INTERFACE_ERRORS: GraphStyle(
            icon="mdi:alert-circle-outline",
            span=MAX_COLUMNS,
            volume=frozenset({"interface.total.rx", "interface.total.tx"}),
            running="interface.running",
            uplinks="uplink.interfaces",
        ),
        Graph.CPU: GraphStyle(icon="mdi:chip"),
        Graph.MEMORY: GraphStyle(icon="mdi:memory", tiles=frozenset({UnitOfInformation.MEBIBYTES})),
        Graph.CONNECTIONS: GraphStyle(
            icon="mdi:transit-connection-variant", tiles=frozenset({UnitOfRatio.PERCENTAGE})
        ),
        Graph.QUEUES: GraphStyle(
            icon="mdi:tray-full",
            volume=frozenset({"queue.simple.upload", "queue.simple.download", "queue.tree.rate"}),
        ),
        Graph.LATENCY: GraphStyle(icon="mdi:timer-outline"),
        Graph.BGP: GraphStyle(icon="mdi:graph-outline"),
        Graph.PPPOE: GraphStyle(icon="mdi:account-network"),
        Graph.DHCP: GraphStyle(icon="mdi:ip-network"),
        Graph.FIREWALL: GraphStyle(icon="mdi:wall-fire"),
        Graph.HEALTH: GraphStyle(icon="mdi:thermometer"),
        Graph.WAN: GraphStyle(icon="mdi:wan"),
        Graph.VPN: GraphStyle(icon="mdi:vpn"),
        Graph.WIFI: GraphStyle(icon="mdi:wifi"),
        Graph.ROUTING: GraphStyle(icon="mdi:routes"),
        Graph.HARDWARE: GraphStyle(icon="mdi:memory"),
        Graph.SECURITY: GraphStyle(icon="mdi:shield-check", span=MAX_COLUMNS, beside=True),
    }
)


_OWN_STYLE: Final = GraphStyle(icon="mdi:chart-line")


def style_of(graph: Graph | OwnGraph) -> GraphStyle:
    """Return what a graph looks like; all that owners added look the same."""
    return _OWN_STYLE if isinstance(graph, OwnGraph) else GRAPH_STYLES[graph]


def unit_of(metric: Metric) -> str | None:
    """Return the unit a metric is shown in, None for one that has a translated unit or none."""
    suggested: str | None = getattr(metric, "suggested_unit_of_measurement", None)
    return suggested or getattr(metric, "native_unit_of_measurement", None)


def charts(
    catalogue: Catalogue, graph: Graph | OwnGraph, unit: Callable[[Metric], str | None] = unit_of
) -> tuple[Chart, ...]:
    """Return a graph's charts, one per unit, in the order of the catalogue."""
    by_unit: dict[str | None, list[Metric]] = {}
    for metric in catalogue.metrics.values():
        if metric.graph == graph:
            by_unit.setdefault(unit(metric), []).append(metric)
    return tuple(
        Chart(
            graph=graph,
            unit=unit,
            metrics=tuple(metric.key for metric in metrics),
            measured=frozenset(metric.key for metric in metrics if has_mean(metric)),
            is_open=any(metric.own_name("") is not None for metric in metrics),
            references={
                metric.key: color for metric in metrics if (color := reference_color(metric))
            },
        )
        for unit, metrics in by_unit.items()
    )


def has_mean(metric: Metric) -> bool:
    """Return whether the recorder keeps the mean, minimum and maximum of a metric."""
    return getattr(metric, "state_class", None) is SensorStateClass.MEASUREMENT


def reference_color(metric: Metric) -> str | None:
    """Return the colour of a reference line, None for any other."""
    is_reference = isinstance(metric, BandwidthMetric)
    return _REFERENCES.get(metric.contract or "") if is_reference else None


def axis_bounds(graph: Graph | OwnGraph | None, unit: str | None) -> dict[str, float | bool]:
    """Return the limits of a graph's axis, where nothing is below zero.

    A share ends at 100 %; traffic may exceed the contracted bandwidth.
    """
    if unit != UnitOfRatio.PERCENTAGE:
        return {"min_y_axis": 0}
    may_exceed = {"fit_y_data": True} if graph is Graph.INTERFACE_TRAFFIC else {}
    return {"min_y_axis": 0, "max_y_axis": 100, **may_exceed}
