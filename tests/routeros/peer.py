"""A scripted peer: sends exactly the bytes a test wants, right or wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
import socket
import ssl
import struct
from types import TracebackType
from typing import Any, Final, Self

from librouteros.protocol import encode_length

from custom_components.mikrotik_monitoring.routeros import LinkSettings
from tests.conftest import wait_for

PASSWORD = "s3cret-Passw0rd"


def word(content: str | bytes) -> bytes:
    """Encode one word."""
    raw = content.encode() if isinstance(content, str) else content
    length: bytes = encode_length(len(raw))
    return length + raw


def sentence(*words: str | bytes) -> bytes:
    """Encode one sentence."""
    return b"".join(map(word, words)) + b"\0"


@dataclass(frozen=True)
class Asked:
    """One sentence that the client sent."""

    words: tuple[str, ...]
    tag: str

    @property
    def path(self) -> str:
        """Return the command."""
        return self.words[0]


class Session:
    """One accepted connection."""

    def __init__(
        self,
        peer: Peer,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Wrap the streams of the session with this number, counted from 0."""
        self.peer = peer
        self.number = number
        self.reader = reader
        self.writer = writer

    async def ask(self) -> Asked:
        """Read one sentence of the client."""
        words = []
        while raw := await self._word():
            words.append(raw.decode())
        tags = [text[5:] for text in words if text.startswith(".tag=")]
        asked = Asked(tuple(text for text in words if not text.startswith(".tag=")), *tags)
        self.peer.asked.append(asked)
        return asked

    async def _word(self) -> bytes:
        """Read one word; the client sends none that needs more than a two-byte length."""
        length = (await self.reader.readexactly(1))[0]
        if length >= 0x80:
            length = (length & 0x3F) << 8 | (await self.reader.readexactly(1))[0]
        return await self.reader.readexactly(length)

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)

    def answer(self, asked: Asked, *sentences: Iterable[str | bytes]) -> None:
        """Send sentences under the tag of a command."""
        for first, *rest in (tuple(words) for words in sentences):
            self.raw(sentence(first, f".tag={asked.tag}", *rest))

    def rows(self, asked: Asked, *names: str) -> None:
        """Reply with one row per name."""
        self.answer(asked, *(("!re", f"=name={name}") for name in names), ("!done",))

    async def accept(self) -> Asked:
        """Let the client log in."""
        asked = await self.ask()
        assert asked.path == "/login"
        self.answer(asked, ("!done",))
        return asked

    async def echo(self) -> None:
        """Let the client log in, then reply to every command with its own path, for ever."""
        await self.accept()
        await self.echo_on()

    async def echo_on(self) -> None:
        """Reply to every further command with its own path."""
        while True:
            asked = await self.ask()
            self.rows(asked, asked.path)

    def reset(self) -> None:
        """Reset the connection."""
        peer: Any = self.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def hang_up(self) -> None:
        """Close the connection."""
        self.writer.close()

    async def gone(self) -> None:
        """Wait until the client has closed its side."""
        try:
            while await self.reader.read(65536):
                pass
        except ConnectionResetError:
            pass


type Script = Callable[[Session], Awaitable[None]]


class Peer:
    """A listening socket that runs a script for each connection."""

    def __init__(self, script: Script = Session.echo, tls: ssl.SSLContext | None = None) -> None:
        """Run `script` for every session; a client that disconnects ends it quietly."""
        self._script = script
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: list[Exception] = []
        self.asked: list[Asked] = []
        self.sessions: list[Session] = []
        self.closed = 0

    async def __aenter__(self) -> Self:
        """Listen on a port chosen by the system, or on the one used before."""
        await self.listen(0)
        return self

    async def listen(self, port: int) -> None:
        """Accept connections."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def stop_listening(self) -> None:
        """Refuse new connections; open ones stay."""
        self._server.close()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close everything, and fail the test if a script failed."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for session in self.sessions:
            session.writer.transport.abort()
        await asyncio.sleep(0)
        if error is None and self._failures:
            raise self._failures[0]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Run the script of one session."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        session = Session(self, len(self.sessions), reader, writer)
        self.sessions.append(session)
        try:
            await self._script(session)
        except asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError:
            pass
        except Exception as err:  # noqa: BLE001 - reported when the peer is left.
            self._failures.append(err)
        finally:
            self.closed += 1
            self._tasks.discard(task)
            writer.transport.abort()

    def settings(self, **changes: Any) -> LinkSettings:
        """Return the settings for this peer."""
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "username": "monitor",
            "password": PASSWORD,
        }
        return LinkSettings(**(values | changes))


# Wait until something is so.
until: Final = wait_for
