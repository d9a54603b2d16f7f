"""Limit of the concurrent handshakes of all routers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

# A handshake costs a small board more than an hour of polls; a hundred routers take turns.
HANDSHAKES_AT_ONCE: Final = 10

# Seconds: a router whose handshake takes longer is slow or silent, and must not block others.
PLACE_HELD_FOR: Final = 1.0


class Gate:
    """Limits the concurrent handshakes; one that takes long gives its place to the next."""

    def __init__(
        self, places: int = HANDSHAKES_AT_ONCE, *, held_for: float = PLACE_HELD_FOR
    ) -> None:
        """Make the places; each is held for at most `held_for` seconds."""
        self._places = asyncio.Semaphore(places)
        self._held_for = held_for

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it in the block, but not for long."""
        await self._places.acquire()
        is_held = True

        def give_back() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._places.release()

        timer = asyncio.get_running_loop().call_later(self._held_for, give_back)
        try:
            yield
        finally:
            timer.cancel()
            give_back()
