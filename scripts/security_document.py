"""Make docs/security.md from the checks: what each finds, why that matters, and how to fix it.

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

Once an hour the integration checks how well each router is protected. Whatever makes it easier to
attack is a *finding*, with a severity, the reason, and the command that fixes it. The findings are
in the router's view below *Security*; the sensor *Security score* is calculated from them, and
*Security score factor* names the one that costs most.

![The section of a router's view: score, failed logins, and the findings](images/security.png)

- **Nothing is changed.** Read and understand each command, then paste it into RouterOS's console
  yourself. Replace the words in capitals. Make sure that you can still reach the router before you
  limit who can.
- **Not checked does not mean safe.** What the router's user is not allowed to read, or the router
  does not report, is listed as *not checked*. It costs no points, but does not mean that all is
  well.
- A router **without a default route** does not lead to the internet: its findings are one severity
  lower.
- A rule may jump to another chain, which may or may not drop something: then a missing drop rule is
  only of medium severity.
- A finding that you want to keep as it is can be **accepted** with a note: *Configure*, *Security
  findings*. From then on it costs nothing, and is listed as accepted.

## The score

It is 100 minus the points of each finding that is not accepted, and never below 0.

"""
_PRIVATE = """\

## What is read, and what is private

The checks only need a user with the policy `read`. They read each menu once an hour, one after the
other, and only the fields that they need. No password, no key and no name of a user or of an SNMP
community is among them. What the router returns is evaluated at once and not stored, except for
which checks found something, and their severity. Diagnostics contain just that, without your notes.
To turn all of it off, use *Configure*, *Detail*, *Custom*: then nothing is read.

"""
_CHECKS = """\

## The checks

The severity shown is the default. The commands are for RouterOS 6 and 7; the router's view shows
the one for the router's version.
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
    """Return the text of a check."""
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
