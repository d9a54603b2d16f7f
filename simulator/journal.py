"""The commands sent to a router, so that tests can assert budgets of requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload, override

_SECRET = ("=password=", "=response=", "=old-password=", "=new-password=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One command sentence: when (the router's clock), by whom, and its words."""

    time: float
    session: int
    user: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """Return the command word, such as `/interface/print`."""
        return self.words[0]


class Journal(Sequence[Asked]):
    """Every command sentence in order, logins included, passwords masked; the last `kept` stay."""

    kept = 100_000

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: list[Asked] = []

    @overload
    def __getitem__(self, index: int) -> Asked: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Asked]: ...
    @override
    def __getitem__(self, index: int | slice) -> Asked | Sequence[Asked]:
        """Return one entry or a slice of them."""
        return self._entries[index]

    @override
    def __len__(self) -> int:
        """Return how many commands are stored."""
        return len(self._entries)

    @override
    def __iter__(self) -> Iterator[Asked]:
        """Iterate over the commands in order."""
        return iter(self._entries)

    def write(self, *, time: float, session: int, user: str, words: Sequence[str]) -> None:
        """Record a command."""
        masked = tuple(_mask(word) for word in words)
        self._entries.append(Asked(time=time, session=session, user=user, words=masked))
        if len(self._entries) > 2 * self.kept:
            del self._entries[: self.kept]

    def commands(self, path: str | None = None) -> list[Asked]:
        """Return the commands, or those of one path such as `/interface/print`."""
        return [asked for asked in self._entries if path is None or asked.command == path]

    def clear(self) -> None:
        """Remove all commands."""
        self._entries.clear()


def _mask(word: str) -> str:
    """Mask the secrets of a login."""
    for secret in _SECRET:
        if word.startswith(secret):
            return f"{secret}***"
    return word
