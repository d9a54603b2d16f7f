"""Everything declared once has all that other files say about it."""

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
    NON_NUMERIC_DEVICE_CLASSES,
)
import pytest

from custom_components.mikrotik_monitoring import binary_sensor, button, event, sensor, switch
from custom_components.mikrotik_monitoring.catalogue import ADDED
from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.model import (
    BOTH,
    TIERS,
    BinaryMetric,
    Group,
    Metric,
    Scope,
    SensorMetric,
)
from scripts.metrics_document import DOCUMENT, document, platform_of, sections
from scripts.metrics_table import BEGIN, END, HEADING, README, table, with_table

from .files import INTEGRATION, english, read_json
from .test_texts import placeholders

NAMES = english()["entity"]
ICONS = read_json(INTEGRATION / "icons.json")["entity"]
SECTIONS = document().split("\n## ")
PAIRS = [pytest.param(group, metric, id=metric.key) for group in GROUPS for metric in group.metrics]


SENSORS = [
    pytest.param(metric, id=metric.key)
    for metric in METRICS.values()
    if isinstance(metric, SensorMetric)
]

# The entities that belong to no metric, with their platforms.
OPERATING = (
    *(("button", one) for one in button.BUTTONS),
    ("binary_sensor", binary_sensor.PROBLEM),
    ("event", event.ALERT),
    ("sensor", sensor.ACTIVE_ALERTS),
    ("sensor", sensor.RECOVERIES),
    ("switch", switch.COLLECTION),
)

# Families of measurements that are shown on the device's page, but in no graph.
WITHOUT_GRAPH = {"hotspot", "lte", "score", "security", "uplink", "wireless"}


def place(metric: Metric) -> tuple[str, str]:
    """Return the platform and the translation key of a metric."""
    return platform_of(metric), metric.name_key()


def names_of(metric: Metric) -> list[str]:
    """Return all names of a metric: its own, and those of rows that have a separate one."""
    return [NAMES[platform_of(metric)][key]["name"] for key in metric.name_keys()]


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_name(group: Group, metric: Metric) -> None:
    """It has a name, which distinguishes several of a kind on one page."""
    plain, *others = (placeholders(name) for name in names_of(metric))
    several = (group.has_instances and not metric.summary) or metric.key == "system.cpu.core.load"
    assert plain == ({"instance"} if several and group.scope is Scope.ROUTER else set())
    assert all(other <= plain for other in others)
    assert len(set(names_of(metric))) == len(metric.name_keys())
    assert (metric.variant is None) == (not metric.variants)


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_unit(group: Group, metric: Metric) -> None:
    """A measurement has a unit: its own, or a word to be translated, never both."""
    platform, key = place(metric)
    word = NAMES[platform][key].get("unit_of_measurement")
    measured = isinstance(metric, SensorMetric) and metric.state_class is not None
    own = isinstance(metric, SensorMetric) and metric.native_unit_of_measurement is not None
    assert measured == (own or word is not None)
    assert not (own and word)


@pytest.mark.parametrize("metric", SENSORS)
def test_device_class(metric: SensorMetric) -> None:
    """Unit and state class are those that Home Assistant has for the device class."""
    if metric.device_class is None:
        return
    if metric.device_class in NON_NUMERIC_DEVICE_CLASSES:
        assert metric.native_unit_of_measurement is metric.suggested_unit_of_measurement is None
    else:
        units = DEVICE_CLASS_UNITS[metric.device_class]
        assert metric.native_unit_of_measurement in units
        assert metric.suggested_unit_of_measurement in {None, *units}
    states: set[SensorStateClass | None] = {*DEVICE_CLASS_STATE_CLASSES[metric.device_class]}
    assert metric.state_class in (states or {None})
    assert bool(metric.options) == (metric.device_class is SensorDeviceClass.ENUM)


