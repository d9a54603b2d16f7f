"""One coordinator per tier: when the router is asked, and what is known from its answers."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2s
import math
from typing import Protocol, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER
from .group_state import Fate, GroupState
from .metrics.model import Group, Polling, Query, Reading, Tier
from .routeros import (
    Client,
    Command,
    NoSuchCommandError,
    RouterOSError,
    Row,
    UnreachableError,
)

# After this many intervals without a reading, the growth since then is no rate of just now.
_STALE_AFTER = 4

# Seconds for what is long: a big table, a count that walks one, a series of pings.
_BULK_DEADLINE = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricContext:
    """What an entity listens for: a metric of a group.

    ``kept`` is one that another entity is made of, whether it has an entity of its own or not.
    """

    group: str
    metric: str
    kept: bool = False


class Watch(Protocol):
    """The router that the coordinators of all its tiers work for.

    It is told of each group's answer, and whether every field was asked for, and of the end of
    each tier's poll; it gives what is known of the groups of any tier, as Query says.
    """

    def known(self, group: str) -> Reading | None:
        """Return the last reading of a group, if it is still good."""

    def recent(self, group: str) -> tuple[Reading, ...]:
        """Return the readings of a group that it keeps, if the last is still good."""

    def polling(self) -> Polling:
        """Return what the polling has cost so far."""

    def group_answered(self, state: GroupState, whole: bool) -> None:  # noqa: FBT001 - a callback.
        """Look after what an answer changes beside the entities it feeds."""

    async def async_tier_polled(self, polled: TierCoordinator) -> None:
        """Read what is made of the tier's readings."""


