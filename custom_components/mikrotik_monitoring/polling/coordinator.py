"""One coordinator per tier: the clock by which a router is asked, and the reads that it begins."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
import math
from typing import Any, override

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


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricContext:
    """What an entity listens for: a metric of a group."""

    group: str
    metric: str


class TierCoordinator(DataUpdateCoordinator[dict[str, GroupState]]):
    """Asks the groups of one tier on a grid that does not slip.

    Home Assistant schedules the next refresh after the last one ended, so that five seconds
    become six; ticks here stand at ``phase + n x interval``, the phase spread over all routers.
    A poll never fails as a whole: each group answers for its own metrics, and its listeners are
    called when it does. All listeners of the tier are called when the link is lost.
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
        self._poll: asyncio.Task[None] | None = None
        self._polls = Selection.REQUESTED
        self._reads: set[asyncio.Task[None]] = set()

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> CALLBACK_TYPE:
        """Listen to the group that the context names, and to the loss of the link."""
        remove = super().async_add_listener(update_callback, context)
        if not isinstance(context, MetricContext):
            return remove
        ignore = self.data[context.group].listen(update_callback, context.metric)

        @callback
        def remove_both() -> None:
            ignore()
            remove()

        return remove_both

    @callback
    def async_set_interval(self, interval: float | None) -> None:
        """Put the ticks on the grid, at the tier's own interval or another one."""
        interval = interval or self.tier.interval
        if self._timer is not None and interval == self.interval:
            return
        self.interval = interval
        self._schedule()

    @callback
    def async_poll(self, selection: Selection = Selection.REQUESTED) -> None:
        """Ask now, in the background; a tick whose predecessor still runs is skipped.

        All that is requested is asked after a poll of a part of it, which is no predecessor.
        """
        if not self._is_connected() or self._shutdown_requested:
            return
        running = self._poll if self._poll is not None and not self._poll.done() else None
        is_tick = selection is Selection.REQUESTED
        if running is not None and (not is_tick or self._polls is Selection.REQUESTED):
            self.skipped += is_tick
            return
        poll = self._async_refresh_after(running) if is_tick else self._async_read_groups(selection)
        self._polls = selection
        self._poll = self.config_entry.async_create_background_task(
            self.hass, poll, f"{self.name} poll"
        )

    @callback
    def async_link_lost(self) -> None:
        """End the reads of the session that is over, drop what it brought, and say so to all."""
        for timer in (self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._retry = self._second = None
        for read in self._reads:
            read.cancel()
        # It ends without its reads: the first poll of the next session does not wait for it.
        self._poll = None
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
        for timer in (self._timer, self._retry, self._second):
            if timer is not None:
                timer.cancel()
        self._timer = self._retry = self._second = None
        for task in (self._poll, *self._reads):
            if task is not None:
                task.cancel()
        await super().async_shutdown()

    async def _async_refresh_after(self, running: asyncio.Task[None] | None) -> None:
        """Ask all groups that are requested, after a poll that still runs."""
        if running is not None:
            await asyncio.wait((running,))
        await self.async_refresh()

    @override
    async def _async_update_data(self) -> dict[str, GroupState]:
        """Ask all groups that are requested."""
        await self._async_read_groups(Selection.REQUESTED)
        return self.data

    async def _async_read_groups(self, selection: Selection) -> None:
        """Ask groups side by side; each is published when it arrives, none waits for another."""
        started = self.hass.loop.time()
        reads = [
            self._begin(state, keys)
            for state in self.data.values()
            if (keys := self._keys(state, selection))
        ]
        if reads:
            await asyncio.wait(reads)
        if selection is Selection.REQUESTED:
            self.last_duration = self.hass.loop.time() - started
            self.after_poll()
        self._schedule_retry()
        self._schedule_second()

    def _begin(self, state: GroupState, keys: frozenset[str]) -> asyncio.Task[None]:
        """Begin one read; it sends its first command at once, in one packet with the others'."""
        read = asyncio.Task(self._read(state, keys), loop=self.hass.loop, eager_start=True)
        self._reads.add(read)
        read.add_done_callback(self._reads.discard)
        return read

    @staticmethod
    def _keys(state: GroupState, selection: Selection) -> frozenset[str]:
        """Return the metrics to ask for, none where asking is pointless."""
        if state.group.derived:
            return frozenset()
        match selection:
            case Selection.FAILING if state.outcome is not Outcome.FAILING:
                return frozenset()
            case Selection.COMPARING:
                return state.requested if _lacks_second(state) else frozenset()
            case _ if state.full_read_due:
                return state.group.keys
            case _:
                return frozenset() if state.is_settled else state.requested

    def _schedule(self) -> None:
        """Set the timer for the next tick of the grid."""
        if self._timer is not None:
            self._timer.cancel()
        now = self.hass.loop.time()
        phase = spread(f"{self.config_entry.entry_id} {self.tier.key}") * self.interval
        ticks = math.floor((now - phase) / self.interval) + 1
        self._timer = self.hass.loop.call_at(phase + ticks * self.interval, self._tick)

    @callback
    def _tick(self) -> None:
        """Poll, unless the person has turned polling off for this router."""
        self._schedule()
        if self.config_entry.pref_disable_polling:
            return
        self.before_tick()
        self.async_poll()

    def _schedule_retry(self) -> None:
        """Ask the groups that failed again before their next turn, where the tier says so."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        if self.tier.retry is None or self._shutdown_requested:
            return
        if any(state.outcome is Outcome.FAILING for state in self.data.values()):
            self._retry = self.hass.loop.call_later(self.tier.retry, self._poll_failing)

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
