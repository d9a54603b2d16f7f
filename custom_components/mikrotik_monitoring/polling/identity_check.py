"""A link is up only when the right router has answered on it."""

import asyncio
from typing import Final

from homeassistant.core import callback

from ..metrics.identity import AskOne, RouterIdentity, read_identity
from ..routeros import OtherRouterError

# Seconds: uptime counts whole ones, and an answer is under way for a while.
_UPTIME_ERROR: Final = 2.0


class IdentityCheck:
    """Reads who answers on each new link, before anything else is asked over it."""

    def __init__(self, unique_id: str | None) -> None:
        """Expect the router of an entry; without an id, whichever answers."""
        self._unique_id = unique_id
        # Who answered last; there is nobody before a link was open.
        self.identity: RouterIdentity
        # In monotonic seconds, None where the router does not tell its uptime.
        self.booted_at: float | None = None

    async def __call__(self, ask: AskOne) -> None:
        """Read who answers.

        Raises OtherRouterError when it is another router, RouterOSError when it does not answer.
        """
        identity = await read_identity(ask)
        if self._unique_id and identity.unique_id and identity.unique_id != self._unique_id:
            raise OtherRouterError(identity.name)
        self.update(identity)
        self._note_uptime(identity.uptime)

    def _note_uptime(self, uptime: float | None) -> None:
        """Keep when the router started: the earliest it can be, until it has started again."""
        if uptime is None:
            self.booted_at = None
            return
        booted_at = asyncio.get_running_loop().time() - uptime
        if self.booted_at is None or not 0 <= booted_at - self.booted_at <= _UPTIME_ERROR:
            self.booted_at = booted_at

    @callback
    def update(self, identity: RouterIdentity) -> None:
        """Keep what the hourly pass read."""
        self.identity = identity
