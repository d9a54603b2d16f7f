"""Figures of the month so far, judged once an hour: percentile and availability."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..catalogue import catalogue_of
from ..const import DOMAIN
from ..recording.month import Month, month_availability, month_percentile
from ..recording.recorded import NoRecorderError, async_read_recorder
from .built_in.interfaces import COMMITTED
from .built_in.router import AVAILABILITY
from .engine import Observation, RouterAlerts
from .model import Value

_HOUR: Final = 3600.0
# Less than a day is too little to judge a month.
_LEAST_HOURS: Final = 24.0
_UNIT: Final = "bit/s"
_RATES: Final = {"rx": "interface.traffic.rx", "tx": "interface.traffic.tx"}

type Observe = Callable[[ConfigEntry, Observation], None]
type AlertsOf = Callable[[str], RouterAlerts]


class _Committed(NamedTuple):
    """An interface with a commit, in bit/s, and the statistics of its rates by direction."""

    commit: int
    name: str
    rates: Mapping[str, str]


class Months:
    """Judges the month of each router that has a bound set by the user."""

    def __init__(self, hass: HomeAssistant, alerts_of: AlertsOf, observe: Observe) -> None:
        """Judge once an hour from now on."""
        self._hass = hass
        self._alerts_of = alerts_of
        self._observe = observe
        hour = timedelta(seconds=_HOUR)
        async_track_time_interval(hass, self._judge, hour, cancel_on_shutdown=True)

    async def _judge(self, _: datetime) -> None:
        """Judge all routers, one after the other."""
        entries = self._hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        for entry in entries:
            judged = self._alerts_of(entry.entry_id).judged
            try:
                if AVAILABILITY in judged:
                    await self._judge_availability(entry)
                if COMMITTED in judged:
                    await self._judge_commits(entry)
            except NoRecorderError:
                return

    async def _judge_availability(self, entry: ConfigEntry) -> None:
        """Judge the share of the time that the router was up."""
        router = entry.unique_id or entry.entry_id
        month = Month.of(dt_util.utcnow())
        uptime = await async_read_recorder(
            self._hass, month_availability, self._hass, router, month
        )
        if uptime.hours >= _LEAST_HOURS:
            self._send(entry, AVAILABILITY, {"": uptime.percent}, {})

    async def _judge_commits(self, entry: ConfigEntry) -> None:
        """Judge the percentile of each interface that has a commit, in percent of that."""
        now = dt_util.utcnow()
        values: dict[str, Value] = {}
        names: dict[str, str] = {}
        for instance, one in _committed(self._hass, entry):
            figures = await async_read_recorder(
                self._hass, month_percentile, self._hass, one.rates, _UNIT, Month.of(now), now
            )
            names[instance] = one.name
            highest = figures["highest"]
            known = max(figures["coverage"], figures["hours"])
            hours = known * (now.timestamp() - Month.of(now).start) / _HOUR
            is_known = highest is not None and hours >= _LEAST_HOURS
            values[instance] = 100 * highest / one.commit if is_known else None
        self._send(entry, COMMITTED, values, names)

    @callback
    def _send(
        self,
        entry: ConfigEntry,
        metric: str,
        values: Mapping[str, Value],
        names: Mapping[str, str],
    ) -> None:
        if not values:
            return
        self._observe(
            entry,
            Observation(
                metric=metric,
                values=values,
                label=lambda instance: names.get(instance, instance),
                at=self._hass.loop.time(),
                wall=dt_util.utcnow(),
                interval=_HOUR,
            ),
        )


def _committed(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[tuple[str, _Committed]]:
    """Yield the interfaces that have a commit and sensors of their rates."""
    catalogue, registry = catalogue_of(entry), er.async_get(hass)
    for instance, bandwidth in catalogue.choices.bandwidth.items():
        if bandwidth.commit is None:
            continue
        entities = {
            way: entity_id
            for way, metric in _RATES.items()
            if (
                entity_id := registry.async_get_entity_id(
                    "sensor", DOMAIN, catalogue.unique_id(metric, instance)
                )
            )
        }
        if entities:
            name = _name(hass, entities) or instance
            yield instance, _Committed(commit=bandwidth.commit, name=name, rates=entities)


def _name(hass: HomeAssistant, entities: Mapping[str, str]) -> str:
    """Return the display name of the device of some entities."""
    entity = er.async_get(hass).async_get(next(iter(entities.values())))
    device = dr.async_get(hass).async_get(entity.device_id) if entity and entity.device_id else None
    return "" if device is None else device.name_by_user or device.name or ""
