"""The clients that are compared: ours, and unmodified librouteros."""

from abc import ABC, abstractmethod
import asyncio
from enum import StrEnum
from typing import Any, override

import librouteros

from custom_components.mikrotik_monitoring.metrics.model import REALTIME
from custom_components.mikrotik_monitoring.routeros import Client, Command, LinkSettings

_HOST = "127.0.0.1"
_USER = "monitor"
_PASSWORD = "monitor-password"  # noqa: S105 - the simulated routers' own.

# Seconds; no client should time out while it is measured.
_BULK_DEADLINE = 120.0


class Kind(StrEnum):
    """Which client."""

    OURS = "ours"
    LIBRARY = "librouteros async"
    THREADS = "librouteros sync, threads"
    NOTHING = "timers alone"


class Session(ABC):
    """One router as a client sees it."""

    def __init__(self, port: int) -> None:
        """Prepare a session with the router on a port."""
        self._port = port

    @abstractmethod
    async def open(self) -> None:
        """Connect and log in."""

    @abstractmethod
    async def poll(self, commands: tuple[Command, ...]) -> int:
        """Send the commands of one poll, in the client's best way; return the number of rows."""

    @abstractmethod
    async def ask(self, command: Command) -> None:
        """Send one command of the five-second tier."""

    @abstractmethod
    async def ask_long(self, command: Command) -> int:
        """Send a long command, row by row if the client can; return the number of rows."""

    @abstractmethod
    async def close(self) -> None:
        """Close."""


class OurSession(Session):
    """Our client: concurrent tagged commands, long ones over the second connection."""

    @override
    async def open(self) -> None:
        settings = LinkSettings(host=_HOST, port=self._port, username=_USER, password=_PASSWORD)
        self._client = Client(settings)
        await self._client.open()
        self._client.start(lambda: None)

    @override
    async def poll(self, commands: tuple[Command, ...]) -> int:
        async with asyncio.TaskGroup() as tasks:
            replies = [tasks.create_task(self._call(command)) for command in commands]
        return sum(len(reply.result()) for reply in replies)

    @override
    async def ask(self, command: Command) -> None:
        await self._call(command)

    @override
    async def ask_long(self, command: Command) -> int:
        rows = 0

        def count(_row: dict[str, str]) -> None:
            nonlocal rows
            rows += 1

        await self._client.call(command, timeout=_BULK_DEADLINE, bulk=True, on_row=count)
        return rows

    @override
    async def close(self) -> None:
        await self._client.close()

    async def _call(self, command: Command) -> list[dict[str, str]]:
        return await self._client.call(command, timeout=REALTIME.deadline, priority=True)


class LibrarySession(Session):
    """librouteros' asynchronous API: one command at a time, so guarded by a lock."""

    @override
    async def open(self) -> None:
        self._lock = asyncio.Lock()
        self._api = await librouteros.async_connect(
            _HOST, _USER, _PASSWORD, port=self._port, timeout=_BULK_DEADLINE, encoding="utf-8"
        )

    @override
    async def poll(self, commands: tuple[Command, ...]) -> int:
        return sum([await self.ask_long(command) for command in commands])

    @override
    async def ask(self, command: Command) -> None:
        await self.ask_long(command)

    @override
    async def ask_long(self, command: Command) -> int:
        async with self._lock:
            return len([row async for row in self._api.rawCmd(*command.words())])

    @override
    async def close(self) -> None:
        await self._api.close()


class ThreadedSession(Session):
    """librouteros' blocking API in the event loop's executor."""

    @override
    async def open(self) -> None:
        self._api = await asyncio.to_thread(self._connect)

    @override
    async def poll(self, commands: tuple[Command, ...]) -> int:
        return await asyncio.to_thread(self._ask_all, commands)

    @override
    async def ask(self, command: Command) -> None:
        await self.ask_long(command)

    @override
    async def ask_long(self, command: Command) -> int:
        return await asyncio.to_thread(self._ask, command)

    @override
    async def close(self) -> None:
        await asyncio.to_thread(self._api.close)

    def _connect(self) -> Any:
        """Connect and log in."""
        return librouteros.connect(
            _HOST, _USER, _PASSWORD, port=self._port, timeout=_BULK_DEADLINE, encoding="utf-8"
        )

    def _ask_all(self, commands: tuple[Command, ...]) -> int:
        """Send one command after the other and count the rows."""
        return sum(map(self._ask, commands))

    def _ask(self, command: Command) -> int:
        """Send one and count the rows."""
        return len(list(self._api.rawCmd(*command.words())))


class NoSession(Session):
    """Sends nothing, to measure what the timers of the polls cost by themselves."""

    @override
    async def open(self) -> None:
        """Open nothing."""

    @override
    async def poll(self, commands: tuple[Command, ...]) -> int:
        return 0

    @override
    async def ask(self, command: Command) -> None:
        """Send nothing."""

    @override
    async def ask_long(self, command: Command) -> int:
        return 0

    @override
    async def close(self) -> None:
        """Close nothing."""


SESSIONS: dict[Kind, type[Session]] = {
    Kind.OURS: OurSession,
    Kind.LIBRARY: LibrarySession,
    Kind.THREADS: ThreadedSession,
    Kind.NOTHING: NoSession,
}
