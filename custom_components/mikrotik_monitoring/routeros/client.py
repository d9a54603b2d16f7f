"""A router's client: a main and a bulk connection, reopened automatically."""

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
from dataclasses import dataclass
from random import random as system_random
from typing import Final

from .backoff import Backoff, Refusals, refused_delay
from .bulk import Bulk
from .command import KEEP_ALIVE, Command
from .condition import Condition
from .connection import Connection
from .errors import (
    AuthenticationError,
    BulkLinkError,
    OtherRouterError,
    RouterOSError,
    UnidentifiedError,
    UnreachableError,
)
from .gate import Gate
from .link import LinkSettings
from .opener import Ask, Opener, Verify
from .supervisor import keep_running
from .watched import WatchedConnection
from .words import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """The client's times in seconds.

    `clock` measures how long links live and logins fail: the event loop's unless given.
    """

    open_deadline: float = 10.0
    keep_alive: float = 30.0
    keep_alive_deadline: float = 4.0
    bulk_idle: float = 600.0
    clock: Callable[[], float] | None = None


DEFAULT_TIMING: Final = Timing()

# Each try is a login, and the next one will hardly succeed.
_TURNED_AWAY: Final = (OtherRouterError, UnidentifiedError)


async def _anybody(_: Ask) -> None:
    """Accept any router."""


