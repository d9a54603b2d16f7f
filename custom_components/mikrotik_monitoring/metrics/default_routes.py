"""The router's default routes, read once for all groups that need them."""

import asyncio
from typing import Final

from .asking import Ask
from .gateway import Gateways, find_gateways
from .interface_index import InterfaceIndex

# Seconds within which whoever asks anew gets what another group has just asked for.
_JUST_NOW: Final = 30.0


class DefaultRoutes:
    """Remembers a router's gateways: a table of a million routes is not walked twice."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: Gateways | None = None
        self._asked_at = 0.0
        self._asking = asyncio.Lock()

    def clear(self) -> None:
        """Forget all: the session is over."""
        self._known = None

    async def current(
        self, ask: Ask, interfaces: InterfaceIndex, *, anew: bool = False
    ) -> Gateways:
        """Return the gateways, asked for where they are not known; raises RouterOSError.

        With ``anew`` they are asked for, unless that was done just now.
        """
        async with self._asking:
            now = asyncio.get_running_loop().time()
            known = self._known
            if known is not None and not (anew and now - self._asked_at > _JUST_NOW):
                return known
            found = await find_gateways(ask, lambda name: interfaces.named(name) is not None)
            self._known, self._asked_at = found, now
            return found
