"""Reading what RouterOS only measures on request: ``monitor``, once for all rows of a menu."""

from collections.abc import Iterable

from ..routeros import Command, Row
from .model import Ask


async def monitor_once(ask: Ask, menu: str, ids: Iterable[str], fields: Iterable[str]) -> list[Row]:
    """Return a row with its ``name`` and the fields for each ``.id``, from one command.

    Rows are named by ``.id``: a name may hold the comma that stands between several. Without any
    nothing is asked. Raises RouterOSError when the router refuses or does not answer.
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
