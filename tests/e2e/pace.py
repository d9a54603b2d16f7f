"""How busy the machine is with other work."""

import asyncio
import time
from types import TracebackType
from typing import Final, Self

# Seconds of computing that are timed during a wait, which must not be slowed down by it, and
# seconds between measurements.
_GLANCE: Final = 0.02
_OFTEN: Final = 0.5


class Patience:
    """Seconds to wait; each counts for less while the machine is busy with other work."""

    def __init__(self, seconds: float) -> None:
        """Set how many seconds to wait on an idle machine."""
        self.seconds = seconds
        self.spent = 0.0

    async def __aenter__(self) -> Self:
        """Start counting."""
        self._counting = asyncio.create_task(self._count())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop counting."""
        self._counting.cancel()
        await asyncio.wait((self._counting,))

    @property
    def is_over(self) -> bool:
        """Return whether the seconds have passed."""
        return self.spent >= self.seconds

    async def _count(self) -> None:
        """Add up the seconds, each divided by how many times slower the machine was."""
        begun = time.monotonic()
        while True:
            slower = await asyncio.to_thread(_measure, _GLANCE)
            await asyncio.sleep(_OFTEN)
            now = time.monotonic()
            self.spent += (now - begun) / slower
            begun = now


def _measure(sample: float) -> float:
    begun, done = time.perf_counter(), time.thread_time()
    while time.thread_time() - done < sample:
        pass
    return max(1.0, (time.perf_counter() - begun) / (time.thread_time() - done))
