"""RouterOS's way of writing, and the words on the wire."""

from datetime import datetime

from hypothesis import given, settings, strategies as st
import pytest

from simulator.menus.catalog import MENUS, folders_of, menus_of
from simulator.menus.menu import Kind
from simulator.protocol import (
    MalformedError,
    SentenceParser,
    encode_length,
    encode_sentence,
    encode_word,
)
from simulator.query import Query
from simulator.users import FULL, policy_text
from simulator.values import (
    build_time,
    date,
    date_time,
    duration,
    fine_duration,
    flag,
    parse_duration,
    round_trip,
)
from simulator.version import Version

V6, V7 = Version(6, 49, 18), Version(7, 20)
WHEN = datetime(2023, 2, 13, 11, 15, 28)  # noqa: DTZ001 - a router's local time.


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (3600, "1h"), (788_645, "1w2d3h4m5s"), (31_536_000, "52w1d")],
)
def test_duration(seconds: float, text: str) -> None:
    """Weeks are the largest unit, zero units are left out."""
    assert duration(seconds) == text


def test_fine_durations() -> None:
    """Milliseconds, microseconds."""
    assert fine_duration(3190.72) == "53m10s720ms"
    assert fine_duration(0.69) == "690ms"
    assert fine_duration(5) == "5s"
    assert [round_trip(0.009445, version) for version in (V6, V7)] == ["9ms", "9ms445us"]
    assert [round_trip(0.000245, version) for version in (V6, V7)] == ["0ms", "245us"]
    assert [round_trip(value, V7) for value in (0, 0.012)] == ["0us", "12ms"]


@given(st.integers(0, 10**9))
def test_durations_read_back(seconds: int) -> None:
    """What is written can be read."""
    assert parse_duration(duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("200ms", 0.2),
        ("1.5s", 1.5),
        ("7", 7),
        ("00:01:30", 90),
        ("00:x:30", None),
        ("", None),
        ("ether1", None),
        ("s", None),
        ("5m30", 330),
    ],
)
def test_parse_duration(text: str, seconds: float | None) -> None:
    """Units, clocks, bare numbers; anything else is None."""
    assert parse_duration(text) == (seconds if seconds is None else pytest.approx(seconds))


def test_dates() -> None:
    """The order of dates changed with 7.10."""
    assert date_time(WHEN, V6) == "feb/13/2023 11:15:28"
    assert date(WHEN, Version(7, 9, 2)) == "feb/13/2023"
    assert date_time(WHEN, Version(7, 10)) == "2023-02-13 11:15:28"
    assert build_time(WHEN, V6) == "Feb/13/2023 11:15:28"
    assert build_time(WHEN, V7) == "2023-02-13 11:15:28"
    assert flag(True) == "true"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("7.20.4", (7, 20, 4)),
        ("7.18rc2 (testing)", (7, 18, 0)),
        ("7.1beta4", (7, 1, 0)),
        ("6.49.18 (long-term)", (6, 49, 18)),
    ],
)
def test_version(text: str, version: tuple[int, int, int]) -> None:
    """Channels and stages are no part of the order."""
    assert Version.parse(text) == version


def test_policies() -> None:
    """Denied policies carry an exclamation mark."""
    assert policy_text({"read"}).startswith("read,!local")
    assert "!" not in policy_text(FULL)


@pytest.mark.parametrize(
    ("length", "prefix"),
    [
        (0, "00"),
        (0x7F, "7f"),
        (0x80, "8080"),
        (0x100, "8100"),
        (0x3FFF, "bfff"),
        (0x4000, "c04000"),
        (0x1FFFFF, "dfffff"),
        (0x200000, "e0200000"),
        (0xFFFFFFF, "efffffff"),
        (0x10000000, "f010000000"),
    ],
)
def test_lengths(length: int, prefix: str) -> None:
    """One to five bytes, big endian."""
    assert encode_length(length).hex() == prefix


WORDS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        st.integers(1, 3).map(lambda power: "x" * 28**power),
        st.binary(min_size=1).map(lambda data: data.decode("utf-8", "surrogateescape")),
    ),
    min_size=1,
)


@given(st.lists(WORDS, max_size=5), st.integers(1, 300))
@settings(deadline=None)
def test_sentences_read_back(sentences: list[list[str]], pieces: int) -> None:
    """Wherever the network cuts them."""
    data = b"\0".join([b"", *map(encode_sentence, sentences)])
    size = max(len(data) // pieces, 1)
    parser = SentenceParser()
    found = []
    for start in range(0, len(data), size):
        found += list(parser.feed(data[start : start + size]))
    assert found == [tuple(words) for words in sentences]


def test_long_and_reserved_lengths() -> None:
    """The five-byte form is read, reserved bytes are refused."""
    parser = SentenceParser()
    assert list(parser.feed(b"\xf0\x00\x00\x00\x02hi\x00")) == [("hi",)]
    with pytest.raises(MalformedError):
        list(parser.feed(b"\xf8"))
    assert encode_word("\udce0") == b"\x01\xe0"


def test_queries_compare() -> None:
    """Numbers and durations by size, text by its characters."""
    row = {"mtu": "1500", "uptime": "1h", "name": "b"}
    for words, result in (
        (["?>mtu=900"], True),
        (["?<uptime=5m"], False),
        (["?>uptime=59m"], True),
        (["?<uptime=60m"], False),
        (["?<name=c"], True),
        (["?>name=c"], False),
        (["?<name=b"], False),
        (["?<absent=5"], False),
        (["?=absent=5"], False),
        (["?=name"], True),
    ):
        assert Query(words).matches(row.get) is result, words
    assert not Query([])


def test_menus() -> None:
    """Versions and hardware decide what exists."""
    none: frozenset[str] = frozenset()
    old, new = menus_of(V6, none), menus_of(Version(7, 24), none)
    assert "/interface/wireless" in old
    assert "/interface/wifi" in new
    assert "/interface/wireless" not in new
    assert "/interface/wireless" in menus_of(V7, frozenset({"wireless"}))
    assert "/ipv6/address" not in old
    assert "/ipv6/address" in menus_of(V6, frozenset({"ipv6"}))
    assert "/ip/arp" not in menus_of(V7, none, frozenset({"/ip/arp"}))
    assert {"/", "/ip", "/ip/firewall"} <= folders_of(new)
    assert "follow-only" not in new["/ip/firewall/connection"].print_arguments(Version(7, 24))
    assert "follow-only" in new["/ip/firewall/connection"].print_arguments(V7)
    assert old["/system/health"].kind is Kind.SINGLE
    assert len({menu.path for menu in MENUS}) > 120
