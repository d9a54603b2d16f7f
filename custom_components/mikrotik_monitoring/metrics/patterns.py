"""Names by pattern, as an owner writes them: ``*`` stands for anything, ``?`` for one character."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(patterns: Iterable[str], *names: str) -> bool:
    """Return whether one of some names matches one of the patterns, in whichever case."""
    folded = [name.casefold() for name in names]
    # To fnmatch a bracket begins a set of characters; in a name it is one.
    plain = (pattern.casefold().replace("[", "[[]") for pattern in patterns)
    return any(fnmatchcase(name, pattern) for pattern in plain for name in folded)
