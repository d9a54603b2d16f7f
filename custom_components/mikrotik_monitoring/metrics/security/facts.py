"""The router's replies to the queries of the checks, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Self

from ...routeros import Row, values
from .source import Source, Version


class Silence(Enum):
    """Why there is no reply."""

    ABSENT = auto()
    REFUSED = auto()
    NOT_ASKED = auto()


type Answer = tuple[Row, ...] | int | Silence


class NotToldError(Exception):
    """The router does not report what a check needs."""


class NotThereError(Exception):
    """The router does not have what a check is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The replies by their sources; ``is_exposed`` is whether the router leads to the internet."""

    is_exposed: bool = True
    version: Version | None = None
    answers: Mapping[Source, Answer] = field(default_factory=dict)

    def told(self, source: Source, answer: Answer) -> Self:
        """Return the facts with one more reply added."""
        return replace(self, answers={**self.answers, source: answer})

    def _answer(self, source: Source) -> tuple[Row, ...] | int:
        answer = self.answers.get(source, Silence.REFUSED)
        if answer is Silence.NOT_ASKED:
            raise NotThereError
        if answer is Silence.ABSENT and not source.is_expected(self.version):
            raise NotThereError
        if isinstance(answer, Silence):
            raise NotToldError
        return answer

    def rows(self, source: Source) -> tuple[Row, ...]:
        """Return all rows of a menu."""
        answer = self._answer(source)
        if isinstance(answer, int):
            raise NotToldError
        return answer

    def enabled(self, source: Source) -> tuple[Row, ...]:
        """Return the active rows of a menu."""
        return tuple(
            row
            for row in self.rows(source)
            if not values.flag(row.get("disabled"), absent=False)
            and not values.flag(row.get("invalid"), absent=False)
        )

    def count(self, source: Source) -> int:
        """Return the router's count of rows."""
        answer = self._answer(source)
        if not isinstance(answer, int):
            raise NotToldError
        return answer

    def word(self, source: Source, *names: str) -> str:
        """Return the first of some fields that the menu's row has, as versions rename fields."""
        for row in self.rows(source):
            for name in names:
                if name in row:
                    return row[name]
        raise NotToldError

    def flag(self, source: Source, *names: str) -> bool:
        """Return whether a setting is enabled."""
        return yes(self.word(source, *names))

    def words(self, source: Source, *names: str) -> frozenset[str]:
        """Return the parts of a comma-joined list."""
        return frozenset(values.items(self.word(source, *names)) or ())


def yes(word: str | None) -> bool:
    """Return the value of a flag; raises NotToldError if it is absent or not a flag."""
    found = values.flag(word)
    if found is None:
        raise NotToldError
    return found
