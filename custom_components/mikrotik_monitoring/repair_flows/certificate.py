"""A router's certificate has changed: a person compares it with the old one and accepts it."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.util import dt as dt_util

from ..const import CONF_FINGERPRINT, CONF_TLS_MODE
from ..metrics.identity import READ_DEADLINE
from ..polling import MikrotikConfigEntry
from ..polling.link import error_key, error_placeholders
from ..routeros import RouterOSError, TlsMode, fetch_certificate
from ..routeros.certificate import Certificate
from .flow import RepairFlow

_UNKNOWN: Final = "?"


class CertificateFlow(RepairFlow):
    """Accepts the certificate that was shown, and only that one."""

    _shown: Certificate | None = None

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show both certificates; store the new one once a person has compared it."""
        if (entry := self.entry) is None:
            return self.end()
        if user_input is None or self._shown is None:
            return await self._async_show(entry)
        data = {
            **entry.data,
            CONF_TLS_MODE: TlsMode.FINGERPRINT.value,
            CONF_FINGERPRINT: self._shown.fingerprint,
        }
        # This changes the link, so a loaded entry is reloaded.
        self.hass.config_entries.async_update_entry(entry, data=data)
        if self.router is None:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.end()

    async def _async_show(self, entry: MikrotikConfigEntry) -> RepairsFlowResult:
        """Fetch the router's certificate, without trusting it."""
        errors: dict[str, str] = {}
        # The repair itself explains why it is not trusted.
        texts: Mapping[str, str] = {}
        try:
            der = await fetch_certificate(
                entry.data[CONF_HOST], entry.data[CONF_PORT], READ_DEADLINE
            )
        except RouterOSError as err:
            self._shown = None
            errors = {"base": error_key(err)}
            texts = error_placeholders(entry.data, err)
        else:
            self._shown = None if der is None else Certificate.from_der(der)
        return self.show(errors, texts={**texts, **_texts(entry, self._shown)})


def _texts(entry: MikrotikConfigEntry, shown: Certificate | None) -> dict[str, str]:
    """Return the form's placeholders for both certificates."""
    expires = None if shown is None else shown.expires
    return {
        "old": str(entry.data.get(CONF_FINGERPRINT) or _UNKNOWN),
        "new": _UNKNOWN if shown is None else shown.fingerprint,
        "subject": (shown and shown.subject) or _UNKNOWN,
        "expires": _UNKNOWN if expires is None else dt_util.as_local(expires).date().isoformat(),
    }
