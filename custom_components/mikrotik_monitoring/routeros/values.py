"""Conversion of values from RouterOS's wire format to Python's.

Each function accepts the text of one field or None, and returns None for what is absent or has
another form than expected; none of them raises.
"""

from datetime import datetime, timedelta
import re
from typing import Final, NamedTuple, overload


class RouterOSVersion(NamedTuple):
    """A RouterOS version; compares by its numbers, also with a plain tuple such as (7, 18)."""

    major: int
    minor: int
    patch: int = 0
    channel: str = ""


# 64-bit counters have at most 20 digits.
_INTEGER: Final = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_DECIMAL: Final = re.compile(
    r"\s*([+-]?\d{1,20}(?:\.\d{1,20})?)\s*(?:[%°µA-Za-z][/A-Za-z]*|@\S+)?\s*", re.ASCII
)
_BIT_RATE: Final = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([kKMGT]?)bps\b", re.ASCII)
_PREFIXES: Final = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE: Final = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([KMGT])iB\s*", re.ASCII)
_BINARY_PREFIXES: Final = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_DURATION: Final = re.compile(
    r"(?:(\d{1,9})w)?(?:(\d{1,9})d)?"
    r"(?:(\d{1,9}):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"|(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})(?:\.(\d{1,9}))?s)?"
    r"(?:(\d{1,9})ms)?(?:(\d{1,9})us)?(?:(\d{1,9})ns)?)",
    re.ASCII,
)
_NANOSECONDS: Final = (
    604_800 * 10**9,
    86_400 * 10**9,
    3_600 * 10**9,
    60 * 10**9,
    10**9,
    0,
    3_600 * 10**9,
    60 * 10**9,
    10**9,
    0,
    10**6,
    10**3,
    1,
)
# Seconds of 200 years: what RouterOS counts began later, and no certificate is valid for longer.
_LONGEST: Final = 200 * 366 * 86_400
# The valid years of a date; safe to calculate with in any zone.
_YEARS: Final = range(1970, 2300)
_DATE_TIME: Final = re.compile(
    r"(?:(\d{4})-(\d\d)-(\d\d)|([A-Za-z]{3})/(\d\d)/(\d{4})) (\d\d):(\d\d):(\d\d)", re.ASCII
)
_OFFSET: Final = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_VERSION: Final = re.compile(
    r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:(?:alpha|beta|rc)\d*)?(?:\s*\(([^)]*)\))?", re.ASCII
)
_RELEASE: Final = re.compile(
    r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:(alpha|beta|rc)(\d{0,4}))?", re.ASCII
)
_STAGES: Final = ("alpha", "beta", "rc", None)
_FLAGS: Final = {"true": True, "yes": True, "": True, "false": False, "no": False}


def text(value: str | None) -> str | None:
    """Return text without the NULs RouterOS pads some names with."""
    return None if value is None else value.partition("\0")[0]


def integer(value: str | None) -> int | None:
    """Return a whole number of at most 20 digits."""
    if value is None or not _INTEGER.fullmatch(value):
        return None
    return int(value)


def count(value: str | None) -> int | None:
    """Return a counter of RouterOS: a whole number of 64 bits, never below 0."""
    number = integer(value)
    return number if number is not None and 0 <= number < 2**64 else None


def decimal(value: str | None) -> float | None:
    """Return a number; a unit the console would add ("24.3V", "-62@1Mbps") is cut, not applied."""
    found = _DECIMAL.fullmatch(value) if value is not None else None
    return float(found[1]) if found else None


@overload
def flag(value: str | None, *, absent: bool) -> bool: ...
@overload
def flag(value: str | None, *, absent: None = None) -> bool | None: ...
def flag(value: str | None, *, absent: bool | None = None) -> bool | None:
    """Return a flag: "true", "yes" and the empty text of RouterOS 7 are set.

    `absent` stands for a missing field, as newer menus leave out flags that are not set, and
    for text that is no flag.
    """
    return absent if value is None else _FLAGS.get(value.lower(), absent)


def bit_rate(value: str | None) -> int | None:
    """Return bit/s of "2.5Gbps" or "72.2Mbps-20MHz/1S/SGI"; what follows the rate is cut."""
    found = _BIT_RATE.match(value) if value is not None else None
    return round(float(found[1]) * _PREFIXES[found[2]]) if found else None


def size(value: str | None) -> int | None:
    """Return bytes of "2048KiB" or "1.5MiB", as some menus write them."""
    found = _SIZE.fullmatch(value) if value is not None else None
    return round(float(found[1]) * _BINARY_PREFIXES[found[2]]) if found else None


def octets(value: str | None) -> int | None:
    """Return bytes of "1024" or "1.5MiB": it depends on the menu and the version."""
    number = count(value)
    return size(value) if number is None else number


def duration(value: str | None) -> float | None:
    """Return seconds of "1w2d3h4m5s", "9ms445us", "01:22:53" or "2d03:04:05"; at most 200 years."""
    found = _DURATION.fullmatch(value) if value else None
    if found is None:
        return None
    parts = zip(found.groups(), _NANOSECONDS, strict=True)
    total = sum(int(number) * unit for number, unit in parts if number)
    fraction = found[6] or found[10] or ""
    seconds = (total + int(fraction.ljust(9, "0") or 0)) / 10**9
    return seconds if seconds <= _LONGEST else None


def date_time(value: str | None) -> datetime | None:
    """Return the router's local time, without a zone, of either style RouterOS writes."""
    found = _DATE_TIME.fullmatch(value) if value is not None else None
    if found is None:
        return None
    year, month, day, name, day6, year6, hour, minute, second = found.groups()
    if name and name.lower() not in _MONTHS:
        return None
    if int(year or year6) not in _YEARS:
        return None
    date = (int(year or year6), _MONTHS.index(name.lower()) + 1 if name else int(month))
    try:
        return datetime(*date, int(day or day6), int(hour), int(minute), int(second))  # noqa: DTZ001 - a router's clock has no zone.
    except ValueError:
        return None


def utc_offset(value: str | None) -> timedelta | None:
    """Return how far "+02:00" is ahead of UTC, as the router's clock reports its zone."""
    found = _OFFSET.fullmatch(value) if value is not None else None
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -offset if found[1] == "-" else offset


def pair(value: str | None) -> tuple[int, int] | None:
    """Return two whole numbers: "up/down" of queues, "tx,rx" of registration tables."""
    parts = re.split("[/,]", value or "")
    if len(parts) != 2:  # noqa: PLR2004 - two make a pair.
        return None
    first, second = integer(parts[0]), integer(parts[1])
    return None if first is None or second is None else (first, second)


def items(value: str | None) -> tuple[str, ...] | None:
    """Return the parts of a comma-joined list, () for an empty one."""
    if value is None:
        return None
    return tuple(part.strip() for part in value.split(",")) if value.strip() else ()


def version(value: str | None) -> RouterOSVersion | None:
    """Return the version of "7.18rc2 (testing)"; the pre-release's own number is left out."""
    found = _VERSION.fullmatch(value.strip()) if value is not None else None
    if found is None:
        return None
    major, minor, patch, channel = found.groups()
    return RouterOSVersion(int(major), int(minor), int(patch or 0), channel or "")


def release(value: str | None) -> tuple[int, ...] | None:
    """Return a sort key of releases: "7.21beta4" is before "7.21rc1", and that before "7.21"."""
    found = _RELEASE.fullmatch(value.strip()) if value is not None else None
    if found is None:
        return None
    major, minor, patch, stage, number = found.groups()
    return int(major), int(minor), int(patch or 0), _STAGES.index(stage), int(number or 0)
