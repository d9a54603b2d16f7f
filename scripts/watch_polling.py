"""Polls a router as Home Assistant does: the same client, groups, tiers and rules."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator

from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue, Existence
from custom_components.mikrotik_monitoring.metrics.default_routes import DefaultRoutes
from custom_components.mikrotik_monitoring.metrics.interface_index import InterfaceIndex
from custom_components.mikrotik_monitoring.metrics.model import (
    TIERS,
    Group,
    Metric,
    Polling,
    Reading,
    Scope,
    Tier,
)
from custom_components.mikrotik_monitoring.polling.derivation import Derivation
from custom_components.mikrotik_monitoring.polling.group_state import GroupState, Outcome
from custom_components.mikrotik_monitoring.polling.load import Load
from custom_components.mikrotik_monitoring.polling.reader import GroupReader, Surroundings
from custom_components.mikrotik_monitoring.routeros import Client


class Polled:
    """A router that is polled, and its readings."""

    def __init__(self, client: Client, catalogue: Catalogue, name: str) -> None:
        """Store a client that is not open yet; the name is for the log."""
        self.client = client
        self.catalogue = catalogue
        self.clock = asyncio.get_running_loop().time
        self.states = {group.key: GroupState(group=group) for group in catalogue.groups.values()}
        self.polls = Counter[str]()
        # Failed reads, by the group's key; groups that the router lacks or denies are not counted.
        self.failures = Counter[str]()
        self.began = self.clock()
        # Called after each read, successful or not, and when the link was lost or is back.
        self.on_reading: Callable[[GroupState], None] = lambda _: None
        self.on_link: Callable[[], None] = lambda: None
        self._interfaces = InterfaceIndex()
        self._default_routes = DefaultRoutes()
        self._connected_at = self.began
        self._was_connected = True
        self._required: set[str] = set()
        self._deriving: set[asyncio.Task[None]] = set()
        self._catching_up: set[asyncio.Task[None]] = set()
        self._durations: dict[str, float | None] = {}
        load = Load(since=self.began)
        self._reader = GroupReader(self.clock, name, client, self, self._surroundings(), load)
        self._derivation = Derivation(self.states, self._derive)
        self._reader.done.connect(self._note)
        self._reader.done.connect(self._derivation.group_done)
        self._reader.done.connect(self._tell)

    def _surroundings(self) -> Surroundings:
        intervals = {tier.key: tier.interval for tier in TIERS}
        return Surroundings(
            interfaces=self._interfaces,
            default_routes=self._default_routes,
            polling=self._polling,
            interval_of=intervals.__getitem__,
            comparable_since=lambda: self._connected_at,
            registered=lambda _: frozenset(),
            wanted=lambda _: frozenset(),
            bandwidth=dict,
            accepted=frozenset,
        )

    def is_read(self, group: Group) -> bool:
        """Return whether a group is in the router's catalogue."""
        return group.key in self.states

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group, None if it is no longer valid."""
        state = self.states.get(group.key)
        return None if state is None else state.latest

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps, oldest first; none if the last is not valid."""
        state = self.states.get(group.key)
        return state.history if state is not None and state.available else ()

    def monitored(self, state: GroupState) -> Iterator[tuple[str, Metric]]:
        """Yield each instance of a group with each of its metrics that is enabled by default."""
        rows = state.last_full.rows if state.last_full else {}
        limited = state.group.too_many(rows)
        for instance, row in rows.items():
            for metric in state.group.metrics_of(instance):
                existence = self.catalogue.existence(
                    state.group,
                    metric,
                    instance,
                    row,
                    is_limited=instance in limited,
                    had_link=self._had_link(state.group, instance),
                )
                if existence is Existence.ENABLED and metric.is_supported(row):
                    yield instance, metric

    def _had_link(self, group: Group, instance: str) -> bool:
        facts = self._interfaces.get(instance) if group.scope is Scope.INTERFACE else None
        return facts is None or facts.had_link

    async def poll_all(self) -> None:
        """Poll every tier once, and derive the groups that are based on the readings."""
        for tier in TIERS:
            await self.poll(tier)

    async def poll(self, tier: Tier) -> None:
        """Poll a tier once: at first in full, later only for what is enabled."""
        began = self.clock()
        reads = [
            self._reader.async_read(state, keys)
            for state in self.states.values()
            if state.group.tier is tier and not state.group.derived and state.is_due(began)
            if (keys := state.group.keys if state.full_read_due else state.requested)
        ]
        await asyncio.gather(*reads)
        self.polls[tier.key] += 1
        self._durations[tier.key] = self.clock() - began
        self._derivation.tier_polled(tier)
        while self._deriving:
            await asyncio.gather(*self._deriving)

    async def go_on(self) -> None:
        """Poll every tier at its own interval, forever; a lost link is reconnected."""
        self.client.start(self._link_changed)
        async with asyncio.TaskGroup() as group:
            for tier in TIERS:
                group.create_task(self._keep_polling(tier))

    async def _keep_polling(self, tier: Tier) -> None:
        while True:
            await asyncio.sleep(tier.interval)
            if self.client.connected:
                await self.poll(tier)

    async def close(self) -> None:
        """Stop and close the connection."""
        for task in (*self._deriving, *self._catching_up):
            task.cancel()
        await self.client.close()

    def _link_changed(self) -> None:
        """Drop the readings of a lost session; poll all tiers again when the link is back."""
        connected = self.client.connected
        if connected is not self._was_connected:
            self._was_connected = connected
            self._connected_at = self.clock()
            self._interfaces.clear()
            self._default_routes.clear()
            for state in self.states.values():
                state.forget()
            if connected:
                _spawn(self.poll_all(), self._catching_up)
        self.on_link()

    def _note(self, state: GroupState) -> None:
        """Count a failure; from now on request only what is enabled by default."""
        self.failures[state.group.key] += state.outcome is Outcome.FAILING
        if state.current is None or state.current is not state.last_full:
            return
        for _, metric in self.monitored(state):
            for key in (metric.key, *metric.requires):
                if key in self.catalogue.metrics and key not in self._required:
                    self._required.add(key)
                    self.states[self.catalogue.group_of(key).key].require(key, is_required=True)

    def _tell(self, state: GroupState) -> None:
        self.on_reading(state)

    def _derive(self, state: GroupState, keys: frozenset[str]) -> None:
        _spawn(self._reader.async_read(state, keys), self._deriving)

    def _polling(self) -> Polling:
        return Polling(
            logins=self.client.logins,
            commands=self.client.commands,
            bytes_received=self.client.bytes_received,
            durations=self._durations,
        )


def _spawn(work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
    """Start a task, which is kept in a set until it is done."""
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(among.discard)
