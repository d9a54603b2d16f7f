"""The steps that ask for a link: host, login, and how the router's certificate is checked."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import (
    CONF_CA,
    CONF_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_TLS_MODE,
    DEFAULT_PORT,
    DEFAULT_TLS_PORT,
)
from ..metrics.identity import READ_DEADLINE
from ..polling.link import error_key, is_host
from ..routeros import RouterOSError, TlsError, TlsMode, fetch_certificate
from ..routeros.certificate import Certificate
from ..routeros.tls import context_for
from .forms import CA_SCHEMA
from .steps import AddingSteps


class LinkSteps(AddingSteps):
    """Asks for a link, and for more where the TLS mode needs it."""

    async def _async_step_link(self, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Handle host, user and TLS mode; ask for more where the mode needs it."""
        if user_input is None:
            return self._ask_again({})
        self._typed = user_input
        self._data = self._completed(user_input)
        if not is_host(self._data[CONF_HOST]):
            return self._ask_again({CONF_HOST: "invalid_host"})
        if not self._data[CONF_USERNAME]:
            return self._ask_again({CONF_USERNAME: "no_username"})
        return await self._async_check_certificate()

    async def _async_check_certificate(self) -> ConfigFlowResult:
        """Ask for what the TLS mode checks the certificate with, if anything."""
        match TlsMode(self._data[CONF_TLS_MODE]):
            case TlsMode.CA:
                return await self.async_step_ca()
            case TlsMode.FINGERPRINT:
                return await self.async_step_fingerprint()
            case _:
                return await self._async_finish()

    def _completed(self, user_input: dict[str, Any]) -> dict[str, Any]:
        """Fill in the default port of the mode, and the stored password if none was typed."""
        data = {**user_input, CONF_HOST: user_input[CONF_HOST].strip().strip("[]")}
        if data.get(CONF_PORT) is None:
            data[CONF_PORT] = default_port(data[CONF_TLS_MODE])
        if self.source == SOURCE_RECONFIGURE and not data[CONF_PASSWORD]:
            data[CONF_PASSWORD] = self._get_reconfigure_entry().data[CONF_PASSWORD]
        return data

    async def async_step_ca(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the certificate authority that signed the router's certificate."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._ca = user_input[CONF_CA]
            try:
                await context_for(TlsMode.CA, self._ca)
            except TlsError:
                errors = {CONF_CA: "invalid_ca"}
            else:
                self._data[CONF_CA] = self._ca
                return await self._async_finish()
        return self._form("ca", CA_SCHEMA, errors, {CONF_CA: self._ca})

    async def async_step_fingerprint(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the certificate's fingerprint, to be compared with the router's own.

        If it differs from the confirmed one, both are shown.
        """
        if user_input is not None:
            return await self._async_finish()
        try:
            shown = await fetch_certificate(
                self._data[CONF_HOST], self._data[CONF_PORT], READ_DEADLINE
            )
        except RouterOSError as err:
            self._error = err
            return self._ask_again({"base": error_key(err)})
        certificate = Certificate.from_der(shown or b"")
        self._data[CONF_FINGERPRINT] = certificate.fingerprint
        self._data[CONF_CERTIFICATE] = kept = _kept(certificate)
        before: Mapping[str, Any] = self._mended().data if self._is_mending else {}
        old = before.get(CONF_FINGERPRINT)
        if not old or old == certificate.fingerprint:
            return self._form("fingerprint", vol.Schema({}), {}, {})
        known = before.get(CONF_CERTIFICATE, {})
        self._texts |= {
            "old_fingerprint": old,
            **{f"old_{key}": known.get(key) or "?" for key in kept},
            **{f"new_{key}": text or "?" for key, text in kept.items()},
        }
        return self._form("fingerprint_changed", vol.Schema({}), {}, {})

    # The form with the old and the new certificate has its own texts.
    async_step_fingerprint_changed = async_step_fingerprint


def _kept(certificate: Certificate) -> dict[str, str]:
    """Return what is stored of a confirmed certificate, to be shown beside the next one."""
    expires = certificate.expires
    return {
        "subject": certificate.subject,
        "expires": "" if expires is None else dt_util.as_local(expires).date().isoformat(),
    }


def default_port(mode: str) -> int:
    """Return RouterOS's default port of the API in a TLS mode."""
    return DEFAULT_PORT if mode == TlsMode.OFF else DEFAULT_TLS_PORT
