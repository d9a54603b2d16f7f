"""A raw client that handles the API's words and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import ssl
from typing import Self

from simulator import SimulatedRouter
from simulator.protocol import SentenceParser, encode_sentence
from tests.conftest import PATIENCE

type Sentence = tuple[str, ...]

DONE = ("!done",)
DENIED: list[Sentence] = [("!trap", "=message=not enough permissions (9)"), DONE]


def trapped(message: str, *more: str) -> list[Sentence]:
    """Return a refusal with one message."""
    return [("!trap", *more, f"=message={message}"), DONE]


class Wire:
    """One connection; sentences in, sentences out."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take over a connection."""
        self.reader = reader
        self.writer = writer
        self._parser = SentenceParser()
        self._received: list[Sentence] = []

    @classmethod
    async def connect(
        cls, host: str, port: int | None, context: ssl.SSLContext | None = None
    ) -> Self:
        """Connect without logging in."""
        return cls(*await asyncio.open_connection(host, port, ssl=context))

    def send(self, *words: str) -> None:
        """Send a sentence."""
        self.writer.write(encode_sentence(words))

    def received(self, data: bytes) -> None:
        """Decode bytes that were read beside `sentence`."""
        self._received += self._parser.feed(data)

    async def sentence(self) -> Sentence | None:
        """Return the next sentence, None at the end of the connection."""
        while not self._received:
            data = await asyncio.wait_for(self.reader.read(65_536), PATIENCE)
            if not data:
                return None
            self._received += self._parser.feed(data)
        return self._received.pop(0)

    async def reply(self) -> list[Sentence]:
        """Return the sentences up to the `!done`, or the end."""
        found: list[Sentence] = []
        while (sentence := await self.sentence()) is not None:
            found.append(sentence)
            if sentence[0] in {"!done", "!fatal"}:
                break
        return found

    async def ask(self, *words: str) -> list[Sentence]:
        """Send a command and return its reply."""
        self.send(*words)
        return await self.reply()

    async def rows(self, *words: str) -> list[dict[str, str]]:
        """Send a command and return its rows."""
        return [fields(one) for one in await self.ask(*words) if one[0] == "!re"]

    async def login(self, user: str = "admin", password: str | None = None) -> list[Sentence]:
        """Log in with the password of a user."""
        given = f"{user}-password" if password is None else password
        return await self.ask("/login", f"=name={user}", f"=password={given}")

    async def ended(self) -> bool:
        """Return whether the router ended the connection without a further word."""
        try:
            return await self.sentence() is None
        except ConnectionError:
            return True

    def close(self) -> None:
        """End the connection."""
        self.writer.transport.abort()


def fields(sentence: Sentence) -> dict[str, str]:
    """Return the `=name=value` words of a sentence."""
    pairs = (word[1:].partition("=") for word in sentence if word.startswith("="))
    return {name: value for name, _, value in pairs}


@asynccontextmanager
async def logged_in(router: SimulatedRouter, user: str = "admin") -> AsyncIterator[Wire]:
    """Yield a connection of a user."""
    wire = await Wire.connect(router.host, router.port)
    try:
        assert await wire.login(user) == [("!done",)]
        yield wire
    finally:
        wire.close()
