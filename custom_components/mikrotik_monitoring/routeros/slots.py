"""How many commands may be in flight on one connection."""

from asyncio import Semaphore


class Slots:
    """Places for commands in flight, one of them kept for priority commands.

    RouterOS runs tagged commands concurrently, but small boards stall with many of them.
    """

    def __init__(self, total: int = 4) -> None:
        """Make `total` places; all but one may be held by ordinary commands."""
        self._all = Semaphore(total)
        self._ordinary = Semaphore(max(1, total - 1))
        # How many wait, and how often an ordinary command has acquired or released a place.
        self.waiting = 0
        self.moves = 0

    def free(self, *, priority: bool) -> bool:
        """Return whether there is a place without waiting."""
        return not self._all.locked() and (priority or not self._ordinary.locked())

    async def acquire(self, *, priority: bool) -> None:
        """Wait for a place; nothing is held if the wait is cancelled."""
        self.waiting += 1
        try:
            await self._acquire(priority=priority)
        finally:
            self.waiting -= 1

    async def _acquire(self, *, priority: bool) -> None:
        if priority:
            await self._all.acquire()
            return
        await self._ordinary.acquire()
        try:
            await self._all.acquire()
        except BaseException:
            self._ordinary.release()
            raise
        self.moves += 1

    def release(self, *, priority: bool) -> None:
        """Release a place."""
        self._all.release()
        if not priority:
            self._ordinary.release()
            self.moves += 1
