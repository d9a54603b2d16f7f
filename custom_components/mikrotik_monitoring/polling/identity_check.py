"""A link is up only when the expected router has responded on it."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback

from ..const import CONF_ID_KIND
from ..metrics.identity import AskOne, IdKind, Likeness, RouterIdentity, read_identity
from ..routeros import OtherRouterError, UnidentifiedError

# Seconds: uptime is in whole seconds, and a reply takes some time to arrive.
_UPTIME_ERROR: Final = 2.0


class IdentityCheck:
    """Identifies the router on each new link, before any other command is sent."""

    def __init__(self, entry: ConfigEntry) -> None:
        """Expect the router of an entry; without an id, accept any."""
        self._entry = entry
        # The identity read last; None before a link was open.
        self.identity: RouterIdentity | None = None
        # In monotonic seconds, None where the router does not report its uptime.
        self.booted_at: float | None = None

    async def __call__(self, ask: AskOne) -> None:
        """Check the router's identity.

        Raises OtherRouterError when it is another router, UnidentifiedError when it does not
        report its id, RouterOSError when it does not respond.
        """
        identity = await read_identity(ask)
        match likeness(self._entry, identity):
            case Likeness.OTHER:
                raise OtherRouterError(identity.name)
            case Likeness.NOT_SAID:
                raise UnidentifiedError(f"{identity.name} does not say its id")
        self.update(identity)
        self._note_uptime(identity.uptime)

    def _note_uptime(self, uptime: float | None) -> None:
        """Record when the router booted: the earliest possible time, until it boots again."""
        if uptime is None:
            self.booted_at = None
            return
        booted_at = asyncio.get_running_loop().time() - uptime
        if self.booted_at is None or not 0 <= booted_at - self.booted_at <= _UPTIME_ERROR:
            self.booted_at = booted_at

    @callback
    def update(self, identity: RouterIdentity) -> None:
        """Store the identity of the router."""
        self.identity = identity


def likeness(entry: ConfigEntry, identity: RouterIdentity) -> Likeness:
    """Return whether an identity is that of an entry's router."""
    if not entry.unique_id:
        return Likeness.SAME
    kind = entry.data.get(CONF_ID_KIND)
    return identity.likeness(entry.unique_id, IdKind(kind) if kind in set(IdKind) else None)
