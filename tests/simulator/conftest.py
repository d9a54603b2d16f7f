"""Routers for the tests, each with a clock that stands still until a test moves it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from simulator import SimulatedRouter, load_profile

from .wire import Wire, logged_in

type Start = Callable[..., Awaitable[SimulatedRouter]]


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Let the tests open sockets."""


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
async def start(clock: Clock) -> AsyncIterator[Start]:
    """Return a function that starts a router: a profile's name, its changes as `changes`."""
    async with AsyncExitStack() as stack:

        async def begin(name: str = "rb5009", **options: Any) -> SimulatedRouter:
            profile = load_profile(name, **options.pop("changes", {}))
            options = {"clock": clock, "tls": None} | options
            return await stack.enter_async_context(SimulatedRouter(profile, **options))

        yield begin


@pytest.fixture
async def router(start: Start) -> SimulatedRouter:
    """Return an RB5009 that listens."""
    return await start()


@pytest.fixture
async def wire(router: SimulatedRouter) -> AsyncIterator[Wire]:
    """Return a connection of `admin` to the RB5009."""
    async with logged_in(router) as connection:
        yield connection
