"""Text of a router is one short line where it is shown or logged."""

import logging

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.routeros import OtherRouterError, UnreachableError
from custom_components.mikrotik_monitoring.routeros.errors import error_from_traps
from custom_components.mikrotik_monitoring.routeros.limits import MAX_MESSAGE
from custom_components.mikrotik_monitoring.routeros.text import OneLineFilter, one_line

FORGED = "bye\r\n2026-01-01 00:00:00 ERROR (MainThread) [x] forged\x1b[2J\u202e\u2028\x00"
FLAT = "bye 2026-01-01 00:00:00 ERROR (MainThread) [x] forged [2J"


@given(st.text(), st.integers(1, 50))
def test_any_text(text: str, longest: int) -> None:
    """Any text becomes one line that is not too long, and is not repeated."""
    line = one_line(text, longest)
    assert len(line) <= longest
    assert len(line.splitlines()) <= 1
    assert one_line(line, longest) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ether1 · Uplink  Telia", "ether1 · Uplink  Telia"),
        ("Ünïcødé 家 👨‍👩‍👧", "Ünïcødé 家 👨‍👩‍👧"),
        (FORGED, FLAT),
        ("", ""),
        ("\n\n", ""),
        ("x" * MAX_MESSAGE, "x" * MAX_MESSAGE),
        ("x" * 2_000_000, "x" * (MAX_MESSAGE - 1) + "…"),
        ("\n" * 2_000_000, "…"),
    ],
)
def test_line(text: str, line: str) -> None:
    """Printable characters stay, all others are removed."""
    assert one_line(text) == line


def test_every_error() -> None:
    """No error has a router's text unfiltered."""
    errors = [
        UnreachableError(f"the router closed the connection: {FORGED}"),
        OtherRouterError(FORGED),
        error_from_traps([{"message": FORGED}] * 3),
        error_from_traps([{"message": "x" * 2_000_000}] * 8),
    ]
    for error in errors:
        for text in (str(error), repr(error.args), getattr(error, "message", ""), error.args[0]):
            assert len(text) <= MAX_MESSAGE + 20
            assert len(str(text).splitlines()) <= 1


def test_log_line(caplog: pytest.LogCaptureFixture) -> None:
    """A log message is one line, also with an error in it; our own text stays as it is."""
    logger = logging.getLogger("test_text")
    logger.addFilter(OneLineFilter())
    logger.error("%s: %d of %s\n%s", FORGED, 3, ValueError(FORGED), None)
    logger.error("nothing to say")
    try:
        int(FORGED, 99)
    except ValueError as err:
        logger.exception(
            "failed", exc_info=UnreachableError(FORGED).with_traceback(err.__traceback__)
        )
    first, second, third = caplog.records
    assert first.message == f"{FLAT}: 3 of {FLAT}\nNone"
    assert second.message == "nothing to say"
    assert third.exc_text is not None
    assert third.exc_text.endswith(f"UnreachableError: {FLAT}")
    assert "test_text.py" in third.exc_text
    assert not any("forged\x1b" in line for line in caplog.text.splitlines())
