"""The catalogue is written into the documentation."""

from pathlib import Path

import pytest

from custom_components.mikrotik_monitoring.metrics import METRICS
from scripts import metrics_table
from scripts.metrics_document import document


def test_both_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README keeps its other text, the document is regenerated."""
    readme, written = tmp_path / "README.md", tmp_path / "metrics.md"
    readme.write_text(f"before\n{metrics_table.BEGIN}\nold\n{metrics_table.END}\nafter\n")
    written.write_text("old")
    monkeypatch.setattr(metrics_table, "README", readme)
    monkeypatch.setattr(metrics_table, "DOCUMENT", written)
    assert metrics_table.main() == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert metrics_table.table() in text
    assert "old" not in text
    assert written.read_text(encoding="utf-8") == document()


def test_what_is_told_apart() -> None:
    """Versions, menus and defaults that differ are shown."""
    rows = {
        key: line for line in document().splitlines() for key in METRICS if f"`{key}` |" in line
    }
    assert rows["bgp.peer.updates"].endswith("| 6 | `/routing/bgp/peer` (6) |")
    assert rows["netwatch.loss"].endswith("| kind *details* | 7 |")
    assert rows["netwatch.up"].endswith("| yes | 6, 7 |")
    assert rows["interface.errors.rate"].endswith("| some, kind *errors* | 6, 7 | `/interface` |")
    assert "| Mbit/s | realtime, 5 s | yes |" in rows["interface.traffic.rx"]
    assert "| versions | long, 1 h | yes |" in rows["system.version.update"]
    assert "| time | medium, 5 min | kind *details* |" in rows["bgp.peer.uptime"]
    assert "those exist that you name in the options" in document()


def test_the_table_is_no_longer_than_can_be_read() -> None:
    """Only some of a chip's counters are named; the document lists all of them."""
    [row] = [
        line for line in metrics_table.table().splitlines() if line.startswith("| Switch chip")
    ]
    assert row.count(" · ") == 19
    assert " and " in row
    assert document().count("<br>`switch.port.") > 50