@pytest.mark.parametrize("metric", SENSORS)
def test_precision(metric: SensorMetric) -> None:
    """A value with a unit is shown with its significant digits."""
    has_unit = metric.native_unit_of_measurement is not None
    assert not has_unit or metric.suggested_display_precision is not None
    assert not has_unit or metric.state_class is not None


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_icon(group: Group, metric: Metric) -> None:
    """It has an icon of its own, or the one of its device class."""
    icons = ICONS.get(platform_of(metric), {})
    assert metric.device_class is not None or set(metric.name_keys()) <= set(icons)


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_purpose(group: Group, metric: Metric) -> None:
    """It is in a graph, a diagnostic, on or off, a total for the statistics, or off by default."""
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


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_meaning(group: Group, metric: Metric) -> None:
    """It says in a sentence what it means, and which menus of which versions it comes from."""
    assert metric.about[:1].isupper()
    assert metric.about.endswith(".")
    assert not set(metric.about) & set("|\n")
    menus = group.menus_of(metric)
    assert menus or group.derived
    assert all(menu.path.startswith("/") for menu in menus)
    assert all(menu.versions and set(menu.versions) <= set(BOTH) for menu in menus)


def test_no_meaning_is_that_of_another() -> None:
    """Each says something different."""
    assert len({metric.about for metric in METRICS.values()}) == len(METRICS)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.key)
def test_heading(group: Group) -> None:
    """It has a heading in the documentation, and sentences that apply to all of it."""
    assert group.title[:1].isupper()
    assert group.about == "" or group.about.endswith(".")


def test_no_name_or_icon_is_left_over() -> None:
    """Each is used by a metric or by an entity that operates the polling."""
    used = {(platform_of(one), key) for one in METRICS.values() for key in one.name_keys()}
    own = {(platform, str(one.translation_key)) for platform, one in OPERATING}
    # What an owner adds has the name that the owner gave it.
    added = {("sensor", kind) for kind in ADDED}
    for texts, allowed in ((NAMES, used | own), (ICONS, used | own | added)):
        given = {(platform, key) for platform, keys in texts.items() for key in keys}
        assert own <= given <= allowed


def test_icons_are_known_ones() -> None:
    """Only Material Design icons are shown everywhere."""
    icons = [one["default"] for keys in ICONS.values() for one in keys.values()]
    assert len(icons) > 20
    assert all(icon.startswith("mdi:") for icon in icons)


def test_groups_are_told_apart() -> None:
    """Each group and each metric is declared once."""
    assert len({group.key for group in GROUPS}) == len(GROUPS)
    assert len(METRICS) == sum(len(group.metrics) for group in GROUPS)


def test_the_readme_has_the_table() -> None:
    """``python -m scripts.metrics_table`` has been run since the catalogue changed."""
    readme = README.read_text(encoding="utf-8")
    assert readme.count(BEGIN) == readme.count(END) == 1
    assert readme == with_table(readme)


def test_the_document_is_new() -> None:
    """``python -m scripts.metrics_table`` has been run since the catalogue changed."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize(("group", "metric"), PAIRS)
def test_row(group: Group, metric: Metric) -> None:
    """It has one row in the document, below its group's heading."""
    section = next(part for part in SECTIONS if part.startswith(f"{group.title}\n"))
    rows = [row for row in section.splitlines() if f"<br>`{metric.key}` |" in row]
    assert len(rows) == 1
    platform, key = place(metric)
    assert NAMES[platform][key]["name"].replace("{instance}", "…") in rows[0]
    assert f"| {metric.about} |" in rows[0]
    assert f"| {group.tier.key}, " in rows[0]


def test_the_table_finds_its_place() -> None:
    """It replaces the old one, and adds a section if there is none."""
    assert with_table(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{BEGIN}\n{table()}\n{END}\nb"
    assert with_table("a\n") == f"a\n\n{HEADING}\n\n{BEGIN}\n{table()}\n{END}\n"
    assert all(f"| {title} |" in table() for title in sections())
