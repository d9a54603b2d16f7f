"""How long a router's single values are kept, if not as long as the recorder keeps states.

Each night, at a minute of the router's own, older values are purged by the recorder's own action;
statistics stay. Nothing is stored between nights: what one night misses, the next removes.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2s
from typing import Any, Final, Self

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.components.recorder.services import SERVICE_PURGE_ENTITIES
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..catalogue import catalogue_of
from ..const import DOMAIN, LOGGER, OPTION_RETENTION
from ..metrics.model import REALTIME
from .recorded import NoRecorderError, async_read_recorder
from .rows import batches, oldest_rows

# After the recorder's own purge, and at an hour that no daylight saving change skips.
_FIRST: Final = time(4, 30)
_MINUTES: Final = 120
_TICK: Final = timedelta(minutes=1)

# The recorder removes some thousand rows at a time. If this many times in a row none are removed,
# something prevents it.
_MOST_IN_VAIN: Final = 20
# Seconds for one such removal: a database may be locked for a backup.
_PATIENCE: Final = 3600.0


class Part(StrEnum):
    """A part of a router's entities that has its own retention."""

    REALTIME = "realtime"
    REST = "rest"


class PurgeError(Exception):
    """Rows that are too old still exist; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """The days that single values of each part are kept, None for the recorder's own."""

    realtime: int | None = None
    rest: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Return the retention from an entry's options."""
        stored = options.get(OPTION_RETENTION) or {}
        return cls(realtime=stored.get(Part.REALTIME), rest=stored.get(Part.REST))

    def as_dict(self) -> dict[str, int | None]:
        """Return it as stored in the options."""
        return {Part.REALTIME.value: self.realtime, Part.REST.value: self.rest}

    def days(self) -> Iterator[tuple[Part, int]]:
        """Yield the parts that have their own retention."""
        for part, days in ((Part.REALTIME, self.realtime), (Part.REST, self.rest)):
            if days is not None:
                yield part, days

    @property
    def longest(self) -> int:
        """Return for how many days the recorder has to keep values, 0 for no requirement."""
        return max((days for _, days in self.days()), default=0)


@callback
def async_recorded(hass: HomeAssistant, entry: ConfigEntry) -> dict[Part, list[str]]:
    """Return a router's entities by part, including disabled ones, which may have rows."""
    catalogue = catalogue_of(entry)
    found: dict[Part, list[str]] = {part: [] for part in Part}
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.platform != DOMAIN:
            continue
        key = catalogue.entity_key(entity.unique_id)
        is_realtime = key is not None and catalogue.group_of(*key).tier is REALTIME
        found[Part.REALTIME if is_realtime else Part.REST].append(entity.entity_id)
    return found


@callback
def next_purge(entry: ConfigEntry, after: datetime) -> datetime:
    """Return the next purge of a router's old values, in local time."""
    digest = blake2s(entry.entry_id.encode(), digest_size=8).digest()
    minute = timedelta(minutes=int.from_bytes(digest) % _MINUTES)
    local = dt_util.as_local(after)
    first = datetime.combine(local.date(), _FIRST, tzinfo=local.tzinfo) + minute
    return first if first > local else first + timedelta(days=1)


class _Purging:
    """Removes the old values of all routers, one router at a time."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Check the time every minute, until Home Assistant stops."""
        self._hass = hass
        self._seen = dt_util.utcnow()
        self._turn = asyncio.Lock()
        self._waiting: set[str] = set()
        async_track_time_interval(hass, self._tick, _TICK, cancel_on_shutdown=True)

    @callback
    def _tick(self, _: datetime) -> None:
        """Start with the routers that became due since the last check."""
        since, self._seen = self._seen, dt_util.utcnow()
        for entry in self._hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        ):
            if next_purge(entry, since) <= self._seen:
                self.start(entry)

    @callback
    def start(self, entry: ConfigEntry) -> None:
        """Remove a router's old values, after those of routers already waiting."""
        if not any(Retention.of(entry.options).days()) or entry.entry_id in self._waiting:
            return
        self._waiting.add(entry.entry_id)
        self._hass.async_create_background_task(self._run(entry), f"{entry.title} purge")

    async def _run(self, entry: ConfigEntry) -> None:
        async with self._turn:
            self._waiting.discard(entry.entry_id)
            try:
                await async_purge(self._hass, entry)
            except (NoRecorderError, PurgeError, HomeAssistantError) as err:
                LOGGER.warning("%s: removing old values failed: %s", entry.title, err)


_PURGING: HassKey[_Purging] = HassKey(f"{DOMAIN}_purging")


@callback
def async_setup_retention(hass: HomeAssistant) -> None:
    """Remove old values every night, whether a router is reachable or not."""
    hass.data[_PURGING] = _Purging(hass)


@callback
def async_purge_soon(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove a router's old values now, in the background."""
    hass.data[_PURGING].start(entry)


async def async_purge(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove what is older than a router's options allow, in batches of entities.

    It stops if the options change or the router is removed. Raises NoRecorderError, or PurgeError
    if rows remain.
    """
    entities, wanted = async_recorded(hass, entry), Retention.of(entry.options)
    for part, days in wanted.days():
        if _recorder_has_purged(hass, days):
            continue
        for batch in batches(entities[part]):
            if not _is_wanted(hass, entry, wanted):
                return
            await _async_purge_batch(hass, batch, days)


@callback
def _is_wanted(hass: HomeAssistant, entry: ConfigEntry, retention: Retention) -> bool:
    """Return whether the options are still the same."""
    is_there = hass.config_entries.async_get_entry(entry.entry_id) is not None
    return is_there and Retention.of(entry.options) == retention


@callback
def _recorder_has_purged(hass: HomeAssistant, days: int) -> bool:
    """Return whether the recorder itself has purged rows of this age."""
    if RECORDER not in hass.config.components:
        raise NoRecorderError("The recorder does not run")
    recorder = get_instance(hass)
    return recorder.auto_purge and recorder.keep_days <= days


async def _async_purge_batch(hass: HomeAssistant, batch: list[str], days: int) -> None:
    """Let the recorder purge the old rows of some entities; wait until they are gone."""
    before = dt_util.utcnow() - timedelta(days=days)
    found = await async_read_recorder(hass, oldest_rows, hass, batch, before)
    if not found:
        return
    what = {ATTR_ENTITY_ID: list(found), "keep_days": days}
    await hass.services.async_call(RECORDER, SERVICE_PURGE_ENTITIES, what, blocking=True)
    in_vain = 0
    while found:
        await _async_recorder_done(hass)
        left = await async_read_recorder(hass, oldest_rows, hass, list(found), before)
        in_vain = in_vain + 1 if left == found else 0
        if in_vain == _MOST_IN_VAIN:
            raise PurgeError(f"The recorder keeps rows of {', '.join(sorted(left))}")
        found = left


async def _async_recorder_done(hass: HomeAssistant) -> None:
    """Wait until the recorder has processed its queue so far."""
    done: asyncio.Future[None] = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await done
            return
    raise PurgeError("The recorder does not come to an end with its work")
