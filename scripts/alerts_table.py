"""Write the table of alerts in docs/alerts.md from their declaration.

Usage: python -m scripts.alerts_table
"""

from collections.abc import Iterator
from functools import cache
import json
import sys
from typing import Any

from custom_components.mikrotik_monitoring.alerts.conditions import Leveled, Single
from custom_components.mikrotik_monitoring.alerts.rule import Rule
from custom_components.mikrotik_monitoring.alerts.rules import RULES

from .home_assistant import ROOT
from .metrics_document import line

DOCUMENT = ROOT / "docs" / "alerts.md"
BEGIN = "<!-- alerts:begin -->"
END = "<!-- alerts:end -->"

_HEAD = ("alert", "key", "raised at / over at", "has to last", "what to do")
_MINUTE = 60


def alerts_table() -> str:
    """Return the table in Markdown, without the marks around it."""
    return "\n".join((line(_HEAD), line("---" for _ in _HEAD), *map(_row, RULES)))


def with_alerts_table(document: str) -> str:
    """Return a document's text with the table between its marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{alerts_table()}\n{END}{after}"


@cache
def _selectors() -> dict[str, Any]:
    """Return the texts of selectors."""
    path = ROOT / "custom_components/mikrotik_monitoring/translations/en.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["selector"]
    return found


def _row(rule: Rule) -> str:
    """Return the row of an alert."""
    selectors = _selectors()
    name, advice = (selectors[one]["options"][rule.key] for one in ("alert", "alert_advice"))
    return line((name, f"`{rule.key}`", "; ".join(_bounds(rule)), _time(rule.hold), advice))


def _bounds(rule: Rule) -> Iterator[str]:
    condition = rule.condition
    if isinstance(condition, Leveled):
        for level in condition.levels:
            yield f"{level.severity} {level.raise_at:g} / {level.clear_at:g}"
        if rule.beside is not None:
            yield f"{rule.beside.name.replace('_', ' ')} {rule.beside.least:g} %"
        return
    if isinstance(condition, Single):
        yield condition.severity
    for name, value in condition.bounds.items():
        yield f"{name.replace('_', ' ')} {'yours' if value is None else f'{value:g}'}"


def _time(seconds: float) -> str:
    if not seconds:
        return "at once"
    return f"{seconds / _MINUTE:g} min" if seconds >= _MINUTE else f"{seconds:g} s"


def main() -> int:
    """Write the table into the document and return the exit code."""
    document = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(with_alerts_table(document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
