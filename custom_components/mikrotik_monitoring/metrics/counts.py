"""Counting without reading: RouterOS counts the rows of a menu that match.

A count walks a table: one that costs the router too much is repeated less often.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Self

from ..routeros import Command, Row, TimedOutError, values
from .model import Ask

# Seconds a count may take, and the polls it skips after one that took longer.
QUICK: Final = 2.0
POLLS_TO_SKIP: Final = 9


def counting(path: str, *queries: str) -> Command:
    """Return the command that makes the router count the rows of a menu that match."""
    return Command(f"{path}/print", arguments=(("count-only", ""),), queries=queries)


async def count(ask: Ask, command: Command) -> int | None:
    """Return the number of rows; raises RouterOSError when the router refuses.

    None where the reply has no number: a table without rows is counted as 0.
    """
    return _number(await ask(command))


def _number(rows: list[Row]) -> int | None:
    """Return the number that a reply ends with, None where that cannot be a count."""
    return next((values.count(row["ret"]) for row in rows if "ret" in row), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardedCount:
    """A count, or why it is unknown: it took too long and skips some ``turns``.

    ``seconds`` is how long the router took for a count that was too slow.
    """

    value: int | None = None
    seconds: float | None = None
    turns: int = 0

    def skip(self) -> Self:
        """Return the state after a poll that skipped the count."""
        return type(self)(seconds=self.seconds, turns=self.turns - 1)


async def guarded_count(ask: Ask, command: Command, before: GuardedCount | None) -> GuardedCount:
    """Count what a command prints, unless it was too slow less than ten polls ago.

    A slow count is unknown until it is quick again. Raises RouterOSError when the router
    refuses; a count that hits its deadline is a slow one.
    """
    if before is not None and before.turns > 0:
        return before.skip()
    clock = asyncio.get_running_loop().time
    begun: list[float] = []
    rows: list[Row] | None = None
    try:
        rows = await ask(command, bulk=True, on_turn=lambda: begun.append(clock()))
    except TimedOutError:
        if not begun:
            # The link was not available in time: that says nothing about the table.
            raise
    seconds = clock() - begun[0]
    if rows is None or seconds > QUICK:
        return GuardedCount(seconds=max(seconds, QUICK), turns=POLLS_TO_SKIP)
    return GuardedCount(value=_number(rows))
