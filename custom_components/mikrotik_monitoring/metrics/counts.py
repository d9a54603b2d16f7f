"""Counting without reading: RouterOS counts the rows of a menu that match."""

from ..routeros import Command, values
from .model import Ask


def counting(path: str, *queries: str) -> Command:
    """Return the command that lets the router count the rows of a menu that match."""
    return Command(f"{path}/print", arguments=(("count-only", ""),), queries=queries)


async def count(ask: Ask, command: Command) -> int:
    """Return how many rows there are; raises RouterOSError when the router refuses.

    A table without rows may be answered without a number.
    """
    rows = await ask(command)
    return next((values.integer(row["ret"]) or 0 for row in rows if "ret" in row), 0)
