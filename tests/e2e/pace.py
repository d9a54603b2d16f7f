"""How busy the machine is with something else."""

import asyncio
import time
from types import TracebackType
from typing import Final, Self

# Seconds of computing that are timed.
_SAMPLE: Final = 0.2


# The same while something is waited for, which must not be held up by it, and how often.
_GLANCE: Final = 0.02
_OFTEN: Final = 0.5


async def slowness() -> float:
    """Return how many times longer computing takes now than on a machine that is idle."""
    return await asyncio.to_thread(_measure, _SAMPLE)


class Patience:
    """Seconds to wait, each counted as what it is worth: less where something else runs too."""

    def __init__(self, seconds: float) -> None:
        """Wait so many seconds of an idle machine."""
        self.seconds = seconds
        self.spent = 0.0

    async def __aenter__(self) -> Self:
        """Begin to count."""
        self._counting = asyncio.create_task(self._count())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Count no more."""
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
