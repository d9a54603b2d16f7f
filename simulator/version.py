"""Versions of RouterOS, ordered as their releases are."""

from typing import NamedTuple, Self

_SEVEN = 7


class Version(NamedTuple):
    """The numbers of a release: 7.20.4 is (7, 20, 4)."""

    major: int
    minor: int = 0
    patch: int = 0

    @property
    def old(self) -> bool:
        """Return whether it is RouterOS 6 or earlier."""
        return self.major < _SEVEN

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `7.20.4`, `6.49.18 (long-term)` or `7.18rc2`; raises ValueError on anything else."""
        number = text.split(" ", 1)[0]
        for mark in ("rc", "beta", "alpha"):
            number = number.split(mark, 1)[0]
        return cls(*(int(part) for part in number.split(".")))
