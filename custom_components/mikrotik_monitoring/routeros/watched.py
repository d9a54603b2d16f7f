"""A connection that is given up when its router stays silent."""

import asyncio
from collections.abc import Callable
from typing import Final

from .command import Command
from .connection import Connection
from .errors import TimedOutError, UnreachableError
from .words import Row

# One silent deadline may be a busy router; two in a row are a lost one.
SILENT_DEADLINES: Final = 2


class Liveness:
    """Counts deadlines in a row during which not a single byte arrived.

    Concurrent commands see the same silence, so a deadline counts only if its command began after
    the previously counted one had expired.
    """

    def __init__(self) -> None:
        """Start without a silent deadline."""
        self._silent = 0
        self._received = 0
        self._counted_at = float("-inf")

    @property
    def doubtful(self) -> bool:
        """Return whether the last deadline passed in silence."""
        return self._silent > 0

    def answered(self) -> None:
        """Record a reply."""
        self._silent = 0

    def expired(self, began: float, received_before: int, received: int, now: float) -> bool:
        """Record an expired deadline and return whether the router is gone.

        `received_before` and `received` are the bytes received when the command began and now.
        """
        if received != received_before:
            self._silent = 0
            return False
        if received != self._received:
            self._silent = 0
        if began >= self._counted_at or not self._silent:
            self._silent += 1
            self._received = received
            self._counted_at = now
        return self._silent >= SILENT_DEADLINES


class WatchedConnection:
    """A connection with its liveness and the time of its last command."""

    def __init__(self, connection: Connection) -> None:
        """Watch a connection that has just been opened."""
        self._connection = connection
        self._liveness = Liveness()
        self._time = asyncio.get_running_loop().time
        self.opened_at = self.asked_at = self._time()

    @property
    def connection(self) -> Connection:
        """Return the connection itself."""
        return self._connection

    @property
    def alive(self) -> bool:
        """Return whether commands can be sent."""
        return self._connection.error is None

    @property
    def doubtful(self) -> bool:
        """Return whether the last deadline that counts passed in silence."""
        return self._liveness.doubtful

    async def call(
        self,
        command: Command,
        *,
        timeout: float,  # noqa: ASYNC109 - the deadline is part of every call's contract.
        on_row: Callable[[Row], None] | None,
        priority: bool,
        counts: bool,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Send a command; if it `counts`, its deadline shows whether the router still responds."""
        connection = self._connection
        began = self.asked_at = self._time()
        before = connection.bytes_received
        try:
            rows = await connection.call(
                command, timeout=timeout, on_row=on_row, on_turn=on_turn, priority=priority
            )
        except TimedOutError as err:
            if counts and self._liveness.expired(
                began, before, connection.bytes_received, self._time()
            ):
                reason = UnreachableError("the router stays silent")
                reason.__cause__ = err
                connection.close(reason)
            raise
        self._liveness.answered()
        return rows
