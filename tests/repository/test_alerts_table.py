"""The documentation of the alerts matches their declaration."""

from custom_components.mikrotik_monitoring.alerts.rules import RULES
from scripts.alerts_table import DOCUMENT, alerts_table, with_alerts_table


def test_it_is_up_to_date() -> None:
    """``python -m scripts.alerts_table`` has been run since an alert changed."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == with_alerts_table(document)


def test_each_alert_has_a_line() -> None:
    """With its name, its bounds and what to do."""
    head, _, *rows = alerts_table().splitlines()
    assert len(rows) == len(RULES)
    columns = head.count("|")
    assert all(row.count("|") == columns and "|  |" not in row for row in rows)
    [cpu] = [row for row in rows if "`cpu`" in row]
    assert "warning 90 / 80" in cpu
    assert "5 min" in cpu
