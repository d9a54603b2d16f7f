"""One timer for the watchdogs of all routers."""

from collections.abc import Iterator
from datetime import datetime

from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later, async_track_time_interval

from ..const import DOMAIN
from .router import MonitoredRouter
from .watchdog import CONFIRM_AFTER, LOOK_EVERY, Watchdog


@callback
def async_watch_polling(hass: HomeAssistant) -> None:
    """Run the watchdog of each loaded router, as long as Home Assistant runs."""

    @callback
    def look(_: datetime) -> None:
        if [watchdog for watchdog in _watchdogs(hass) if watchdog.suspect()]:
            async_call_later(hass, CONFIRM_AFTER, confirmation)

    @callback
    def confirm(_: datetime) -> None:
        for watchdog in _watchdogs(hass):
            watchdog.confirm()

    confirmation = HassJob(confirm, cancel_on_shutdown=True)
    async_track_time_interval(hass, look, LOOK_EVERY, cancel_on_shutdown=True)


def _watchdogs(hass: HomeAssistant) -> Iterator[Watchdog]:
    """Yield the watchdog of each router that is loaded."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        router: MonitoredRouter = entry.runtime_data
        yield router.operation.watchdog
