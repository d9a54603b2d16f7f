"""The factors of the health score, as the README and the translations have them."""

import pytest

from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.metrics.health_score import FACTORS, SCORE, Factor
from custom_components.mikrotik_monitoring.metrics.model import SensorMetric
from scripts.metrics_table import README
from scripts.score_table import BEGIN, END, HEADING, factor_name, score_table, with_score_table

from .files import english

ENUMS = [
    pytest.param(metric, id=metric.key)
    for metric in METRICS.values()
    if isinstance(metric, SensorMetric) and metric.options
]


def test_the_readme_has_the_table() -> None:
    """``python -m scripts.score_table`` has been run since a factor changed."""
    readme = README.read_text(encoding="utf-8")
    assert readme.count(BEGIN) == readme.count(END) == 1
    assert readme == with_score_table(readme)


def test_the_table_finds_its_place() -> None:
    """It replaces the old one, and adds a section if there is none."""
    table = score_table()
    assert with_score_table(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{BEGIN}\n{table}\n{END}\nb"
    assert with_score_table("a\n") == f"a\n\n{HEADING}\n\n{BEGIN}\n{table}\n{END}\n"


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.key)
def test_row(factor: Factor) -> None:
    """Each factor has one row with its bounds, and the metrics it needs exist."""
    name = factor_name(factor)
    [row] = [row for row in score_table().splitlines() if row.startswith(f"| {name} |")]
    assert row.endswith(f"| {factor.weight:g} |")
    assert factor.unit is None or f"| {factor.ok:g} {factor.unit} | " in row
    assert factor.ok < factor.critical
    assert factor.requires
    assert set(factor.requires) <= METRICS.keys() - SCORE.keys


@pytest.mark.parametrize("metric", ENUMS)
def test_every_state_has_a_name(metric: SensorMetric) -> None:
    """Each state of an enum sensor is translated, and nothing else is."""
    names = english()["entity"]["sensor"][metric.key.replace(".", "_")]["state"]
    assert set(names) == set(metric.options or ())
