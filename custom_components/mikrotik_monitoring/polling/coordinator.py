"""One coordinator per tier: the schedule by which a router is polled, and its reads."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2s
import math
from typing import Any, NamedTuple, Self, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from ..const import LOGGER
from ..metrics.model import Tier
from .group_state import GroupState, Outcome

# Seconds between a first reading and the second: a rate needs two, and should not take minutes.
SECOND_READING = 10.0

type ReadGroup = Callable[[GroupState, frozenset[str]], Coroutine[Any, Any, None]]


class Selection(StrEnum):
    """The groups of a tier that a poll reads."""

    REQUESTED = "requested"
    # Those whose last read failed.
    FAILING = "failing"
    # Those with a metric that needs two readings, of which there is only one so far.
    COMPARING = "comparing"


class _Read(NamedTuple):
    """A running read, whether a tick started it, and its start by the loop's clock."""

    task: asyncio.Task[None]
    is_tick: bool
    began_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricContext:
    """The metric of a group that an entity listens to."""

    group: str
    metric: str

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, group: str, metric: str) -> Self:
        """Return the context that all entities of a metric share."""
        return cls(group=group, metric=metric)


class TierCoordinator(DataUpdateCoordinator[dict[str, GroupState]]):
    """Polls the groups of one tier on a fixed grid of times.

    Home Assistant schedules the next refresh after the last one ended, so that five seconds
    become six; ticks here are at ``phase + n x interval``, the phase spread over all routers.
    A poll never fails as a whole: each group is read by itself, and its listeners are called
    when it is done. A group that takes longer than the interval is skipped at the next tick,
    and no other waits for it. All listeners of the tier are called when the link is lost.
    """

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        tier: Tier,
        states: Iterable[GroupState],
        *,
        read: ReadGroup,
        is_connected: Callable[[], bool],
    ) -> None:
        """Initialise with the states of the tier's groups and their reader; nothing is read yet."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{entry.title} {tier.key}",
            always_update=False,
        )
        self.tier = tier
        self.interval = tier.interval
        self.skipped = 0
        self.last_duration: float | None = None
        self.data = {state.group.key: state for state in states}
        # Called before each tick, and after each poll of all that is requested.
        self.before_tick: Callable[[], None] = lambda: None
        self.after_poll: Callable[[], None] = lambda: None
        self._read = read
        self._is_connected = is_connected
        self._timer: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._second: asyncio.TimerHandle | None = None
        self._polls: set[asyncio.Task[None]] = set()
        # The running reads, by group key.
        self._reads: dict[str, _Read] = {}
        self._rests = False
        # When a poll last ended, or since when one is due, by the loop's clock.
        self.polled_at = hass.loop.time()

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> CALLBACK_TYPE:
        """Listen to the tier, or to the group of a context and to the loss of the link."""
        if isinstance(context, MetricContext):
            return self.data[context.group].listen(update_callback, context.metric)
        return super().async_add_listener(update_callback, context)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call all listeners of the tier and of its groups."""
        super().async_update_listeners()
        for state in self.data.values():
            state.update_listeners()

    @callback
    def async_set_groups(self, states: Iterable[GroupState]) -> None:
        """Poll these groups from now on; cancel the reads of removed ones."""
        self.data = {state.group.key: state for state in states}
        for key in self._reads.keys() - self.data.keys():
            self._reads.pop(key).task.cancel()

    @callback
    def async_set_interval(self, interval: float | None) -> None:
        """Schedule the ticks, at the tier's own interval or another one."""
        interval = interval or self.tier.interval
        if self._timer is not None and interval == self.interval:
            return
        self.interval = interval
        self._schedule()

    @callback
    def async_rest(self) -> None:
        """Stop polling and drop all readings until the tier is resumed."""
        self._rests = True
        self._end_ticks()
        for state in self.data.values():
            state.forget()
        self.async_link_lost()

    @callback
    def async_resume(self) -> None:
        """Schedule the ticks again; the first poll comes when the link is up."""
        self._rests = False
        self._schedule()

    @callback
    def async_restart(self) -> None:
        """Cancel the running reads, and restart the ticks with a poll."""
        self._end_ticks()
        for read in self._reads.values():
            read.task.cancel()
        self._reads.clear()
        self._schedule()
        self.async_poll()

    @property
    def is_listened(self) -> bool:
        """Return whether any metric that the tier reads from the router is requested."""
        return any(state.requested for state in self.data.values() if not state.group.derived)

    @property
    def oldest_read_at(self) -> float | None:
        """Return when the longest-running read began, None while none runs."""
        return min((read.began_at for read in self._reads.values()), default=None)

    @property
    def reads_running(self) -> tuple[str, ...]:
        """Return the keys of the groups that are being read."""
        return tuple(self._reads)

    def _end_ticks(self) -> None:
        """Cancel the timers, and the polls that wait for reads."""
        for timer in (self._timer, self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._timer = self._retry = self._second = None
        for poll in self._polls:
            poll.cancel()

    @callback
    def async_poll(self, selection: Selection = Selection.REQUESTED) -> None:
        """Poll now, in the background; Home Assistant's own refreshes would wait for each other."""
        if not self._is_connected() or self._shutdown_requested:
            return
        self._begin_poll(selection)

    async def async_poll_once(self) -> None:
        """Poll all requested metrics now and wait for it; a lost link ends the poll."""
        if self._is_connected() and not self._shutdown_requested:
            await asyncio.wait((self._begin_poll(Selection.REQUESTED),))

    def _begin_poll(self, selection: Selection) -> asyncio.Task[None]:
        poll = self.config_entry.async_create_background_task(
            self.hass, self._async_read_groups(selection), f"{self.name} poll"
        )
        self._polls.add(poll)
        poll.add_done_callback(self._polls.discard)
        return poll

    @callback
    def async_link_lost(self) -> None:
        """Cancel the reads of the lost session, drop its readings, and call all listeners."""
        for timer in (self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._retry = self._second = None
        for read in self._reads.values():
            read.task.cancel()
        # Reads from now on belong to another session: they do not wait for these to end.
        self._reads.clear()
        self.polled_at = self.hass.loop.time()
        for state in self.data.values():
            if not state.group.survives_link_loss:
                state.forget()
        self.async_update_listeners()

    @callback
    def async_request_full_read(self) -> None:
        """Have the next poll read every field of every group, also of absent and forbidden ones."""
        for state in self.data.values():
            state.full_read_due = True

    @override
    async def async_shutdown(self) -> None:
        """Stop the ticks and the running poll."""
        self._end_ticks()
        for read in self._reads.values():
            read.task.cancel()
        await super().async_shutdown()

    @override
    async def _async_update_data(self) -> dict[str, GroupState]:
        """Poll all requested groups."""
        await self._async_read_groups(Selection.REQUESTED)
        return self.data

    async def _async_read_groups(self, selection: Selection) -> None:
        """Read groups concurrently; each is published when it is done, none waits for another."""
        started = self.hass.loop.time()
        reads = self._begin_reads(selection)
        is_idle = not reads and not self._reads
        if reads:
            await asyncio.wait(reads)
        if selection is Selection.REQUESTED and self._is_connected():
            self.last_duration = self.hass.loop.time() - started
            if reads or is_idle:
                self.polled_at = self.hass.loop.time()
            self.after_poll()
        self._schedule_retry()
        self._schedule_second()

    def _begin_reads(self, selection: Selection) -> list[asyncio.Task[None]]:
        """Start to read each group that is due, except those whose last read still runs.

        A tick that skips one is counted; a read that another selection started is waited for
        instead.
        """
        is_tick = selection is Selection.REQUESTED
        begun, left_out = [], False
        for state in self.data.values():
            running = self._reads.get(state.group.key)
            if running is not None and (running.is_tick or not is_tick):
                left_out |= bool(self._keys(state, selection))
            elif running is not None:
                begun.append(
                    self._begin(state, self._read_after(running.task, state), is_tick=is_tick)
                )
            elif keys := self._keys(state, selection):
                begun.append(self._begin(state, self._read(state, keys), is_tick=is_tick))
        self.skipped += left_out and is_tick
        return begun

    def _begin(
        self, state: GroupState, read: Coroutine[Any, Any, None], *, is_tick: bool
    ) -> asyncio.Task[None]:
        """Start one read; its first command is sent at once, in one packet with the others'."""
        key = state.group.key
        task = asyncio.Task(read, loop=self.hass.loop, eager_start=True)
        if task.done():
            return task
        running = self._reads[key] = _Read(task, is_tick, self.hass.loop.time())

        def ended(_: asyncio.Task[None]) -> None:
            if self._reads.get(key) is running:
                del self._reads[key]

        task.add_done_callback(ended)
        return task

    async def _read_after(self, running: asyncio.Task[None], state: GroupState) -> None:
        """Read a group after the read that another selection started has ended."""
        await asyncio.wait((running,))
        if keys := self._keys(state, Selection.REQUESTED):
            await self._read(state, keys)

    def _keys(self, state: GroupState, selection: Selection) -> frozenset[str]:
        """Return the metrics to read, none where reading is pointless."""
        if state.group.derived or not state.is_due(self.hass.loop.time()):
            return frozenset()
        match selection:
            case Selection.FAILING if state.outcome is not Outcome.FAILING:
                return frozenset()
            case Selection.COMPARING:
                return state.requested if _lacks_second(state) else frozenset()
            case _:
                return state.group.keys if state.full_read_due else state.requested

    def _schedule(self) -> None:
        """Set the timer for the next tick of the grid, unless the tier rests."""
        if self._timer is not None:
            self._timer.cancel()
        if self._rests:
            return
        now = self.hass.loop.time()
        phase = spread(f"{self.config_entry.entry_id} {self.tier.key}") * self.interval
        ticks = math.floor((now - phase) / self.interval) + 1
        self._timer = self.hass.loop.call_at(phase + ticks * self.interval, self._tick)

    @callback
    def _tick(self) -> None:
        """Poll, unless the user has turned polling off for this router."""
        self._schedule()
        if self.config_entry.pref_disable_polling:
            self.polled_at = self.hass.loop.time()
            return
        self.before_tick()
        self.async_poll()

    def _schedule_retry(self) -> None:
        """Schedule an earlier poll of the groups that failed, if there are any."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        wait = min(self._waits(), default=math.inf)
        if wait < math.inf and not self._shutdown_requested:
            self._retry = self.hass.loop.call_later(wait, self._poll_failing)

    def _waits(self) -> Iterator[float]:
        """Yield the seconds until each group that failed is polled again between two ticks."""
        now = self.hass.loop.time()
        for state in self.data.values():
            if state.retry_at is not None:
                yield max(0.0, state.retry_at - now)
            elif state.outcome is Outcome.FAILING and self.tier.retry is not None:
                yield self.tier.retry

    def _schedule_second(self) -> None:
        """Schedule a second reading soon where the tier's next tick is far off."""
        if self._second is not None or self._shutdown_requested or self.interval <= SECOND_READING:
            return
        if any(_lacks_second(state) for state in self.data.values()):
            self._second = self.hass.loop.call_later(SECOND_READING, self._poll_comparing)

    @callback
    def _poll_failing(self) -> None:
        self._retry = None
        if not self.config_entry.pref_disable_polling:
            self.async_poll(Selection.FAILING)

    @callback
    def _poll_comparing(self) -> None:
        self._second = None
        if not self.config_entry.pref_disable_polling:
            self.async_poll(Selection.COMPARING)


def _lacks_second(state: GroupState) -> bool:
    """Return whether a requested metric of a group still lacks the second reading it needs."""
    return (
        state.group.reads_twice
        and state.lacks_baseline
        and bool(state.group.compared & state.requested)
    )


def spread(name: str) -> float:
    """Return a number, 0 ≤ x < 1, that is always the same for a name."""
    digest = blake2s(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
