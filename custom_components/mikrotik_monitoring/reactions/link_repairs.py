"""Repairs: a link that only a person can mend."""

from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..issue import async_report, async_withdraw
from ..polling import MonitoredRouter
from ..routeros import CertificateError, NoSuchCommandError, OtherRouterError, RouterOSError

OTHER_ROUTER: Final = "other_router"
CERTIFICATE: Final = "certificate"
TOO_OLD: Final = "too_old"

# The errors that keep a link down, and their repairs.
_REPAIRS: Final[tuple[tuple[type[RouterOSError], str], ...]] = (
    (OtherRouterError, OTHER_ROUTER),
    (CertificateError, CERTIFICATE),
    (NoSuchCommandError, TOO_OLD),
)


class LinkRepairs:
    """Keeps a repair as long as a link cannot come back by itself."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the link."""
        self._router = router
        self._reported: str | None = None
        router.link_changed.connect(self._follow)
        router.stopped.connect(self._withdraw)

    @callback
    def _follow(self) -> None:
        """Report what is wrong; it stays until the link is back, or the error changes."""
        reason = self._router.client.lost_reason
        if reason is None:
            self._withdraw()
            return
        key = next((key for kind, key in _REPAIRS if isinstance(reason, kind)), None)
        if key is not None:
            self._report(key, reason)

    def _report(self, key: str, reason: RouterOSError) -> None:
        if self._reported != key:
            self._withdraw()
        self._reported = key
        entry = self._router.entry
        texts = {
            "router": entry.title,
            "host": entry.data[CONF_HOST],
            "name": reason.name if isinstance(reason, OtherRouterError) else "",
            "error": str(reason),
        }
        async_report(self._router.hass, key, texts, severity=IssueSeverity.ERROR, entry=entry)

    @callback
    def _withdraw(self) -> None:
        if self._reported is not None:
            async_withdraw(self._router.hass, self._reported, entry=self._router.entry)
            self._reported = None
