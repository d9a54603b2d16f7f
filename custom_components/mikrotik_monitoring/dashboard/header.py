"""The top of a router's view: its name, what it is, since when it runs, its own web page."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .cards import Config, heading
from .inventory import Shown
from .paths import webfig_url
from .texts import text

_ICON: Final = "mdi:router-network"

# Metrics shown as badges, with their icons.
_VERSION: Final = "system.version"
_BADGES: Final = {_VERSION: _ICON, "system.uptime": "mdi:restart"}


def router_name(entry: ConfigEntry, device: DeviceEntry | None) -> str:
    """Return the router's name, the person's own one first."""
    return (device and device.name_by_user) or entry.title


def header(hass: HomeAssistant, entry: ConfigEntry, device: DeviceEntry | None) -> Config:
    """Return the view's header: the router's name, and the way to its own web page."""
    webfig = {
        "type": "button",
        "icon": "mdi:open-in-new",
        "text": text(hass, "webfig"),
        "tap_action": {"action": "url", "url_path": webfig_url(entry)},
    }
    return {
        "layout": "responsive",
        "badges_position": "bottom",
        "card": heading(router_name(entry, device), _ICON, [webfig]),
    }


def badges(
    hass: HomeAssistant, inventory: tuple[Shown, ...], device: DeviceEntry | None
) -> list[Config]:
    """Return the model with its version, and the time of the last boot."""
    entities = {item.metric: item for item in inventory}
    model = (device and device.model) or text(hass, "version")
    return [
        {
            "type": "entity",
            "entity": entities[metric].entity_id,
            "name": model if metric == _VERSION else entities[metric].label,
            "icon": icon,
            "show_name": True,
        }
        for metric, icon in _BADGES.items()
        if metric in entities
    ]
