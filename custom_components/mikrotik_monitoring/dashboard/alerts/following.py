"""Changes of the alerts of routers, sent to one page as long as it is subscribed."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from ...alerts.access import user_may
from ...alerts.center import alert_center
from ...alerts.model import Transition
from ...const import DOMAIN, OPTION_SIDEBAR
from ..cards import Config
from ..entries import is_named
from .shown import shown_alerts

# How often changed values of active alerts are sent.
_RENEWED: Final = timedelta(seconds=10)


@callback
def readable_entries(hass: HomeAssistant, user: User, names: set[str]) -> list[ConfigEntry]:
    """Return the routers that are named, or else all that are shown, whose alerts a user may read.

    Routers that are disabled, or cannot be set up, are included.
    """
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return [entry for entry in entries if _is_readable(hass, entry, user, names)]


def _is_readable(hass: HomeAssistant, entry: ConfigEntry, user: User, names: set[str]) -> bool:
    """Return whether a router is requested, and the user may read its alerts."""
    is_meant = (
        is_named(hass, entry, names) if names else bool(entry.options.get(OPTION_SIDEBAR, True))
    )
    return is_meant and user_may(hass, entry, user, POLICY_READ)


class AlertFeed:
    """Sends the alerts of routers by their entries, all of them at first and then the changes."""

    def __init__(
        self, hass: HomeAssistant, user: User, wishes: Config, send: Callable[[Config], None]
    ) -> None:
        """Store the subscriber, the wishes (``routers``, ``base_path``), and what sends."""
        self._hass = hass
        self._user = user
        self._wishes = wishes
        self._send = send
        self._names = set(wishes.get("routers", ()))
        self._sent: dict[str, Config] = {}
        self._followed: dict[str, CALLBACK_TYPE] = {}
        self._stops = [
            async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            async_track_time_interval(hass, self._renew, _RENEWED, cancel_on_shutdown=True),
        ]

    @callback
    def start(self) -> None:
        """Send all active alerts, also if there are none."""
        entries = readable_entries(self._hass, self._user, self._names)
        for entry in entries:
            self._update(entry)
        self._send({"is_whole": True, "routers": dict(self._sent)})

    @callback
    def _renew(self, _: datetime) -> None:
        """Send the current values, and changes of what the user may read."""
        entries = self._hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        self._send_changed(entries)

    @callback
    def _entry_changed(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        """React to a router that is added, removed or renamed."""
        if entry.domain == DOMAIN:
            self._send_changed([entry])

    def _send_changed(self, entries: Iterable[ConfigEntry]) -> None:
        """Send those of some routers that differ from what was sent before."""
        changed = {
            one.entry_id: self._sent.get(one.entry_id) for one in entries if self._update(one)
        }
        if changed:
            self._send({"is_whole": False, "routers": changed})

    def _update(self, entry: ConfigEntry) -> bool:
        """Store what is shown of a router now; return whether that has changed."""
        entry_id = entry.entry_id
        before, now = self._sent.pop(entry_id, None), None
        is_there = self._hass.config_entries.async_get_entry(entry_id) is not None
        if is_there and _is_readable(self._hass, entry, self._user, self._names):
            self._follow(entry)
            now = shown_alerts(self._hass, entry, self._user, self._wishes)
        elif entry_id in self._followed:
            self._followed.pop(entry_id)()
        if now is not None:
            self._sent[entry_id] = now
        return now != before

    def _follow(self, entry: ConfigEntry) -> None:
        """Listen for alerts of a router that are raised, cleared or silenced."""
        if entry.entry_id not in self._followed:

            @callback
            def changed(_: tuple[Transition, ...]) -> None:
                self._send_changed([entry])

            follow = alert_center(self._hass).async_follow
            self._followed[entry.entry_id] = follow(entry.entry_id, changed)

    @callback
    def stop(self) -> None:
        """Stop listening."""
        for stop in (*self._stops, *self._followed.values()):
            stop()
