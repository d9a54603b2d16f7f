"""What pages ask over Home Assistant's WebSocket."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback

from .fleet_command import ws_fleet
from .interface_commands import ws_interface, ws_interface_month, ws_interfaces
from .table import ws_metrics
from .views import ws_dashboard, ws_strategy_fields, ws_view

# A new command is named here and nowhere else.
COMMANDS: Final[tuple[Callable[..., Any], ...]] = (
    ws_dashboard,
    ws_fleet,
    ws_interface,
    ws_interface_month,
    ws_interfaces,
    ws_metrics,
    ws_strategy_fields,
    ws_view,
)


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Let pages ask."""
    for command in COMMANDS:
        websocket_api.async_register_command(hass, command)
