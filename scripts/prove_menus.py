"""Which menus RouterOS has, as others have documented: `prove-menus.txt`, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from simulator.version import Version

FILE = Path(__file__).with_name("prove-menus.txt")
_FOREVER = Version(99)
_USUAL_TEXT = (
    "append as-value brief detail count-only file follow follow-only from interval proplist "
    ".proplist show-ids terse value-list where without-paging .id"
)
_USUAL = frozenset(_USUAL_TEXT.split())
_OF_ONE_ROW = frozenset({"as-value", "file", "interval", "proplist", ".proplist"})


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownMenu:
    """A menu and the versions that have it; one of a package is not on every router."""

    path: str
    is_table: bool
    is_row: bool
    is_base: bool
    since: Version
    until: Version
    extra: frozenset[str]
    commands: frozenset[str]

    @classmethod
    def read(cls, line: str) -> Self:
        """Parse a line; raises ValueError if it has too few or too many parts."""
        path, kind, owner, span, arguments, commands = line.split()
        since, _, until = span.partition("..")
        return cls(
            path=path,
            is_table=kind == "table",
            is_row=kind == "row",
            is_base=owner == "base",
            since=Version.parse(since),
            until=Version.parse(until) if until else _FOREVER,
            extra=frozenset(arguments.split(",")) - {"-"},
            commands=frozenset(commands.split(",")) - {"-"} | {"print", "getall"},
        )

    @property
    def arguments(self) -> frozenset[str]:
        """Return the arguments its `print` supports, the common ones and its own."""
        return self.extra | (_OF_ONE_ROW if self.is_row else _USUAL)

    def exists(self, release: Version) -> bool:
        """Return whether a version has this menu."""
        return self.since <= release < self.until


class KnownMenus:
    """All known menus, with a lookup by version."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Parse the lines that are not comments."""
        self._menus: dict[str, list[KnownMenu]] = {}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                menu = KnownMenu.read(line)
                self._menus.setdefault(menu.path, []).append(menu)

    @classmethod
    def of_file(cls) -> Self:
        """Read the file."""
        return cls(FILE.read_text(encoding="utf-8").splitlines())

    def __len__(self) -> int:
        """Return how many paths are known."""
        return len(self._menus)

    def get(self, path: str, release: Version) -> KnownMenu | None:
        """Return a menu of a version, None if the version is not known to have it."""
        menus = self._menus.get(path, ())
        return next((menu for menu in menus if menu.exists(release)), None)
