"""Cells that spreadsheets and programs can read."""

import csv
import io

import pytest

from custom_components.mikrotik_monitoring.actions.csv_text import header, lines
from custom_components.mikrotik_monitoring.recording.history import Record, Resolution


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("-70", "-70"),
        ("+1.5e-3", "+1.5e-3"),
        ("=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("-1_000", "'-1_000"),
        ("-inf", "'-inf"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ('plain, "quoted"\nand broken', 'plain, "quoted"\nand broken'),
        ("", ""),
        (None, ""),
        (2.5, "2.5"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (123456789012.25, "123456789012.25"),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_cells(value: str | float | None, cell: str) -> None:
    """What would be evaluated as a formula is a text; numbers stay numbers."""
    record = Record(0, 0, "sensor.one", (value,))
    text = lines([record], {"sensor.one": ("a",)}, Resolution.RAW)
    ((time, name, found),) = csv.reader(io.StringIO(text, newline=""))
    assert (time, name, found) == ("1970-01-01T00:00:00.000Z", "a", cell)


def test_a_line_of_a_period() -> None:
    """From, to, names and figures, as the header says."""
    record = Record(0, 3600, "sensor.one", (1.0, 2.0, 3.0, None))
    text = lines([record], {"sensor.one": tuple("abcdefg")}, Resolution.HOUR)
    assert text == "1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,a,b,c,d,e,f,g,1,2,3,\r\n"
    assert header(Resolution.HOUR).count(",") == text.count(",")
