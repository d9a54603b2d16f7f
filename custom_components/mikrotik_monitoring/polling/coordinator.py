"""One coordinator per tier: the clock by which a router is asked, and the reads that it begins."""

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

# Seconds after a first reading until the second: rates take two, and nobody waits minutes for them.
SECOND_READING = 10.0

type ReadGroup = Callable[[GroupState, frozenset[str]], Coroutine[Any, Any, None]]


class Selection(StrEnum):
    """Which groups of a tier a poll asks."""

    REQUESTED = "requested"
    # Those whose last read failed.
    FAILING = "failing"
    # Those of which a metric takes two readings, and that have one.
    COMPARING = "comparing"


class _Read(NamedTuple):
    """A read that runs, whether a tick began it, and when by the loop's clock."""

    task: asyncio.Task[None]
    is_tick: bool
    began_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricContext:
    """What an entity listens for: a metric of a group."""

    group: str
    metric: str

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, group: str, metric: str) -> Self:
        """Return what all entities of a metric listen for, made once for them."""
        return cls(group=group, metric=metric)


class TierCoordinator(DataUpdateCoordinator[dict[str, GroupState]]):
    """Asks the groups of one tier on a grid that does not slip.

    Home Assistant schedules the next refresh after the last one ended, so that five seconds
    become six; ticks here stand at ``phase + n x interval``, the phase spread over all routers.
    A poll never fails as a whole: each group answers for its own metrics, and its listeners are
    called when it does. A group that takes longer than the interval is left out of the next tick,
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
        """Take the states of the tier's groups and what reads one; nothing is asked yet."""
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
        # The reads that run, by their groups' keys.
        self._reads: dict[str, _Read] = {}
        self._rests = False
        # When a poll last ended, or since when one is due, by the loop's clock.
        self.polled_at = hass.loop.time()

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> CALLBACK_TYPE:
        """Listen to the tier, or to the group that a context names and the loss of the link."""
        if isinstance(context, MetricContext):
            return self.data[context.group].listen(update_callback, context.metric)
        return super().async_add_listener(update_callback, context)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call all that listen to the tier or to one of its groups."""
        super().async_update_listeners()
        for state in self.data.values():
            state.update_listeners()

    @callback
    def async_set_groups(self, states: Iterable[GroupState]) -> None:
        """Ask these groups from now on; a read of one that is gone ends."""
        self.data = {state.group.key: state for state in states}
        for key in self._reads.keys() - self.data.keys():
            self._reads.pop(key).task.cancel()

    @callback
    def async_set_interval(self, interval: float | None) -> None:
        """Put the ticks on the grid, at the tier's own interval or another one."""
        interval = interval or self.tier.interval
        if self._timer is not None and interval == self.interval:
            return
        self.interval = interval
        self._schedule()

    @callback
    def async_rest(self) -> None:
        """Ask nothing and know nothing, until the tier is resumed."""
        self._rests = True
        self._end_ticks()
        for state in self.data.values():
            state.forget()
        self.async_link_lost()

    @callback
    def async_resume(self) -> None:
        """Go on as at first: the link tells when there is somebody to ask."""
        self._rests = False
        self._schedule()

    @callback
    def async_restart(self) -> None:
        """Give up the reads that run, and begin the ticks and a poll anew."""
        self._end_ticks()
        for read in self._reads.values():
            read.task.cancel()
        self._reads.clear()
        self._schedule()
        self.async_poll()

    @property
    def is_listened(self) -> bool:
        """Return whether anything of the tier that is asked of the router is wanted."""
        return any(state.requested for state in self.data.values() if not state.group.derived)

    @property
    def oldest_read_at(self) -> float | None:
        """Return when the read began that runs for the longest, None while none runs."""
        return min((read.began_at for read in self._reads.values()), default=None)

    @property
    def reads_running(self) -> tuple[str, ...]:
        """Return the keys of the groups that are being read."""
        return tuple(self._reads)

    def _end_ticks(self) -> None:
        """End the timers, and the polls that wait for reads."""
        for timer in (self._timer, self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._timer = self._retry = self._second = None
        for poll in self._polls:
            poll.cancel()

    @callback
    def async_poll(self, selection: Selection = Selection.REQUESTED) -> None:
        """Ask now, in the background; Home Assistant's own refreshes would wait for each other."""
        if not self._is_connected() or self._shutdown_requested:
            return
        self._begin_poll(selection)

    async def async_poll_once(self) -> None:
        """Ask now all that is requested, and wait for it; a link that is lost meanwhile ends it."""
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
        """End the reads of the session that is over, drop what it brought, and say so to all."""
        for timer in (self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._retry = self._second = None
        for read in self._reads.values():
            read.task.cancel()
        # What is asked from now on is of another session: it does not wait for these to end.
        self._reads.clear()
        self.polled_at = self.hass.loop.time()
        for state in self.data.values():
            if not state.group.survives_link_loss:
                state.forget()
        self.async_update_listeners()

    @callback
    def async_request_full_read(self) -> None:
        """Have the next poll ask for every field of every group, also of those given up."""
        for state in self.data.values():
            state.full_read_due = True

    @override
    async def async_shutdown(self) -> None:
        """Stop the ticks and the poll that runs."""
        self._end_ticks()
        for read in self._reads.values():
            read.task.cancel()
        await super().async_shutdown()

    @override
    async def _async_update_data(self) -> dict[str, GroupState]:
        """Ask all groups that are requested."""
        await self._async_read_groups(Selection.REQUESTED)
        return self.data

    async def _async_read_groups(self, selection: Selection) -> None:
        """Ask groups side by side; each is published when it arrives, none waits for another."""
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
        """Begin to read each group that is due, without those whose last read still runs.

        A tick that leaves one out is counted; a read that another selection began is no
        predecessor, and is waited for.
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
        """Begin one read; it sends its first command at once, in one packet with the others'."""
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
        """Read a group when a read of a part of its tier has ended."""
        await asyncio.wait((running,))
        if keys := self._keys(state, Selection.REQUESTED):
            await self._read(state, keys)

    def _keys(self, state: GroupState, selection: Selection) -> frozenset[str]:
        """Return the metrics to ask for, none where asking is pointless."""
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
        """Poll, unless the person has turned polling off for this router."""
        self._schedule()
        if self.config_entry.pref_disable_polling:
            self.polled_at = self.hass.loop.time()
            return
        self.before_tick()
        self.async_poll()

    def _schedule_retry(self) -> None:
        """Ask the groups that failed again before their next turn, where there is one to ask."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        wait = min(self._waits(), default=math.inf)
        if wait < math.inf and not self._shutdown_requested:
            self._retry = self.hass.loop.call_later(wait, self._poll_failing)

    def _waits(self) -> Iterator[float]:
        """Yield the seconds until each group that failed is asked again between two turns."""
        now = self.hass.loop.time()
        for state in self.data.values():
            if state.retry_at is not None:
                yield max(0.0, state.retry_at - now)
            elif state.outcome is Outcome.FAILING and self.tier.retry is not None:
                yield self.tier.retry

    def _schedule_second(self) -> None:
        """Ask for a second reading soon where the tier's next turn is long away."""
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
    """Return whether a group has too little to compare for something wanted that takes two."""
    return (
        state.group.reads_twice
        and state.lacks_baseline
        and bool(state.group.compared & state.requested)
    )


def spread(name: str) -> float:
    """Return a share of one, 0 ≤ x < 1, that is always the same for a name."""
    digest = blake2s(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
