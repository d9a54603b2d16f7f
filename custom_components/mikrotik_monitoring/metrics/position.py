"""A position as RouterOS writes it, in one of three formats."""

import re
from typing import Final, NamedTuple

_NUMBER: Final = re.compile(r"\d{1,6}(?:\.\d{1,12})?", re.ASCII)
_TEXT: Final = re.compile(r"[-+ 0-9.NSEW°'\"′″]{1,40}", re.ASCII | re.IGNORECASE)  # noqa: RUF001 - the signs of minutes and seconds.
_NEGATIVE: Final = re.compile(r"^-|[SW]", re.IGNORECASE)
# Degrees and minutes in one number: 5658.1814 is 56° 58.1814'.
_JOINED: Final = "ddmm"
_MINUTES, _SECONDS = 60, 3600
_PARTS: Final = (1, _MINUTES, _SECONDS)
_NORTHMOST, _EASTMOST = 90, 180


class Position(NamedTuple):
    """A place, in degrees: north and east are positive."""

    latitude: float
    longitude: float

    @classmethod
    def parse(cls, latitude: str | None, longitude: str | None, form: str) -> Position | None:
        """Return the place from two texts; ``form`` is the ``coordinate-format`` of RouterOS.

        None for "none", and for coordinates that do not exist on Earth.
        """
        north, east = _degrees(latitude, form), _degrees(longitude, form)
        if north is None or east is None:
            return None
        # A receiver without a fix writes 0 for both, which is in the sea.
        is_possible = (north or east) and abs(north) <= _NORTHMOST and abs(east) <= _EASTMOST
        return cls(north, east) if is_possible else None


def _degrees(text: str | None, form: str) -> float | None:
    """Return the degrees of "56.969689", "N 56 58' 10.884''" or "5658.1814 N"."""
    stripped = (text or "").strip()
    numbers = [float(number) for number in _NUMBER.findall(stripped)]
    if not _TEXT.fullmatch(stripped) or not 1 <= len(numbers) <= len(_PARTS):
        return None
    if form == _JOINED and len(numbers) == 1:
        numbers = [numbers[0] // 100, numbers[0] % 100]
    if any(part >= _MINUTES for part in numbers[1:]):
        return None
    degrees = sum(number / unit for number, unit in zip(numbers, _PARTS, strict=False))
    return -degrees if _NEGATIVE.search(stripped) else degrees
