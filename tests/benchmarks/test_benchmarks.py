"""The benchmarks run and report results; tests do not judge the speed."""

from pathlib import Path

import pytest

from benchmarks import recorder, transport
from benchmarks.hours import hourly_means
from benchmarks.tables import table, write_section


def test_transport(capsys: pytest.CaptureFixture[str]) -> None:
    """All clients read the same rows in every case, and each has its line."""
    transport.main(["--tiny"])
    told = capsys.readouterr().out
    for client in ("ours", "librouteros async", "librouteros sync, threads"):
        assert told.count(f"| {client} ") >= 4
    assert "50 rows" in told
    assert "/ping count=5" in told


def test_recorder(capsys: pytest.CaptureFixture[str]) -> None:
    """Every level has its rows and its deviations."""
    recorder.main(["--profile", "chr", "--hours", "1"])
    told = capsys.readouterr().out
    for level in ("full", "balanced", "compact"):
        assert f"| chr    | {level}" in told
    assert told.count("| traffic ") == 2


def test_hourly_means() -> None:
    """A state holds until the next one; time without a number does not count."""
    rows = [(0.0, None), (1800.0, 4.0), (5400.0, 8.0)]
    assert hourly_means(rows, 3) == [4.0, 6.0, 8.0]
    assert hourly_means([(0.0, None)], 1) == [None]


def test_a_section_is_replaced(tmp_path: Path) -> None:
    """Only the text between its marks is rewritten."""
    document = tmp_path / "README.md"
    document.write_text("above\n<!-- one: begin -->\nold\n<!-- one: end -->\nbelow\n")
    write_section("one", table(("a", "b"), [("1", "22")]), document)
    assert document.read_text() == (
        "above\n<!-- one: begin -->\n| a | b  |\n| - | -- |\n| 1 | 22 |\n<!-- one: end -->\nbelow\n"
    )
    with pytest.raises(ValueError, match="no section 'two'"):
        write_section("two", "", document)
