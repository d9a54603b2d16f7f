"""Single views, made when a page opens them."""

from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ..const import DOMAIN
from .generator import build_view

_NOT_FOUND: Final = websocket_api.const.ERR_NOT_FOUND


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/view",
        vol.Required("router"): str,
        vol.Required("view"): str,
    }
)
def ws_view(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return a view of a router, by the id of its entry."""
    entry = hass.config_entries.async_get_entry(message["router"])
    if entry is None or entry.domain != DOMAIN:
        connection.send_error(message["id"], _NOT_FOUND, "There is no such router")
        return
    connection.send_result(message["id"], build_view(hass, entry))
