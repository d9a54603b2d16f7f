"""The WebSocket commands of the report card: the list of routers, and the report of one."""

from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ...const import DOMAIN
from ...reporting.report import async_report
from ...reporting.span import ReportPeriod, ReportSpan
from ..entries import enabled_entries, is_named, router_device, router_name
from .subject import report_subject

_NOT_FOUND: Final = websocket_api.const.ERR_NOT_FOUND


@callback
@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/report_routers"})
def ws_report_routers(
    hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the routers by name: their entries, devices and names."""
    routers = []
    for entry in enabled_entries(hass):
        device = router_device(hass, entry)
        routers.append(
            {
                "id": entry.entry_id,
                "device": device.id if device else None,
                "name": router_name(entry, device),
            }
        )
    connection.send_result(message["id"], routers)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/report",
        vol.Required("router"): str,
        vol.Required("period"): vol.Coerce(ReportPeriod),
    }
)
@websocket_api.async_response
async def ws_report(
    hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the report of a router, limited to what the user may read."""
    for entry in enabled_entries(hass):
        if is_named(hass, entry, {message["router"]}):
            subject = report_subject(hass, entry, connection.user)
            span = ReportSpan.of(message["period"], dt_util.utcnow())
            connection.send_result(message["id"], await async_report(hass, subject, span))
            return
    error = f"There is no router {message['router']}"
    connection.send_error(message["id"], _NOT_FOUND, error)
