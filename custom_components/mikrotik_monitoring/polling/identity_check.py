"""A link is up only when the right router has answered on it."""

import asyncio

from homeassistant.core import callback

from ..metrics.identity import AskOne, RouterIdentity, read_identity
from ..routeros import OtherRouterError


class IdentityCheck:
    """Reads who answers on each new link, before anything else is asked over it."""

    def __init__(self, unique_id: str | None) -> None:
        """Expect the router of an entry; without an id, whichever answers."""
        self._unique_id = unique_id
        # Who answered last; there is nobody before a link was open.
        self.identity: RouterIdentity
        # In monotonic seconds, at the latest: uptime counts whole seconds, and is not told by all.
        self.booted_at = float("inf")

    async def __call__(self, ask: AskOne) -> None:
        """Read who answers.

        Raises OtherRouterError when it is another router, RouterOSError when it does not answer.
        """
        identity = await read_identity(ask)
        if self._unique_id and identity.unique_id and identity.unique_id != self._unique_id:
            raise OtherRouterError(identity.name)
        self.update(identity)
        self.booted_at = asyncio.get_running_loop().time() - (identity.uptime or 0.0)

    @callback
    def update(self, identity: RouterIdentity) -> None:
        """Keep what the hourly pass read."""
        self.identity = identity
