"""The graphs against the catalogue and the translations."""

import json
from pathlib import Path

from custom_components import mikrotik_monitoring
from custom_components.mikrotik_monitoring.dashboard.graphs import GRAPH_STYLES, charts
from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.model import Graph

BUILT_IN = Catalogue("", GROUPS)


def test_every_graph_has_a_look_and_a_name() -> None:
    """A new graph is drawn, and called something."""
    path = Path(mikrotik_monitoring.__file__).parent / "translations" / "en.json"
    texts = json.loads(path.read_text(encoding="utf-8"))["config_panel"]["dashboard"]
    assert set(GRAPH_STYLES) == set(Graph)
    assert set(texts["graph"]) == set(Graph)
    assert {"title", "version", "webfig", "empty"} <= set(texts)


def test_every_metric_of_a_graph_is_in_one_of_its_charts() -> None:
    """Each metric with a graph stands in exactly one chart, with those of its unit."""
    drawn = [key for graph in Graph for chart in charts(BUILT_IN, graph) for key in chart.metrics]
    assert sorted(drawn) == sorted(key for key, metric in METRICS.items() if metric.graph)


def test_what_a_look_names_is_in_the_catalogue() -> None:
    """Metrics that rank instances exist."""
    for style in GRAPH_STYLES.values():
        assert style.volume <= METRICS.keys()
        assert style.running is None or style.running in METRICS
