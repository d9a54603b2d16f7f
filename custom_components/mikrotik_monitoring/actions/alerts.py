"""Return the active alerts of routers, and silence them for a while."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..alerts.access import user_may
from ..alerts.center import alert_center
from ..alerts.rules import RULES
from .action import RouterAction
from .errors import invalid
from .readable import async_caller

_ALERT: Final = "alert"
_INSTANCE: Final = "instance"
_FOR: Final = "duration"
_UNTIL: Final = "until"
_HISTORY: Final = "history"

_KEYS: Final = [rule.key for rule in RULES]

# The default duration of a silence.
_DURATION: Final = timedelta(hours=1)


async def _async_may(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall, policy: str
) -> bool:
    """Return whether the caller may read or control a router's *Problem* entity."""
    user = await async_caller(hass, call)
    return user is None or user_may(hass, entry, user, policy)


async def _async_get(hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall) -> JsonObjectType:
    """Return a router's alerts, if the caller may read its *Problem* entity."""
    if not await _async_may(hass, entry, call, POLICY_READ):
        return {"alerts": []}
    center = alert_center(hass)
    answer: JsonObjectType = {"alerts": [*center.shown(entry.entry_id)]}
    if call.data[_HISTORY]:
        past = center.history(entry.entry_id)
        answer[_HISTORY] = [{**one["alert"], "cleared": one["cleared"]} for one in past]
    return answer


async def _async_demand_control(hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall) -> None:
    """Raise Unauthorized if the caller may not control a router's *Problem* entity."""
    if not await _async_may(hass, entry, call, POLICY_CONTROL):
        raise Unauthorized(context=call.context)


def _until(call: ServiceCall) -> datetime:
    """Return the end of a silence; raises ServiceValidationError for one that has passed."""
    until = call.data.get(_UNTIL)
    now = dt_util.utcnow()
    if until is None:
        duration: timedelta = call.data.get(_FOR, _DURATION)
        return now + duration
    end: datetime = dt_util.as_utc(until)
    if end <= now:
        raise invalid("silence_in_the_past")
    return end


def _check_silence(hass: HomeAssistant, call: ServiceCall) -> None:
    """Raise ServiceValidationError for an invalid silence."""
    del hass
    _until(call)


async def _async_silence(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Silence alerts of a router until a time."""
    await _async_demand_control(hass, entry, call)
    until = _until(call)
    key, instance = call.data.get(_ALERT, ""), call.data.get(_INSTANCE, "")
    alert_center(hass).silence(entry, key, instance, until)
    return {"silenced_until": until.isoformat()}


async def _async_unsilence(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """End a silence of a router's alerts."""
    await _async_demand_control(hass, entry, call)
    alert_center(hass).unsilence(entry, call.data.get(_ALERT, ""), call.data.get(_INSTANCE, ""))
    return {}


GET_ALERTS = RouterAction(
    name="get_alerts",
    run=_async_get,
    fields={vol.Optional(_HISTORY, default=False): cv.boolean},
    needs_admin=False,
    needs_loaded=False,
    response=SupportsResponse.ONLY,
)
SILENCE = RouterAction(
    name="silence",
    run=_async_silence,
    fields={
        vol.Optional(_ALERT): vol.In(_KEYS),
        vol.Optional(_INSTANCE): cv.string,
        vol.Exclusive(_FOR, "end"): cv.positive_time_period,
        vol.Exclusive(_UNTIL, "end"): cv.datetime,
    },
    needs_admin=False,
    needs_loaded=False,
    check=_check_silence,
)
UNSILENCE = RouterAction(
    name="unsilence",
    run=_async_unsilence,
    fields={vol.Optional(_ALERT): vol.In(_KEYS), vol.Optional(_INSTANCE): cv.string},
    needs_admin=False,
    needs_loaded=False,
)
