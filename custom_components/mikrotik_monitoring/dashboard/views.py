"""What pages ask for: a whole dashboard, or a single view when it is opened."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
import voluptuous as vol

from ..const import DOMAIN
from ..metrics.model import Graph
from .cards import Config
from .generator import build_dashboard, known_entries
from .interfaces import interfaces_view
from .layout import WISHES, Layout
from .paths import INTERFACES, REST
from .ranges import Range
from .router_view import router_view
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
    entries = known_entries(hass)
    if names := set(message.get("routers", ())):
        entries = [entry for entry in entries if is_named(hass, entry, names)]
    connection.send_result(message["id"], build_dashboard(hass, entries, message))


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
    for entry in hass.config_entries.async_entries(DOMAIN):
        if is_named(hass, entry, {message["router"]}):
            connection.send_result(message["id"], _view(hass, entry, message))
            return
    error = websocket_api.const.ERR_NOT_FOUND
    connection.send_error(message["id"], error, f"There is no router {message['router']}")


def _view(hass: HomeAssistant, entry: ConfigEntry, message: dict[str, Any]) -> Config:
    """Return the view of a router that is asked for."""
    layout = Layout.of(entry, message)
    if message["view"] == INTERFACES:
        return interfaces_view(hass, entry, layout)
    return router_view(hass, entry, layout, message["view"])


@callback
@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/strategy_fields"})
def ws_strategy_fields(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the fields of the form in which a person sets a dashboard of their own up."""
    routers = [{"value": entry.title, "label": entry.title} for entry in known_entries(hass)]
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


def is_named(hass: HomeAssistant, entry: ConfigEntry, names: set[str]) -> bool:
    """Return whether a router is among those named: by its name, its entry or its device."""
    if not names.isdisjoint({entry.entry_id, entry.title}):
        return True
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    return device is not None and not names.isdisjoint({device.id, device.name_by_user})
