"""Tables for people, and in Markdown for the documentation."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
import os
from pathlib import Path
import platform
import sys

_README = Path(__file__).with_name("README.md")


def say(text: str) -> None:
    """Print the progress to the terminal."""
    print(f"{datetime.now().astimezone():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def machine() -> str:
    """Describe the machine measured on."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format rows as a Markdown table whose columns line up in plain text too."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(line, widths) for line in chain((lines[0], rule), lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Format one line."""
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def write_section(name: str, text: str, path: Path = _README) -> None:
    """Put text between the marks of a section of the documentation.

    Raises ValueError if the document has no such section.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = path.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no section {name!r} in {path}")
    path.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")
