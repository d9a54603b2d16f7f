"""The WebSocket command of the metrics table: all metrics."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant

from ...const import DOMAIN
from .view import metrics_table


@websocket_api.websocket_command({"type": f"{DOMAIN}/metrics"})
@websocket_api.async_response
async def ws_metrics(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return all metric entities that the user may read."""
    connection.send_result(message["id"], await metrics_table(hass, connection.user))
