"""Menus' contents: records whose cells are text, or functions of the router's time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, override

type Cell = str | Callable[[float], str | None]
"""Text, or what gives the text (None: the key is absent) at a second of the router's life."""
type Record = dict[str, Cell]
type Listener = Callable[[Record, bool], None]
"""Called with a record and whether it is dead."""

ID = ".id"


def read(record: Record, name: str, at: float) -> str | None:
    """Return a cell's text at a moment, None if the row lacks it."""
    cell = record.get(name)
    return cell if cell is None or isinstance(cell, str) else cell(at)


def cells(record: Record, at: float) -> dict[str, str]:
    """Return a row as a full print would give it at a moment."""
    found = ((name, read(record, name, at)) for name in record)
    return {name: value for name, value in found if value is not None}


class Linked:
    """A cell that shows, and when written changes, a cell of another record."""

    def __init__(self, table: Rows, record: Record, name: str) -> None:
        """Point at the cell of another table's record."""
        self.table = table
        self.record = record
        self.name = name

    def __call__(self, at: float) -> str | None:
        """Return the other cell's text."""
        return read(self.record, self.name, at)


class Table(Protocol):
    """What a menu holds."""

    listeners: set[Listener]

    def records(self, at: float) -> Iterator[Record]:
        """Iterate over the records as they are at a moment."""

    def count(self, at: float) -> int:
        """Return how many records there are at a moment."""

    def count_of(self, name: str, value: str, at: float) -> int | None:
        """Return how many records have a text in a cell, None if they must be iterated over."""

    def add(self, row: Mapping[str, Cell]) -> str:
        """Add a row and return its `.id`."""

    def remove(self, record: Record) -> None:
        """Remove a record."""

    def change(self, record: Record, values: Mapping[str, str | None]) -> None:
        """Write cells of a record; None makes a key absent."""

    def renumber(self) -> None:
        """Give the dynamic records new identifiers, as a reboot does."""


class Rows:
    """A menu whose records are stored."""

    def __init__(self, rows: Iterable[Mapping[str, Cell]] = (), *, first_id: int = 1) -> None:
        """Number the rows from `first_id` unless they have an `.id`."""
        self.listeners: set[Listener] = set()
        self._records: list[Record] = []
        self._next_id = first_id
        for row in rows:
            self.add(row)

    def records(self, at: float) -> Iterator[Record]:
        """Iterate over a copy, so that rows may come and go meanwhile."""
        del at
        return iter(tuple(self._records))

    def count(self, at: float) -> int:
        """Return how many records there are."""
        del at
        return len(self._records)

    def count_of(self, name: str, value: str, at: float) -> int | None:
        """Return None: not counted."""
        del name, value, at
        return None

    def add(self, row: Mapping[str, Cell]) -> str:
        """Append a row; it gets the next `.id` unless it has one."""
        record = {ID: row.get(ID) or self._new_id()}
        record |= {name: row[name] for name in row if name != ID}
        self._records.append(record)
        self._tell(record, dead=False)
        return read(record, ID, 0.0) or ""

    def remove(self, record: Record) -> None:
        """Remove a record."""
        self._records.remove(record)
        self._tell(record, dead=True)

    def change(self, record: Record, values: Mapping[str, str | None]) -> None:
        """Write cells; a linked one is written in the record it links to."""
        for name, value in values.items():
            cell = record.get(name)
            if isinstance(cell, Linked):
                cell.table.change(cell.record, {cell.name: value})
            elif value is None:
                record.pop(name, None)
            else:
                record[name] = value
        self._tell(record, dead=False)

    def renumber(self) -> None:
        """Give the dynamic records new identifiers, beyond all that were in use."""
        for record in self._records:
            if record.get("dynamic") in {"true", "yes"} and isinstance(record[ID], str):
                record[ID] = self._new_id()

    def _new_id(self) -> str:
        """Return the next identifier."""
        self._next_id += 1
        return f"*{self._next_id - 1:X}"

    def _tell(self, record: Record, *, dead: bool) -> None:
        """Notify the listeners."""
        for listener in tuple(self.listeners):
            listener(record, dead)


class Singleton(Rows):
    """A menu of one row without `.id`."""

    @override
    def add(self, row: Mapping[str, Cell]) -> str:
        """Add the row."""
        self._records.append(dict(row))
        return ""


class Generated(Rows):
    """A menu too large to store: its records are generated on demand, after those added by hand."""

    def __init__(self, count: Callable[[float], int], make: Callable[[int, float], Record]) -> None:
        """Generate the records 0 up to `count` (at a moment) with `make`."""
        super().__init__(first_id=0x7F000001)
        self._count = count
        self._make = make

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Generate the records one by one."""
        yield from tuple(self._records)
        for number in range(self._count(at)):
            yield self._make(number, at)

    @override
    def count(self, at: float) -> int:
        """Return how many records there are."""
        return len(self._records) + self._count(at)
