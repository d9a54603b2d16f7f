"""Finders that many checks have in common."""

from collections.abc import Callable

from .check import Finder, Severity
from .facts import Facts
from .source import Source


def when(severity: Severity, is_found: Callable[[Facts], bool]) -> Finder:
    """Return a finder with one severity."""

    def find(facts: Facts) -> Severity | None:
        return severity if is_found(facts) else None

    return find


def on(source: Source, severity: Severity, *names: str) -> Finder:
    """Return a finder for a setting that is on; its field is *enabled* unless named otherwise."""
    return when(severity, lambda facts: facts.flag(source, *(names or ("enabled",))))


def off(source: Source, severity: Severity, *names: str) -> Finder:
    """Return a finder for a setting that is off."""
    return when(severity, lambda facts: not facts.flag(source, *(names or ("enabled",))))


def is_word(source: Source, severity: Severity, name: str, *found: str) -> Finder:
    """Return a finder for a setting that has one of some values."""
    return when(severity, lambda facts: facts.word(source, name).lower() in found)


def any_rows(source: Source, severity: Severity) -> Finder:
    """Return a finder for a menu that has any rows."""
    return when(severity, lambda facts: facts.count(source) > 0)