class Client:
    """Sends commands to one router, over links that are reopened automatically once started."""

    def __init__(
        self,
        settings: LinkSettings,
        *,
        gate: Gate | None = None,
        random: Callable[[], float] = system_random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        timing: Timing = DEFAULT_TIMING,
        verify: Verify = _anybody,
        refusals: Refusals | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        `verify` identifies the router on each new link, and raises a RouterOSError if it is not the
        expected one: that link never counts as up, and no other command is sent over it.

        `gate` limits the concurrent handshakes of all routers; `random` (0 to 1) and `sleep`
        (seconds) make the waits between two tries. `refusals` counts the refused logins of this
        router, those of earlier clients too.
        """
        self._host = settings.host
        self._sleep = sleep
        self._timing = timing
        self._backoff = Backoff(random)
        self._refusals = refusals or Refusals(self._clock)
        self._opener = Opener(
            settings,
            gate=gate or Gate(),
            verify=verify,
            refusals=self._refusals,
            deadline=timing.open_deadline,
            on_refused=self._tell,
        )
        self._main: WatchedConnection | None = None
        self._bulk = Bulk(
            self._connect_bulk,
            confirm=self._confirm,
            on_change=self._tell,
            backoff=Backoff(random),
            refusals=self._refusals,
            clock=self._clock,
            idle=timing.bulk_idle,
            probe_deadline=timing.keep_alive_deadline,
        )
        self._keeper: asyncio.Task[None] | None = None
        self._on_change: Callable[[], None] | None = None
        self._reason: RouterOSError | None = None
        self._turned_away = 0
        self._opened_at = 0.0
        # Whether the next try to connect is made without a pause.
        self._is_eager = False

    @property
    def connected(self) -> bool:
        """Return whether the main link is up."""
        return self._main is not None and self._main.alive

    @property
    def doubtful(self) -> bool:
        """Return whether the last deadline of the main link passed in silence: it may be lost."""
        return self._main is not None and self._main.doubtful

    @property
    def lost_reason(self) -> RouterOSError | None:
        """Return why the link was lost or cannot be opened, None while it is up."""
        if self._main is not None:
            return self._main.connection.error
        return self._reason

    @property
    def bulk_error(self) -> BulkLinkError | None:
        """Return why there is no second connection although it is needed, None if there is one."""
        return self._bulk.error

    @property
    def auth_failed(self) -> bool:
        """Return whether the router has refused the login too often to be an accident."""
        return self._refusals.final

    @property
    def logins(self) -> int:
        """Return the logins so far, over both connections."""
        return self._opener.logins

    @property
    def commands(self) -> int:
        """Return the sentences sent to the router so far, logins among them."""
        return self._opener.commands

    @property
    def bytes_received(self) -> int:
        """Return the bytes the router has sent so far, before any encryption."""
        return self._opener.bytes_received

    @property
    def condition(self) -> Condition:
        """Return the health of the client itself."""
        main = self._main if self.connected else None
        return Condition(
            is_kept=self._keeper is not None and not self._keeper.done(),
            heard_at=None if main is None else main.connection.received_at,
            is_jammed=(main is not None and main.connection.is_jammed) or self._bulk.is_jammed,
            waiting=(0 if main is None else main.connection.waiting) + self._bulk.waiting,
        )

    async def open(self) -> None:
        """Open the main connection once, or raise a RouterOSError.

        Raises AuthenticationError without a try when the login was refused just before.
        """
        try:
            self._refusals.check()
        except AuthenticationError as err:
            self._reason = err
            raise
        await self._open_main()

    def start(self, on_change: Callable[[], None]) -> None:
        """Keep the main link up from now on; `on_change` is called when it is lost or restored.

        It is also called when `auth_failed` becomes True, `lost_reason` is of another class, or
        `bulk_error` is set or cleared. A client that was closed connects at once, without earlier
        pauses except those after a refused login.
        """
        self._on_change = on_change
        if self._opener.is_shut:
            self._opener.is_shut = False
            self._reason = None
            self._forget_pauses()
        self.keep()

    def keep(self) -> None:
        """Start the task that keeps the main link up, replacing a running one."""
        if self._keeper is not None:
            self._keeper.cancel()
        name = f"keeping {self._host} up"
        work = keep_running(self._keep_up, name, self._sleep)
        self._keeper = asyncio.create_task(work, name=name)

    async def reconnect(self) -> None:
        """Close both connections and open the main one at once, without a pause.

        Raises a RouterOSError if it cannot be opened; the client then keeps trying, with pauses.
        """
        try:
            await self._end_keeper()
            await self._close_links(UnreachableError("the connection is being opened again"))
            self._forget_pauses()
            await self._open_main()
        finally:
            self._is_eager = False
            if not self._opener.is_shut:
                self.keep()
                self._tell()

    async def call(
        self,
        command: Command,
        *,
        timeout: float,  # noqa: ASYNC109 - the deadline is part of every call's contract.
        priority: bool = False,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Send a command and return its rows as `Connection.call` does.

        `priority` has a place of its own and its deadlines show whether the router is alive.
        `bulk` uses the second connection, where one command runs at a time: its deadline begins
        with its turn; BulkLinkError without such a connection although the router responds.
        `on_turn` is called as the command is sent, after any wait for a place.
        UnreachableError at once when the link is down.
        """
        main = self._main
        if main is None or not main.alive:
            raise self._down()
        if bulk:
            return await self._bulk.call(command, timeout=timeout, on_row=on_row, on_turn=on_turn)
        return await main.call(
            command,
            timeout=timeout,
            on_row=on_row,
            on_turn=on_turn,
            priority=priority,
            counts=priority,
        )

    async def close(self) -> None:
        """Close both connections; no task and no socket is left."""
        self._opener.is_shut = True
        await self._end_keeper()
        reason = UnreachableError("the client was closed")
        await self._close_links(reason)
        self._reason = reason

    async def _close_links(self, reason: RouterOSError) -> None:
        """Close both connections."""
        connections = tuple(self._opener.connections)
        for connection in connections:
            connection.close(reason)
        if self._main is not None:
            self._lose(self._main)
        self._bulk.renew()
        for connection in connections:
            await connection.wait_closed()

    async def _end_keeper(self) -> None:
        """End the task that keeps the main link up."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait((keeper,))

    def _forget_pauses(self) -> None:
        """Make the next try without a pause."""
        self._backoff.reset()
        self._turned_away = 0
        self._is_eager = True

    def _clock(self) -> float:
        """Return monotonic seconds."""
        return (self._timing.clock or asyncio.get_running_loop().time)()

    async def _open_main(self) -> None:
        """Open the main connection, or store why it failed."""
        try:
            self._main = WatchedConnection(await self._opener.open())
        except RouterOSError as err:
            self._reason = err
            raise
        self._opened_at = self._clock()

    async def _connect_bulk(self) -> Connection:
        """Open the bulk connection, as long as the main one is up."""
        if not self.connected:
            raise self._down()
        connection = await self._opener.open()
        if not self.connected:
            connection.close()
            raise self._down()
        return connection

    async def _confirm(self) -> None:
        """Return if the router responds on its main link; UnreachableError if it is lost too."""
        if self._main is not None:
            with contextlib.suppress(RouterOSError):
                await self._keep_alive(self._main)
        if not self.connected:
            raise self._down()

    async def _keep_alive(self, main: WatchedConnection) -> None:
        """Send a small command, which shows whether the router still responds."""
        await main.call(
            KEEP_ALIVE,
            timeout=self._timing.keep_alive_deadline,
            on_row=None,
            priority=True,
            counts=True,
        )

    def _down(self) -> UnreachableError:
        """Return the error of a call that has no link."""
        return UnreachableError(f"the router is not connected: {self.lost_reason}")

    async def _keep_up(self) -> None:
        """Watch the main link, and reopen it whenever it is lost."""
        while True:
            if self._main is not None:
                await self._watch(self._main)
                self._lose(self._main)
            await self._reconnect()
            self._tell()

    def _lose(self, main: WatchedConnection) -> None:
        """Record that the link is lost, and close the bulk link too."""
        self._reason = main.connection.error
        self._main = None
        self._bulk.close(self._reason)
        self._backoff.link_lost(self._clock() - self._opened_at)
        self._tell()

    async def _watch(self, main: WatchedConnection) -> None:
        """Return when the link is closed; send a keep-alive when it was idle for long."""
        time = asyncio.get_running_loop().time
        while main.alive:
            quiet = self._timing.keep_alive - (time() - main.asked_at)
            if quiet > 0 and not main.doubtful:
                await asyncio.wait((main.connection.closed,), timeout=quiet)
                continue
            with contextlib.suppress(RouterOSError):
                await self._keep_alive(main)

    def _delay(self) -> float:
        """Return the seconds until the next try: more where the router was not the expected one."""
        if self._is_eager:
            self._is_eager = False
            return 0.0
        if not isinstance(self._reason, _TURNED_AWAY):
            self._turned_away = 0
            return self._backoff.next()
        self._turned_away += 1
        return refused_delay(self._turned_away)

    async def _reconnect(self) -> None:
        """Try until the main link is open again; after a refused login with longer pauses."""
        while True:
            before = self._reason
            await self._sleep(self._refusals.wait or self._delay())
            try:
                await self._open_main()
            except RouterOSError as err:
                if type(err) is not type(before):
                    self._tell()
            else:
                return

    def _tell(self) -> None:
        """Report a change soon, outside our own task so that a listener cannot break it."""
        asyncio.get_running_loop().call_soon(self._report)

    def _report(self) -> None:
        """Report a change unless the client was closed meanwhile."""
        if self._on_change is not None and not self._opener.is_shut:
            self._on_change()