class TierCoordinator(DataUpdateCoordinator[dict[str, GroupState]]):
    """Asks the groups of one tier on a grid that does not slip.

    Home Assistant schedules the next refresh after the last one ended, so that five seconds
    become six; ticks here stand at ``phase + n x interval``, the phase spread over all routers.
    A poll never fails as a whole: each group answers for its own metrics.
    """

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: Client,
        tier: Tier,
        groups: Iterable[Group],
        *,
        watch: Watch,
        before_tick: Callable[[], None] | None = None,
    ) -> None:
        """Take the groups of the tier; nothing is asked yet."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{entry.title} {tier.key}",
            always_update=False,
        )
        self.client = client
        self.tier = tier
        self.interval = tier.interval
        self.skipped = 0
        self.last_duration: float | None = None
        # Whether the tier was asked since the link is up.
        self.is_polled = False
        self.data = {group.key: GroupState(group=group) for group in groups}
        self._watch = watch
        self._before_tick = before_tick
        self._failed_only = False
        self._timer: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._poll: asyncio.Task[None] | None = None

    @callback
    def async_start(self, interval: float | None = None) -> None:
        """Put the ticks on the grid, at another interval if told so."""
        self.interval = interval or self.interval
        self._cancel_timers()
        self._schedule()

    @callback
    def async_poll(self, *, failed_only: bool = False) -> None:
        """Ask now, in the background; a tick whose predecessor still runs is skipped."""
        if not self.client.connected or self._shutdown_requested:
            return
        if self._poll is not None and not self._poll.done():
            self.skipped += 1
            return
        self._failed_only = failed_only
        self._poll = self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{self.name} poll"
        )

    @callback
    def async_forget(self) -> None:
        """Drop all readings and tell the entities: the link is lost."""
        self._cancel_retry()
        self.is_polled = False
        for state in self.data.values():
            if not state.group.standing:
                state.forget()
        self.async_update_listeners()

    @callback
    def async_look(self) -> None:
        """Read what is about the link itself, at once: nothing is asked."""
        for state in self.data.values():
            if state.group.standing:
                self.config_entry.async_create_background_task(
                    self.hass,
                    self._async_poll_group(state, state.group.keys),
                    f"{self.name} {state.group.key}",
                )

    @callback
    def async_ask_all(self) -> None:
        """Have the next poll ask for every field of every group, also of those given up."""
        for state in self.data.values():
            state.wants_all = state.hourly = True

    @override
    async def async_shutdown(self) -> None:
        """Stop the ticks and the poll that runs."""
        self._cancel_timers()
        if self._poll is not None:
            self._poll.cancel()
        await super().async_shutdown()

    @override
    async def _async_update_data(self) -> dict[str, GroupState]:
        """Ask all groups that are due, side by side; each is published when it arrives."""
        started = self.hass.loop.time()
        enabled = self._enabled()
        async with asyncio.TaskGroup() as tasks:
            for state in self.data.values():
                if state.group.derived or (self._failed_only and state.fate is not Fate.FAILING):
                    continue
                if keys := self._keys(state, enabled.get(state.group.key)):
                    tasks.create_task(self._async_poll_group(state, keys))
        self.last_duration = self.hass.loop.time() - started
        self.is_polled = self.client.connected
        if not self._failed_only:
            await self._watch.async_tier_polled(self)
        self._schedule_retry()
        return self.data

    async def async_derive(self, *, late: bool = False) -> None:
        """Read the groups that are made of others' readings; ``late`` those not read yet."""
        due = [
            state
            for state in self.data.values()
            if state.group.derived
            and not state.group.standing
            and (state.fate is Fate.UNASKED or not late)
        ]
        enabled = self._enabled() if due else {}
        for state in due:
            if keys := self._keys(state, enabled.get(state.group.key)):
                await self._async_poll_group(state, keys)

    def _enabled(self) -> dict[str, set[str]]:
        """Return the metrics that have an enabled entity or are needed by one, by group.

        What others need is not asked for where there was nothing of it when all was asked.
        """
        enabled: dict[str, set[str]] = {}
        for context in set(self.async_contexts()):
            complete = self.data[context.group].complete
            if not context.kept or complete is None or complete.rows:
                enabled.setdefault(context.group, set()).add(context.metric)
        return enabled

    def _keys(self, state: GroupState, enabled: set[str] | None) -> frozenset[str]:
        """Return the metrics to ask for, none where asking is pointless."""
        if state.wants_all:
            return state.group.keys
        return frozenset() if state.is_settled else frozenset(enabled or ())

    async def _async_poll_group(self, state: GroupState, keys: frozenset[str]) -> None:
        """Read one group and tell everyone who waits for it."""
        whole = state.wants_all and keys == state.group.keys
        query = Query(
            ask=self._async_ask,
            keys=keys,
            before=state.current,
            known=self._watch.known,
            recent=self._watch.recent,
            polling=self._watch.polling,
            lost=lambda: self.client.lost_reason,
            complete=whole,
        )
        try:
            rows = await state.group.read(query)
        except UnreachableError:
            # The link is lost, not the group: the router tells all tiers.
            return
        except RouterOSError as err:
            self._log_failure(state, err)
            state.fail(err)
        else:
            self._log_return(state)
            reading = Reading(
                at=self.hass.loop.time(),
                rows={instance: row for instance, row in rows.items() if row is not None},
                listed=rows.keys(),
            )
            state.succeed(reading, stale_after=_STALE_AFTER * self.interval)
            state.asked = keys
            self._note_completeness(state, reading, whole=whole)
        self._watch.group_answered(state, whole)
        state.hourly = state.hourly and not whole
        self.async_update_listeners()

    @staticmethod
    def _note_completeness(state: GroupState, reading: Reading, *, whole: bool) -> None:
        """Keep a complete reading; ask for one when a newcomer shows."""
        if whole:
            state.complete = reading
            state.wants_all = False
        elif state.complete is None or reading.rows.keys() - state.complete.rows.keys():
            state.wants_all = True

    async def _async_ask(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Ask the router, with this tier's deadline and place in the queue."""
        return await self.client.call(
            command,
            timeout=_BULK_DEADLINE if bulk else self.tier.deadline,
            priority=self.tier.priority,
            bulk=bulk,
            on_row=on_row,
            on_turn=on_turn,
        )

    def _log_failure(self, state: GroupState, err: RouterOSError) -> None:
        """Say once that a group is refused; a menu a router does not have is no news."""
        if state.fate is not Fate.FAILING and not isinstance(err, NoSuchCommandError):
            LOGGER.info("%s: %s is not answered: %s", self.name, state.group.key, err)

    def _log_return(self, state: GroupState) -> None:
        """Say once that a group answers again."""
        if state.fate is Fate.FAILING:
            LOGGER.info("%s: %s is answered again", self.name, state.group.key)

    def _schedule(self) -> None:
        """Set the timer for the next tick of the grid."""
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
        if self._before_tick is not None:
            self._before_tick()
        self.async_poll()

    def _schedule_retry(self) -> None:
        """Ask the groups that failed again before their next turn, where the tier says so."""
        self._cancel_retry()
        if self.tier.retry is None or self._shutdown_requested:
            return
        if any(state.fate is Fate.FAILING for state in self.data.values()):
            self._retry = self.hass.loop.call_later(self.tier.retry, self._tick_retry)

    @callback
    def _tick_retry(self) -> None:
        """Ask just the groups that failed."""
        self._retry = None
        if not self.config_entry.pref_disable_polling:
            self.async_poll(failed_only=True)

    def _cancel_timers(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._cancel_retry()

    def _cancel_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None


def spread(name: str) -> float:
    """Return a share of one, 0 ≤ x < 1, that is always the same for a name."""
    digest = blake2s(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
