"""Work that is done once at a time, however often it is requested."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import callback

type Begin = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Joined:
    """Runs some work when called; callers meanwhile wait for the running one."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]], begin: Begin) -> None:
        """Initialise with the work, and what makes a task of it: it goes on without its callers."""
        self._work = work
        self._begin = begin
        self._task: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Return when the work is done, or was cancelled; raise what it raises."""
        if self._task is None or self._task.done():
            self._task = self._begin(self._work())
        task = self._task
        await asyncio.wait((task,))
        if not task.cancelled():
            task.result()

    @property
    def is_running(self) -> bool:
        """Return whether the work is running."""
        return self._task is not None and not self._task.done()

    @callback
    def cancel(self) -> None:
        """Cancel the running work."""
        if self._task is not None:
            self._task.cancel()
