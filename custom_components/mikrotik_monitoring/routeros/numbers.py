"""Numbers of fields that are not known beforehand: by the kind of a field, else by its text.

=================== =============================================
text                number
=================== =============================================
``true`` ``yes``    1
``false`` ``no``    0
``1234`` ``-3.5``   itself
``24.3V`` ``-62@…`` the number before the unit, which is cut
``2048KiB``         bytes
``1Gbps``           bit/s
``1w2d3h`` ``40ms`` seconds
``7/9`` or ``7,9``  one of them, where a field's name says which
=================== =============================================

Anything else, such as a date, is no number. A flag that is left out is 0: that is how RouterOS 7
writes many that are not set.
"""

from typing import Final, NamedTuple

from . import values
from .menus import FieldKind
from .menus.menu import FIRST, SECOND
from .words import Row

_PARTS: Final = (FIRST, SECOND)
_FLAGS: Final = {"true": 1, "yes": 1, "false": 0, "no": 0}


class Field(NamedTuple):
    """A field as it is printed, and which of its two numbers is meant; None for all of it."""

    name: str
    part: int | None = None

    @classmethod
    def of(cls, written: str) -> Field:
        """Return the field of "bytes", or of "bytes/1" and "bytes/2"."""
        for place, end in enumerate(_PARTS):
            if written.endswith(end):
                return cls(written.removesuffix(end), place)
        return cls(written)

    def text(self, row: Row) -> str | None:
        """Return the field's text in a row, None if it has none."""
        text = row.get(self.name)
        if text is None or self.part is None:
            return text
        parts = text.replace("/", ",").split(",")
        return parts[self.part] if len(parts) == len(_PARTS) else None


def number(text: str | None, kind: FieldKind) -> float | None:
    """Return the number in a field's text, None if there is none; whole ones are whole.

    For a kind that is no number, such as a text, only the text counts.
    """
    match kind:
        case FieldKind.FLAG:
            return int(bool(values.flag(text, absent=False)))
        case FieldKind.COUNTER | FieldKind.OCTETS:
            return values.count(text)
        case FieldKind.SIZE:
            return _first(values.integer(text), values.size(text))
        case FieldKind.BIT_RATE:
            return _first(values.integer(text), values.bit_rate(text))
        case FieldKind.DURATION:
            return _first(values.duration(text), values.decimal(text))
        case _:
            return _by_text(text)


def kind_of(text: str) -> FieldKind | None:
    """Return the kind of number in a text, None if it is no number."""
    if text.casefold() in _FLAGS:
        return FieldKind.FLAG
    kinds = (FieldKind.SIZE, FieldKind.BIT_RATE, FieldKind.DURATION)
    parsers = (values.size, values.bit_rate, values.duration)
    if values.integer(text) is None:
        for kind, parse in zip(kinds, parsers, strict=True):
            if parse(text) is not None:
                return kind
    return None if _by_text(text) is None else FieldKind.NUMBER


def _by_text(text: str | None) -> float | None:
    """Return the number in a text by its form."""
    if text is None:
        return None
    return _first(
        _FLAGS.get(text.casefold()),
        values.integer(text),
        values.size(text),
        values.bit_rate(text),
        values.duration(text),
        values.decimal(text),
    )


def _first(*numbers: float | None) -> float | None:
    """Return the first number that is not None."""
    return next((number for number in numbers if number is not None), None)
