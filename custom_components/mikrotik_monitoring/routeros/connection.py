"""One logged-in session with a router: tagged commands, each with its own deadline."""

import asyncio
from collections.abc import Callable
from typing import Final, Self

from .command import Cancel, Command, Request
from .errors import RouterOSError, TimedOutError, UnreachableError
from .gate import Gate
from .link import Link, LinkSettings, Stream, open_link, open_stream
from .login import log_in
from .opening import Opening, Stage
from .reply import Reply
from .slots import Slots
from .tls import TlsMode
from .words import Row, SentenceDecoder, tagged

# Seconds that a command waits for a place: more than the deadlines of those before it.
PLACE_DEADLINE: Final = 60.0


class Connection:
    """A session over one link; replies find their command by tag, whatever their order.

    A command that is given up does not end the session: its tag is forgotten, the router is sent
    a cancel, and what still arrives for that tag is dropped.
    """

    def __init__(self, link: Link, fallback_encoding: str) -> None:
        """Make a session that is not logged in yet; use `open`."""
        self._link = link
        self._decoder = SentenceDecoder(fallback_encoding)
        self._slots = Slots()
        self._replies: dict[str | None, Reply] = {}
        self._last_tag = 0
        self._time = asyncio.get_running_loop().time
        # When the last byte came, by the event loop's clock.
        self.received_at = self._time()
        # The moves of the slots when a command last waited for a place in vain.
        self._jammed_after: int | None = None
        self.closed: asyncio.Future[RouterOSError] = asyncio.get_running_loop().create_future()
        self.bytes_received = 0
        self.commands = 0

    @classmethod
    async def open(
        cls,
        settings: LinkSettings,
        *,
        timeout: float = 10.0,  # noqa: ASYNC109 - the deadline is part of every call's contract.
        gate: Gate | None = None,
        opening: Opening | None = None,
    ) -> Self:
        """Connect and log in within `timeout` seconds, or raise a RouterOSError.

        `gate` is passed once TCP is connected, so that an unreachable host does not block others;
        the wait for it does not count. `opening` records the progress. AuthenticationError
        only if the router itself refuses the name or the password; a router that hangs up during
        the login is an UnreachableError.
        """
        time = asyncio.get_running_loop().time
        began = time()
        opening = opening or Opening(time)
        stream = await open_stream(settings, timeout)
        left = timeout - (time() - began)
        opening.passed(Stage.TCP)
        try:
            async with (gate or Gate()).place():
                opening.resume()
                return await cls._shake_hands(stream, settings, left, opening)
        except TimeoutError as err:
            stream.abort()
            where = f"{settings.host}:{settings.port}"
            raise TimedOutError(f"no answer from {where} within {timeout:g} s") from err
        except BaseException:
            stream.abort()
            raise

    @classmethod
    async def _shake_hands(
        cls, stream: Stream, settings: LinkSettings, seconds: float, opening: Opening
    ) -> Self:
        """Begin TLS and log in; TimeoutError when the login takes too long."""
        deadline = asyncio.get_running_loop().time() + seconds
        link = await open_link(stream, settings, seconds)
        connection = cls(link, settings.fallback_encoding)
        opening.certificate = link.certificate
        opening.passed(Stage.TLS)
        try:
            async with asyncio.timeout_at(deadline):
                await connection._log_in(settings)
        except UnreachableError as err:
            is_mute = settings.tls is TlsMode.OFF and not connection.bytes_received
            hint = "; the port may expect TLS" if is_mute else ""
            raise UnreachableError(f"{err} during the login{hint}") from err
        except BaseException:
            connection.close()
            raise
        opening.passed(Stage.LOGIN)
        return connection

    @property
    def error(self) -> RouterOSError | None:
        """Return why the session is over, None while it is open."""
        return self.closed.result() if self.closed.done() else None

    @property
    def waiting(self) -> int:
        """Return how many commands wait for a place."""
        return self._slots.waiting

    @property
    def is_jammed(self) -> bool:
        """Return whether a command waited for a place in vain, and none was released since.

        Each holder has a deadline: such a place is lost.
        """
        return self._jammed_after == self._slots.moves

    async def call(
        self,
        command: Command,
        *,
        timeout: float,  # noqa: ASYNC109 - the deadline is part of every call's contract.
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
        priority: bool = False,
    ) -> list[Row]:
        """Send a command and return its rows, values as the text the router sent.

        What comes with `!done` (`count-only`) is the last row: {"ret": "12"}. With `on_row` each
        row is passed on as it arrives and the list is empty. `on_turn` is called after the wait
        for a place. `timeout` is in seconds from sending, not from that wait;
        TimedOutError after it, a TrapError if the router refuses the command, UnreachableError or
        ProtocolError when the session ends, TooLongError when the reply is beyond all limits: the
        session goes on.
        """
        await self._take_place(command, priority=priority)
        try:
            async with asyncio.timeout(timeout) as deadline:
                if on_turn is not None:
                    on_turn()
                return await self._ask(command, on_row)
        except TimeoutError as err:
            if not deadline.expired():
                raise
            raise TimedOutError(f"no answer to {command.path} within {timeout:g} s") from err
        finally:
            self._slots.release(priority=priority)

    async def _take_place(self, command: Command, *, priority: bool) -> None:
        """Wait for a place; all commands in flight have deadlines of their own."""
        if self._slots.free(priority=priority):
            await self._slots.acquire(priority=priority)
            return
        moves = self._slots.moves
        try:
            async with asyncio.timeout(PLACE_DEADLINE):
                await self._slots.acquire(priority=priority)
        except TimeoutError as err:
            self._jammed_after = moves
            told = f"no place for {command.path} within {PLACE_DEADLINE:g} s"
            raise TimedOutError(told) from err

    def close(self, reason: RouterOSError | None = None) -> None:
        """End the session at once; commands in flight get `reason`."""
        if self.closed.done():
            return
        error = reason or UnreachableError("the connection was closed")
        self.closed.set_result(error)
        for reply in self._replies.values():
            reply.fail(_another(error))
        self._replies.clear()
        self._link.abort()

    async def wait_closed(self) -> None:
        """Wait until the socket is closed."""
        await self._link.gone()

    async def _log_in(self, settings: LinkSettings) -> None:
        """Listen to the router, then log in."""
        await self._link.start(self._receive, self._ended)
        await log_in(self._ask, settings.username, settings.password)

    async def _ask(
        self, request: Request, on_row: Callable[[Row], None] | None = None
    ) -> list[Row]:
        """Send one sentence and wait for its rows."""
        await self._link.writable()
        if self.closed.done():
            reason = self.closed.result()
            raise UnreachableError(f"the connection is closed: {reason}") from reason
        reply = Reply(on_row)
        tag = self._send(request)
        self._replies[tag] = reply
        try:
            return await reply.rows()
        finally:
            if self._replies.pop(tag, None) is not None:
                self._send(Cancel(tag))

    def _send(self, request: Request) -> str:
        """Write one sentence under a tag of its own and return the tag."""
        tag = str(self._last_tag + 1)
        sentence = tagged(request.encoded(), tag)
        self._last_tag += 1
        self.commands += 1
        self._link.write(sentence)
        return tag

    def _receive(self, data: bytes) -> None:
        """Pass each sentence to the reply of its command."""
        self.bytes_received += len(data)
        self.received_at = self._time()
        decoder = self._decoder
        try:
            for kind, tag, row, extra in decoder.feed(data):
                reply = self._replies.get(tag)
                if reply is not None and kind != "!fatal":
                    reply.take(kind, row, decoder.size)
                    if reply.finished:
                        del self._replies[tag]
                elif kind == "!fatal":
                    reason = " ".join(extra) or "no reason given"
                    self.close(UnreachableError(f"the router closed the connection: {reason}"))
                    return
        except RouterOSError as err:
            self.close(err)

    def _ended(self, error: Exception | None) -> None:
        """End the session because its link is gone."""
        if error is None:
            self.close(UnreachableError("the router closed the connection"))
            return
        reason = UnreachableError(f"the connection was lost: {error}")
        reason.__cause__ = error
        self.close(reason)


def _another(error: RouterOSError) -> RouterOSError:
    """Return an error of the same kind for one more waiting task."""
    copy = type(error)(*error.args)
    copy.__cause__ = error
    return copy
