"""Storing a new password in entries: each only after its router has accepted it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback

from ..connection_test.probe import opened, read_access
from ..const import DOMAIN, LOGGER
from ..metrics.identity import Likeness
from ..polling.identity_check import likeness
from ..polling.link import Purpose, error_key, error_placeholders, link_settings, login_refusals
from ..routeros import OtherRouterError, RouterOSError, UnidentifiedError


class End(StrEnum):
    """Result of a router."""

    CHANGED = "changed"
    # The router accepts the login that was already stored.
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Result of an entry; ``error`` is the key of why it keeps its old login."""

    entry: ConfigEntry
    end: End
    error: str = ""
    values: Mapping[str, str]


async def async_change_login(
    hass: HomeAssistant, entry: ConfigEntry, login: Mapping[str, str]
) -> Outcome:
    """Log in to an entry's router with a new login, and store that if it is the same router."""
    data = {**entry.data, **login}
    try:
        await _check(hass, entry, data)
    except RouterOSError as err:
        values = error_placeholders(data, err)
        return Outcome(entry=entry, end=End.FAILED, error=error_key(err), values=values)
    except Exception:  # noqa: BLE001 - the other routers are tried all the same.
        LOGGER.exception("Unexpected error while changing the password of %s", entry.title)
        return Outcome(entry=entry, end=End.FAILED, error="unknown", values={})
    is_changed = data != dict(entry.data)
    _store(hass, entry, data)
    return Outcome(entry=entry, end=End.CHANGED if is_changed else End.UNCHANGED, values={})


async def _check(hass: HomeAssistant, entry: ConfigEntry, data: Mapping[str, Any]) -> None:
    """Log in, and check that it is the entry's router; else raise RouterOSError."""
    async with opened(hass, data) as client:
        access = await read_access(client, data)
    match likeness(entry, access.identity):
        case Likeness.OTHER:
            raise OtherRouterError(access.identity.name)
        case Likeness.NOT_SAID:
            raise UnidentifiedError(f"{access.identity.name} does not say its id")


@callback
def _store(hass: HomeAssistant, entry: ConfigEntry, data: Mapping[str, Any]) -> None:
    """Store a login that works; abort reauth flows, and reload the entry if it is not connected.

    For another link the update listener of a loaded entry reloads it.
    """
    for purpose in Purpose:
        login_refusals(hass, entry, purpose).clear()
    is_loaded = entry.state is ConfigEntryState.LOADED
    is_listening = is_loaded and link_settings(data) != link_settings(entry.data)
    is_connected = is_loaded and entry.runtime_data.client.connected
    hass.config_entries.async_update_entry(entry, data=data)
    if not is_listening and not is_connected:
        hass.config_entries.async_schedule_reload(entry.entry_id)
    asking = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH, "entry_id": entry.entry_id}
    )
    for flow in asking:
        hass.config_entries.flow.async_abort(flow["flow_id"])


def login_of(typed: Mapping[str, Any]) -> dict[str, str]:
    """Return the changed part of a login: the password, and the user if one was typed."""
    user = {CONF_USERNAME: typed[CONF_USERNAME]} if typed.get(CONF_USERNAME) else {}
    return {**user, CONF_PASSWORD: typed[CONF_PASSWORD]}
