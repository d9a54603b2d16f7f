"""Progress steps of flows: each is shown until the task is done, and long enough."""

import asyncio
from typing import Any, Final

# Seconds for which such a step is shown at least: an event ends it, and a browser that does not
# listen yet misses the event and waits for ever.
SHOWN: Final = 3.0


async def async_show_until_done(work: asyncio.Future[Any]) -> None:
    """Wait until the work is done, and its progress has been shown for long enough.

    Raises what the work raises.
    """
    await asyncio.gather(work, asyncio.sleep(SHOWN))
