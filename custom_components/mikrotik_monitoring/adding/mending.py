"""The steps that mend the link to a router that was added before."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PASSWORD, CONF_PORT, CONF_USERNAME

from ..const import CONF_CA, CONF_CERTIFICATE, CONF_ID_KIND, CONF_TLS_MODE
from ..metrics.identity import Likeness, RouterIdentity
from ..polling.identity_check import likeness
from ..polling.link import Purpose, link_settings, login_refusals
from ..routeros import FingerprintError
from .link import LinkSteps, default_port


class MendingSteps(LinkSteps):
    """Stores another login, or another link, if it reaches the same router."""

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, user or TLS mode."""
        if not self._typed:
            stored = self._get_reconfigure_entry().data
            self._typed = _shown(stored)
            self._ca = stored.get(CONF_CA, "")
        return await self._async_step_link(user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Handle a login that the router refuses."""
        self._data = dict(entry_data)
        self._typed = {CONF_USERNAME: entry_data[CONF_USERNAME]}
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the user and the password again."""
        if user_input is None:
            return self._ask_again({})
        self._typed = user_input
        self._data |= user_input
        return await self._async_finish()

    async def _async_mend(self) -> ConfigFlowResult:
        """Check what was typed, and store it; a certificate that changed meanwhile is shown."""
        errors, access = await self._async_validate(counts=False)
        if access is not None:
            return await self._async_update(access.identity)
        if self.source == SOURCE_REAUTH and isinstance(self._error, FingerprintError):
            return await self.async_step_fingerprint()
        return self._ask_again(errors)

    async def _async_update(self, identity: RouterIdentity) -> ConfigFlowResult:
        """Store the new link if it reaches the same router."""
        entry = self._mended()
        said = likeness(entry, identity)
        if said is Likeness.NOT_SAID:
            return self._ask_again({"base": "unidentified"})
        is_same = said is Likeness.SAME
        await self.async_set_unique_id(entry.unique_id if is_same else identity.unique_id)
        self._abort_if_unique_id_mismatch(
            reason="wrong_router",
            description_placeholders={"name": identity.name, "expected": entry.title},
        )
        kind = identity.kind_of(entry.unique_id or "")
        self._store_link(entry, {**self._data, CONF_ID_KIND: str(kind or identity.id_kind)})
        return self.async_update_and_abort(entry)

    def _store_link(self, entry: ConfigEntry, data: Mapping[str, Any]) -> None:
        """Store a link and apply it.

        The update listener of a loaded entry reloads it for another link. With an unchanged link it
        is reloaded here unless it is connected, so that nobody has to wait for the next retry.
        """
        for purpose in Purpose:
            login_refusals(self.hass, entry, purpose).clear()
        is_loaded = entry.state is ConfigEntryState.LOADED
        is_listening = is_loaded and link_settings(data) != link_settings(entry.data)
        is_connected = is_loaded and entry.runtime_data.client.connected
        self.hass.config_entries.async_update_entry(entry, data=data)
        # A reload begins at once, so store what it uses first.
        if not is_listening and not is_connected:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows of a stored link.

    Not the password; nor the default port of the TLS mode, so that it changes with the mode.
    """
    hidden = {CONF_CERTIFICATE, CONF_ID_KIND, CONF_PASSWORD}
    shown = {key: value for key, value in data.items() if key not in hidden}
    if shown[CONF_PORT] == default_port(shown[CONF_TLS_MODE]):
        del shown[CONF_PORT]
    return shown
