"""Make docs/metrics.md from the catalogue: every metric, and what it means."""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass

from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.model import (
    BOTH,
    BinaryMetric,
    Group,
    Menu,
    Metric,
    SensorMetric,
    TrackerMetric,
    UpdateMetric,
)

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs/metrics.md"
TEXTS = ROOT / "custom_components/mikrotik_monitoring/translations/en.json"

_INTRODUCTION = """\
# Metrics

Every value that MikroTik Monitoring can show.

- Of what is one of many, such as each interface's packets, a sensor exists when you choose its
  *kind*: *Configure*, *Detail*, *Custom*, in the menu of the router. *Some* are on at first for
  some ports or devices, as their text says, and chosen for all of them by their kind. What is the
  router's own exists but is *disabled*: enable it on the router's page.
- *With a contract* means for interfaces of which you set the *Contracted bandwidth* in the options;
  their utilisation exists too then.
- What a router does not tell has no sensor. *RouterOS* names the major versions that tell it; a
  menu that only one of them has is followed by its number.
- Rates are means between two readings: unknown until there are two that can be compared.
- The interval of the tier *realtime* is one of the router's options.

This page is made from the declarations in `custom_components/mikrotik_monitoring/metrics/`: change
them there and run `python -m scripts.metrics_table`.
"""
_HEAD = ("sensor", "what it tells", "unit", "tier", "on at first", "RouterOS", "from")
_MINUTE = 60
_HOUR = 3600
_TIMES = {SensorDeviceClass.TIMESTAMP, SensorDeviceClass.UPTIME, SensorDeviceClass.DATE}


def document() -> str:
    """Return the text of the document."""
    texts = entity_texts()
    parts = (_section(title, groups, texts) for title, groups in sections().items())
    return "\n".join((_INTRODUCTION, *parts))


def sections() -> dict[str, list[Group]]:
    """Return the groups by their headings, in the catalogue's order."""
    found: dict[str, list[Group]] = {}
    for group in GROUPS:
        found.setdefault(group.title, []).append(group)
    return found


def entity_texts() -> dict[str, Any]:
    """Return the English texts of the entities, by platform and translation key."""
    texts: dict[str, Any] = json.loads(TEXTS.read_text(encoding="utf-8"))["entity"]
    return texts


def text_of(metric: Metric, texts: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a metric's entity."""
    found: dict[str, str] = texts[platform_of(metric)][metric.key.replace(".", "_")]
    return found


def platform_of(metric: Metric) -> str:
    """Return the platform of Home Assistant that shows a metric."""
    match metric:
        case BinaryMetric():
            return "binary_sensor"
        case UpdateMetric():
            return "update"
        case TrackerMetric():
            return "device_tracker"
        case _:
            return "sensor"


def name_of(metric: Metric, texts: dict[str, Any]) -> str:
    """Return the name of a metric's entity, with dots in place of placeholders."""
    return text_of(metric, texts)["name"].replace("{instance}", "…")


def every(seconds: float) -> str:
    """Write an interval in its largest whole unit."""
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:g} h"
    return f"{seconds / _MINUTE:g} min" if seconds >= _MINUTE else f"{seconds:g} s"


def line(cells: Iterable[str]) -> str:
    """Return one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def _section(title: str, groups: list[Group], texts: dict[str, Any]) -> str:
    """Return a heading, the facts shared by all groups below it, and the table."""
    declared = [(group, metric) for group in groups for metric in group.metrics]
    menus = _merged(menu for group, metric in declared for menu in group.menus_of(metric))
    rows = [_cells(group, metric, texts, menus) for group, metric in declared]
    # If all come from the same menus, these are named above the table.
    width = len(_HEAD) if len({row[-1] for row in rows}) > 1 else len(_HEAD) - 1
    table = [line(cells[:width]) for cells in (_HEAD, ["---"] * len(_HEAD), *rows)]
    return "\n".join((f"## {title}", "", " ".join(_facts(groups, menus)), "", *table, ""))


def _facts(groups: list[Group], menus: tuple[Menu, ...]) -> Iterator[str]:
    """Yield the sentences above a table."""
    for group in groups:
        if group.about:
            yield group.about
        if group.summary_above is not None:
            limit = f"{group.summary_above} {group.limited_name}".rstrip()
            yield f"Of more than {limit} those exist that you name in the options."
    yield f"Read from {_text(menus)}." if menus else "Nothing is read from the router for it."


def _cells(
    group: Group, metric: Metric, texts: dict[str, Any], menus: tuple[Menu, ...]
) -> tuple[str, ...]:
    """Return the cells of a metric's row."""
    own = _merged(group.menus_of(metric))
    is_all = {menu.path for menu in own} == {menu.path for menu in menus}
    return (
        f"{name_of(metric, texts)}<br>`{metric.key}`",
        metric.about,
        _unit(metric, text_of(metric, texts)),
        f"{group.tier.key}, {every(group.tier.interval)}",
        _on_at_first(metric),
        ", ".join(str(version) for version in _versions(own)),
        "all of these" if is_all else _text(own),
    )


def _merged(menus: Iterable[Menu]) -> tuple[Menu, ...]:
    """Return the menus merged by path, each with all of its versions."""
    found: dict[str, tuple[int, ...]] = {}
    for menu in menus:
        versions = {*found.get(menu.path, ()), *menu.versions}
        found[menu.path] = tuple(sorted(versions))
    return tuple(Menu(path, versions) for path, versions in found.items())


def _text(menus: Iterable[Menu]) -> str:
    """Return menus in Markdown, with the version if only one version has the menu."""
    return ", ".join(
        f"`{path}`" if versions == BOTH else f"`{path}` ({', '.join(map(str, versions))})"
        for path, versions in menus
    )


def _versions(menus: Iterable[Menu]) -> tuple[int, ...]:
    """Return the major versions of RouterOS that have one of the menus."""
    return tuple(sorted({version for menu in menus for version in menu.versions})) or BOTH


def _unit(metric: Metric, texts: dict[str, str]) -> str:
    """Return the unit as shown to the user, or what is shown instead."""
    if isinstance(metric, TrackerMetric):
        return "position"
    if not isinstance(metric, SensorMetric):
        return "versions" if isinstance(metric, UpdateMetric) else "on, off"
    if metric.device_class in _TIMES:
        return "time"
    own = metric.suggested_unit_of_measurement or metric.native_unit_of_measurement
    return str(own or texts.get("unit_of_measurement", "text"))


def _on_at_first(metric: Metric) -> str:
    """Return whether its entities start enabled."""
    if metric.needs_contract(None):
        return "with a contract"
    if not metric.entity_registry_enabled_default:
        return f"kind *{metric.kind}*" if metric.kind else "disabled"
    if metric.enabled_for is None:
        return "yes"
    return f"some, kind *{metric.kind}*" if metric.kind else "some"
