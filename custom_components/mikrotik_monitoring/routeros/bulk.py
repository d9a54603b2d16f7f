"""The second connection of a router: for what is long, one command at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from .command import Command
from .connection import Connection
from .errors import RouterOSError, UnreachableError
from .watched import WatchedConnection
from .words import Row


class Bulk:
    """A connection opened when first needed and closed when nothing needed it for a while.

    Every opening and closing is a line in the router's log, so it is not closed at once.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]], idle: float) -> None:
        """Open with `connect`; close after `idle` seconds without a command."""
        self._connect = connect
        self._idle = idle
        self._turn = asyncio.Lock()
        self._link: WatchedConnection | None = None
        self._closing: asyncio.TimerHandle | None = None

    async def call(
        self,
        command: Command,
        *,
        timeout: float,  # noqa: ASYNC109 - the deadline is part of every call's contract.
        on_row: Callable[[Row], None] | None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Send a command when the ones before are done; its deadline begins then.

        `on_turn` is called at that moment.
        """
        async with self._turn:
            self._keep()
            link = self._link
            if link is None or not link.alive:
                link = self._link = WatchedConnection(await self._connect())
            if on_turn is not None:
                on_turn()
            try:
                return await link.call(
                    command, timeout=timeout, on_row=on_row, priority=False, counts=True
                )
            finally:
                self._close_later()

    def close(self, reason: RouterOSError | None = None) -> Connection | None:
        """Close now and return the connection that was open, if any."""
        self._keep()
        link, self._link = self._link, None
        if link is None:
            return None
        link.connection.close(reason or UnreachableError("the connection was closed"))
        return link.connection

    def _keep(self) -> None:
        """Stop the idle clock."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _close_later(self) -> None:
        """Start the idle clock if there is anything to close."""
        if self._link is not None and self._link.alive:
            self._closing = asyncio.get_running_loop().call_later(self._idle, self.close)
