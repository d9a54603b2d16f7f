"""Return the last values of a router's metrics, or why they are missing, without polling it."""

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
import math
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from ..metrics.model import SensorMetric, TrackerMetric
from ..polling import GroupState, MonitoredRouter
from ..polling.group_state import Outcome
from .action import RouterAction
from .errors import invalid
from .readable import CATEGORIES, Readable, async_caller, async_readable, async_unit

_CATEGORY: Final = "category"
_INTERFACE: Final = "interface"
_ONLY_ENABLED: Final = "only_enabled"


class Reason(StrEnum):
    """Why a metric has no value."""

    DISABLED = "disabled"
    NOT_LOADED = "not_loaded"
    COLLECTION_OFF = "collection_off"
    NOT_CONNECTED = "not_connected"
    NOT_READ_YET = "not_read_yet"
    NOT_SUPPORTED = "not_supported"
    NOT_PERMITTED = "not_permitted"
    FAILED = "failed"
    NOT_LISTED = "not_listed"
    NO_VALUE = "no_value"


_BY_OUTCOME: Final = {
    Outcome.UNASKED: Reason.NOT_READ_YET,
    Outcome.ABSENT: Reason.NOT_SUPPORTED,
    Outcome.FORBIDDEN: Reason.NOT_PERMITTED,
    Outcome.FAILING: Reason.FAILED,
}


async def _async_metrics(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Return the requested metrics of a router that the caller may read.

    Raises ServiceValidationError if the router has no such interface.
    """
    patterns: list[str] = call.data.get(_INTERFACE, [])
    found: list[JsonValueType] = []
    is_known = not patterns
    async for readable in async_readable(hass, entry, await async_caller(hass, call)):
        if patterns and not _is_of(readable, patterns):
            continue
        is_known = True
        if _is_wanted(readable, call):
            found.append(_answer(hass, entry, readable))
    if not is_known:
        raise invalid("no_such_interface", name=entry.title, interface=", ".join(patterns))
    return {"metrics": found}


def _is_wanted(readable: Readable, call: ServiceCall) -> bool:
    """Return whether a metric is requested, whatever its instance."""
    categories: list[str] = call.data.get(_CATEGORY, [])
    if categories and readable.category not in categories:
        return False
    return readable.entity.disabled_by is None or not call.data[_ONLY_ENABLED]


def _is_of(readable: Readable, patterns: Iterable[str]) -> bool:
    """Return whether a pattern matches the interface or other instance of a metric."""
    instance, owner = readable.instance, readable.owner
    names = {instance, instance.partition(":")[2], owner, owner.partition(" · ")[0]} - {""}
    return any(
        fnmatchcase(name.casefold(), pattern.casefold()) for name in names for pattern in patterns
    )


@callback
def _answer(hass: HomeAssistant, entry: ConfigEntry, readable: Readable) -> JsonObjectType:
    """Return a metric's value, or why it has none."""
    state = hass.states.get(readable.entity_id)
    value = _value(readable, STATE_UNKNOWN if state is None else state.state)
    of_group = _group_state(entry, readable)
    return {
        "key": readable.metric.key,
        "instance": readable.instance,
        "entity_id": readable.entity_id,
        "name": f"{readable.owner} {readable.label}".strip(),
        "value": value,
        "unit": async_unit(hass, readable),
        "age": None if value is None else _age(hass, of_group),
        "tier": readable.group.tier.key,
        "category": readable.category,
        "reason": None if value is not None else _reason(entry, readable, of_group).value,
    }


def _value(readable: Readable, text: str) -> JsonValueType:
    """Return a state as a number, a boolean or a text; None without a value."""
    if text in {STATE_UNKNOWN, STATE_UNAVAILABLE}:
        return None
    metric: Any = readable.metric
    if isinstance(metric, TrackerMetric):
        return text
    if not isinstance(metric, SensorMetric):
        return text == STATE_ON
    if metric.state_class is None and metric.native_unit_of_measurement is None:
        return text
    for number in (int, float):
        try:
            value = number(text)
        except ValueError:
            continue
        return value if math.isfinite(value) else text
    return text


def _group_state(entry: ConfigEntry[MonitoredRouter], readable: Readable) -> GroupState | None:
    """Return the state of a metric's group, None while its router is not loaded."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data.state(readable.group)


def _age(hass: HomeAssistant, state: GroupState | None) -> float | None:
    """Return the seconds since the router's response."""
    if state is None or state.latest is None:
        return None
    return round(max(0.0, hass.loop.time() - state.latest.at), 1)


def _reason(
    entry: ConfigEntry[MonitoredRouter], readable: Readable, state: GroupState | None
) -> Reason:
    """Return why a metric has no value."""
    if readable.entity.disabled_by is not None:
        return Reason.DISABLED
    if state is None:
        return Reason.NOT_LOADED
    router = entry.runtime_data
    if not router.client.connected:
        is_off = not router.operation.is_collecting
        return Reason.COLLECTION_OFF if is_off else Reason.NOT_CONNECTED
    if state.is_denied:
        return Reason.NOT_PERMITTED
    if (reason := _BY_OUTCOME.get(state.outcome)) is not None:
        return reason
    is_listed = state.latest is not None and readable.instance in state.latest.rows
    return Reason.NO_VALUE if is_listed else Reason.NOT_LISTED


GET_METRICS = RouterAction(
    name="get_metrics",
    run=_async_metrics,
    fields={
        vol.Optional(_CATEGORY): vol.All(cv.ensure_list, [vol.In(CATEGORIES)]),
        vol.Optional(_INTERFACE): vol.All(cv.ensure_list, [cv.string]),
        vol.Optional(_ONLY_ENABLED, default=False): cv.boolean,
    },
    needs_admin=False,
    needs_loaded=False,
    response=SupportsResponse.ONLY,
)
