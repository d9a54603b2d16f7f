"""Which gateways are pinged: those of the default routes, a bounded number of them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Set as AbstractSet
from dataclasses import replace
from typing import Final

from .gateway import Gateway, Gateways, gateway_of
from .group import AWAY_TIME
from .ping_row import PingRow

MOST_TARGETS: Final = 4
_TOO_MANY: Final = f"{MOST_TARGETS} others are"


def choose(
    gateways: Gateways, before: Mapping[str, PingRow], registered: Callable[[], AbstractSet[str]]
) -> list[PingRow]:
    """Return a row of each gateway: those in use first, and then those that are down.

    A limited number of them is pinged. One that was pinged and is no longer in use stays a target:
    its loss has to be seen.
    """
    now = asyncio.get_running_loop().time()
    down = _down(gateways, before, now) if before else _down_before(gateways, registered(), now)
    rows = [_row(one, before, seen_at=now) for one in gateways.active]
    return list(_bounded([*rows, *down]))


def _row(gateway: Gateway, before: Mapping[str, PingRow], *, seen_at: float) -> PingRow:
    """Return the row of a gateway that has a route, with its previous packets."""
    known = before.get(gateway.name) or PingRow(gateway=gateway)
    return replace(known, gateway=gateway, is_gone=False, seen_at=seen_at)


def _down(gateways: Gateways, before: Mapping[str, PingRow], now: float) -> Iterator[PingRow]:
    """Yield the previous targets that are not in use now.

    One with another gateway behind its interface was replaced; one without any route is dropped
    after a week.
    """
    active = {one.name for one in gateways.active}
    configured = {one.name for one in gateways.inactive}
    interfaces = {one.interface for one in gateways.active} - {""}
    for name, row in before.items():
        if name in active or not row.gateway.arguments:
            continue
        if name in configured:
            yield replace(row, is_gone=False, seen_at=now)
        elif row.gateway.interface not in interfaces and now - row.seen_at < AWAY_TIME:
            yield replace(row, is_gone=True)


def _down_before(gateways: Gateways, known: AbstractSet[str], now: float) -> Iterator[PingRow]:
    """Yield the gateways that have entities from an earlier session, and are not in use now.

    While any gateway is in use, one without a route may have been replaced by it.
    """
    for gateway in gateways.inactive:
        if gateway.name in known:
            yield PingRow(gateway=gateway, seen_at=now)
    if not gateways.active:
        inactive = {one.name for one in gateways.inactive}
        found = (gateway_of(name) for name in sorted(known - inactive))
        yield from (PingRow(gateway=one, is_gone=True, seen_at=now) for one in found if one)


def _bounded(rows: Iterable[PingRow]) -> Iterator[PingRow]:
    """Yield the rows, those beyond the limit with the obstacle."""
    targets = 0
    for row in rows:
        obstacle = row.gateway.obstacle
        if obstacle is None:
            obstacle = _TOO_MANY if targets >= MOST_TARGETS else None
            targets += obstacle is None
        yield replace(row, obstacle=obstacle)
