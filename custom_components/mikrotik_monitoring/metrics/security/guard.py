"""Whether the firewall keeps strangers out of the router, judged from its rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from ...routeros import Row
from .facts import Facts
from .source import Source


class Guard(Enum):
    """How a chain treats unsolicited packets."""

    # A rule drops them.
    CLOSED = auto()
    # Nothing in the chain itself drops them; a chain that it jumps to may.
    JUMPS = auto()
    # Only some are dropped, such as those to one port, invalid ones, or those from a list.
    PARTLY = auto()
    OPEN = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class StoppingRule:
    """A rule of a chain that drops packets, or passes them to another chain."""

    jumps: bool
    ports: str
    is_narrow: bool

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        states = row.get("connection-state", "")
        sources = (row.get("src-address", ""), row.get("src-address-list", ""))
        return cls(
            jumps=row.get("action") == "jump",
            ports=row.get("dst-port", ""),
            is_narrow=(bool(states) and "new" not in states)
            or any(source and not source.startswith("!") for source in sources),
        )

    def stops(self, port: int | None) -> bool:
        """Return whether it drops packets of strangers: to one port, or without one to any port."""
        if self.jumps or self.is_narrow:
            return False
        return not self.ports or (port is not None and _holds(self.ports, port))


def guard(facts: Facts, source: Source, port: int | None = None) -> Guard:
    """Return how the rules of a chain treat packets of strangers; NotToldError if unknown."""
    rules = [StoppingRule.from_row(row) for row in facts.rows(source)]
    if any(rule.stops(port) for rule in rules):
        return Guard.CLOSED
    if any(rule.jumps for rule in rules):
        return Guard.JUMPS
    return Guard.PARTLY if rules else Guard.OPEN


def _holds(ports: str, port: int) -> bool:
    """Return whether a rule's ports, such as "53,8000-8099" or "!53", include a port."""
    found = any(first <= port <= last for first, last in _ranges(ports.removeprefix("!")))
    return found is not ports.startswith("!")


def _ranges(ports: str) -> Iterator[tuple[int, int]]:
    for part in ports.split(","):
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            yield int(first), int(last or first)


def holds_any(ports: str, wanted: frozenset[int]) -> bool:
    """Return whether a rule's ports include any of some; a rule without ports has all."""
    return not ports or any(_holds(ports, port) for port in wanted)
