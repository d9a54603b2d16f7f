"""Repairs: a router that accepts only one connection, so that long tables are not read."""

from datetime import datetime
from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.helpers.event import async_call_later

from ..connection_test.remedies import service_of, sessions
from ..issue import async_report, async_withdraw
from ..polling import MonitoredRouter

# Seconds for which the second connection has failed while the first one works: longer than a
# restart of the service takes, or than an old session takes to time out.
_LASTING: Final = 900.0

ONE_SESSION: Final = "one_session"


class SecondConnection:
    """Keeps a repair as long as the second connection fails while the first one works."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the link."""
        self._router = router
        self._timer: CALLBACK_TYPE | None = None
        self._is_reported = False
        router.link_changed.connect(self._follow)
        router.stopped.connect(self._withdraw)

    @callback
    def _follow(self) -> None:
        """Report if the failure lasts; withdraw the issue as soon as the connection works.

        While the router is offline nothing is known: the issue stays, and the time starts again.
        """
        client = self._router.client
        error = client.bulk_error
        if error is None or not error.is_turned_away:
            self._withdraw()
        elif not client.connected:
            self._wait_no_more()
        elif self._timer is None and not self._is_reported:
            job = HassJob(self._report, cancel_on_shutdown=True)
            self._timer = async_call_later(self._router.hass, _LASTING, job)

    @callback
    def _report(self, _: datetime) -> None:
        self._timer, self._is_reported = None, True
        entry = self._router.entry
        texts = {
            "router": entry.title,
            "host": entry.data[CONF_HOST],
            "error": str(self._router.client.bulk_error),
            "command": sessions(service_of(self._router.settings), allowed=0).command,
        }
        async_report(self._router.hass, ONE_SESSION, texts, entry=entry)

    @callback
    def _withdraw(self) -> None:
        self._wait_no_more()
        if self._is_reported:
            self._is_reported = False
            async_withdraw(self._router.hass, ONE_SESSION, entry=self._router.entry)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None
