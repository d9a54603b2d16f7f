"""Make docs/security.md from the checks: what each finds, why that matters, and what mends it.

Usage: python -m scripts.security_document
"""

from collections.abc import Iterator
import json
import sys
from typing import Any

from custom_components.mikrotik_monitoring.metrics.security import (
    CHECKS,
    POINTS,
    SECURITY_CHECKS,
    Check,
    Severity,
)

from .metrics_document import ROOT, TEXTS, line

DOCUMENT = ROOT / "docs/security.md"

_INTRODUCTION = """\
# Security check

Once an hour each router is asked how it is protected. What makes it easier to attack is a
*finding*: with a severity, the reason, and the command that mends it. The findings stand on the
router's view below *Security*; the sensor *Security score* is made of them, and *Security score
factor* names the one that costs most.

![The section of a router's view: score, failed logins, and the findings](images/security.png)

- **Nothing is changed.** The commands are to be read, understood and pasted into RouterOS's
  console by you. Words in capitals are yours to fill in. Make sure that you can still reach the
  router before you limit who can.
- **Not checked is not fine.** What the router's user may not read, or the router does not say, is
  listed as *not checked*. It costs no points, and says nothing good.
- A router **without a default route** does not lead to the internet: its findings are one severity
  lower.
- A rule may jump to another chain, in which something is dropped or not: then a missing drop is of
  medium severity only.
- A finding that is as you want it can be **accepted** with a note: *Configure*, *Security
  findings*. It costs nothing from then on, and is listed as accepted.

## The score

It is 100 less what each finding costs that is not accepted, and never below 0.

"""
_PRIVATE = """\

## What is read, and what is private

The checks need a user with the policy `read` alone, ask each menu once an hour, one after the
other, and name the fields that they need. No password, no key and no name of a user or of an SNMP
community is among them. What the router says is judged at once and not kept: only which checks
found something, with their severity, is. Diagnostics have just that, without your notes. Turn all
of it off under *Configure*, *Detail*, *Custom*: then nothing is asked.

"""
_CHECKS = """\

## The checks

The severity is the usual one. The commands are for RouterOS 6 and 7; the router's view shows the
one for the router's version.
"""
_END = """\

This page is made from the checks in `custom_components/mikrotik_monitoring/metrics/security/`:
change them there and run `python -m scripts.security_document`.
"""


def document() -> str:
    """Return the text of the document."""
    texts = check_texts()
    points = (line((severity, f"{POINTS[severity]:g}")) for severity in Severity)
    table = "\n".join((line(("severity", "points")), line(("---", "---")), *points))
    checks = "\n".join(_check(check, texts[check.key]) for check in CHECKS)
    menus = ", ".join(f"`{menu.path}`" for menu in SECURITY_CHECKS.menus)
    return f"{_INTRODUCTION}{table}\n{_PRIVATE}Read from {menus}.\n{_CHECKS}\n{checks}{_END}"


def check_texts() -> dict[str, dict[str, str]]:
    """Return the English texts of the checks, by their keys."""
    texts: dict[str, Any] = json.loads(TEXTS.read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = texts["config_panel"]["dashboard"]["security"]["checks"]
    return found


def _check(check: Check, texts: dict[str, str]) -> str:
    """Return what is said of a check."""
    return "\n".join(_lines(check, texts))


def _lines(check: Check, texts: dict[str, str]) -> Iterator[str]:
    """Yield a heading, how bad it is and why, and its commands."""
    yield f"### {texts['title']}"
    yield ""
    yield f"`{check.key}`, {check.severity}. {texts['why']}"
    yield ""
    yield "```"
    yield check.command
    yield "```"
    yield ""
    if check.renamed is not None:
        since, command = check.renamed
        yield f"From RouterOS {'.'.join(map(str, since))} on:"
        yield ""
        yield "```"
        yield command
        yield "```"
        yield ""


def main() -> int:
    """Write the document and return the exit code."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
