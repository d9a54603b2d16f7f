"""The WebSocket command of fleet cards on a person's own dashboard."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ...const import DOMAIN
from ..entries import disabled_entries, enabled_entries, is_named, shown_entries
from ..layout import WISHES, Layout
from .view import fleet


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/fleet",
        vol.Optional("routers"): [str],
        **WISHES,
    }
)
def ws_fleet(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the columns and rows of some routers, or of all that are shown."""
    names = set(message.get("routers", ()))
    if names:
        entries = [entry for entry in enabled_entries(hass) if is_named(hass, entry, names)]
    else:
        entries = [*shown_entries(hass), *disabled_entries(hass)]
    routers = [(entry, Layout.of(entry, message)) for entry in entries]
    connection.send_result(message["id"], fleet(hass, routers))
