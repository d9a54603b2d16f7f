"""Write the documentation of metrics: the README's table and docs/metrics.md.

Usage: python -m scripts.metrics_table
"""

from collections.abc import Iterator
from pathlib import Path
import sys
from typing import Any

from custom_components.mikrotik_monitoring.metrics.model import Group, Metric

from .metrics_document import DOCUMENT, document, entity_texts, every, line, name_of, sections

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN = "<!-- metrics:begin -->"
END = "<!-- metrics:end -->"
HEADING = "## What is monitored"

# At most so many disabled sensors are named: the document lists them all.
_MOST = 20

_HEAD = ("what", "on at first", "more: by kind, with a contract, or disabled", "read every")


def table() -> str:
    """Return the table in Markdown, without the marks around it."""
    rows = _rows(entity_texts())
    return "\n".join((line(_HEAD), line("---" for _ in _HEAD), *map(line, rows)))


def with_table(readme: str) -> str:
    """Return a README's text with the table between its marks, or at the end without marks."""
    if BEGIN not in readme:
        readme = f"{readme.rstrip()}\n\n{HEADING}\n\n{BEGIN}\n{END}\n"
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _rows(texts: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each section, in the catalogue's order."""
    for title, groups in sections().items():
        intervals = dict.fromkeys(every(group.tier.interval) for group in groups)
        enabled, disabled = (_names(groups, texts, on=on) for on in (True, False))
        yield title, enabled, disabled, ", ".join(intervals)


def _names(groups: list[Group], texts: dict[str, Any], *, on: bool) -> str:
    """Return the names of the sensors that start enabled, or of those that do not."""
    metrics = (metric for group in groups for metric in group.metrics)
    shown = (metric for metric in metrics if _is_on(metric) is on)
    names = list(dict.fromkeys(name_of(metric, texts) for metric in shown))
    if on or len(names) <= _MOST:
        return " · ".join(names)
    return f"{' · '.join(names[:_MOST])} and {len(names) - _MOST} more"


def _is_on(metric: Metric) -> bool:
    """Return whether a metric is enabled by default."""
    return metric.entity_registry_enabled_default and not metric.needs_contract(None)


def main() -> int:
    """Write the table and the document, and return the exit code."""
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_table(readme), encoding="utf-8")
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
