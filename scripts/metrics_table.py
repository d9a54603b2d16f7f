"""Write the README's table of metrics from the catalogue.

Usage: python -m scripts.metrics_table
"""

from collections.abc import Iterator
import json
from pathlib import Path
import sys
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass

from custom_components.mikrotik_monitoring.metrics import CATALOGUE
from custom_components.mikrotik_monitoring.metrics.model import (
    BinaryMetric,
    Group,
    MenuGroup,
    Metric,
    SensorMetric,
    UpdateMetric,
)

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEXTS = ROOT / "custom_components/mikrotik_monitoring/translations/en.json"
BEGIN = "<!-- metrics:begin -->"
END = "<!-- metrics:end -->"
HEADING = "## What is monitored"

_HEAD = ("sensor", "key", "unit", "read every", "from the menu", "at first")
_MINUTE = 60
_HOUR = 3600


def table() -> str:
    """Return the table in Markdown, without the marks around it."""
    entities = json.loads(TEXTS.read_text(encoding="utf-8"))["entity"]
    lines = [_line(_HEAD), _line("---" for _ in _HEAD)]
    lines += [_line(cells) for cells in _rows(entities)]
    return "\n".join(lines)


def with_table(readme: str) -> str:
    """Return a README's text with the table in its place, at the end if it has none."""
    if BEGIN not in readme:
        readme = f"{readme.rstrip()}\n\n{HEADING}\n\n{BEGIN}\n{END}\n"
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _rows(entities: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each metric, in the catalogue's order."""
    for group in CATALOGUE:
        for metric in group.metrics:
            texts = entities[platform_of(metric)][metric.key.replace(".", "_")]
            yield (
                texts["name"].replace("{instance}", "…"),
                f"`{metric.key}`",
                _unit(metric, texts),
                _every(group.tier.interval),
                _menu(group),
                "on" if metric.entity_registry_enabled_default else "off",
            )


def platform_of(metric: Metric) -> str:
    """Return the platform of Home Assistant that shows a metric."""
    match metric:
        case BinaryMetric():
            return "binary_sensor"
        case UpdateMetric():
            return "update"
        case _:
            return "sensor"


def _unit(metric: Metric, texts: dict[str, str]) -> str:
    """Return the unit a person sees, or what there is instead of one."""
    if isinstance(metric, SensorMetric):
        if metric.device_class is SensorDeviceClass.TIMESTAMP:
            return "time"
        own = metric.suggested_unit_of_measurement or metric.native_unit_of_measurement
        return str(own or texts.get("unit_of_measurement", ""))
    return "versions" if isinstance(metric, UpdateMetric) else "on, off"


def _every(seconds: float) -> str:
    """Write an interval in its largest whole unit."""
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:g} h"
    return f"{seconds / _MINUTE:g} min" if seconds >= _MINUTE else f"{seconds:g} s"


def _menu(group: Group) -> str:
    """Return the menu of RouterOS that is read."""
    if group.derived:
        return "none"
    return f"`{group.path}`" if isinstance(group, MenuGroup) else "several"


def _line(cells: Iterator[str] | tuple[str, ...]) -> str:
    """Return one line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Write the table into the README and return the exit code."""
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_table(readme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
