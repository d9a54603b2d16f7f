"""What a router lists only while it works: one that is no longer listed is down, not gone."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol, Self

from .model import AWAY_TIME, Query


class Vanishing(Protocol):
    """A row of what vanishes when it breaks; ``away_at`` is since when, in monotonic seconds."""

    @property
    def away_at(self) -> float | None:
        """Return when it was first not listed, None while it is."""

    def away(self, at: float) -> Self:
        """Return it as it is when it is no longer listed."""


def with_away[RowT: Vanishing](
    query: Query, listed: Mapping[str, RowT], of: Callable[[object], RowT | None], unseen: RowT
) -> dict[str, RowT]:
    """Return the rows that are listed, and those that were within a week.

    ``of`` gives a row of an earlier reading, None for one of another kind. What has entities from
    before Home Assistant started, and was not listed since, is as the row ``unseen``.
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
