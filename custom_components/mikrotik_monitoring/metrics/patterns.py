"""Name patterns as an owner writes them: ``*`` matches anything, ``?`` one character."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(patterns: Iterable[str], *names: str) -> bool:
    """Return whether any of some names matches any of the patterns, ignoring case."""
    folded = [name.casefold() for name in names]
    # For fnmatch a bracket begins a set of characters; here it is an ordinary character.
    plain = (pattern.casefold().replace("[", "[[]") for pattern in patterns)
    return any(fnmatchcase(name, pattern) for pattern in plain for name in folded)
