"""Instances that a router lists only while they work: one no longer listed is down, not gone."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol, Self

from .model import AWAY_TIME, Query


class Vanishing(Protocol):
    """A row not listed while it is down; ``away_at`` is since when, in monotonic seconds."""

    @property
    def away_at(self) -> float | None:
        """Return when it was first missing from the list, None while it is listed."""

    def away(self, at: float) -> Self:
        """Return the row as it is shown while it is not listed."""


def with_away[RowT: Vanishing](
    query: Query, listed: Mapping[str, RowT], of: Callable[[object], RowT | None], unseen: RowT
) -> dict[str, RowT]:
    """Return the rows that are listed now, and those that were listed within the last week.

    ``of`` returns a row of an earlier reading, None for one of another kind. An instance that has
    entities from before Home Assistant started but was not listed since gets the row ``unseen``.
    """
    now = asyncio.get_running_loop().time()
    found: dict[str, RowT] = {}
    if query.last is None:
        unlisted = query.registered() - listed.keys() - {""}
        found |= dict.fromkeys(sorted(unlisted), unseen.away(now))
    for instance, earlier in query.last.rows.items() if query.last else ():
        row = of(earlier)
        if instance in listed or row is None:
            continue
        if row.away_at is None:
            found[instance] = row.away(now)
        elif row.away_at > now - AWAY_TIME:
            found[instance] = row
    return {**found, **listed}
