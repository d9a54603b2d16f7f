"""The graphs against the catalogue and the translations."""

import json
from pathlib import Path
from typing import Any

from custom_components import mikrotik_monitoring
from custom_components.mikrotik_monitoring.dashboard.graphs import GRAPH_STYLES, charts, style_of
from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.custom_metric import make
from custom_components.mikrotik_monitoring.metrics.model import Graph

BUILT_IN = Catalogue("", GROUPS)


def own(**changes: Any) -> Catalogue:
    """Return a catalogue with a metric that an owner added, shown in percent."""
    data = {"menu": "/ip/arp", "how": "count", "state_class": "measurement", "unit": "%"}
    added = make("01ID", "Mine", {**data, "tier": "short", "graph": "own", **changes})
    assert added is not None
    return Catalogue("", (*GROUPS, added))


def test_what_an_owner_added_has_a_graph() -> None:
    """One of its own, unlike any other, or one of the built-in graphs."""
    catalogue = own()
    (graph,) = catalogue.own_graphs
    assert graph.title == "Mine"
    assert style_of(graph).span == 1
    (chart,) = charts(catalogue, graph)
    assert chart.metrics == ("custom_metric.01ID",)
    assert chart.bounds == {"min_y_axis": 0, "max_y_axis": 100, "fit_y_data": True}
    assert not chart.is_tiles
    assert not BUILT_IN.own_graphs
    catalogue = own(graph="cpu")
    assert not catalogue.own_graphs
    chart = next(one for one in charts(catalogue, Graph.CPU) if one.unit == "%")
    assert chart.metrics[-1] == "custom_metric.01ID"
    assert chart.bounds["fit_y_data"] is True
    assert all("fit_y_data" not in one.bounds for one in charts(BUILT_IN, Graph.CPU))


def test_every_graph_has_a_look_and_a_name() -> None:
    """A new graph has a style and a name."""
    path = Path(mikrotik_monitoring.__file__).parent / "translations" / "en.json"
    texts = json.loads(path.read_text(encoding="utf-8"))["config_panel"]["dashboard"]
    assert set(GRAPH_STYLES) == set(Graph)
    assert set(texts["graph"]) == set(Graph)
    assert {"title", "version", "webfig", "empty"} <= set(texts)


def test_every_metric_of_a_graph_is_in_one_of_its_charts() -> None:
    """Each metric with a graph is in exactly one chart, with those of its unit."""
    drawn = [key for graph in Graph for chart in charts(BUILT_IN, graph) for key in chart.metrics]
    assert sorted(drawn) == sorted(key for key, metric in METRICS.items() if metric.graph)


def test_what_a_look_names_is_in_the_catalogue() -> None:
    """Metrics that rank instances exist."""
    for style in GRAPH_STYLES.values():
        assert style.volume <= METRICS.keys()
        assert style.running is None or style.running in METRICS
