"""Write the documentation's table of faults, from what the tests require.

Usage: python -m scripts.faults_table
"""

from pathlib import Path
import sys
from typing import Final

from tests.faults.row import FaultRow
from tests.faults.table import FAULTS

from .metrics_document import line

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs/faults.md"

_INTRODUCTION: Final = """\
# When something is wrong

What happens in each kind of fault, for a router that is polled every five seconds: what you see,
how long that takes, how soon everything is back once the cause is gone, and the maximum number of
logins per hour of the fault (for a fault that passes by itself, each time it happens). Each row is
tested, next to a second router that must not be affected. This page is made from the tests' data by
`python -m scripts.faults_table`.

A fault that makes values unavailable is logged once in Home Assistant's log, in one short line, and
once more when it is over; single implausible values are only in the diagnostics. Nothing is removed
because of a fault, and what is not known is *unavailable* or *unknown*: no outdated value is shown
as if it were current.
"""

# Minutes up to which a time is shown in seconds only.
_GLANCE: Final = 2

_HEAD: Final = ("what happens", "what is seen", "seen after", "back after", "logins an hour")


def document() -> str:
    """Return the whole document in Markdown."""
    rows = [line(_cells(row)) for row in FAULTS]
    return "\n".join((_INTRODUCTION, line(_HEAD), line("---" for _ in _HEAD), *rows, ""))


def _cells(row: FaultRow) -> tuple[str, ...]:
    """Return the table cells of a fault."""
    return row.world, row.seen, _time(row.seen_within), _time(row.back_within), str(row.logins)


def _time(seconds: float) -> str:
    """Return a time limit for people: only seconds up to two minutes."""
    minutes, rest = divmod(int(seconds), 60)
    if minutes < _GLANCE:
        return f"{seconds:g} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def main() -> int:
    """Write the document and return the exit code."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
