"""The second connection of a router: for long commands, one at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from .backoff import Backoff, Refusals
from .command import KEEP_ALIVE, Command
from .connection import Connection
from .errors import (
    BulkLinkError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TrapError,
    UnreachableError,
)
from .watched import WatchedConnection
from .words import Row

# Seconds: two commands may be silent before their connection is given up, each for a minute.
TURN_DEADLINE: Final = 150.0


class Bulk:
    """A connection opened when first needed and closed when nothing needed it for a while.

    Every opening and closing is a line in the router's log, so it is not closed at once. If
    it cannot be opened, or is lost, that is a BulkLinkError for the current command, for all that
    wait, and for all that come before the next try is allowed.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Connection]],
        *,
        confirm: Callable[[], Awaitable[None]],
        on_change: Callable[[], None],
        backoff: Backoff,
        refusals: Refusals,
        clock: Callable[[], float],
        idle: float,
        probe_deadline: float,
    ) -> None:
        """Open with `connect`; close after `idle` seconds without a command.

        `confirm` returns when the router responds on its first connection, and raises when it does
        not: the router itself is unreachable then. `on_change` is called when `error` is set or
        cleared. A connection that was silent for a command is probed for `probe_deadline` seconds.
        """
        self._connect = connect
        self._confirm = confirm
        self._on_change = on_change
        self._backoff = backoff
        self._refusals = refusals
        self._clock = clock
        self._idle = idle
        self._probe_deadline = probe_deadline
        self._turn = asyncio.Lock()
        self._turns = 0
        # How many turns there had been when a command last waited for one in vain.
        self._jammed_after: int | None = None
        self.waiting = 0
        self._link: WatchedConnection | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._failures = 0
        self._retry_at = 0.0
        # Why there is no second connection although it is needed.
        self.error: BulkLinkError | None = None

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
        failures = self._failures
        turn = await self._take_turn(command)
        try:
            self._keep()
            if self._failures != failures or self._must_wait:
                raise self._another()
            link = await self._opened()
            if on_turn is not None:
                on_turn()
            return await self._ask(link, command, timeout, on_row)
        finally:
            self._close_later()
            turn.release()
            self._turns += 1

    def close(self, reason: RouterOSError | None = None) -> None:
        """Close now; the next command may open it again at once."""
        self._keep()
        self._retry_at = 0.0
        link, self._link = self._link, None
        if link is not None:
            link.connection.close(reason or UnreachableError("the connection was closed"))

    def renew(self) -> None:
        """Close now, and give the next command the turn, even if another holds it."""
        self.close()
        self._backoff.reset()
        self._turn = asyncio.Lock()
        self._jammed_after = None

    @property
    def is_jammed(self) -> bool:
        """Return whether a command waited for its turn in vain, and none has ended since."""
        return self._jammed_after == self._turns

    @property
    def _must_wait(self) -> bool:
        """Return whether it is too early to try again."""
        return self.error is not None and self._clock() < self._retry_at

    async def _take_turn(self, command: Command) -> asyncio.Lock:
        """Wait for earlier commands, which have their own deadlines; return the lock to release."""
        turn, turns = self._turn, self._turns
        self.waiting += 1
        try:
            async with asyncio.timeout(TURN_DEADLINE):
                await turn.acquire()
        except TimeoutError as err:
            self._jammed_after = turns
            told = f"no turn for {command.path} within {TURN_DEADLINE:g} s"
            raise TimedOutError(told) from err
        finally:
            self.waiting -= 1
        return turn

    async def _opened(self) -> WatchedConnection:
        """Return the connection, opened if need be."""
        if self._link is not None and self._link.alive:
            return self._link
        try:
            connection = await self._connect()
        except RouterOSError as err:
            raise await self._failed("cannot be opened", err) from err
        self._link = WatchedConnection(connection)
        return self._link

    async def _ask(
        self,
        link: WatchedConnection,
        command: Command,
        timeout: float,  # noqa: ASYNC109 - as above.
        on_row: Callable[[Row], None] | None,
    ) -> list[Row]:
        """Send a command over the connection, and detect whether it is lost."""
        try:
            rows = await _ask(link, command, timeout, on_row)
        except TimedOutError:
            if link.doubtful:
                await self._probe(link)
            raise
        except TrapError:
            self._works()
            raise
        except (UnreachableError, ProtocolError) as err:
            if link.alive or self._link is not link:
                raise
            raise await self._failed("was lost", err, let_in=True) from err
        self._works()
        return rows

    async def _probe(self, link: WatchedConnection) -> None:
        """Send a keep-alive after a command without a single byte; raise if it is silent too."""
        try:
            await _ask(link, KEEP_ALIVE, self._probe_deadline, None)
        except RouterOSError as err:
            if not link.alive and self._link is link:
                reason = link.connection.error or err
                raise await self._failed("was lost", reason, let_in=True) from err

    async def _failed(
        self, what: str, err: RouterOSError, *, let_in: bool = False
    ) -> BulkLinkError:
        """Record a failure and return it, unless the router itself is unreachable.

        With `let_in` the connection was lost after its login: the next try is another login.
        """
        await self._confirm()
        if let_in:
            self._backoff.link_lost(lived=0.0)
        self._link = None
        self._failures += 1
        self._retry_at = self._clock() + (self._refusals.wait or self._backoff.next())
        is_news = self.error is None
        self.error = BulkLinkError(
            f"the second connection {what}: {err}",
            is_turned_away=not let_in and isinstance(err, UnreachableError),
        )
        if is_news:
            self._on_change()
        return self._another()

    def _works(self) -> None:
        """Record that a command was answered."""
        if self.error is not None:
            self.error = None
            self._on_change()
        self._backoff.reset()

    def _another(self) -> BulkLinkError:
        """Return the failure for one more command."""
        if self.error is None:
            # The error is already cleared; commands that waited meanwhile fail all the same.
            return BulkLinkError("the second connection was lost")
        error = BulkLinkError(str(self.error), is_turned_away=self.error.is_turned_away)
        error.__cause__ = self.error.__cause__
        return error

    def _keep(self) -> None:
        """Stop the idle timer."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _close_later(self) -> None:
        """Start the idle timer if there is anything to close."""
        self._keep()
        if self._link is not None and self._link.alive:
            self._closing = asyncio.get_running_loop().call_later(self._idle, self._close_idle)

    def _close_idle(self) -> None:
        """Close a connection that was idle."""
        self._closing = None
        link, self._link = self._link, None
        if link is not None:
            link.connection.close(UnreachableError("the connection was closed"))


async def _ask(
    link: WatchedConnection,
    command: Command,
    timeout: float,  # noqa: ASYNC109 - as above.
    on_row: Callable[[Row], None] | None,
) -> list[Row]:
    """Send a command over a connection that is given up when it stays silent."""
    return await link.call(command, timeout=timeout, on_row=on_row, priority=False, counts=True)
