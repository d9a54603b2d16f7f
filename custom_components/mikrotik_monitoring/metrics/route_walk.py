"""All default routes, from one walk of a router's route table."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..routeros import Command, NoSuchCommandError, Row, values
from .asking import Ask

IPV4: Final = "/ip/route"
IPV6: Final = "/ipv6/route"
EVERYWHERE: Final[Mapping[str, str]] = {IPV4: "0.0.0.0/0", IPV6: "::/0"}

# RouterOS 7 has the table and the next hop, RouterOS 6 the mark and the gateway's status.
_FIELDS: Final = (
    "dst-address",
    "gateway",
    "immediate-gw",
    "gateway-status",
    "routing-table",
    "routing-mark",
    "distance",
    "active",
    "disabled",
    "blackhole",
    "type",
)
MAIN: Final = "main"


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteWalk:
    """The default routes that are not disabled, the most preferred first.

    ``asked_at`` is in monotonic seconds, ``seconds`` is how long the router took.
    """

    routes: tuple[Row, ...] = ()
    asked_at: float
    seconds: float = 0.0


async def walk_routes(ask: Ask, path: str) -> RouteWalk:
    """Return the default routes of one menu; a router may not have IPv6.

    The table may hold a million routes, so it is walked on the bulk connection. Raises
    RouterOSError when the router refuses or does not respond.
    """
    clock = asyncio.get_running_loop().time
    asked_at = clock()
    begun: list[float] = []
    query = f"?dst-address={EVERYWHERE[path]}"
    command = Command(f"{path}/print", proplist=_FIELDS, queries=(query,))
    try:
        rows = await ask(command, bulk=True, on_turn=lambda: begun.append(clock()))
    except NoSuchCommandError:
        return RouteWalk(asked_at=asked_at)
    routes = sorted((row for row in rows if not values.flag(row.get("disabled"))), key=_rank)
    seconds = clock() - (begun[0] if begun else asked_at)
    return RouteWalk(routes=tuple(routes), asked_at=asked_at, seconds=seconds)


def _rank(route: Row) -> tuple[bool, int]:
    """Return the sort key of a route, the most preferred first."""
    return bool(table_of(route)), values.integer(route.get("distance")) or 0


def table_of(route: Row) -> str:
    """Return the routing table of a route, empty for the main one."""
    table = route.get("routing-table") or route.get("routing-mark") or MAIN
    return "" if table == MAIN else table
