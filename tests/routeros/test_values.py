"""Values as RouterOS writes them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.mikrotik_monitoring.routeros import RouterOSVersion, values

UNITS = (("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000),
         ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1))  # fmt: skip

# Seconds: no duration that a router reports is longer.
LONGEST = 200 * 366 * 86_400

PARSERS = (
    values.text,
    values.integer,
    values.decimal,
    values.flag,
    values.bit_rate,
    values.duration,
    values.date_time,
    values.pair,
    values.items,
    values.version,
    values.size,
    values.octets,
)


@pytest.mark.parametrize("parse", PARSERS)
def test_absent(parse: object) -> None:
    """A missing field has no value."""
    assert callable(parse)
    assert parse(None) is None


@settings(deadline=None)
@given(st.sampled_from(PARSERS), st.text() | st.from_regex(r"[\d.:/,a-z -]*"))
def test_never_raises(parse: object, value: str) -> None:
    """Whatever a router sends, nothing raises."""
    assert callable(parse)
    parse(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("18446744073709551615", 2**64 - 1),
        ("-47", -47),
        ("007", 7),
        ("", None),
        ("1_000", None),
        ("1 000", None),
        ("0x81", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_integer(value: str, expected: int | None) -> None:
    """Only digits are a whole number."""
    assert values.integer(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("24.3", 24.3),
        ("24.3V", 24.3),
        ("-62@1Mbps", -62),
        ("0.7", 0.7),
        ("12 %", 12),
        ("41°C", 41),
        ("7dBm", 7),
        ("1w2d", None),
        ("1/2", None),
        ("nan", None),
        ("", None),
    ],
)
def test_decimal(value: str, expected: float | None) -> None:
    """A unit of the console is removed."""
    assert values.decimal(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("yes", True), ("", True), ("false", False), ("no", False), ("auto", None)],
)
def test_flag(value: str, expected: bool | None) -> None:
    """RouterOS 7 writes some set flags as empty text."""
    assert values.flag(value) is expected
    assert values.flag(value, absent=False) is bool(expected)


def test_absent_flag() -> None:
    """Newer menus leave out unset flags."""
    assert values.flag(None, absent=False) is False
    assert values.flag(None, absent=True) is True


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1w2d3h4m5s", 788_645),
        ("41w6d18h4m22s", 25_380_262),
        ("9ms445us", 0.009445),
        ("4s750ms", 4.75),
        ("690ms", 0.69),
        ("0s", 0),
        ("0ms", 0),
        ("5m", 300),
        ("01:22:53", 4973),
        ("2d03:04:05", 183_845),
        ("00:00:01.5", 1.5),
        ("1.25s", 1.25),
        ("12ns", 12e-9),
        ("never", None),
        ("", None),
        ("12", None),
        ("1h2w", None),
        ("1:2:3", None),
    ],
)
def test_duration(value: str, seconds: float | None) -> None:
    """Units are joined, zero ones left out."""
    assert values.duration(value) == seconds


@settings(deadline=None)
@given(st.integers(0, LONGEST * 10**6))
def test_duration_round_trip(microseconds: int) -> None:
    """What a router would write for a duration is parsed as that duration."""
    value, left = "", microseconds
    for name, unit in UNITS:
        count, left = divmod(left, unit)
        value += f"{count}{name}" if count else ""
    assert values.duration(value or "0s") == microseconds / 1_000_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-01 13:13:32", datetime(2024, 3, 1, 13, 13, 32, tzinfo=UTC)),
        ("feb/13/2023 11:15:28", datetime(2023, 2, 13, 11, 15, 28, tzinfo=UTC)),
        ("Jul/12/2023 09:45:11", datetime(2023, 7, 12, 9, 45, 11, tzinfo=UTC)),
        ("2024-13-01 00:00:00", None),
        ("foo/13/2023 11:15:28", None),
        ("2024-03-01", None),
    ],
)
def test_date_time(value: str, expected: datetime | None) -> None:
    """Both styles, of RouterOS up to 7.9 and since."""
    assert values.date_time(value) == (expected and expected.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("value", "minutes"),
    [("+02:00", 120), ("-09:30", -570), ("+00:00", 0), ("+24:00", None), ("", None), (None, None)],
)
def test_utc_offset(value: str | None, minutes: int | None) -> None:
    """Ahead of UTC or behind it; any other form gives None."""
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert values.utc_offset(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("45666/172388", (45666, 172388)),
        ("1851474,2037295", (1851474, 2037295)),
        ("1", None),
        ("1/2/3", None),
        ("1/x", None),
        ("x/1", None),
    ],
)
def test_pair(value: str, expected: tuple[int, int] | None) -> None:
    """Two numbers in one field."""
    assert values.pair(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("ether1,ether2", ("ether1", "ether2")), ("a, b", ("a", "b")), ("", ()), ("x", ("x",))],
)
def test_items(value: str, expected: tuple[str, ...]) -> None:
    """A list is joined by commas."""
    assert values.items(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.18rc2 (testing)", (7, 18, 0, "testing")),
        ("7.1beta4 (development)", (7, 1, 0, "development")),
        ("6.49.10 (long-term)", (6, 49, 10, "long-term")),
        ("7.16.2", (7, 16, 2, "")),
        ("7", None),
        ("unknown", None),
    ],
)
def test_version(value: str, expected: tuple[object, ...] | None) -> None:
    """Numbers and the channel."""
    assert values.version(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.20.4", (7, 20, 4, 3, 0)),
        ("7.21rc1", (7, 21, 0, 2, 1)),
        ("7.1beta4", (7, 1, 0, 1, 4)),
        ("7.22alpha129", (7, 22, 0, 0, 129)),
        ("7.20.4 (stable)", None),
        ("next", None),
        (None, None),
    ],
)
def test_release(value: str | None, expected: tuple[int, ...] | None) -> None:
    """A test version is older than its release."""
    assert values.release(value) == expected


def test_versions_compare() -> None:
    """By their numbers, also with plain tuples."""
    old, new = values.version("6.49.10 (long-term)"), values.version("7.18 (stable)")
    assert old is not None
    assert new is not None
    assert old < (7, 0) < new
    assert new >= RouterOSVersion(7, 18)


def test_text() -> None:
    """Neighbours pad their names with NULs."""
    assert values.text("MikroTik\0\0\0") == "MikroTik"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10Mbps", 10_000_000),
        ("1Gbps", 1_000_000_000),
        ("2.5Gbps", 2_500_000_000),
        ("400Gbps", 400_000_000_000),
        ("72.2Mbps-20MHz/1S/SGI", 72_200_000),
        ("64kbps", 64_000),
        ("9600bps", 9600),
        ("auto", None),
        ("1000", None),
        ("", None),
    ],
)
def test_bit_rate(value: str, expected: int | None) -> None:
    """A rate is the one number that comes with its unit."""
    assert values.bit_rate(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("4096", 4096),
        ("2048KiB", 2_097_152),
        ("14.5 GiB", 15_569_256_448),
        ("1.5TiB", 1_649_267_441_664),
        ("-1", None),
        ("4096 bytes", None),
        ("", None),
    ],
)
def test_octets(value: str, expected: int | None) -> None:
    """Sizes are plain, or as the console writes them."""
    assert values.octets(value) == expected
