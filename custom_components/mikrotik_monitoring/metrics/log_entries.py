"""Reading the router's log since the last entry seen: which entries are new, not their texts.

RouterOS numbers its log entries since it started, in hexadecimal: ``*1CB36``. The only way to
query the newest ones is to compare these numbers.
"""

from collections import Counter
from dataclasses import dataclass, replace
import re
from typing import Final, NamedTuple

from ..routeros import Command, Row, TrapError
from .counts import count, counting
from .model import Ask, Query

LOG: Final = "/log"

# Any other ``.id`` is no such number, and cannot be queried.
_IDENTIFIER: Final = re.compile(r"\*[0-9A-Fa-f]{1,16}", re.ASCII)

# With more new entries than this in a minute, those of the most frequent topics are left out.
_MOST: Final = 200
# Topics with this many new entries are frequent; at most so many topics are left out.
_COMMON: Final = 20
_MOST_LEFT_OUT: Final = 8
# Topics that metrics need are never left out.
_WANTED: Final = frozenset({"error", "critical"})
# Below this number all entries are read: too few to see whether their numbers are compared.
_FEW: Final = 4


# What RouterOS logs at a start: after a requested reboot, and after any other.
_STARTED: Final = ("?topics=system,info", "?topics=system,error,critical", "?#|")
_REBOOTED: Final = "router rebooted"
_UNEXPECTED: Final = ("without proper shutdown", "kernel failure in previous boot")


class Entry(NamedTuple):
    """An entry: its number as an integer and as RouterOS writes it, and its topics."""

    number: int
    identifier: str
    topics: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """Up to where the log was read: ``last`` is the newest number, None before the first reading.

    ``is_ordered`` is whether the router compares the numbers numerically; ``left_out`` are topics
    with too many entries to read.
    """

    last: int | None = None
    is_ordered: bool = False
    left_out: frozenset[str] = frozenset()


UNREAD: Final = Entries()


async def read_entries(
    query: Query, before: Entries, *, topics: str | None = None
) -> tuple[Entries, list[Entry]]:
    """Return up to where the log is read now, and the entries since, only those of some topics.

    The hourly pass checks all entries, which shows whether their numbers restarted. Entries from
    before the first reading are not new. Raises RouterOSError when the router refuses.
    """
    narrowed = _narrowed(topics, before.left_out)
    if before.last is not None and before.is_ordered and not query.is_full:
        newer = (*narrowed, f"?>.id=*{before.last:X}", *(("?#&",) if narrowed else ()))
        found = await _entries(query.ask, newer)
        new = [entry for entry in found if entry.number > before.last]
        after = before
    else:
        found = await _entries(query.ask, narrowed, bulk=topics is None)
        new = _since(found, before.last)
        after = replace(before, is_ordered=await _is_ordered(query.ask, found, narrowed))
    newest = new[-1] if new else found[-1] if after is not before and found else None
    last = newest.number if newest else before.last or 0
    return replace(after, last=last, left_out=after.left_out | _too_common(new)), new


async def texts_of(ask: Ask, entries: list[Entry]) -> list[str]:
    """Return the texts of some entries, requested by their numbers; they must not be stored."""
    queries = tuple(f"?.id={entry.identifier}" for entry in entries)
    joined = (f"?#{'|' * (len(entries) - 1)}",) if len(entries) > 1 else ()
    rows = await ask(Command(f"{LOG}/print", proplist=("message",), queries=(*queries, *joined)))
    return [row.get("message", "") for row in rows]


async def is_unexpected_start(ask: Ask) -> bool:
    """Return whether the log says that the router was not shut down before its last start.

    A log on a disk has earlier starts too: the last one counts. No text is stored.
    """
    was_unexpected = False
    if not (entries := await _entries(ask, _STARTED)):
        return False
    for text in await texts_of(ask, entries[-_MOST:]):
        if any(words in text for words in _UNEXPECTED):
            was_unexpected = True
        elif text.startswith(_REBOOTED):
            was_unexpected = False
    return was_unexpected


async def _entries(ask: Ask, queries: tuple[str, ...], *, bulk: bool = False) -> list[Entry]:
    """Return entries in the order of the log, oldest first; without queries they may be many."""
    found: list[Entry] = []

    def keep(row: Row) -> None:
        identifier = row.get(".id", "")
        if _IDENTIFIER.fullmatch(identifier):
            found.append(Entry(int(identifier[1:], 16), identifier, row.get("topics", "")))

    command = Command(f"{LOG}/print", proplist=(".id", "topics"), queries=queries)
    await ask(command, bulk=bulk, on_row=keep)
    return found


def _since(entries: list[Entry], last: int | None) -> list[Entry]:
    """Return the entries after the last one seen, out of all entries."""
    if last is None or not entries:
        return []
    place = next((place for place, entry in enumerate(entries) if entry.number == last), None)
    if place is not None:
        return entries[place + 1 :]
    # Where the numbers restarted, it is unknown which entries are old.
    return [entry for entry in entries if entry.number > last] if entries[-1].number > last else []


def _narrowed(topics: str | None, left_out: frozenset[str]) -> tuple[str, ...]:
    """Return the query words for entries of these topics, without those that are left out."""
    if topics is not None:
        return (f"?topics={topics}",)
    words = [word for name in sorted(left_out) for word in (f"?topics={name}", "?#!")]
    return (*words, *(("?#" + "&" * (len(left_out) - 1),) if len(left_out) > 1 else ()))


async def _is_ordered(ask: Ask, entries: list[Entry], narrowed: tuple[str, ...]) -> bool:
    """Return whether the router finds the entries after one in the middle, and no others."""
    if len(entries) < _FEW:
        return False
    middle = len(entries) // 2
    queries = (*narrowed, f"?>.id={entries[middle].identifier}", *(("?#&",) if narrowed else ()))
    try:
        found = await count(ask, counting(LOG, *queries))
    except TrapError:
        return False
    return found is not None and len(entries) - 1 - middle <= found < len(entries)


def _too_common(entries: list[Entry]) -> frozenset[str]:
    """Return the topics of what is logged so often that reading it costs too much."""
    if len(entries) <= _MOST:
        return frozenset()
    counts = Counter(entry.topics for entry in entries)
    common = (
        topics
        for topics, number in counts.most_common(_MOST_LEFT_OUT)
        if number >= _COMMON and _WANTED.isdisjoint(topics.split(","))
    )
    return frozenset(common)
