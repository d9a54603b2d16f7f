"""Description of a menu: the fields of its rows, and the kind of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class FieldKind(StrEnum):
    """The kind of a field; octets and counters grow until they are reset."""

    COUNTER = "counter"
    OCTETS = "octets"
    # A current number of bytes.
    SIZE = "size"
    # Bits per second.
    BIT_RATE = "bit_rate"
    NUMBER = "number"
    PERCENT = "percent"
    # A span of time, in seconds once it is parsed.
    DURATION = "duration"
    # Set or not; RouterOS 7 leaves out many that are not set.
    FLAG = "flag"
    TEXT = "text"


GROWING: Final = frozenset({FieldKind.COUNTER, FieldKind.OCTETS})

# Of a value that is two numbers, "up/down" or "tx,rx": which of them is meant.
FIRST, SECOND = "/1", "/2"


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuFacts:
    """A RouterOS menu: the kinds of its fields by name, and whether it is one uncountable row.

    Two numbers in one field are two fields here, whose names end with ``/1`` and ``/2``.
    """

    path: str
    fields: Mapping[str, FieldKind]
    is_single: bool = False

    def of_kinds(self, *kinds: FieldKind) -> tuple[str, ...]:
        """Return the fields of some kinds, in order."""
        return tuple(name for name, kind in self.fields.items() if kind in kinds)


def menu(path: str, *, is_single: bool = False, **fields: str) -> MenuFacts:
    """Describe a menu: each kind of field, in the plural, with the names separated by spaces."""
    kinds = {
        name: FieldKind(_SINGULAR.get(kind, kind.removesuffix("s")))
        for kind, names in fields.items()
        for name in names.split()
    }
    return MenuFacts(path=path, fields=MappingProxyType(kinds), is_single=is_single)


_SINGULAR: Final = {"octets": "octets"}


def both(names: str) -> str:
    """Return both numbers of each field that holds two."""
    return " ".join(f"{name}{part}" for name in names.split() for part in (FIRST, SECOND))
