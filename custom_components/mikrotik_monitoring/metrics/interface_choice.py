"""Which interfaces of a router the owner has chosen to monitor."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .interface_index import InterfaceFacts
from .patterns import matches


class ChosenBy(StrEnum):
    """How an owner chooses which interfaces are monitored."""

    ALL = "all"
    TYPE = "type"
    PATTERN = "pattern"
    PICKED = "picked"


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceChoice:
    """The static interfaces that are monitored, of those that are enabled.

    ``types`` are RouterOS's types, such as ether. ``include`` and ``exclude`` are patterns for a
    name or a comment; an empty ``include`` includes all, and ``exclude`` always wins. ``picked``
    are instances. The settings of a method that is not chosen are ignored.
    """

    by: ChosenBy = ChosenBy.ALL
    types: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    picked: frozenset[str] = frozenset()

    def watches(self, facts: InterfaceFacts) -> bool:
        """Return whether an interface is monitored."""
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
