"""Repairs: a router whose clock is far off, so that certificates and times are wrong."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..issue import async_report, async_withdraw
from ..metrics.clock import CLOCK, DIFFERENCE, ClockRow
from ..polling import GroupState, MonitoredRouter, Outcome
from ..routeros import values

CLOCK_OFF: Final = "clock_off"

# More than a clock drifts in a year, and less than what breaks a certificate.
FAR: Final = timedelta(minutes=5)
# Seconds: a router that has just started has not reached its time server yet.
_SETTLING: Final = 600.0

_V7: Final = "/system/ntp/client/set enabled=yes servers=pool.ntp.org"
_V6: Final = "/system ntp client set enabled=yes server-dns-names=pool.ntp.org"


class ClockOff:
    """Keeps a repair as long as the router's clock differs from Home Assistant's."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the group that reads the clock."""
        self._router = router
        # Since when the clock has been wrong, by the loop's time.
        self._wrong_since: float | None = None
        router.async_require_metric(DIFFERENCE)
        router.group_done.connect(self._follow)
        router.stopped.connect(self._withdraw)

    @callback
    def _follow(self, state: GroupState) -> None:
        """Judge a reading; a clock that was not read is neither right nor wrong."""
        reading = state.current
        if state.group.key != CLOCK.key or state.outcome is not Outcome.ANSWERED or not reading:
            return
        row: ClockRow = reading.rows[""]
        if row.shown is None:
            return
        if abs(row.shown - row.at) <= FAR:
            self._withdraw()
            return
        if self._wrong_since is None:
            self._wrong_since = reading.at
        if reading.at - self._wrong_since >= _SETTLING:
            texts = {
                "router": self._router.entry.title,
                "shown": _shown(row.shown),
                "now": _shown(row.at),
                "command": self._command,
            }
            async_report(self._router.hass, CLOCK_OFF, texts, entry=self._router.entry)

    @property
    def _command(self) -> str:
        """Return the command that enables the NTP client."""
        identity = self._router.checked.identity
        release = None if identity is None else values.version(identity.version)
        return _V6 if release is not None and release.major < 7 else _V7  # noqa: PLR2004 - a version.

    @callback
    def _withdraw(self) -> None:
        self._wrong_since = None
        async_withdraw(self._router.hass, CLOCK_OFF, entry=self._router.entry)


def _shown(moment: datetime) -> str:
    """Return a point in time as Home Assistant's own clock shows it, to the minute."""
    local = dt_util.as_local(moment)
    return f"{local:%Y-%m-%d %H:%M}"
