"""The share of each hour that a router and each of its links were up.

The recorder keeps states for some days and has no statistics of binary sensors, so we write our
own: one row per hour, from the router's responses. A router is down while it is unreachable, and
its links with it. The time is not observed, and not counted, while Home Assistant was not running,
the router's entry was not loaded, its polling was off, or the router refused the login. A started
hour is kept over a restart; a crash loses the last quarter of an hour. As with Home Assistant's
own, the statistics of what was removed stay until the user deletes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any, Final, Self

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_add_external_statistics
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, UnitOfRatio
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.storage import Store
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util, slugify
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.unit_conversion import UnitlessRatioConverter

from ..catalogue import catalogue_of
from ..const import DOMAIN, LOGGER
from ..metrics.catalogue import LINK_METRIC
from ..routeros import RouterOSError, TimedOutError, UnreachableError

# Seconds after which the last observation is stale: the machine may have slept.
STALE_AFTER: Final = 300.0

_TICK: Final = timedelta(minutes=1)
_SAVE_DELAY: Final = 900.0

_HOUR: Final = timedelta(hours=1)

# In other states a router is not expected to be reachable.
_WATCHED: Final = {
    ConfigEntryState.LOADED,
    ConfigEntryState.SETUP_IN_PROGRESS,
    ConfigEntryState.SETUP_RETRY,
}


def availability_id(router: str, instance: str = "") -> str:
    """Return the id of the statistic of uptime, in percent of the time observed.

    ``router`` is the entry's unique id; the instance "" stands for the router itself.
    """
    return _statistic_id(router, instance, "availability")


def observed_id(router: str) -> str:
    """Return the id of the statistic of the share of each hour that was observed."""
    return _statistic_id(router, "", "observed")


def _statistic_id(router: str, instance: str, what: str) -> str:
    """Return a readable id that is unique even if two names have the same slug."""
    mark = blake2s(f"{router} {instance}".encode(), digest_size=3).hexdigest()
    return f"{DOMAIN}:{slugify(f'{router} {instance}')}_{mark}_{what}"


@dataclass(slots=True)
class Share:
    """Seconds that something was observed, and how many of them it was up."""

    observed: float = 0.0
    up: float = 0.0

    @property
    def percent(self) -> float:
        """Return the percentage of being up."""
        return 100 * (self.up / self.observed)


@dataclass(slots=True)
class Hour:
    """What was observed so far in the hour that began at ``start``, by instance."""

    start: datetime
    shares: dict[str, Share] = field(default_factory=dict)

    def add(self, states: Mapping[str, bool], seconds: float) -> None:
        """Count some time in which nothing changed."""
        for instance, is_up in states.items():
            share = self.shares.setdefault(instance, Share())
            share.observed += seconds
            share.up += seconds * is_up

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Restore an hour from its stored form."""
        shares = stored["shares"].items()
        return cls(
            start=dt_util.utc_from_timestamp(stored["start"]),
            shares={instance: Share(*map(float, seconds)) for instance, seconds in shares},
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as stored."""
        return {
            "start": self.start.timestamp(),
            "shares": {
                instance: [round(share.observed, 1), round(share.up, 1)]
                for instance, share in self.shares.items()
            },
        }


class Availability:
    """Counts the uptime of one router, even if its entry could not be set up."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, hour: Hour | None) -> None:
        """Continue a started hour, or begin a new one; nothing is observed yet."""
        self.hour = hour or Hour(start=_hour_of(dt_util.utcnow()))
        self._hass = hass
        self._entry = entry
        self._states: dict[str, bool] = {}
        self._counted_at = self._observed_at = hass.loop.time()
        self.async_stop = async_track_time_interval(
            hass, self._tick, _TICK, cancel_on_shutdown=True
        )

    @callback
    def observe(self, links: Mapping[str, bool]) -> None:
        """Record that the router is reachable and which of its links are up, by instance."""
        self._record({"": True, **links}, until_changed=False)

    @callback
    def lost(self, reason: RouterOSError | None) -> None:
        """Record that the link is lost: a router that refuses the login may well be up."""
        if isinstance(reason, UnreachableError | TimedOutError):
            self._record(dict.fromkeys(["", *self._links()], False), until_changed=True)
        else:
            self.pause()

    @callback
    def pause(self) -> None:
        """Stop observing until the next observation."""
        self._record({}, until_changed=True)

    def _record(self, states: dict[str, bool], *, until_changed: bool) -> None:
        """Count the time until now with the previous states."""
        if states != self._states:
            self._count()
            self._states = states
        self._observed_at = float("inf") if until_changed else self._hass.loop.time()

    @callback
    def _tick(self, _: datetime) -> None:
        """Count, and start a new hour when due."""
        is_stale = self._hass.loop.time() - self._observed_at > STALE_AFTER
        if is_stale or self._entry.state not in _WATCHED:
            self.pause()
        self._count()

    def _count(self) -> None:
        """Count the time since the last count; write the hour if it is over."""
        now, at = dt_util.utcnow(), self._hass.loop.time()
        elapsed, self._counted_at = at - self._counted_at, at
        states = self._states if elapsed <= STALE_AFTER else {}
        start = _hour_of(now)
        if start != self.hour.start:
            since_start = min((now - start).total_seconds(), elapsed)
            self.hour.add(states, elapsed - since_start)
            self._write(self.hour)
            self.hour, elapsed = Hour(start=start), since_start
        self.hour.add(states, elapsed)

    def _write(self, hour: Hour) -> None:
        """Add an hour's rows to the recorder's statistics."""
        if "recorder" not in self._hass.config.components:
            return
        router = self._entry.unique_id or self._entry.entry_id
        names = {"": "", **self._links()}
        for instance, share in hour.shares.items():
            if share.observed and instance in names:
                statistic = availability_id(router, instance)
                self._add(statistic, "availability", names[instance], hour.start, share.percent)
        if own := hour.shares.get(""):
            observed = min(100.0, 100 * own.observed / _HOUR.total_seconds())
            self._add(observed_id(router), "observed", "", hour.start, observed)

    def _add(self, statistic: str, what: str, owner: str, start: datetime, share: float) -> None:
        """Add one row."""
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=_name(self._hass, what, f"{self._entry.title} {owner}".strip()),
            source=DOMAIN,
            statistic_id=statistic,
            unit_class=UnitlessRatioConverter.UNIT_CLASS,
            unit_of_measurement=UnitOfRatio.PERCENTAGE,
        )
        row = StatisticData(start=start, mean=share, min=share, max=share)
        async_add_external_statistics(self._hass, metadata, [row])

    def _links(self) -> dict[str, str]:
        """Return the interfaces whose link has an enabled entity, with their names."""
        entities = er.async_entries_for_config_entry(er.async_get(self._hass), self._entry.entry_id)
        entity_key = catalogue_of(self._entry).entity_key
        return {
            key.instance: _owner(self._hass, entity.device_id or "")
            for entity in entities
            if entity.disabled_by is None
            and (key := entity_key(entity.unique_id)) is not None
            and key.metric == LINK_METRIC
        }


