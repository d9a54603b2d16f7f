"""The router's default routes, read once for all groups that need them."""

import asyncio
from typing import Final

from ..routeros import Row
from .asking import Ask
from .gateway import Gateways, find_gateways
from .interface_index import InterfaceIndex
from .route_walk import IPV4, IPV6, RouteWalk, walk_routes

_MENUS: Final = (IPV4, IPV6)
# Seconds within which a new request is served from what another group has just read.
_JUST_NOW: Final = 30.0


class DefaultRoutes:
    """Cache of a router's default routes: a table of a million routes is not walked twice."""

    def __init__(self) -> None:
        """Start without data."""
        self._walks: dict[str, RouteWalk] = {}
        self._known: Gateways | None = None
        # The routes that the gateways were found in.
        self._found_in: tuple[Row, ...] | None = None
        self._asking = asyncio.Lock()

    def clear(self) -> None:
        """Clear the cache: the session is over."""
        self._walks = {}
        self._known = self._found_in = None

    async def current(
        self, ask: Ask, interfaces: InterfaceIndex, *, anew: bool = False
    ) -> Gateways:
        """Return the gateways, read from the router where not cached; raises RouterOSError.

        With ``anew`` they are read again, unless that was done just now. They include what
        another group has found meanwhile.
        """
        async with self._asking:
            if anew or len(self._walks) < len(_MENUS):
                for path in _MENUS:
                    await self._walk(ask, path, anew=anew)
            routes = tuple(route for path in _MENUS for route in self._walks[path].routes)
            if self._known is None or routes != self._found_in:
                self._known = await find_gateways(ask, interfaces.has, list(routes))
                self._found_in = routes
            return self._known

    async def routes(self, ask: Ask, path: str, *, anew: bool = False) -> RouteWalk:
        """Return the default routes of one menu, cached in the same way."""
        async with self._asking:
            return await self._walk(ask, path, anew=anew)

    async def _walk(self, ask: Ask, path: str, *, anew: bool) -> RouteWalk:
        known = self._walks.get(path)
        now = asyncio.get_running_loop().time()
        if known is not None and not (anew and now - known.asked_at > _JUST_NOW):
            return known
        self._walks[path] = found = await walk_routes(ask, path)
        return found
