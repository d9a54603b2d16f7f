"""The recent traffic of each interface, from the recorder: the busiest come first."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
import math
from typing import Final

from homeassistant.components.recorder import DOMAIN as RECORDER
from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period
from homeassistant.const import UnitOfInformation
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.unit_conversion import InformationConverter

from ...const import DOMAIN
from ...recording.recorded import NoRecorderError, async_read_recorder
from ..graphs import GRAPH_STYLES
from ..inventory import async_inventory

type Volumes = Mapping[str, float]

_VOLUMES: HassKey[Volumes] = HassKey(f"{DOMAIN}_volumes")

# A week has its working days and its weekend.
_LATELY: Final = timedelta(days=7)
_EVERY: Final = timedelta(hours=1)

_COUNTED: Final = frozenset(metric for style in GRAPH_STYLES.values() for metric in style.volume)


@callback
def async_follow_volumes(hass: HomeAssistant) -> None:
    """Read the recorder once Home Assistant has started, and every hour."""

    async def _read(_: HomeAssistant | datetime) -> None:
        if RECORDER in hass.config.components:
            hass.data[_VOLUMES] = await _async_read(hass)

    async_at_started(hass, _read)
    async_track_time_interval(hass, _read, _EVERY, cancel_on_shutdown=True)


@callback
def async_volumes(hass: HomeAssistant, entity_ids: Iterable[str]) -> Volumes:
    """Return the recent traffic of each entity; the states themselves if none is recorded.

    The numbers are only for comparison with each other, not to be shown.
    """
    entity_ids = tuple(entity_ids)
    recorded = hass.data.get(_VOLUMES, {})
    if any(entity_id in recorded for entity_id in entity_ids):
        return {entity_id: recorded.get(entity_id, 0.0) for entity_id in entity_ids}
    return {entity_id: _state(hass, entity_id) for entity_id in entity_ids}


async def _async_read(hass: HomeAssistant) -> Volumes:
    """Return the recorded growth of the totals of all routers, one router after the other."""
    volumes: dict[str, float] = {}
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        totals = {
            item.entity_id for item in async_inventory(hass, entry) if item.metric in _COUNTED
        }
        if totals:
            volumes |= await _async_growth(hass, totals)
    return volumes


async def _async_growth(hass: HomeAssistant, totals: set[str]) -> Volumes:
    """Return the recent growth of totals, in bytes, and the sum of the daily means of rates."""
    try:
        rows = await async_read_recorder(
            hass,
            statistics_during_period,
            hass,
            dt_util.utcnow() - _LATELY,
            None,
            totals,
            "day",
            {InformationConverter.UNIT_CLASS: UnitOfInformation.BYTES},
            {"change", "mean"},
        )
    except NoRecorderError:
        return {}
    return {entity_id: sum(map(_growth, days)) for entity_id, days in rows.items()}


def _growth(row: StatisticsRow) -> float:
    """Return a total's growth in a day, or a rate's mean, which is proportional to it."""
    return row.get("change") or row.get("mean") or 0.0


def _state(hass: HomeAssistant, entity_id: str) -> float:
    """Return a state as a number, 0 for an unavailable router."""
    state = hass.states.get(entity_id)
    try:
        number = float(state.state) if state else 0.0
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
