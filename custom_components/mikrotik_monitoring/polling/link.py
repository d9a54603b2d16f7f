"""Link settings from an entry's data, and translation keys for a link's errors."""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv6Address
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import (
    CONF_CA,
    CONF_FINGERPRINT,
    CONF_TLS_MODE,
    DOMAIN,
    OPTION_TEXT_ENCODING,
    TEXT_ENCODINGS,
)
from ..metrics.identity import grant_command
from ..routeros import (
    AuthenticationError,
    Client,
    FingerprintError,
    LinkSettings,
    NoSuchCommandError,
    OtherRouterError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TlsError,
    TlsMode,
    TrapError,
    UnidentifiedError,
    UnreachableError,
)
from ..routeros.backoff import Refusals
from ..routeros.gate import Gate
from ..routeros.opener import Verify


class Purpose(StrEnum):
    """The purpose of a login: a test by a user does not wait for the link's next attempt."""

    LINK = "link"
    TEST = "test"


_HANDSHAKES: HassKey[Gate] = HassKey(f"{DOMAIN}_handshakes")
_REFUSALS: HassKey[dict[tuple[str, Purpose], tuple[LinkSettings, Refusals]]] = HassKey(
    f"{DOMAIN}_refusals"
)

# From the narrowest class to the widest: the first that matches gives the message.
_ERROR_KEYS: Final[tuple[tuple[type[RouterOSError], str], ...]] = (
    (OtherRouterError, "wrong_router"),
    (UnidentifiedError, "unidentified"),
    (FingerprintError, "fingerprint_changed"),
    (TlsError, "tls_failed"),
    (AuthenticationError, "invalid_auth"),
    (PermissionDeniedError, "permission_denied"),
    (NoSuchCommandError, "no_such_command"),
    (TrapError, "refused"),
    (TimedOutError, "timed_out"),
    (UnreachableError, "unreachable"),
    (ProtocolError, "protocol"),
)


def link_settings(
    data: Mapping[str, Any], options: Mapping[str, Any] = MappingProxyType({})
) -> LinkSettings:
    """Return the settings of a link from an entry's data and options."""
    return LinkSettings(
        host=data[CONF_HOST],
        port=data[CONF_PORT],
        username=data[CONF_USERNAME],
        password=data[CONF_PASSWORD],
        tls=TlsMode(data[CONF_TLS_MODE]),
        ca=data.get(CONF_CA),
        fingerprint=data.get(CONF_FINGERPRINT),
        fallback_encoding=options.get(OPTION_TEXT_ENCODING, TEXT_ENCODINGS[0]),
    )


def make_client(
    hass: HomeAssistant,
    settings: LinkSettings,
    verify: Verify | None = None,
    refusals: Refusals | None = None,
) -> Client:
    """Return a client that shares the limit of concurrent handshakes with all others.

    `verify` identifies the router on each new link; `refusals` are those of an entry.
    """
    gate = handshakes(hass)
    if verify is None:
        return Client(settings, gate=gate, refusals=refusals)
    return Client(settings, gate=gate, refusals=refusals, verify=verify)


def handshakes(hass: HomeAssistant) -> Gate:
    """Return the gate that limits the concurrent handshakes of all links."""
    return hass.data.setdefault(_HANDSHAKES, Gate())


def login_refusals(
    hass: HomeAssistant, entry: ConfigEntry, purpose: Purpose = Purpose.LINK
) -> Refusals:
    """Return the refused logins of an entry so far, over all its setups and connections.

    Another user, password or address starts a new count.
    """
    settings = link_settings(entry.data)
    known = hass.data.setdefault(_REFUSALS, {})
    key = (entry.entry_id, purpose)
    if key not in known or known[key][0] != settings:
        known[key] = (settings, Refusals(hass.loop.time))
    return known[key][1]


@callback
def forget_refusals(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget the refused logins of an entry that is removed."""
    for purpose in Purpose:
        hass.data.get(_REFUSALS, {}).pop((entry.entry_id, purpose), None)


def error_key(error: RouterOSError) -> str:
    """Return the translation key of an error."""
    return next((key for kind, key in _ERROR_KEYS if isinstance(error, kind)), "unknown")


def error_placeholders(data: Mapping[str, Any], error: RouterOSError | None) -> dict[str, str]:
    """Return the placeholders of the error messages: never the password."""
    return {
        "host": str(data.get(CONF_HOST, "")),
        "port": str(data.get(CONF_PORT, "")),
        "user": str(data.get(CONF_USERNAME, "")),
        "error": str(error or ""),
        "name": error.name if isinstance(error, OtherRouterError) else "",
        "command": grant_command(str(data.get(CONF_USERNAME, ""))),
    }


def is_host(text: str) -> bool:
    """Return whether a text can be a host name or an address: no URL, no port after it.

    An IPv6 address is written without brackets; a link-local one may end with a zone: fe80::1%eth0.
    """
    if ":" not in text:
        return bool(text) and not set(text) & set("/ @[]")
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return "/" not in text


def address_of(data: Mapping[str, Any]) -> tuple[str, int]:
    """Return the host and the port of an entry's data."""
    return data[CONF_HOST], data[CONF_PORT]
