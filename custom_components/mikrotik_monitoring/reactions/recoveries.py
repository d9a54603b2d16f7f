"""Repairs: polling that stops again and again, which should be reported as a bug."""

from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.helpers.event import async_call_later

from ..issue import async_report, async_withdraw
from ..polling import MonitoredRouter
from ..polling.watchdog import RECENT

# From this number of recoveries within an hour they are not a coincidence.
_TOO_MANY: Final = 3

_KEY: Final = "watchdog"


class Recoveries:
    """Keeps a repair from the third recovery within an hour until an hour passes without one."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the watchdog."""
        self._router = router
        self._quiet: CALLBACK_TYPE | None = None
        router.operation.watchdog.recovered.connect(self._follow)
        router.stopped.connect(self._withdraw)

    @callback
    def _follow(self) -> None:
        """Report recent recoveries if they are too many; wait for an hour without any."""
        recent = self._router.operation.watchdog.recent()
        if self._quiet is None and len(recent) < _TOO_MANY:
            return
        self._forget_timer()
        self._quiet = async_call_later(
            self._router.hass, RECENT, HassJob(self._withdraw_later, cancel_on_shutdown=True)
        )
        entry = self._router.entry
        texts = {
            "router": entry.title,
            "count": str(len(recent)),
            "parts": ", ".join(dict.fromkeys(one.fault.text for one in recent)),
        }
        async_report(self._router.hass, _KEY, texts, entry=entry)

    @callback
    def _withdraw_later(self, _: datetime) -> None:
        self._withdraw()

    @callback
    def _withdraw(self) -> None:
        if self._quiet is not None:
            self._forget_timer()
            async_withdraw(self._router.hass, _KEY, entry=self._router.entry)

    def _forget_timer(self) -> None:
        if self._quiet is not None:
            self._quiet()
            self._quiet = None
