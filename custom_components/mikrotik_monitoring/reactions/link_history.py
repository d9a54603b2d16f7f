"""When a router was reached, and why not, over the last day: for diagnostics."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..polling import MonitoredRouter

_DAY: Final = timedelta(days=1)
# An unstable link may change every few seconds.
_MOST: Final = 200

_HISTORIES: HassKey[dict[str, deque[LinkChange]]] = HassKey(f"{DOMAIN}_link_history")


class LinkChange(NamedTuple):
    """Since when a router was reached, or was not and why."""

    at: datetime
    is_connected: bool
    reason: str


class LinkHistory:
    """Notes each change of a router's link; it outlives a reload of its entry."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Note the current state."""
        self._router = router
        histories = router.hass.data.setdefault(_HISTORIES, {})
        self._changes = histories.setdefault(router.entry.entry_id, deque(maxlen=_MOST))
        router.link_changed.connect(self._note)
        self._note()

    @callback
    def _note(self) -> None:
        """Note the state of the link, unless it is unchanged."""
        client = self._router.client
        reason = "" if client.connected else str(client.lost_reason or "")
        last = self._changes[-1] if self._changes else None
        if last is None or (last.is_connected, last.reason) != (client.connected, reason):
            self._changes.append(LinkChange(dt_util.utcnow(), client.connected, reason))


@callback
def async_link_history(hass: HomeAssistant, entry_id: str) -> list[LinkChange]:
    """Return the changes of the last day and the last one before it, oldest first."""
    changes = list(hass.data.get(_HISTORIES, {}).get(entry_id, ()))
    since = dt_util.utcnow() - _DAY
    earlier = sum(change.at < since for change in changes)
    return changes[max(0, earlier - 1) :]


@callback
def async_forget_link(hass: HomeAssistant, entry_id: str) -> None:
    """Forget a router that is removed."""
    hass.data.get(_HISTORIES, {}).pop(entry_id, None)
