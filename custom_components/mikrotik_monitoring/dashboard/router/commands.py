"""The WebSocket commands of one router: its views and its security."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ...const import DOMAIN
from ..asker import may_read
from ..cards import Config
from ..entries import named_entry
from ..interface.view import interfaces_view
from ..layout import WISHES, Layout
from ..paths import INTERFACES, REST
from ..ranges import Range
from .security import async_security, score_entity
from .view import router_view


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/view",
        vol.Required("router"): str,
        vol.Optional("view", default=Range.LIVE.value): vol.In(
            [*map(str, Range), REST, INTERFACES]
        ),
        **WISHES,
    }
)
def ws_view(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return a view of a router."""
    if (entry := _entry(hass, connection, message)) is not None:
        connection.send_result(message["id"], _view(hass, entry, message))


@callback
@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/security", vol.Required("router"): str}
)
def ws_security(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return what the security check of a router found, for users who may read its score."""
    if (entry := _entry(hass, connection, message)) is None:
        return
    if not may_read(connection, score_entity(hass, entry)):
        error = websocket_api.const.ERR_UNAUTHORIZED
        connection.send_error(message["id"], error, "Not allowed to read the security score")
        return
    connection.send_result(message["id"], async_security(entry))


def _entry(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> ConfigEntry | None:
    """Return the requested router; send an error if there is none."""
    if (entry := named_entry(hass, message["router"])) is not None:
        return entry
    error = websocket_api.const.ERR_NOT_FOUND
    connection.send_error(message["id"], error, f"There is no router {message['router']}")
    return None


def _view(hass: HomeAssistant, entry: ConfigEntry, message: dict[str, Any]) -> Config:
    """Return the requested view of a router."""
    layout = Layout.of(entry, message)
    if message["view"] == INTERFACES:
        return interfaces_view(hass, entry, layout)
    return router_view(hass, entry, layout, message["view"])
