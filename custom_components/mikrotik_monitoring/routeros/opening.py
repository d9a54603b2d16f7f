"""The progress of opening a connection, to show where it failed."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
import socket

from .errors import TimedOutError, UnreachableError


class Stage(StrEnum):
    """The stages of opening a connection, in this order."""

    TCP = "tcp"
    TLS = "tls"
    LOGIN = "login"


class Opening:
    """Records when each stage was passed, and the certificate that was shown."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin now; `clock` returns monotonic seconds."""
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
        """Exclude the wait that ends now."""
        self._since = self._clock()

    def passed(self, stage: Stage) -> None:
        """Record that a stage was passed just now."""
        now = self._clock()
        self.seconds[stage] = now - self._since
        self._since = now


async def resolve(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Return the addresses of a host name, each once, as the system orders them.

    UnreachableError if the name cannot be resolved, TimedOutError after so many seconds.
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
