"""What instances are known by, where a router lets two of them have one name."""

from collections import Counter
from collections.abc import Iterable, Iterator


def distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield each name, the second of its kind with " (2)" and so on, in the router's order."""
    taken: set[str] = set()
    seen: Counter[str] = Counter()
    for name in names:
        unique = name
        while not unique or unique in taken:
            seen[name] += 1
            unique = f"{name} ({seen[name] + 1})".strip()
        taken.add(unique)
        yield unique
