"""Opens a router's connections, all in the same way, and counts the traffic of all of them."""

from collections.abc import Awaitable, Callable

from .backoff import Refusals
from .command import Command
from .connection import Connection
from .errors import AuthenticationError, RouterOSError, UnreachableError
from .gate import Gate
from .link import LinkSettings
from .words import Row

type Ask = Callable[[Command], Awaitable[list[Row]]]
type Verify = Callable[[Ask], Awaitable[None]]


class Opener:
    """Opens connections on which the expected router responds, until it is shut.

    Each has `deadline` seconds. `on_refused` is called when a login was refused too often to be
    an accident.
    """

    def __init__(
        self,
        settings: LinkSettings,
        *,
        gate: Gate,
        verify: Verify,
        refusals: Refusals,
        deadline: float,
        on_refused: Callable[[], None],
    ) -> None:
        """Initialise with the settings, and what other routers share; nothing is opened."""
        self._settings = settings
        self._gate = gate
        self._verify = verify
        self._refusals = refusals
        self._deadline = deadline
        self._on_refused = on_refused
        self._past_commands = 0
        self._past_bytes = 0
        self.connections: set[Connection] = set()
        self.logins = 0
        # Whether nothing may be opened, also what is being opened at this moment.
        self.is_shut = False

    @property
    def commands(self) -> int:
        """Return the sentences sent so far, logins among them."""
        return self._past_commands + sum(one.commands for one in self.connections)

    @property
    def bytes_received(self) -> int:
        """Return the bytes received so far, before any encryption."""
        return self._past_bytes + sum(one.bytes_received for one in self.connections)

    async def open(self) -> Connection:
        """Open one connection and verify its router, or raise a RouterOSError."""
        self._refuse_when_shut()
        connection = await self._log_in()
        try:
            self._refuse_when_shut()
        except UnreachableError:
            connection.close()
            raise
        self.logins += 1
        self.connections.add(connection)
        connection.closed.add_done_callback(lambda _: self._retire(connection))
        await self._check(connection)
        return connection

    async def _log_in(self) -> Connection:
        """Open one connection, taking turns with other routers, and count a refused login."""
        try:
            connection = await Connection.open(
                self._settings, timeout=self._deadline, gate=self._gate
            )
        except AuthenticationError as err:
            was_final = self._refusals.final
            self._refusals.add(err.message)
            if self._refusals.final is not was_final:
                self._on_refused()
            raise
        self._refusals.clear()
        return connection

    async def _check(self, connection: Connection) -> None:
        """Close a link again on which the wrong router responds, or none."""

        async def ask(command: Command) -> list[Row]:
            return await connection.call(command, timeout=self._deadline, priority=True)

        try:
            await self._verify(ask)
            self._refuse_when_shut()
        except BaseException as err:
            connection.close(err if isinstance(err, RouterOSError) else None)
            raise

    def _refuse_when_shut(self) -> None:
        """Raise if this was shut, perhaps while a link was being opened."""
        if self.is_shut:
            raise UnreachableError("the client was closed")

    def _retire(self, connection: Connection) -> None:
        """Keep the counts of a connection that is over."""
        self.connections.discard(connection)
        self._past_commands += connection.commands
        self._past_bytes += connection.bytes_received
