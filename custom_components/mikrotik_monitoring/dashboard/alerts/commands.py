"""The WebSocket commands of alerts: active ones as they change, past ones, marks of a graph."""

from datetime import timedelta
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ...alerts.center import HISTORY_DAYS, alert_center
from ...alerts.model import Severity
from ...const import DOMAIN
from ..cards import Config
from ..layout import WISHES
from .following import AlertFeed, readable_entries
from .shown import not_watched, router_of, shown_marks, shown_past

# How many alerts of the history a page can request at once.
_MOST: Final = 200

_YEAR: Final = 366 * 24


@callback
@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/alerts", vol.Optional("routers"): [str], **WISHES}
)
def ws_alerts(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Send the active alerts of the routers that the user may read, and then the changes."""
    number = message["id"]

    @callback
    def send(event: Config) -> None:
        connection.send_event(number, event)

    feed = AlertFeed(hass, connection.user, message, send)
    connection.subscriptions[number] = feed.stop
    connection.send_result(number)
    feed.start()


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/alert_history",
        vol.Optional("routers"): [str],
        vol.Optional("severity"): vol.In([*map(str, Severity)]),
        vol.Optional("offset", default=0): vol.All(int, vol.Range(min=0)),
        vol.Optional("limit", default=50): vol.All(int, vol.Range(min=1, max=_MOST)),
        **WISHES,
    }
)
def ws_alert_history(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return a part of the past alerts, newest first, their total, and those not watched."""
    entries = {
        entry.entry_id: entry
        for entry in readable_entries(hass, connection.user, set(message.get("routers", ())))
    }
    severity = message.get("severity")
    center = alert_center(hass)
    found = sorted(
        (
            (past["cleared"], entry_id, past)
            for entry_id in entries
            for past in center.history(entry_id)
            if severity in {None, past["alert"]["severity"]}
        ),
        key=lambda one: one[:2],
        reverse=True,
    )
    part = found[message["offset"] : message["offset"] + message["limit"]]
    routers = {id_: router_of(hass, entry, message) for id_, entry in entries.items()}
    answer = {
        "days": HISTORY_DAYS,
        "total": len(found),
        "routers": routers,
        "alerts": [{"router": entry_id, **shown_past(hass, past)} for _, entry_id, past in part],
        "not_watched": [
            {"router": entry_id, **one}
            for entry_id, entry in entries.items()
            for one in not_watched(hass, entry)
        ],
    }
    connection.send_result(message["id"], answer)


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/alert_marks",
        vol.Required("router"): str,
        vol.Required("alerts"): [str],
        vol.Required("hours"): vol.All(vol.Coerce(float), vol.Range(min=0, max=_YEAR)),
        vol.Optional("instance"): str,
    }
)
def ws_alert_marks(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return when some alerts of a router were active within the last hours.

    ``known_since`` is when their history begins; a router that may not be read has no marks.
    """
    now = dt_util.utcnow()
    start, keys = now - timedelta(hours=message["hours"]), frozenset(message["alerts"])
    found = [
        mark
        for entry in readable_entries(hass, connection.user, {message["router"]})
        for mark in shown_marks(hass, entry, keys, message.get("instance"), start)
    ]
    known_since = max(start, now - timedelta(days=HISTORY_DAYS))
    answer = {"marks": found, "known_since": known_since.isoformat()}
    connection.send_result(message["id"], answer)
