"""Repairs: a link that only a person can mend, as another router or certificate is there."""

from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..polling import MonitoredRouter
from ..routeros import CertificateError, OtherRouterError, RouterOSError

OTHER_ROUTER: Final = "other_router"
CERTIFICATE: Final = "certificate"


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
        """Report what is wrong; it stays until the link is back, or something else is wrong."""
        reason = self._router.client.lost_reason
        if reason is None:
            self._withdraw()
        elif isinstance(reason, OtherRouterError):
            self._report(OTHER_ROUTER, reason, reason.name)
        elif isinstance(reason, CertificateError):
            self._report(CERTIFICATE, reason, "")

    def _report(self, key: str, reason: RouterOSError, name: str) -> None:
        if self._reported != key:
            self._withdraw()
        self._reported = key
        entry = self._router.entry
        ir.async_create_issue(
            self._router.hass,
            DOMAIN,
            f"{key}_{entry.entry_id}",
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders={
                "router": entry.title,
                "host": entry.data[CONF_HOST],
                "name": name,
                "error": str(reason),
            },
        )

    @callback
    def _withdraw(self) -> None:
        if self._reported is not None:
            issue = f"{self._reported}_{self._router.entry.entry_id}"
            ir.async_delete_issue(self._router.hass, DOMAIN, issue)
            self._reported = None
