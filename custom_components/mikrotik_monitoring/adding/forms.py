"""The forms for the addresses of routers and the login."""

from typing import Final

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..const import CONF_CA, CONF_TLS_MODE
from ..routeros import TlsMode

# The field that leads from the form of one router to that of many.
SEVERAL: Final = "several"

USERNAME: Final = TextSelector(TextSelectorConfig(autocomplete="username"))
PASSWORD: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)


def encryption(*modes: TlsMode) -> SelectSelector:
    """Return the selector of a TLS mode, with the modes given."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(modes),
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=CONF_TLS_MODE,
        )
    )


# Optional, as adding several needs no host: a missing one is reported at its field.
USER_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_HOST, default=""): TextSelector(),
        vol.Optional(CONF_PORT): cv.port,
        vol.Optional(CONF_USERNAME, default=""): USERNAME,
        vol.Optional(CONF_PASSWORD, default=""): PASSWORD,
        vol.Required(CONF_TLS_MODE, default=TlsMode.OFF): encryption(*TlsMode),
        vol.Optional(SEVERAL, default=False): BooleanSelector(),
    }
)


def user_schema(hosts: list[SelectOptionDict]) -> vol.Schema:
    """Return the form of one router; hosts that were discovered are offered as options."""
    if not hosts:
        return USER_SCHEMA
    config = SelectSelectorConfig(
        options=hosts, custom_value=True, mode=SelectSelectorMode.DROPDOWN
    )
    return USER_SCHEMA.extend({vol.Optional(CONF_HOST, default=""): SelectSelector(config)})


RECONFIGURE_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Optional(CONF_PORT): cv.port,
        vol.Required(CONF_USERNAME): USERNAME,
        vol.Optional(CONF_PASSWORD, default=""): PASSWORD,
        vol.Required(CONF_TLS_MODE, default=TlsMode.OFF): encryption(*TlsMode),
    }
)
CA_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_CA): TextSelector(TextSelectorConfig(multiline=True))}
)
REAUTH_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_USERNAME): USERNAME,
        vol.Optional(CONF_PASSWORD, default=""): PASSWORD,
    }
)
