"""How far the opening of a connection has come, for those who want to know where it failed."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
import socket

from .errors import TimedOutError, UnreachableError


class Stage(StrEnum):
    """What has to succeed until a router answers, in this order."""

    TCP = "tcp"
    TLS = "tls"
    LOGIN = "login"


class Opening:
    """Notes when each stage was passed, and the certificate that was shown on the way."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin now; `clock` gives seconds and never goes back."""
        self._clock = clock
        self._since = clock()
        # Seconds that each stage took, of those that were passed.
        self.seconds: dict[Stage, float] = {}
        # As DER, None without TLS or where the router has none.
        self.certificate: bytes | None = None

    @property
    def under_way(self) -> Stage | None:
        """Return the first stage that was not passed, None after the last."""
        return next((stage for stage in Stage if stage not in self.seconds), None)

    def resume(self) -> None:
        """Leave out the wait that ends now."""
        self._since = self._clock()

    def passed(self, stage: Stage) -> None:
        """Note that a stage was passed, just now."""
        now = self._clock()
        self.seconds[stage] = now - self._since
        self._since = now


async def resolve(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Return the addresses that a name stands for, each once, as the system orders them.

    UnreachableError where the name is not known, TimedOutError after so many seconds.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as err:
        raise TimedOutError(f"no address for {host} within {seconds:g} s") from err
    except (OSError, ValueError) as err:
        raise UnreachableError(f"no address for {host}: {err}") from err
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))
