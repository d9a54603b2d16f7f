"""The flows that add a router, mend its link and set its options."""

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
    BooleanSelector,
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
    CONF_TLS_MODE,
    DEFAULT_PORT,
    DEFAULT_TLS_PORT,
    DOMAIN,
    LOGGER,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
    OPTION_SIDEBAR,
    REALTIME_INTERVALS,
)
from .link import error_key, error_placeholders, link_settings, make_client
from .metrics.identity import (
    READ_DEADLINE,
    REQUIRED_POLICIES,
    RouterIdentity,
    read_identity,
    read_policies,
)
from .recording import RecordingLevel
from .routeros import PermissionDeniedError, RouterOSError, TlsMode, fetch_fingerprint

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
OPTIONS_SCHEMA = vol.Schema(
    {
        vol.Required(OPTION_RECORDING_LEVEL, default=RecordingLevel.BALANCED): SelectSelector(
            SelectSelectorConfig(
                options=list(RecordingLevel), translation_key=OPTION_RECORDING_LEVEL
            )
        ),
        vol.Required(OPTION_REALTIME_INTERVAL, default=str(REALTIME_INTERVALS[0])): SelectSelector(
            SelectSelectorConfig(
                options=[str(seconds) for seconds in REALTIME_INTERVALS],
                mode=SelectSelectorMode.DROPDOWN,
                translation_key=OPTION_REALTIME_INTERVAL,
            )
        ),
        vol.Required(OPTION_SIDEBAR, default=True): BooleanSelector(),
    }
)


class MikrotikConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a router, or mends the link to one.

    Three ways in (user, reauth, reconfigure) meet in one check: connect, log in, read who the
    router is and what the user may do. Only then something is stored.
    """

    VERSION = 1

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._data: dict[str, Any] = {}
        self._error: RouterOSError | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options flow."""
        return MikrotikOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the router is and how to log in."""
        return await self._async_step_link("user", user_input, {})

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, user or way to connect."""
        stored = self._get_reconfigure_entry().data
        shown = {key: value for key, value in stored.items() if key != CONF_PASSWORD}
        return await self._async_step_link("reconfigure", user_input, shown)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Start again from a login that is refused."""
        self._data = dict(entry_data)
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the user and the password anew."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._data |= user_input
            result, errors = await self._async_finish()
            if result is not None:
                return result
        return self._form("reauth_confirm", REAUTH_SCHEMA, errors, self._data)

    async def async_step_ca(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the certificate authority that signed the router's certificate."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._data |= user_input
            result, errors = await self._async_finish()
            if result is not None:
                return result
        return self._form("ca", CA_SCHEMA, errors, self._data)

    async def async_step_fingerprint(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the certificate's fingerprint, to be compared with the router's own."""
        errors: dict[str, str] = {}
        if user_input is not None:
            result, errors = await self._async_finish()
            if result is not None:
                return result
        return self._form("fingerprint", vol.Schema({}), errors, {})

    async def _async_step_link(
        self, step: str, user_input: dict[str, Any] | None, shown: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Take host, user and TLS mode; ask for more where the mode needs it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._data = self._completed(user_input)
            mode = TlsMode(self._data[CONF_TLS_MODE])
            if mode is TlsMode.CA:
                return await self.async_step_ca()
            if mode is TlsMode.FINGERPRINT:
                errors = await self._async_fetch_fingerprint()
                if not errors:
                    return await self.async_step_fingerprint()
            else:
                result, errors = await self._async_finish()
                if result is not None:
                    return result
        return self._form(step, USER_SCHEMA, errors, user_input or shown)

    def _completed(self, user_input: dict[str, Any]) -> dict[str, Any]:
        """Fill in the port of the mode, and the password that was not typed anew."""
        data = {**user_input, CONF_HOST: user_input[CONF_HOST].strip().strip("[]")}
        if data.get(CONF_PORT) is None:
            plain = data[CONF_TLS_MODE] == TlsMode.OFF
            data[CONF_PORT] = DEFAULT_PORT if plain else DEFAULT_TLS_PORT
        if self.source == SOURCE_RECONFIGURE and not data.get(CONF_PASSWORD):
            data[CONF_PASSWORD] = self._get_reconfigure_entry().data[CONF_PASSWORD]
        return data

    def _form(
        self,
        step: str,
        schema: vol.Schema,
        errors: dict[str, str],
        shown: Mapping[str, Any],
    ) -> ConfigFlowResult:
        """Show a step with what was typed before, except a password."""
        values = {key: value for key, value in shown.items() if key != CONF_PASSWORD}
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
            description_placeholders={
                **error_placeholders(self._data, self._error),
                "fingerprint": str(self._data.get(CONF_FINGERPRINT, "")),
            },
        )

    async def _async_fetch_fingerprint(self) -> dict[str, str]:
        """Read the fingerprint of the certificate the router shows."""
        try:
            self._data[CONF_FINGERPRINT] = await fetch_fingerprint(
                self._data[CONF_HOST], self._data[CONF_PORT], READ_DEADLINE
            )
        except RouterOSError as err:
            self._error = err
            return {"base": error_key(err)}
        return {}

    async def _async_finish(self) -> tuple[ConfigFlowResult | None, dict[str, str]]:
        """Check what was typed; return the flow's end, or the errors to show."""
        errors, identity = await self._async_validate()
        if identity is None:
            return None, errors
        await self.async_set_unique_id(identity.unique_id)
        if self.source in {SOURCE_REAUTH, SOURCE_RECONFIGURE}:
            self._abort_if_unique_id_mismatch(
                reason="wrong_router", description_placeholders={"name": identity.name}
            )
            entry = (
                self._get_reauth_entry()
                if self.source == SOURCE_REAUTH
                else self._get_reconfigure_entry()
            )
            return self.async_update_and_abort(entry, data=self._data), {}
        if self._is_clone(identity):
            return None, {"base": "cloned_licence"}
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=identity.name, data=self._data), {}

    def _is_clone(self, identity: RouterIdentity) -> bool:
        """Return whether another machine, now connected at another address, has the same id."""
        entry = self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, identity.unique_id
        )
        return (
            identity.cloneable
            and entry is not None
            and entry.state is ConfigEntryState.LOADED
            and entry.runtime_data.client.connected
            and _address(entry.data) != _address(self._data)
        )

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


class MikrotikOptionsFlow(OptionsFlow):
    """Sets how often a router is asked and how much is recorded; applied without a reload."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the options."""
        if user_input is not None:
            interval = int(user_input[OPTION_REALTIME_INTERVAL])
            return self.async_create_entry(data={**user_input, OPTION_REALTIME_INTERVAL: interval})
        shown = dict(self.config_entry.options)
        if OPTION_REALTIME_INTERVAL in shown:
            shown[OPTION_REALTIME_INTERVAL] = str(shown[OPTION_REALTIME_INTERVAL])
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(OPTIONS_SCHEMA, shown),
        )


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


def _address(data: Mapping[str, Any]) -> tuple[str, int]:
    return data[CONF_HOST], data[CONF_PORT]
