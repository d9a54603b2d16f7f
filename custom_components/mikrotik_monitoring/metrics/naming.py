"""The keys of instances where a router allows several of them to have the same name.

The router's order is never used: a removed instance would pass its entities to the next one.
"""

from collections.abc import Callable, Collection, Iterable, Set as AbstractSet
from typing import Final

# The common key of all instances without a name.
NAMELESS: Final = "(2)"


def together[RowT](
    rows: Iterable[tuple[str, RowT | None]], combine: Callable[[RowT, RowT], RowT]
) -> dict[str, RowT | None]:
    """Return rows by their names, combining those of the same name.

    None stands for one that is not monitored: it does not count if others have its name.
    """
    found: dict[str, RowT | None] = {}
    for name, row in rows:
        known_by = name or NAMELESS
        before = found.get(known_by)
        found[known_by] = (
            combine(before, row)
            if before is not None and row is not None
            else (before if row is None else row)
        )
    return found


def told_apart(
    name: str, details: Collection[str], *, known: AbstractSet[str], holder: str | None
) -> dict[str, str]:
    """Return the keys of instances with the same name, by their details.

    A single one has the plain name as its key, several have name and detail. Keys that are
    already ``known`` are kept when others come and go; ``holder`` is the detail of the one that
    has the plain name.
    """
    detailed = {detail: f"{name} ({detail})" if detail else name for detail in details}
    if len(details) == 1:
        return {
            detail: long if long in known and detail != holder else name
            for detail, long in detailed.items()
        }
    new = [detail for detail, long in detailed.items() if long not in known]
    if holder not in new:
        holder = new[0] if len(new) == 1 and name in known else None
    return {detail: name if detail == holder else long for detail, long in detailed.items()}
