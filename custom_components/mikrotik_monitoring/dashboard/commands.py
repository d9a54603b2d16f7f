"""The WebSocket commands of the pages: the whole dashboard here, the rest with its page."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ..const import DOMAIN
from ..metrics.model import Graph
from .alerts.commands import ws_alert_history, ws_alert_marks, ws_alerts
from .entries import enabled_entries, is_named
from .fleet.commands import ws_fleet
from .generator import build_dashboard
from .interface.commands import ws_interface, ws_interface_month, ws_interfaces
from .layout import WISHES
from .report.commands import ws_report, ws_report_routers
from .router.commands import ws_security, ws_view
from .table.commands import ws_metrics
from .texts import text


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/dashboard",
        vol.Optional("routers"): [str],
        **WISHES,
    }
)
def ws_dashboard(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return a dashboard of some routers, or of all that are shown."""
    entries = enabled_entries(hass)
    if names := set(message.get("routers", ())):
        entries = [entry for entry in entries if is_named(hass, entry, names)]
    connection.send_result(message["id"], build_dashboard(hass, entries, message))


@callback
@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/strategy_fields"})
def ws_strategy_fields(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the fields of the form in which a person sets up a dashboard of their own."""
    routers = [{"value": entry.title, "label": entry.title} for entry in enabled_entries(hass)]
    graphs = [{"value": str(graph), "label": text(hass, f"graph.{graph}")} for graph in Graph]
    selectors = {
        "routers": {"select": {"multiple": True, "options": routers}},
        "graphs": {"select": {"multiple": True, "options": graphs}},
        "hours": {"number": {"min": 0.5, "max": 24, "step": 0.5, "mode": "slider"}},
    }
    fields = [
        {"name": name, "label": text(hass, f"strategy.{name}"), "selector": selector}
        for name, selector in selectors.items()
    ]
    connection.send_result(message["id"], fields)


# A new command is registered here and nowhere else.
COMMANDS: Final[tuple[Callable[..., Any], ...]] = (
    ws_alert_history,
    ws_alert_marks,
    ws_alerts,
    ws_dashboard,
    ws_fleet,
    ws_interface,
    ws_interface_month,
    ws_interfaces,
    ws_metrics,
    ws_report,
    ws_report_routers,
    ws_security,
    ws_strategy_fields,
    ws_view,
)


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register commands."""
    for command in COMMANDS:
        websocket_api.async_register_command(hass, command)
