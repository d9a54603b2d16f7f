"""Rows of history as CSV (RFC 4180), as the table of the dashboard exports them."""

from collections.abc import Iterable, Mapping, Sequence
import csv
from datetime import UTC, datetime
import io
import math
import re
from typing import Final

from ..recording.history import FIGURES, Record, Resolution

NAMES: Final = ("router", "category", "interface", "metric", "tier", "entity_id", "unit")

type Cell = str | float | None

# Spreadsheets treat a text that begins with these as a formula, unless it is a number.
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def header(resolution: Resolution) -> str:
    """Return the first line."""
    if resolution is Resolution.RAW:
        return _csv([("time", *NAMES, "value")])
    return _csv([("from", "to", *NAMES, *FIGURES)])


def lines(
    records: Iterable[Record], names: Mapping[str, Sequence[str]], resolution: Resolution
) -> str:
    """Return a line for each record; ``names`` are each entity's texts, as in the header."""
    is_raw = resolution is Resolution.RAW
    return _csv(
        (
            _iso(record.start),
            *(() if is_raw else (_iso(record.end),)),
            *names[record.entity_id],
            *record.values,
        )
        for record in records
    )


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([_guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def _guarded(cell: Cell) -> str:
    """Return a cell that no spreadsheet evaluates as a formula; numbers are unchanged."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f"{cell:.15g}" if math.isfinite(cell) else ""
    is_formula = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def _iso(at: float) -> str:
    """Return a moment in UTC."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
