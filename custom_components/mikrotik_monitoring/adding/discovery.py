"""The steps that begin with a router that was seen on the network.

DHCP requests are not authenticated: a client may use any hardware address. So a new router is only
suggested, and a new address of one that was added is checked before it is stored.
"""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import voluptuous as vol

from ..const import CONF_TLS_MODE, DOMAIN
from ..metrics.identity import Likeness
from ..polling.identity_check import likeness
from ..polling.link import error_key
from ..routeros import OtherRouterError, TlsMode
from .forms import PASSWORD, USERNAME, encryption
from .mending import MendingSteps
from .neighbours import async_neighbours, described, is_address

# Seconds without a response until an address counts as unused.
_ANSWERS: Final = 3.0

# With these the router proves its identity before a password is sent.
_PROVEN: Final = frozenset({TlsMode.CA, TlsMode.FINGERPRINT, TlsMode.SYSTEM})

# The user that the documentation's commands create: only the password is left to type.
_USUAL_USER: Final = "homeassistant"

DISCOVERED_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_USERNAME, default=_USUAL_USER): USERNAME,
        vol.Optional(CONF_PASSWORD, default=""): PASSWORD,
        vol.Required(CONF_TLS_MODE, default=TlsMode.OFF): encryption(*TlsMode),
    }
)


class DiscoverySteps(MendingSteps):
    """Adds a router that was seen, or follows one to another address."""

    _host: str = ""
    _known_one: ConfigEntry | None = None

    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Handle a router that was given an address by DHCP."""
        self._host = discovery_info.ip
        mac = dr.format_mac(discovery_info.macaddress)
        if (entry := self._owner(mac)) is not None:
            return await self._async_follow(entry)
        # The serial number is unknown before login; with this id the discovery can be ignored.
        await self.async_set_unique_id(mac)
        name = f"{discovery_info.hostname or mac} ({self._host})"
        self._abort_if_unique_id_configured(description_placeholders={"name": name})
        if any(entry.data.get(CONF_HOST) == self._host for entry in self._async_current_entries()):
            return self.async_abort(
                reason="already_configured", description_placeholders={"name": name}
            )
        said = [one for one in await async_neighbours(self.hass) if one.address == self._host]
        about = described(said[0]) if said else name
        self.context["title_placeholders"] = {"name": about}
        self._texts["about"] = about
        return await self.async_step_discovered()

    async def async_step_discovered(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the login; if that fails, the whole form is shown with what was typed."""
        if user_input is None:
            return self._form("discovered", DISCOVERED_SCHEMA, {}, {})
        return await self._async_step_link({CONF_HOST: self._host, **user_input})

    def _owner(self, mac: str) -> ConfigEntry | None:
        """Return the entry of the router that reported a hardware address as its own."""
        devices = dr.async_get(self.hass).async_get_devices(
            connections={(dr.CONNECTION_NETWORK_MAC, mac)}
        )
        entries = (
            self.hass.config_entries.async_get_entry(device.config_entry_id) for device in devices
        )
        return next((entry for entry in entries if entry and entry.domain == DOMAIN), None)

    async def _async_follow(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Follow a router to a new address, if it no longer responds at the stored one.

        Where a certificate proves its identity, at once; otherwise a person has to confirm it, as
        the password is sent there.
        """
        before = entry.data[CONF_HOST]
        is_there = entry.state is ConfigEntryState.LOADED and entry.runtime_data.client.connected
        if (
            before == self._host
            or not is_address(before)
            or is_there
            or await _answers(before, entry.data[CONF_PORT])
        ):
            return self.async_abort(
                reason="already_configured", description_placeholders={"name": entry.title}
            )
        # The id of this address: with the router's own, ignoring it would ignore the router.
        await self.async_set_unique_id(f"{entry.unique_id} at {self._host}")
        self._abort_if_unique_id_configured(description_placeholders={"name": entry.title})
        self._known_one, self._data = entry, {**entry.data, CONF_HOST: self._host}
        self._texts |= {"router": entry.title, "old": before, "new": self._host}
        if entry.data[CONF_TLS_MODE] in _PROVEN:
            return self._moved(entry) if not await self._async_move(entry) else self._stayed(entry)
        self.context["title_placeholders"] = {"name": entry.title}
        return await self.async_step_new_address()

    async def async_step_new_address(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the router has a new address, and check which router responds there."""
        assert self._known_one is not None  # noqa: S101 - the step before has found it.
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_move(self._known_one)
            if not errors:
                return self._moved(self._known_one)
        return self._form("new_address", vol.Schema({}), errors, {})

    async def _async_move(self, entry: ConfigEntry) -> dict[str, str]:
        """Store the new address if the router responds there; else return the errors."""
        errors, access = await self._async_validate(counts=False)
        if access is None:
            return errors
        said = likeness(entry, access.identity)
        if said is Likeness.NOT_SAID:
            return {"base": "unidentified"}
        if said is Likeness.OTHER:
            self._error = OtherRouterError(access.identity.name)
            return {"base": error_key(self._error)}
        self._store_link(entry, self._data)
        return {}

    def _moved(self, entry: ConfigEntry) -> ConfigFlowResult:
        """End with the router at its new address."""
        return self.async_abort(
            reason="address_followed",
            description_placeholders={"name": entry.title, "host": self._host},
        )

    def _stayed(self, entry: ConfigEntry) -> ConfigFlowResult:
        """End with a router that left its address, and did not prove to be at the new one."""
        return self.async_abort(
            reason="address_not_proven",
            description_placeholders={"name": entry.title, "host": self._host},
        )


async def _answers(host: str, port: int) -> bool:
    """Return whether something listens on the port; nothing is sent."""
    try:
        async with asyncio.timeout(_ANSWERS):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
