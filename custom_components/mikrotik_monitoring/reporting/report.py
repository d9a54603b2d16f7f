"""The report of a router: made from recorded data, so also if it is unavailable or not loaded."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..recording.recorded import NoRecorderError, async_read_recorder
from .alerts import alert_figures
from .availability import Uptimes, uptime_figures
from .load import load_figures, ping_figures
from .span import ReportSpan
from .states import VERSION, Told, outages, reboots, told, uplink_names
from .subject import Subject
from .traffic import top_interfaces, uplink_figures, uplink_instances, volumes

type Report = dict[str, Any]

# What only the recorder has.
_NOT_RECORDED: Report = {
    "availability": None,
    "uplinks": None,
    "interfaces": None,
    "cpu": None,
    "memory": None,
    "temperatures": [],
    "temperature_unit": None,
    "pings": [],
    "reboots": None,
}


async def async_report(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> Report:
    """Return the report of a router; what is not known, or may not be read, is None.

    Volumes are in bytes, rates in bit/s, durations in seconds, latencies in milliseconds.
    """
    try:
        recorded = await async_read_recorder(hass, _recorded, hass, subject, span)
        error = None
    except NoRecorderError as err:
        recorded, error = _NOT_RECORDED | {"version": {"begin": None, "end": None}}, str(err)
    version = {**recorded["version"], "now": _version_now(hass, subject)}
    alerts = alert_figures(hass, subject.entry.entry_id, span) if subject.tells_alerts else None
    return {
        "name": subject.name,
        "start": dt_util.as_local(span.start).isoformat(),
        "end": dt_util.as_local(span.end).isoformat(),
        "generated": dt_util.as_local(span.now).isoformat(timespec="seconds"),
        "error": error,
        **recorded,
        "version": version,
        "alerts": alerts,
    }


def _recorded(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> Report:
    """Return the recorded part of the report; to be called in the recorder's executor."""
    found = told(hass, subject, span)
    names = uplink_names(found)
    uplinks = uplink_instances(subject, names or ())
    uptimes = Uptimes(hass, subject.router, {"", *uplinks}, span)
    passed = volumes(hass, subject, span)
    are_known = names is not None or bool(uplinks)
    figures = uplink_figures(hass, subject, uplinks, span, (passed, uptimes)) if are_known else None
    return {
        "availability": _availability(subject, uptimes, found, span),
        "uplinks": figures,
        "interfaces": top_interfaces(subject, passed) if passed else None,
        **load_figures(hass, subject, span),
        "pings": ping_figures(hass, subject, span),
        # Without any observation, the number of reboots is unknown.
        "reboots": reboots(found) if uptimes.of("").observed else None,
        "version": {"begin": found[VERSION].first, "end": found[VERSION].last},
    }


def _availability(
    subject: Subject, uptimes: Uptimes, found: dict[str, Told], span: ReportSpan
) -> Report | None:
    """Return how much of the time the router was up, and how often it was not.

    If its states are purged, consecutive hours with a downtime count as one outage, and
    ``is_exact`` is false.
    """
    if not subject.tells_availability:
        return None
    uptime, counted = uptimes.of(""), outages(found)
    # A downtime means at least one outage, whatever the states say.
    exact = None if counted is None else max(counted, min(1, uptime.outages))
    count = uptime.outages if exact is None else exact
    return {
        **uptime_figures(uptime, span),
        "outages": count if count or uptime.observed else None,
        "is_exact": exact is not None,
    }


def _version_now(hass: HomeAssistant, subject: Subject) -> str | None:
    """Return the current version, None while the router does not report it."""
    entity_id = subject.entity(VERSION)
    state = hass.states.get(entity_id) if entity_id else None
    return None if state is None or state.state in {"unavailable", "unknown"} else state.state
