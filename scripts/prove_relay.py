"""A relay between a client and a simulated router that records commands and replies."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from simulator.protocol import SentenceParser, encode_sentence

_READ = 65_536
_ENDS = frozenset({"!done", "!fatal"})


@dataclass(kw_only=True, slots=True)
class Exchange:
    """A command and its reply: how many rows, and the messages of traps."""

    command: str
    arguments: frozenset[str]
    queries: int
    tag: str
    rows: int = 0
    refusals: list[str] = field(default_factory=list)
    is_over: bool = False

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Return the exchange that a sentence starts; values of arguments are not kept."""
        command, *rest = words
        named = [word[1:].partition("=")[0] for word in rest if word.startswith("=")]
        return cls(
            command=command,
            arguments=frozenset(named),
            queries=sum(word.startswith("?") for word in rest),
            tag=_tag(rest),
        )

    def take(self, words: tuple[str, ...]) -> None:
        """Process a sentence of the reply."""
        self.rows += words[0] == "!re"
        self.is_over = words[0] in _ENDS
        if words[0] == "!trap":
            said = [word for word in words if word.startswith("=message=")]
            self.refusals += [word.removeprefix("=message=") for word in said]


class Relay:
    """Listens at the address given to the client, and forwards all traffic."""

    host = "127.0.0.1"

    def __init__(self, port: int) -> None:
        """Relay to the router on a port of this machine."""
        self._target = port
        self._server: asyncio.Server | None = None
        self.port = 0
        self.exchanges: list[Exchange] = []

    async def __aenter__(self) -> Self:
        """Listen on a port that the system picks."""
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop listening; open connections end with their clients."""
        if self._server is not None:
            self._server.close()
            self._server.close_clients()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection in both directions."""
        others, other = await asyncio.open_connection(self.host, self._target)
        is_open: list[Exchange] = []

        def asked(words: tuple[str, ...]) -> None:
            is_open.append(Exchange.of(words))
            self.exchanges.append(is_open[-1])

        def answered(words: tuple[str, ...]) -> None:
            tag = _tag(words)
            for exchange in is_open:
                if exchange.tag == tag:
                    exchange.take(words)
                    if exchange.is_over:
                        is_open.remove(exchange)
                    return

        ways = (_pass_on(reader, other, asked), _pass_on(others, writer, answered))
        await _until_one_ends(ways)
        for end in (other, writer):
            end.close()


async def _until_one_ends(ways: Iterable[Awaitable[None]]) -> None:
    """Forward in both directions until either side has disconnected."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    heard: Callable[[tuple[str, ...]], None],
) -> None:
    """Forward sentences, each after it was recorded."""
    parser = SentenceParser()
    while data := await reader.read(_READ):
        for words in parser.feed(data):
            heard(words)
            writer.write(encode_sentence(words))
        await writer.drain()


def _tag(words: Iterable[str]) -> str:
    """Return the tag of a sentence, empty if it has none."""
    return next((word for word in words if word.startswith(".tag=")), "")