class _Keeper:
    """Keeps each router's current hour, also over a restart."""

    def __init__(self, hass: HomeAssistant, stored: dict[str, Any]) -> None:
        """Initialise with the stored hours; they are saved again before Home Assistant stops."""
        self.routers: dict[str, Availability] = {}
        self.stored = stored
        self.store = _store(hass)
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        self._stop_saving = async_track_time_interval(
            hass, self.save, timedelta(seconds=_SAVE_DELAY), cancel_on_shutdown=True
        )

    @callback
    def save(self, _: datetime | None = None) -> None:
        """Save the current hours."""
        self.store.async_delay_save(self._data)

    @callback
    def _stop(self, _: Event) -> None:
        """Stop observing; the hours are saved in Home Assistant's final write."""
        for router in self.routers.values():
            router.pause()
        self.save()

    def _data(self) -> dict[str, Any]:
        begun = {entry_id: router.hour.as_dict() for entry_id, router in self.routers.items()}
        return self.stored | begun


_KEEPER: HassKey[_Keeper] = HassKey(f"{DOMAIN}_availability")


async def async_load_availability(hass: HomeAssistant) -> None:
    """Read the hours that had begun when Home Assistant was stopped."""
    stored = await _store(hass).async_load()
    hass.data[_KEEPER] = _Keeper(hass, stored if isinstance(stored, dict) else {})


@callback
def async_availability(hass: HomeAssistant, entry: ConfigEntry) -> Availability:
    """Return a router's counter, which outlives an unload of its entry."""
    keeper = hass.data[_KEEPER]
    if entry.entry_id not in keeper.routers:
        hour = _stored_hour(entry, keeper.stored.pop(entry.entry_id, None))
        keeper.routers[entry.entry_id] = Availability(hass, entry, hour)
    return keeper.routers[entry.entry_id]


@callback
def async_forget_availability(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Stop counting for a router that is removed."""
    if (keeper := hass.data.get(_KEEPER)) is None:
        return
    keeper.stored.pop(entry.entry_id, None)
    if router := keeper.routers.pop(entry.entry_id, None):
        router.async_stop()


def _stored_hour(entry: ConfigEntry, stored: Any) -> Hour | None:
    """Return the started hour; None if none was stored, or it is invalid."""
    if stored is None:
        return None
    try:
        return Hour.from_dict(stored)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, OSError) as err:
        LOGGER.warning("%s: what was stored of this hour cannot be read: %r", entry.title, err)
        return None


def _store(hass: HomeAssistant) -> Store[dict[str, Any]]:
    return Store(hass, 1, f"{DOMAIN}.availability")


def _hour_of(moment: datetime) -> datetime:
    """Return the start of an hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _owner(hass: HomeAssistant, device_id: str) -> str:
    """Return the display name of an interface."""
    port = dr.async_get(hass).async_get(
        device_id, include_main_devices=False, include_composite_devices=False
    )
    return "" if port is None else port.name_by_user or port.name or ""


def _name(hass: HomeAssistant, what: str, owner: str) -> str:
    """Return the display name of a statistic, in the language of the installation."""
    texts = async_get_cached_translations(hass, hass.config.language, "config_panel", DOMAIN)
    key = f"component.{DOMAIN}.config_panel.dashboard.statistic.{what}"
    return texts.get(key, what).format(name=owner)
