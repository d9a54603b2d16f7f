"""What is declared once has all that is told about it elsewhere."""

from homeassistant.components.sensor import SensorStateClass
import pytest

from custom_components.mikrotik_monitoring.metrics import CATALOGUE, METRICS
from custom_components.mikrotik_monitoring.metrics.model import (
    TIERS,
    BinaryMetric,
    Group,
    Metric,
    Scope,
    SensorMetric,
)
from scripts.metrics_table import BEGIN, END, HEADING, README, platform_of, table, with_table

from .files import INTEGRATION, english, read_json
from .test_texts import placeholders

NAMES = english()["entity"]
ICONS = read_json(INTEGRATION / "icons.json")["entity"]
PAIRS = [
    pytest.param(group, metric, id=metric.key) for group in CATALOGUE for metric in group.metrics
]


# Measurements with a page of their own kind on the device, but none of the graphs.
WITHOUT_GRAPH = {"lte", "wireless"}


def place(metric: Metric) -> tuple[str, str]:
    """Return the platform and the translation key of a metric."""
    return platform_of(metric), metric.key.replace(".", "_")


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_name(group: Group, metric: Metric) -> None:
    """It has a name; several of a kind on one page are told apart by it."""
    platform, key = place(metric)
    names = NAMES[platform][key]
    several = (group.has_instances and not metric.summary) or key == "system_cpu_core_load"
    wanted = {"instance"} if several and group.scope is Scope.ROUTER else set()
    assert placeholders(names["name"]) == wanted


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_unit(group: Group, metric: Metric) -> None:
    """A measurement has a unit: its own, or a word to be translated, never both."""
    platform, key = place(metric)
    word = NAMES[platform][key].get("unit_of_measurement")
    measured = isinstance(metric, SensorMetric) and metric.state_class is not None
    own = isinstance(metric, SensorMetric) and metric.native_unit_of_measurement is not None
    assert measured == (own or word is not None)
    assert not (own and word)


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_icon(group: Group, metric: Metric) -> None:
    """It has an icon of its own, or the one of its device class."""
    platform, key = place(metric)
    assert key in ICONS.get(platform, {}) or metric.device_class is not None


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_purpose(group: Group, metric: Metric) -> None:
    """It is in a graph, a diagnostic, on or off, a total for the statistics, or off at first."""
    total = isinstance(metric, SensorMetric) and (
        metric.state_class is SensorStateClass.TOTAL_INCREASING
    )
    assert (
        metric.graph is not None
        or metric.entity_category is not None
        or isinstance(metric, BinaryMetric)
        or total
        or not metric.entity_registry_enabled_default
        or metric.key.partition(".")[0] in WITHOUT_GRAPH
    )


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_key(group: Group, metric: Metric) -> None:
    """Keys are dotted words; no other metric has the same."""
    assert all(word.isalnum() and word.islower() for word in metric.key.replace("_", "").split("."))
    assert METRICS[metric.key] is metric
    assert group.tier in TIERS


def test_no_name_or_icon_is_left_over() -> None:
    """What no metric uses goes."""
    used = {place(metric) for metric in METRICS.values()}
    for texts in (NAMES, ICONS):
        assert {(platform, key) for platform, keys in texts.items() for key in keys} <= used


def test_icons_are_known_ones() -> None:
    """Only Material Design icons are shown everywhere."""
    for keys in ICONS.values():
        for icons in keys.values():
            assert icons["default"].startswith("mdi:")


def test_groups_are_told_apart() -> None:
    """Each group and each metric is declared once."""
    assert len({group.key for group in CATALOGUE}) == len(CATALOGUE)
    assert len(METRICS) == sum(len(group.metrics) for group in CATALOGUE)


def test_the_readme_has_the_table() -> None:
    """``python -m scripts.metrics_table`` has been run since the catalogue changed."""
    readme = README.read_text(encoding="utf-8")
    assert readme.count(BEGIN) == readme.count(END) == 1
    assert readme == with_table(readme)


def test_the_table_finds_its_place() -> None:
    """It replaces the old one, and makes a section where there is none."""
    assert with_table(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{BEGIN}\n{table()}\n{END}\nb"
    assert with_table("a\n") == f"a\n\n{HEADING}\n\n{BEGIN}\n{table()}\n{END}\n"
    assert all(f"`{key}`" in table() for key in METRICS)
