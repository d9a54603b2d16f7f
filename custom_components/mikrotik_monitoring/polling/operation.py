"""Operations on the polling of a router as a whole, by a user or the watchdog."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import LOGGER
from ..routeros import Client, RouterOSError
from .collection import async_withdraw_reauth, is_asked_for_login, is_collected
from .coordinator import TierCoordinator
from .joined import Joined
from .signal import Signal
from .watchdog import Watchdog


class Operation:
    """Switches the collection of one router off and on, polls it, reconnects, and repairs.

    With collection off there is no connection, no timer and no reading.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: Client,
        coordinators: Mapping[str, TierCoordinator],
        *,
        link_changed: CALLBACK_TYPE,
        ended: CALLBACK_TYPE,
    ) -> None:
        """Initialise with the parts.

        ``link_changed`` is what the client calls once it is started; ``ended`` is called when the
        router is no longer polled.
        """
        self._hass = hass
        self._entry = entry
        self._client = client
        self._coordinators = coordinators
        self._link_changed = link_changed
        self._ended = ended
        self._switching = asyncio.Lock()
        self._polling = Joined(self._async_poll_tiers, self._begin)
        self._reconnecting = Joined(client.reconnect, self._begin)
        self.is_collecting = is_collected(entry)
        self.changed = Signal[()](f"{entry.title}: following the collection")
        self.watchdog = Watchdog(
            hass,
            entry.title,
            client,
            coordinators,
            is_exempt=self._has_reason,
            reconnect=self._reconnect_soon,
        )

    async def async_poll(self) -> None:
        """Poll every tier once, now, and wait for it; join such a poll if it runs already."""
        await self._polling()

    async def async_reconnect(self) -> None:
        """Close both connections and connect at once; join a reconnect that runs already.

        Raises a RouterOSError where the router cannot be reached, or refuses the login.
        """
        await self._reconnecting()

    async def async_follow_collection(self) -> None:
        """Start or stop polling, as the owner has chosen; nothing is reloaded."""
        async with self._switching:
            is_collecting = is_collected(self._entry)
            if is_collecting is self.is_collecting:
                return
            self.is_collecting = is_collecting
            said = "on" if is_collecting else "off"
            LOGGER.info("%s: collection is %s", self._entry.title, said)
            if is_collecting:
                self._resume()
            else:
                self.rest()
                await self._client.close()
            self.changed.send()

    @callback
    def rest(self) -> None:
        """Stop all polling, but not the link, and drop the readings."""
        self.end()
        for coordinator in self._coordinators.values():
            coordinator.async_rest()
        async_withdraw_reauth(self._hass, self._entry)
        self._ended()

    @callback
    def end(self) -> None:
        """Cancel a running poll or reconnect."""
        self._polling.cancel()
        self._reconnecting.cancel()

    def _resume(self) -> None:
        """Put the tiers on their grid; they are polled when the link is up."""
        for coordinator in self._coordinators.values():
            coordinator.async_resume()
        self._client.start(self._link_changed)

    async def _async_poll_tiers(self) -> None:
        await asyncio.gather(*(tier.async_poll_once() for tier in self._coordinators.values()))

    @callback
    def _reconnect_soon(self) -> None:
        """Reconnect in the background; if that fails, the client keeps trying."""

        async def reconnect() -> None:
            with suppress(RouterOSError):
                await self.async_reconnect()

        self._begin(reconnect())

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task that ends with the entry."""
        return self._entry.async_create_background_task(
            self._hass, work, f"{self._entry.title} operation"
        )

    def _has_reason(self) -> bool:
        """Return whether there is a reason for what does not work: nothing is to be repaired."""
        return (
            not self.is_collecting
            or self._entry.pref_disable_polling
            or self._reconnecting.is_running
            or self._client.auth_failed
            or is_asked_for_login(self._hass, self._entry)
        )
