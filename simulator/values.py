"""RouterOS's way of writing durations, dates and flags."""

from datetime import datetime

from .version import Version

_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_ISO_DATES = Version(7, 10)


def duration(seconds: float) -> str:
    """Write seconds as `1w2d3h4m5s`, units that are zero left out."""
    left = int(seconds)
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def fine_duration(seconds: float) -> str:
    """Write seconds with their milliseconds, `53m10s720ms`."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    if not milliseconds:
        return duration(whole)
    return (duration(whole) if whole else "") + f"{milliseconds}ms"


def round_trip(seconds: float, version: Version) -> str:
    """Write a ping's time: whole milliseconds on v6, `9ms445us` on v7."""
    if version.old:
        return f"{int(seconds * 1000)}ms"
    milliseconds, microseconds = divmod(round(seconds * 1_000_000), 1000)
    parts = [f"{milliseconds}ms"] if milliseconds else []
    if microseconds or not parts:
        parts.append(f"{microseconds}us")
    return "".join(parts)


def parse_duration(text: str) -> float | None:
    """Read `1w2d3h4m5s200ms`, a bare number of seconds or `00:00:01`; None if it is neither."""
    if ":" in text:
        return _clock_duration(text)
    total, number = 0.0, ""
    position = 0
    while position < len(text):
        character = text[position]
        if character.isdigit() or character == ".":
            number += character
            position += 1
            continue
        unit = next((u for u in _PARSED_UNITS if text.startswith(u, position)), None)
        if unit is None or not number:
            return None
        total += float(number) * _PARSED_UNITS[unit]
        number = ""
        position += len(unit)
    return total + float(number) if number else (total if text else None)


_PARSED_UNITS = {"ms": 1e-3, "us": 1e-6, **{unit: float(size) for unit, size in _UNITS}}


def _clock_duration(text: str) -> float | None:
    """Read `hours:minutes:seconds`."""
    parts = text.split(":")
    if not all(part.isdigit() for part in parts):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + int(part)
    return total


def date_time(when: datetime, version: Version) -> str:
    """Write a date and time: `feb/13/2023 11:15:28` before 7.10, ISO's order since."""
    return f"{date(when, version)} {when:%H:%M:%S}"


def date(when: datetime, version: Version) -> str:
    """Write a date in the style of the version."""
    if version >= _ISO_DATES:
        return f"{when:%Y-%m-%d}"
    return f"{when:%b}".lower() + f"/{when:%d/%Y}"


def log_time(when: datetime, now: datetime, version: Version) -> str:
    """Write the time of a line of the log: today's has no date, v6 leaves out the year."""
    if when.date() == now.date():
        return f"{when:%H:%M:%S}"
    if version >= _ISO_DATES:
        return date_time(when, version)
    return f"{when:%b}".lower() + f"/{when:%d %H:%M:%S}"


def build_time(when: datetime, version: Version) -> str:
    """Write the build's date and time: its month keeps the capital before 7.10."""
    text = date_time(when, version)
    return text if version >= _ISO_DATES else text.capitalize()


def flag(value: object) -> str:
    """Write a read-only flag."""
    return "true" if value else "false"
