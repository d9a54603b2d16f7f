"""The reply of `/tool/traceroute`: the table of hops, repeated as it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from ..routeros import Row, values

TRACEROUTE_COMMAND: Final = "/tool/traceroute"
# Which repetition of the table a row belongs to.
_SECTION: Final = ".section"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One hop: times are in ms, None where it did not respond; loss is in percent.

    ``address`` is empty for a silent hop; ``error`` is why the trace ended before it reached its
    target, the same in all hops.
    """

    number: int
    address: str
    sent: int | None
    loss: int | None
    last: float | None
    mean: float | None
    shortest: float | None
    longest: float | None
    deviation: float | None
    status: str
    error: str

    @classmethod
    def from_row(cls, number: int, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            number=number,
            address=row.get("address", ""),
            sent=values.integer(row.get("sent")),
            loss=values.integer(row.get("loss")),
            last=values.decimal(row.get("last")),
            mean=values.decimal(row.get("avg")),
            shortest=values.decimal(row.get("best")),
            longest=values.decimal(row.get("worst")),
            deviation=values.decimal(row.get("std-dev")),
            status=row.get("status", ""),
            error=row.get("error", ""),
        )


def hops(rows: Sequence[Row]) -> list[Hop]:
    """Return the hops of the table's last repetition, numbered from 1."""
    section = rows[-1].get(_SECTION) if rows else None
    told = (row for row in rows if row.get(_SECTION) == section)
    return [Hop.from_row(number, row) for number, row in enumerate(told, 1)]
