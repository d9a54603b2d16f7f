"""The effect of each fault is documented for the owner."""

from pathlib import Path

import pytest

from scripts import faults_table
from tests.faults.table import FAULTS


def test_the_document_is_what_the_tests_say() -> None:
    """Run ``python -m scripts.faults_table`` when this fails."""
    assert faults_table.DOCUMENT.read_text(encoding="utf-8") == faults_table.document()


def test_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The full table, replacing an older one."""
    written = tmp_path / "faults.md"
    written.write_text("old")
    monkeypatch.setattr(faults_table, "DOCUMENT", written)
    assert faults_table.main() == 0
    assert written.read_text(encoding="utf-8") == faults_table.document()


def test_each_fault_has_a_row_of_its_own() -> None:
    """No two kinds share a row, and each row is complete."""
    rows = [one for one in faults_table.document().splitlines() if one.startswith("| ")]
    assert len(FAULTS) >= 24
    assert len(rows) == len(FAULTS) + 2
    assert len({row.key for row in FAULTS}) == len({row.world for row in FAULTS}) == len(FAULTS)
    for row in FAULTS:
        (found,) = [one for one in rows if row.world in one]
        assert row.seen in found
        assert found.endswith(f"| {row.logins} |")


@pytest.mark.parametrize(
    ("seconds", "text"), [(5, "5 s"), (65, "65 s"), (300, "5 min"), (310, "5 min 10 s")]
)
def test_times(seconds: float, text: str) -> None:
    """Minutes if there are too many seconds to read at a glance."""
    assert faults_table._time(seconds) == text
