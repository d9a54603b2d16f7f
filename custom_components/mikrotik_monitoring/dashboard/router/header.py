"""The top of a router's view: its model, whether it responds, its last boot, and links."""

import json
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from ..asker import is_admin, shown_reason
from ..cards import Config, button, heading, navigate
from ..entries import collection_switch, is_collected, router_name
from ..graphs import MAX_COLUMNS
from ..inventory import Shown
from ..layout import Layout
from ..paths import INTERFACES, webfig_url
from ..report.view import report_address
from ..texts import text

_ICON: Final = "mdi:router-network"

_VERSION: Final = "system.version"
_REACHABLE: Final = "link.reachable"
_LINK: Final = "link.state"
_LAST_POLL: Final = "poll.realtime.duration"

# Metrics shown as badges, with their icons; the frontend has its own for connectivity.
_BADGES: Final = {
    _VERSION: _ICON,
    _REACHABLE: None,
    "system.uptime": "mdi:restart",
    _LAST_POLL: "mdi:timer-sync-outline",
}


def header(
    hass: HomeAssistant, entry: ConfigEntry, layout: Layout, device: DeviceEntry | None
) -> Config:
    """Return the view's header: the router's name; its interfaces, report, web page, device page.

    Only administrators may see the web page's address.
    """
    ways = [
        button(
            text(hass, "interface.title"),
            "mdi:ethernet",
            navigate(layout.address(entry, INTERFACES)),
        ),
        button(
            text(hass, "report.title"),
            "mdi:file-chart-outline",
            navigate(report_address(entry, layout)),
        ),
    ]
    if is_admin():
        webfig = {"action": "url", "url_path": webfig_url(entry)}
        ways.append(button(text(hass, "webfig"), "mdi:open-in-new", webfig))
    if device is not None:
        page = navigate(f"/config/devices/device/{device.id}")
        ways.append(button(text(hass, "device"), "mdi:cog-outline", page))
    return {
        "layout": "responsive",
        "badges_position": "bottom",
        "card": heading(layout.title or router_name(entry, device), _ICON, ways),
    }


def badges(
    hass: HomeAssistant, inventory: tuple[Shown, ...], device: DeviceEntry | None
) -> list[Config]:
    """Return the model with its version, the link, the last boot and the last poll."""
    entities = {item.metric: item for item in inventory}
    model = (device and device.model) or text(hass, "version")
    return [
        {
            "type": "entity",
            "entity": entities[metric].entity_id,
            "name": model if metric == _VERSION else entities[metric].label,
            "show_name": True,
            **({} if icon is None else {"icon": icon}),
        }
        for metric, icon in _BADGES.items()
        if metric in entities
    ]


def notices(hass: HomeAssistant, entry: ConfigEntry, inventory: tuple[Shown, ...]) -> list[Config]:
    """Return the notices while a router is unavailable, since when and why, or is not polled.

    A router that responds has them too, but hidden: the page shows them by itself.
    """
    entities = {item.metric: item.entity_id for item in inventory}
    if entry.state is not ConfigEntryState.LOADED:
        reason = shown_reason(entry) or text(hass, "notice.not_loaded")
        return [_notice(f"{text(hass, 'notice.not_set_up')} {_literal(reason)}")]
    switch = collection_switch(hass, entry)
    return [*_away(hass, entities, switch), *_off(hass, entry, switch)]


def _away(hass: HomeAssistant, entities: dict[str, str], switch: str | None) -> list[Config]:
    """Return the notice while the router does not respond although it is polled."""
    if not {_REACHABLE, _LINK} <= entities.keys():
        return []
    reachable = entities[_REACHABLE]
    told = text(hass, "notice.away").format(
        duration=f"{{{{ relative_time(states.{reachable}.last_changed) }}}}",
        reason=f"{{{{ state_translated('{entities[_LINK]}') }}}}",
    )
    shown = [{"condition": "state", "entity": reachable, "state_not": STATE_ON}]
    if switch is not None:
        shown.append({"condition": "state", "entity": switch, "state_not": STATE_OFF})
    return [{**_notice(told), "visibility": shown}]


def _off(hass: HomeAssistant, entry: ConfigEntry, switch: str | None) -> list[Config]:
    """Return the notice while the router is not polled, as its owner has chosen."""
    notice = _notice(text(hass, "notice.collection_off"), "info")
    if switch is None:
        return [] if is_collected(entry) else [notice]
    shown = [{"condition": "state", "entity": switch, "state": STATE_OFF}]
    return [{**notice, "visibility": shown}]


def _notice(content: str, kind: str = "warning") -> Config:
    """Return a section with a notice over the whole width."""
    card = {
        "type": "markdown",
        "content": f'<ha-alert alert-type="{kind}">{content}</ha-alert>',
        "text_only": True,
        "grid_options": {"columns": "full"},
    }
    return {"type": "grid", "column_span": MAX_COLUMNS, "cards": [card]}


def _literal(told: str) -> str:
    """Return a template that renders to exactly this text: it may come from a router."""
    return f"{{{{ {json.dumps(told)} | e }}}}"
