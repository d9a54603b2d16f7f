"""A small client of Home Assistant's WebSocket API."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

import aiohttp

LARGEST_MESSAGE = 64 * 1024 * 1024


class ApiError(Exception):
    """Home Assistant responded to a call with an error."""


class Socket:
    """One authenticated connection; commands are sent one after the other."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Store an open connection; use `Socket.open` to get one."""
        self._connection = connection
        self._ids = count(1)
        self._events: dict[int, deque[Any]] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, token: str) -> AsyncIterator[Self]:
        """Connect to Home Assistant at `url` and log in; raises ApiError for a refused token."""
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{url}/api/websocket", max_msg_size=LARGEST_MESSAGE) as connection,
        ):
            await connection.receive_json()
            await connection.send_json({"type": "auth", "access_token": token})
            answer = await connection.receive_json()
            if answer["type"] != "auth_ok":
                raise ApiError(answer.get("message", answer["type"]))
            yield cls(connection)

    async def call(self, command: str, **arguments: Any) -> Any:
        """Send a command and return its result; raises ApiError with the server's message."""
        return (await self._ask(command, arguments))[1]

    async def subscribe(self, command: str, **arguments: Any) -> AsyncIterator[Any]:
        """Send a command that responds with events, and yield them as they arrive."""
        number, _ = await self._ask(command, arguments)
        waiting = self._events.setdefault(number, deque())
        while True:
            while not waiting:
                self._sort(await self._connection.receive_json())
            yield waiting.popleft()

    async def _ask(self, command: str, arguments: dict[str, Any]) -> tuple[int, Any]:
        number = next(self._ids)
        await self._connection.send_json({"id": number, "type": command, **arguments})
        while True:
            message = await self._connection.receive_json()
            if message["type"] == "result" and message["id"] == number:
                if not message["success"]:
                    raise ApiError(f"{command}: {message['error']['message']}")
                return number, message["result"]
            self._sort(message)

    def _sort(self, message: dict[str, Any]) -> None:
        if message["type"] == "event":
            self._events.setdefault(message["id"], deque()).append(message["event"])
