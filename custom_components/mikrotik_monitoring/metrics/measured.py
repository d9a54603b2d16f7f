"""Rows of a menu, each with its ``monitor`` measurement, from one command for all of them."""

from collections.abc import Iterable

from ..routeros import Row
from .model import Ask
from .monitor import monitor_once


async def measured(
    ask: Ask, menu: str, rows: Iterable[Row], fields: Iterable[str]
) -> list[tuple[Row, Row]]:
    """Return each row with its measurement, an empty one where there is none.

    Not every menu's measurements name their row: those without a name come in the order in which
    they were requested. Raises RouterOSError when the router refuses or does not respond.
    """
    asked = [row for row in rows if ".id" in row]
    found = await monitor_once(ask, menu, (row[".id"] for row in asked), fields)
    if not all("name" in row for row in found):
        is_complete = len(found) == len(asked)
        return list(zip(asked, found if is_complete else [{}] * len(asked), strict=True))
    by_name = {row["name"]: row for row in found}
    return [(row, by_name.get(row.get("name", ""), {})) for row in asked]
