"""A link is up only when the right router has answered on it."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback

from ..const import CONF_ID_KIND
from ..metrics.identity import AskOne, IdKind, Likeness, RouterIdentity, read_identity
from ..routeros import OtherRouterError, UnidentifiedError

# Seconds: uptime counts whole ones, and an answer is under way for a while.
_UPTIME_ERROR: Final = 2.0


class IdentityCheck:
    """Reads who answers on each new link, before anything else is asked over it."""

    def __init__(self, entry: ConfigEntry) -> None:
        """Expect the router of an entry; without an id, whichever answers."""
        self._entry = entry
        # Who answered last; None before a link was open.
        self.identity: RouterIdentity | None = None
        # In monotonic seconds, None where the router does not tell its uptime.
        self.booted_at: float | None = None

    async def __call__(self, ask: AskOne) -> None:
        """Read who answers.

        Raises OtherRouterError when it is another router, UnidentifiedError when it does not say
        so, RouterOSError when it does not answer.
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
        """Keep when the router started: the earliest it can be, until it has started again."""
        if uptime is None:
            self.booted_at = None
            return
        booted_at = asyncio.get_running_loop().time() - uptime
        if self.booted_at is None or not 0 <= booted_at - self.booted_at <= _UPTIME_ERROR:
            self.booted_at = booted_at

    @callback
    def update(self, identity: RouterIdentity) -> None:
        """Keep what was read of the router."""
        self.identity = identity


def likeness(entry: ConfigEntry, identity: RouterIdentity) -> Likeness:
    """Return whether who answers is an entry's router."""
    if not entry.unique_id:
        return Likeness.SAME
    kind = entry.data.get(CONF_ID_KIND)
    return identity.likeness(entry.unique_id, IdKind(kind) if kind in set(IdKind) else None)
