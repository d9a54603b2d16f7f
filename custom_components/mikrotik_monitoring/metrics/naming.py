"""What instances are known by, where a router lets several of them have one name.

Never by the order in which it lists them: a removed one would hand its entities to the next.
"""

from collections.abc import Callable, Collection, Iterable, Set as AbstractSet
from typing import Final

# What those without any name are known by, all together.
NAMELESS: Final = "(2)"


def together[RowT](
    rows: Iterable[tuple[str, RowT | None]], combine: Callable[[RowT, RowT], RowT]
) -> dict[str, RowT | None]:
    """Return rows by their names, those of one name combined.

    None stands for one that is not monitored: beside others of its name it does not count.
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
    """Return what instances of one name are known by, by what each of them is.

    One alone is known by its name, several by what they are beside it. What is ``known`` so far
    stays so when others come and go; ``holder`` is the detail of the one that has the plain name.
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
