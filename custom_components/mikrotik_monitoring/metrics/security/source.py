"""One query to the router that checks are based on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...routeros import Command
from ..model import BOTH

if TYPE_CHECKING:
    from .facts import Facts

type Version = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Source:
    """A menu and the fields to read; without fields its rows are counted.

    ``everywhere_since`` is the version since which every router has the menu, None where it
    depends on a board or a package: a menu missing without these is no error. ``when`` decides
    from the facts so far whether it is worth reading.
    """

    menu: str
    fields: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    everywhere_since: Version | None = (0,)
    versions: tuple[int, ...] = BOTH
    when: Callable[[Facts], bool] | None = None
    command: Command = field(init=False)

    def __post_init__(self) -> None:
        """Create the command once, so that one that is not permitted fails from the start."""
        command = Command(
            f"{self.menu}/print",
            proplist=self.fields,
            arguments=() if self.fields else (("count-only", ""),),
            queries=self.queries,
        )
        object.__setattr__(self, "command", command)

    def is_expected(self, version: Version | None) -> bool:
        """Return whether a router of a version must have the menu."""
        if self.everywhere_since is None:
            return False
        return version is None or version >= self.everywhere_since
