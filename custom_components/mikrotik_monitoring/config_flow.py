"""The flows that add a router and mend the link to it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .const import (
    CONF_CA,
    CONF_FINGERPRINT,
    CONF_ID_KIND,
    CONF_TLS_MODE,
    DEFAULT_PORT,
    DEFAULT_TLS_PORT,
    DOMAIN,
    LOGGER,
)
from .metrics.identity import (
    READ_DEADLINE,
    REQUIRED_POLICIES,
    Likeness,
    RouterIdentity,
    read_identity,
    read_policies,
)
from .migration import MINOR_VERSION, VERSION
from .options_flow import MikrotikOptionsFlow
from .polling.identity_check import likeness
from .polling.link import error_key, error_placeholders, link_settings, login_refusals, make_client
from .routeros import (
    PermissionDeniedError,
    RouterOSError,
    TlsError,
    TlsMode,
    fetch_fingerprint,
)
from .routeros.tls import context_for

_PASSWORD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)

USER_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Optional(CONF_PORT): cv.port,
        vol.Required(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="username")),
        vol.Optional(CONF_PASSWORD, default=""): _PASSWORD,
        vol.Required(CONF_TLS_MODE, default=TlsMode.OFF): SelectSelector(
            SelectSelectorConfig(
                options=list(TlsMode),
                mode=SelectSelectorMode.DROPDOWN,
                translation_key=CONF_TLS_MODE,
            )
        ),
    }
)
CA_SCHEMA = vol.Schema({vol.Required(CONF_CA): TextSelector(TextSelectorConfig(multiline=True))})
REAUTH_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="username")),
        vol.Optional(CONF_PASSWORD, default=""): _PASSWORD,
    }
)


class MikrotikConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a router, or mends the link to one.

    Three ways in (user, reauth, reconfigure) meet in one check: connect, log in, read who the
    router is and what the user may do. Only then something is stored. Whatever fails, the first
    form is shown again with all that was typed, as any of it may be what is wrong.
    """

    VERSION = VERSION
    MINOR_VERSION = MINOR_VERSION

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._typed: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._ca = ""
        self._error: RouterOSError | None = None
        self._other = ""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options flow."""
        return MikrotikOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the router is and how to log in."""
        return await self._async_step_link(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, user or way to connect."""
        if not self._typed:
            stored = self._get_reconfigure_entry().data
            self._typed = _shown(stored)
            self._ca = stored.get(CONF_CA, "")
        return await self._async_step_link(user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Start again from a login that is refused."""
        self._data = dict(entry_data)
        self._typed = {CONF_USERNAME: entry_data[CONF_USERNAME]}
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the user and the password anew."""
        if user_input is None:
            return self._ask_again({})
        self._typed = user_input
        self._data |= user_input
        return await self._async_finish()

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
        """Show the certificate's fingerprint, to be compared with the router's own."""
        if user_input is not None:
            return await self._async_finish()
        try:
            self._data[CONF_FINGERPRINT] = await fetch_fingerprint(
                self._data[CONF_HOST], self._data[CONF_PORT], READ_DEADLINE
            )
        except RouterOSError as err:
            self._error = err
            return self._ask_again({"base": error_key(err)})
        return self._form("fingerprint", vol.Schema({}), {}, {})

    async def _async_step_link(self, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Take host, user and TLS mode; ask for more where the mode needs it."""
        if user_input is None:
            return self._ask_again({})
        self._typed = user_input
        self._data = self._completed(user_input)
        if not _is_host(self._data[CONF_HOST]):
            return self._ask_again({CONF_HOST: "invalid_host"})
        match TlsMode(self._data[CONF_TLS_MODE]):
            case TlsMode.CA:
                return await self.async_step_ca()
            case TlsMode.FINGERPRINT:
                return await self.async_step_fingerprint()
            case _:
                return await self._async_finish()

    def _completed(self, user_input: dict[str, Any]) -> dict[str, Any]:
        """Fill in the port of the mode, and the password that was not typed anew."""
        data = {**user_input, CONF_HOST: user_input[CONF_HOST].strip().strip("[]")}
        if data.get(CONF_PORT) is None:
            data[CONF_PORT] = _default_port(data[CONF_TLS_MODE])
        if self.source == SOURCE_RECONFIGURE and not data[CONF_PASSWORD]:
            data[CONF_PASSWORD] = self._get_reconfigure_entry().data[CONF_PASSWORD]
        return data

    def _ask_again(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the flow's first form with what was typed so far."""
        if self.source == SOURCE_REAUTH:
            return self._form("reauth_confirm", REAUTH_SCHEMA, errors, self._typed)
        step = "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"
        return self._form(step, USER_SCHEMA, errors, self._typed)

    def _form(
        self, step: str, schema: vol.Schema, errors: dict[str, str], values: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Show a step."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
            description_placeholders={
                **error_placeholders(self._data, self._error),
                "fingerprint": self._data.get(CONF_FINGERPRINT, ""),
                "other": self._other,
            },
        )

    async def _async_finish(self) -> ConfigFlowResult:
        """Check what was typed; end the flow, or ask again and tell why."""
        errors, identity = await self._async_validate()
        if identity is None:
            return self._ask_again(errors)
        if self.source in {SOURCE_REAUTH, SOURCE_RECONFIGURE}:
            return await self._async_update(identity)
        if (other := self._original_of(identity)) is not None:
            self._other = f"{other.title}, {other.data[CONF_HOST]}"
            return self._ask_again({"base": "cloned_licence"})
        known = self._known(identity)
        await self.async_set_unique_id(known.unique_id if known else identity.unique_id)
        self._abort_if_unique_id_configured(
            description_placeholders={"name": known.title if known else identity.name}
        )
        data = {**self._data, CONF_ID_KIND: str(identity.id_kind)}
        return self.async_create_entry(title=identity.name, data=data)

    def _known(self, identity: RouterIdentity) -> ConfigEntry | None:
        """Return the entry of a router, which may be known by another of its ids."""
        entries = (
            self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, unique_id)
            for unique_id in identity.ids.values()
        )
        return next((entry for entry in entries if entry is not None), None)

    async def _async_update(self, identity: RouterIdentity) -> ConfigFlowResult:
        """Store the new link if the same router answers.

        The listener of a loaded entry reloads it for another link. With the one there was, it is
        reloaded unless it is connected: whoever mends a login does not wait for the next try.
        """
        entry = (
            self._get_reauth_entry()
            if self.source == SOURCE_REAUTH
            else self._get_reconfigure_entry()
        )
        said = likeness(entry, identity)
        if said is Likeness.NOT_SAID:
            return self._ask_again({"base": "unidentified"})
        is_same = said is Likeness.SAME
        await self.async_set_unique_id(entry.unique_id if is_same else identity.unique_id)
        self._abort_if_unique_id_mismatch(
            reason="wrong_router", description_placeholders={"name": identity.name}
        )
        login_refusals(self.hass, entry).clear()
        kind = identity.kind_of(entry.unique_id or "")
        data = {**self._data, CONF_ID_KIND: str(kind or identity.id_kind)}
        is_loaded = entry.state is ConfigEntryState.LOADED
        is_listening = is_loaded and link_settings(data) != link_settings(entry.data)
        is_connected = is_loaded and entry.runtime_data.client.connected
        result = self.async_update_and_abort(entry, data=data)
        # A reload begins at once, so what it is to use is stored before.
        if not is_listening and not is_connected:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result

    def _original_of(self, identity: RouterIdentity) -> ConfigEntry | None:
        """Return the machine with the same id that is connected, now, at another address."""
        entry = self._known(identity)
        if (
            identity.cloneable
            and entry is not None
            and entry.state is ConfigEntryState.LOADED
            and entry.runtime_data.client.connected
            and _address(entry.data) != _address(self._data)
        ):
            return entry
        return None

    async def _async_validate(self) -> tuple[dict[str, str], RouterIdentity | None]:
        """Connect, log in and read; return the errors, and who the router is if there are none."""
        self._error = None
        try:
            identity = await _async_probe(self.hass, self._data)
        except RouterOSError as err:
            self._error = err
            return {"base": error_key(err)}, None
        except Exception:  # noqa: BLE001 - a person waits for an answer, whatever happened.
            LOGGER.exception("Unexpected error while adding a router")
            return {"base": "unknown"}, None
        if not identity.unique_id:
            return {"base": "no_identity"}, None
        return {}, identity


async def _async_probe(hass: HomeAssistant, data: Mapping[str, Any]) -> RouterIdentity:
    """Open a link, read who the router is and what the user may do, and close it again."""
    client = make_client(hass, link_settings(data))
    ask = partial(client.call, timeout=READ_DEADLINE)
    try:
        await client.open()
        identity = await read_identity(ask)
        policies = await read_policies(ask, data[CONF_USERNAME])
    finally:
        await client.close()
    if policies is not None and (lacking := REQUIRED_POLICIES - policies):
        raise PermissionDeniedError(f"the group lacks {', '.join(sorted(lacking))}")
    return identity


def _default_port(mode: str) -> int:
    """Return the port RouterOS gives the API of a TLS mode."""
    return DEFAULT_PORT if mode == TlsMode.OFF else DEFAULT_TLS_PORT


def _is_host(text: str) -> bool:
    """Return whether a text can be a name or an address: no link, no port behind it."""
    return bool(text) and not set(text) & set("/ @") and text.count(":") != 1


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows of a stored link.

    No password; and no port that follows from the TLS mode, so that it follows the next one.
    """
    hidden = {CONF_ID_KIND, CONF_PASSWORD}
    shown = {key: value for key, value in data.items() if key not in hidden}
    if shown[CONF_PORT] == _default_port(shown[CONF_TLS_MODE]):
        del shown[CONF_PORT]
    return shown


def _address(data: Mapping[str, Any]) -> tuple[str, int]:
    return data[CONF_HOST], data[CONF_PORT]
