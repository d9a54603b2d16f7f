"""Steps of flows that say that something runs: each is shown until it is over, and long enough."""

import asyncio
from typing import Any, Final

# Seconds for which such a step is shown at least: it is left by an event, which a browser that
# does not listen yet misses, to wait for ever.
SHOWN: Final = 3.0


async def async_show_until_done(work: asyncio.Future[Any]) -> None:
    """Wait until something is done, and that has been said to be under way for long enough.

    Raises what the work raises.
    """
    await asyncio.gather(work, asyncio.sleep(SHOWN))
