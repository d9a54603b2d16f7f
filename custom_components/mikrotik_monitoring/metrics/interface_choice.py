"""Which interfaces of a router an owner has watched."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .interface_index import InterfaceFacts
from .patterns import matches


class ChosenBy(StrEnum):
    """How an owner says which interfaces are watched."""

    ALL = "all"
    TYPE = "type"
    PATTERN = "pattern"
    PICKED = "picked"


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceChoice:
    """The static interfaces that are watched, of those that are enabled.

    ``types`` are RouterOS's words, such as ether. ``include`` and ``exclude`` are patterns that a
    name or a comment matches; without any to include all are, and what is excluded is left out in
    any case. ``picked`` are instances. What another way to choose says is left aside.
    """

    by: ChosenBy = ChosenBy.ALL
    types: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    picked: frozenset[str] = frozenset()

    def watches(self, facts: InterfaceFacts) -> bool:
        """Return whether an interface is watched."""
        match self.by:
            case ChosenBy.TYPE:
                return facts.kind in self.types
            case ChosenBy.PATTERN:
                return self._matches(facts.name, facts.comment)
            case ChosenBy.PICKED:
                return facts.instance in self.picked
            case ChosenBy.ALL:
                return True

    def _matches(self, *names: str) -> bool:
        if matches(self.exclude, *names):
            return False
        return not self.include or matches(self.include, *names)


ALL_INTERFACES: Final = InterfaceChoice()
