"""Reading what RouterOS only measures on request: ``monitor``, once for all rows of a menu."""

from collections.abc import Iterable, Mapping

from ..routeros import Command, Row
from .model import Ask


async def monitor_once(ask: Ask, menu: str, ids: Iterable[str], fields: Iterable[str]) -> list[Row]:
    """Return a row with its ``name`` and the fields for each ``.id``, from one command.

    Rows are requested by ``.id``: a name may contain the comma that separates them. Without any
    no command is sent. Raises RouterOSError when the router refuses or does not respond.
    """
    if not (numbers := ",".join(ids)):
        return []
    return await ask(
        Command(
            path=f"{menu}/monitor",
            arguments=(("numbers", numbers), ("once", "")),
            proplist=tuple(dict.fromkeys(("name", *fields))),
        )
    )


async def monitor_each(
    ask: Ask, menu: str, names: Mapping[str, str], fields: Iterable[str]
) -> dict[str, Row]:
    """Return the measurement of each row, by ``.id``; ``names`` holds their names.

    RouterOS replies in the order of the request, and not every menu repeats the name. Where it
    replies for fewer rows, the names show for which: the others are unknown.
    """
    rows = await monitor_once(ask, menu, names, fields)
    if len(rows) == len(names):
        return dict(zip(names, rows, strict=True))
    by_name = {row.get("name"): row for row in rows}
    return {known_by: by_name.get(name, {}) for known_by, name in names.items()}
