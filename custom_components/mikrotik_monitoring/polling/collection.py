"""Whether a router is polled at all: its owner may switch that off."""

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import OPTION_COLLECTION


def is_collected(entry: ConfigEntry) -> bool:
    """Return whether a router is polled, which its owner may switch off."""
    return bool(entry.options.get(OPTION_COLLECTION, True))


@callback
def async_set_collected(hass: HomeAssistant, entry: ConfigEntry, *, is_on: bool) -> None:
    """Store whether a router is polled."""
    options = {key: value for key, value in entry.options.items() if key != OPTION_COLLECTION}
    if not is_on:
        options[OPTION_COLLECTION] = False
    hass.config_entries.async_update_entry(entry, options=options)


@callback
def is_asked_for_login(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Return whether a reauthentication flow is in progress."""
    return any(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


@callback
def async_withdraw_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Abort the reauthentication flows."""
    for flow in tuple(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
