"""How busy the machine is with something else."""

import asyncio
import time
from typing import Final

# Seconds of computing that are timed.
_SAMPLE: Final = 0.2


async def slowness() -> float:
    """Return how many times longer computing takes now than on a machine that is idle."""
    return await asyncio.to_thread(_measure)


def _measure() -> float:
    begun, done = time.perf_counter(), time.thread_time()
    while time.thread_time() - done < _SAMPLE:
        pass
    return max(1.0, (time.perf_counter() - begun) / (time.thread_time() - done))
