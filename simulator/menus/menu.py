"""What a menu is: a table or a single row, since and until which version, with which arguments."""

from dataclasses import dataclass
from enum import Enum, auto

from ..sensitive import SHOW, takes_show_sensitive
from ..version import Version
from .traits import ORDERED, WITH_OIDS, WITHOUT_FROM

_ALWAYS = (
    "append as-value brief count-only detail file follow follow-only from interval "
    "proplist show-ids terse value-list where without-paging .proplist .id"
)
_UNTIL = ((Version(7, 16), "follow-strict"),)
_SINGLE = "as-value file interval without-paging proplist .proplist"
_LATER = (
    (Version(7, 17), "group-by"),
    (Version(7, 22), "on-event timestamp"),
    (Version(7, 24), "order-by"),
)
_LATEST = ((Version(7, 22), "comments"),)
_EDIT = "add set remove enable disable unset comment"


ANCIENT = Version(0)
FUTURE = Version(99)


class Kind(Enum):
    """The three sorts of menus."""

    TABLE = auto()
    SINGLE = auto()
    FOLDER = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """One menu; `feature` names the hardware or package that it requires."""

    path: str
    kind: Kind = Kind.TABLE
    since: Version = ANCIENT
    until: Version = FUTURE
    feature: str | None = None
    arguments: frozenset[str] = frozenset()
    denied: tuple[tuple[Version, frozenset[str]], ...] = ()
    commands: frozenset[str] = frozenset()

    def exists(self, release: Version, features: frozenset[str]) -> bool:
        """Return whether a router of this version and hardware has the menu."""
        if not self.since <= release < self.until:
            return False
        return self.feature is None or self.feature in features

    def print_arguments(self, release: Version) -> frozenset[str]:
        """Return the arguments that `print` accepts in a version."""
        if self.kind is Kind.SINGLE:
            known = {*_SINGLE.split(), *self.arguments}
        else:
            known = {*_ALWAYS.split(), *self.arguments}
        for since, names in _LATER if self.kind is Kind.TABLE else ():
            known.update(names.split() if release >= since else ())
        for until, names in _UNTIL if self.kind is Kind.TABLE else ():
            known.update(names.split() if release < until else ())
        for since, names in _LATEST:
            known.update(names.split() if release >= since else ())
        known.update({SHOW} if takes_show_sensitive(self.path, release) else ())
        known.update({"oid"} if self.path in WITH_OIDS else ())
        known -= {"from"} if self.path in WITHOUT_FROM else frozenset()
        for since, denied in self.denied:
            known -= denied if release >= since else frozenset()
        return frozenset(known)

    @property
    def is_ordered(self) -> bool:
        """Return whether the order of its rows matters."""
        return self.path in ORDERED

    @property
    def known_commands(self) -> frozenset[str]:
        """Return the command words of this menu that are not menus themselves."""
        if self.kind is Kind.FOLDER:
            return self.commands
        if self.kind is Kind.SINGLE:
            return self.commands | {"print", "getall", "get", "set", "listen", "edit", "export"}
        edit = [*_EDIT.split(), *(["move"] if self.is_ordered else [])]
        return self.commands | {"print", "getall", "get", "find", "listen", "export", *edit}
