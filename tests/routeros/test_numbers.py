"""Numbers of fields without a description: by their kind, else by their text."""

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.routeros.menus import FieldKind
from custom_components.mikrotik_monitoring.routeros.numbers import Field, kind_of, number

K = FieldKind


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("true", K.NUMBER, 1),
        ("no", K.NUMBER, 0),
        ("1234", K.NUMBER, 1234),
        ("-3.5", K.NUMBER, -3.5),
        ("24.3V", K.NUMBER, 24.3),
        ("-62@1Mbps", K.NUMBER, -62.0),
        ("2048KiB", K.NUMBER, 2048 * 1024),
        ("1.5MiB", K.TEXT, 1_572_864),
        ("72.2Mbps-20MHz/1S/SGI", K.NUMBER, 72_200_000),
        ("1w2d", K.NUMBER, 777_600.0),
        ("40ms", K.NUMBER, 0.04),
        ("bound", K.NUMBER, None),
        ("2026-01-02 03:04:05", K.NUMBER, None),
        ("5500/ax/Ceee", K.NUMBER, None),
        ("0x8000", K.NUMBER, None),
        ("12,0", K.NUMBER, None),
        ("", K.NUMBER, None),
        (None, K.NUMBER, None),
        ("5%", K.PERCENT, 5.0),
        # RouterOS 7 leaves out unset flags, and writes others without a value.
        (None, K.FLAG, 0),
        ("", K.FLAG, 1),
        ("true", K.FLAG, 1),
        ("false", K.FLAG, 0),
        ("18446744073709551615", K.COUNTER, 2**64 - 1),
        ("18446744073709551616", K.COUNTER, None),
        ("-1", K.OCTETS, None),
        ("12.5", K.COUNTER, None),
        (None, K.COUNTER, None),
        ("1024", K.SIZE, 1024),
        ("1KiB", K.SIZE, 1024),
        ("1000000", K.BIT_RATE, 1_000_000),
        ("1Gbps", K.BIT_RATE, 10**9),
        ("5m", K.DURATION, 300.0),
        ("12.5", K.DURATION, 12.5),
        ("never", K.DURATION, None),
    ],
)
def test_number(text: str | None, kind: FieldKind, expected: float | None) -> None:
    """Whole numbers stay whole."""
    found = number(text, kind)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", K.FLAG),
        ("12", K.NUMBER),
        ("-12.5dBm", K.NUMBER),
        ("4KiB", K.SIZE),
        ("10Mbps", K.BIT_RATE),
        ("3h", K.DURATION),
        ("running", None),
        ("", None),
    ],
)
def test_kind_of(text: str, expected: FieldKind | None) -> None:
    """The kind of a number follows from its text."""
    assert kind_of(text) is expected


@given(st.text(max_size=40))
def test_a_text_that_has_a_kind_has_a_number(text: str) -> None:
    """Whatever a router sends, both agree, and neither fails."""
    kind = kind_of(text)
    assert (kind is None) == (number(text, K.NUMBER) is None)
    if kind is not None:
        assert number(text, kind) is not None


@pytest.mark.parametrize(
    ("written", "name", "text"),
    [
        ("bytes", "bytes", "7/9"),
        ("bytes/1", "bytes", "7"),
        ("bytes/2", "bytes", "9"),
        ("packets/2", "packets", "4"),
        ("name/1", "name", None),
        ("absent", "absent", None),
        ("absent/1", "absent", None),
    ],
)
def test_one_of_two_numbers(written: str, name: str, text: str | None) -> None:
    """Queues have "up/down", registration tables "tx,rx"."""
    field = Field.of(written)
    assert field.name == name
    assert field.text({"bytes": "7/9", "packets": "3,4", "name": "a/b/c"}) == text
