"""How an owner's own metric is computed from the rows that a router printed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from ..routeros import Row
from ..routeros.numbers import Field, number
from .bounds import COUNTERS
from .counters import rate
from .counts import GuardedCount
from .custom_spec import MOST_ROWS, CustomSpec, How
from .sampling import Elapsed

ID: Final = ".id"


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomRow:
    """A metric's value in the field's own unit, None where it is unknown.

    ``counters`` are the whole numbers it is made of, by the ids of their rows. ``count`` is the
    state of a count, ``obstacle`` why the value is unknown. A menu that ``is_too_long`` is not
    printed again before the next full reading.
    """

    value: float | None = None
    counters: Mapping[str, int] = field(default_factory=dict)
    count: GuardedCount | None = None
    obstacle: str | None = None
    is_too_long: bool = False

    @classmethod
    def too_long(cls) -> Self:
        """Return the row for a menu with more rows than may be printed."""
        return cls(obstacle=f"more than {MOST_ROWS} rows", is_too_long=True)

    @classmethod
    def counted(cls, count: GuardedCount) -> Self:
        """Return the row of a count."""
        slow = f"counting takes {count.seconds:.0f} s" if count.seconds is not None else None
        return cls(value=count.value, count=count, obstacle=slow)

    def growth(self, before: CustomRow, elapsed: Elapsed, *, tolerance: float) -> float | None:
        """Return the growth per second of the counters that existed before.

        None where one of them went back, none existed, or the time is too uncertain. New rows
        do not count: they may have counted for years.
        """
        rows = self.counters.keys() & before.counters.keys()
        if not rows and (self.counters or self.value is None):
            return None
        pairs = [(before.counters[row], self.counters[row]) for row in rows]
        if any(count < earlier or not COUNTERS.hold(count) for earlier, count in pairs):
            return None
        return rate(
            sum(earlier for earlier, _ in pairs),
            sum(count for _, count in pairs),
            elapsed,
            tolerance=tolerance,
        )


def proplist(spec: CustomSpec) -> tuple[str, ...]:
    """Return the fields to request: these by name, and no others."""
    names = [Field.of(name).name for name in (spec.name_field, spec.field) if name]
    own_id = () if spec.is_single else (ID,)
    return tuple(dict.fromkeys((*own_id, *names)))


def rows_of(spec: CustomSpec, printed: list[Row]) -> dict[str, CustomRow]:
    """Return the rows of a metric by instance; none where it has nothing to be made of.

    A single value needs one row, a maximum at least one; a sum of no rows is 0.
    """
    if len(printed) > MOST_ROWS:
        return {"": CustomRow.too_long()}
    match spec.how:
        case How.ROWS:
            return dict(_named(spec, printed))
        case How.VALUE if len(printed) != 1:
            return {"": CustomRow(obstacle=f"{len(printed)} rows")} if printed else {}
        case How.MAXIMUM:
            numbers = [value for _, value in _numbers(spec, printed)]
            return {"": CustomRow(value=max(numbers, default=None))} if printed else {}
        case _:
            return {"": _sum(spec, printed)}


def _sum(spec: CustomSpec, printed: list[Row]) -> CustomRow:
    """Return the sum of rows, or the value of one: unknown where none of them has a number.

    A rate needs whole numbers: others are ignored.
    """
    numbers = dict(_numbers(spec, printed))
    counters = {row: value for row, value in numbers.items() if isinstance(value, int)}
    if printed and not (counters if spec.is_rate else numbers):
        return CustomRow()
    return CustomRow(value=sum(numbers.values()), counters=counters)


def _named(spec: CustomSpec, printed: list[Row]) -> Iterator[tuple[str, CustomRow]]:
    """Yield a row per name; several rows of one name cannot be distinguished, so it is unknown."""
    named = [(name, row) for row in printed if (name := name_of(spec, row))]
    often = Counter(name for name, _ in named)
    for name, row in named:
        if often[name] == 1:
            yield name, _sum(spec, [row])
        else:
            yield name, CustomRow(obstacle=f"{often[name]} rows are called {name}")


def name_of(spec: CustomSpec, row: Row) -> str:
    """Return the name of a row, empty where it has none."""
    return (Field.of(spec.name_field).text(row) or "").strip()


def _numbers(spec: CustomSpec, printed: Iterable[Row]) -> Iterator[tuple[str, float]]:
    """Yield the numbers in the rows, with the rows' ids."""
    read = Field.of(spec.field)
    for row in printed:
        if (value := number(read.text(row), spec.kind)) is not None:
            yield row.get(ID, ""), value
