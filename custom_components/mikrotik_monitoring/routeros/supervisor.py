"""Work that must not end: it is restarted after an unexpected error."""

from collections.abc import Awaitable, Callable
import logging
from typing import Final

_LOGGER: Final = logging.getLogger(__name__)

# Seconds, so that what fails at once does not fail a thousand times a second.
BEGIN_AGAIN_AFTER: Final = 60.0


async def keep_running(
    work: Callable[[], Awaitable[None]], name: str, sleep: Callable[[float], Awaitable[object]]
) -> None:
    """Do work for ever; each kind of error is logged once, with its traceback.

    `sleep` waits so many seconds.
    """
    logged: set[type[Exception]] = set()
    while True:
        try:
            await work()
        except Exception as err:
            if type(err) not in logged:
                logged.add(type(err))
                _LOGGER.exception("%s failed, and begins again", name)
        await sleep(BEGIN_AGAIN_AFTER)
