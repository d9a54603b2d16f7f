"""What pages show of a router's alerts, whether the router is loaded or not."""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from datetime import datetime
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant, callback

from ...alerts.access import user_may
from ...alerts.center import alert_center
from ...alerts.conditions import Aged, Changes, Due, Flaps
from ...alerts.desk import PastAlert
from ...alerts.model import ActiveAlert
from ...alerts.over_time import Falls, FullSoon, Moves
from ...alerts.rule import Rule
from ...alerts.settings import built_in, rules_of
from ...alerts.texts import alert_texts
from ...catalogue import catalogue_of
from ...const import OPTION_PING_GATEWAYS
from ...metrics import METRICS
from ...metrics.ping import PING
from ..cards import Config
from ..entries import router_device, router_name
from ..fleet.view import view_address
from ..layout import Layout
from ..texts import text, unit

# When a value that was not read again is stale: after so many intervals, but not before so many
# seconds, those of the slowest interval that a person can choose for the fastest tier.
_INTERVALS: Final = 2.5
_STALE_AFTER: Final = 150.0

_TIMES: Final = {SensorDeviceClass.TIMESTAMP, SensorDeviceClass.UPTIME}


@callback
def shown_alerts(
    hass: HomeAssistant, entry: ConfigEntry, user: User, wishes: Config
) -> Config | None:
    """Return the active alerts of a router, and its silences; None if it has neither.

    Times are in ISO 8601 format, ``stale_after`` is in seconds.
    """
    center, entry_id = alert_center(hass), entry.entry_id
    active, silences = center.active(entry_id), center.silences(entry_id)
    if not active and not silences:
        return None
    device = router_device(hass, entry)
    return {
        **router_of(hass, entry, wishes),
        "device": device and device.id,
        "may_silence": device is not None and user_may(hass, entry, user, POLICY_CONTROL),
        "alerts": [_active(hass, entry, alert) for alert in active],
        "silences": [
            {
                "key": of.key,
                "instance": of.instance,
                "name": _name(hass, of.key) if of.key else None,
                "until": until.isoformat(),
            }
            for of, until in silences.items()
        ],
    }


@callback
def router_of(hass: HomeAssistant, entry: ConfigEntry, wishes: Config) -> Config:
    """Return a router's name, and the path of its view, by the wishes of the page."""
    layout = Layout.of(entry, wishes)
    device = router_device(hass, entry)
    return {
        "name": layout.title or router_name(entry, device),
        "path": view_address(entry, layout, device),
    }


def _active(hass: HomeAssistant, entry: ConfigEntry, alert: ActiveAlert) -> Config:
    """Return an active alert, with what to do."""
    key = alert.id.key
    catalogue = catalogue_of(entry)
    metric = built_in(key).metric
    interval = 0.0
    if metric in catalogue.metrics:
        interval = catalogue.group_of(metric, alert.id.instance).tier.interval
    return {
        **alert_center(hass).described(entry.entry_id, alert),
        **_measured(hass, alert.as_dict()),
        "advice": alert_texts(hass, "alert_advice", [key])[key],
        "stale_after": max(_STALE_AFTER, _INTERVALS * interval),
    }


@callback
def shown_past(hass: HomeAssistant, past: PastAlert) -> Config:
    """Return a past alert: what it was, from when to when."""
    alert = past["alert"]
    return {
        **alert,
        **_measured(hass, alert),
        "name": _name(hass, alert["key"]),
        "until": past["cleared"],
    }


def _measured(hass: HomeAssistant, alert: Mapping[str, Any]) -> Config:
    """Return the value and its bound as a page can show them.

    ``is_time`` says that the value is a time in ISO 8601 format, ``is_before`` that the bound is
    the previous value; what is only on or off has neither value nor bound.
    """
    rule = _rule(alert["key"])
    metric = None if rule is None else METRICS.get(rule.metric)
    shown: Config = {"value": None, "bound": None, "unit": None, "bound_unit": None}
    if rule is None or metric is None or isinstance(alert["value"], bool):
        return shown
    own = unit(hass, metric)
    shown |= {"value": alert["value"], "unit": own, "is_time": metric.device_class in _TIMES}
    match rule.condition:
        case Flaps():
            return shown
        case Aged() | Due():
            limit: str | None = UnitOfTime.DAYS.value
        case FullSoon():
            limit = UnitOfTime.HOURS.value
        case _:
            limit = own
    is_before = isinstance(rule.condition, (Changes, Falls, Moves))
    return {**shown, "bound": alert["bound"], "bound_unit": limit, "is_before": is_before}


def _rule(key: str) -> Rule | None:
    """Return the rule of an alert; a stored one may have a rule that no longer exists."""
    try:
        return built_in(key)
    except KeyError:
        return None


def _name(hass: HomeAssistant, key: str) -> str:
    return alert_texts(hass, "alert", [key])[key]


@callback
def not_watched(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[dict[str, str]]:
    """Yield the enabled alerts whose metric is left out, so that they watch nothing, and why."""
    read = catalogue_of(entry).metrics
    is_pinging = entry.options.get(OPTION_PING_GATEWAYS, True)
    for rule in rules_of(entry.options):
        if rule.metric in METRICS and rule.metric not in read:
            reason = "detail" if is_pinging or rule.metric not in PING.keys else "ping"
            name, why = _name(hass, rule.key), text(hass, f"alerts.left_out.{reason}")
            yield {"name": name, "reason": why}


@callback
def shown_marks(
    hass: HomeAssistant,
    entry: ConfigEntry,
    keys: AbstractSet[str],
    instance: str | None,
    start: datetime,
) -> list[Config]:
    """Return when some alerts of a router were active, since a time, the oldest first.

    ``until`` is None for those that still are. An instance has its own alerts only.
    """
    center = alert_center(hass)
    found: list[tuple[dict[str, Any], str | None]] = [
        (one["alert"], one["cleared"])
        for one in center.history(entry.entry_id)
        if datetime.fromisoformat(one["cleared"]) >= start
    ]
    found += [(one.as_dict(), None) for one in center.active(entry.entry_id)]
    return [
        {
            "name": _name(hass, alert["key"]),
            "label": alert["label"],
            "severity": alert["severity"],
            "since": alert["since"],
            "until": until,
        }
        for alert, until in sorted(found, key=lambda one: str(one[0]["since"]))
        if alert["key"] in keys and instance in {None, alert["instance"]}
    ]
