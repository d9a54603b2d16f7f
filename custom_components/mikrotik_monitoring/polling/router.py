"""One monitored router: its link, its catalogue, its groups and the tiers that poll them."""

from collections import Counter
from collections.abc import Iterator, Set as AbstractSet
from functools import partial
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from ..catalogue import catalogue_of
from ..const import (
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
    OPTION_SECURITY_ACCEPTED,
)
from ..metrics.catalogue import Catalogue
from ..metrics.default_routes import DefaultRoutes
from ..metrics.interface_index import InterfaceIndex
from ..metrics.model import LONG, REALTIME, TIERS, Group, Polling, Reading, Tier
from ..metrics.security import SECURITY
from ..recording.gates import RecordingLevel
from ..routeros import Client, LinkSettings
from .coordinator import TierCoordinator
from .derivation import Derivation
from .group_state import GroupState, Outcome
from .happenings import Happenings
from .identity_check import IdentityCheck
from .link_log import LinkLog
from .load import Load
from .operation import Operation
from .reader import GroupReader, Surroundings
from .registered import enabled_metrics, registered_groups, registered_instances

type MikrotikConfigEntry = ConfigEntry[MonitoredRouter]


class MonitoredRouter(Happenings):
    """The runtime data of one router while its entry is loaded: its parts and their state.

    The state of the link belongs here, not to a tier: when it is lost all entities go unavailable
    at once, when it returns every tier polls at once. What else follows from a reading is in the
    reactions, which listen to the signals.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MikrotikConfigEntry,
        client: Client,
        settings: LinkSettings,
        identity: IdentityCheck,
    ) -> None:
        """Take over a client, which is not started yet."""
        super().__init__(entry.title)
        self.hass = hass
        self.entry = entry
        self.client = client
        self.settings = settings
        self.checked = identity
        self.catalogue = catalogue_of(entry)
        self.interfaces = InterfaceIndex(self.catalogue.choices.interfaces.watches)
        self.default_routes = DefaultRoutes()
        self.device_id = ""
        self.level = RecordingLevel.BALANCED
        self.connected_at = hass.loop.time()
        self.load = Load(since=self.connected_at)
        # How many others require each metric.
        self._required: Counter[str] = Counter()
        self._states: dict[str, GroupState] = {}
        self._states = self._states_of(self.catalogue)
        self._reader = self._make_reader()
        self.group_done = self._reader.done
        self.coordinators = {tier.key: self._make_coordinator(tier) for tier in TIERS}
        self.operation = Operation(
            hass,
            entry,
            client,
            self.coordinators,
            link_changed=self._link_changed,
            ended=self._asked_no_more,
        )
        self._derivation = Derivation(self._states, self._derive)
        self._was_connected = False
        self._log = LinkLog(entry.title)
        self._index_revision = 0
        self._wire()

    def _make_reader(self) -> GroupReader:
        """Return the reader of the groups, with the router's context."""
        surroundings = Surroundings(
            interfaces=self.interfaces,
            default_routes=self.default_routes,
            polling=self.polling,
            interval_of=lambda tier: self.coordinators[tier].interval,
            comparable_since=self._comparable_since,
            registered=self._registered,
            wanted=self._wanted,
            bandwidth=lambda: self.catalogue.choices.bandwidth,
            accepted=self._accepted,
        )
        return GroupReader(
            self.hass.loop.time, self.entry.title, self.client, self, surroundings, self.load
        )

    def _make_coordinator(self, tier: Tier) -> TierCoordinator:
        """Return the coordinator of a tier, with its groups."""
        return TierCoordinator(
            self.hass,
            self.entry,
            tier,
            self._states_in(tier),
            read=self._reader.async_read,
            is_connected=lambda: self.client.connected,
        )

    def _states_of(self, catalogue: Catalogue) -> dict[str, GroupState]:
        """Return the state of each group of a catalogue; that of a new one is empty."""
        known = registered_groups(self.hass, self.entry.entry_id, catalogue)
        states: dict[str, GroupState] = {}
        for key, group in catalogue.groups.items():
            state = self._states.get(key)
            if state is None or state.group is not group:
                state = GroupState(group=group, has_answered=key in known)
                for metric in group.keys & self._required.keys():
                    state.require(metric, is_required=True)
            states[key] = state
        return states

    def _states_in(self, tier: Tier) -> list[GroupState]:
        return [state for state in self._states.values() if state.group.tier is tier]

    def _wire(self) -> None:
        """Connect the parts."""
        self.coordinators[LONG.key].before_tick = self._request_full_reads
        for coordinator in self.coordinators.values():
            coordinator.after_poll = self._after_poll_of(coordinator)
        self.group_done.connect(self._derivation.group_done)
        self.group_done.connect(self._ask_followers)
        self.group_done.connect(self._follow_interfaces)

    def _after_poll_of(self, coordinator: TierCoordinator) -> CALLBACK_TYPE:
        return lambda: self._derivation.tier_polled(coordinator.tier)

    def _comparable_since(self) -> float:
        """Return since when counters are comparable: the router's boot, else the link's start."""
        booted_at = self.checked.booted_at
        return self.connected_at if booted_at is None else booted_at

    def _accepted(self) -> frozenset[str]:
        """Return the security findings that the owner accepts, by their checks."""
        return frozenset(self.entry.options.get(OPTION_SECURITY_ACCEPTED, ()))

    def states(self) -> Iterator[GroupState]:
        """Yield the state of each group."""
        yield from self._states.values()

    def state[RowT](self, group: Group[RowT]) -> GroupState[RowT] | None:
        """Return the state of a group, None where the router's catalogue lacks it."""
        return self._states.get(group.key)

    def is_read(self, group: Group) -> bool:
        """Return whether the router's catalogue has a group."""
        return group.key in self._states

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group, None if it is no longer valid."""
        state = self._states.get(group.key)
        return None if state is None else state.latest

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps, oldest first; none if the last is not valid."""
        state = self._states.get(group.key)
        return state.history if state is not None and state.available else ()

    async def async_start(self) -> None:
        """Poll the realtime tier and wait for it, then schedule all tiers.

        The slower tiers read pings and long tables: their entities are added once they are read.
        An unreachable router is retried from now on. With collection off nothing is polled.
        """
        if not self.operation.is_collecting:
            self.operation.rest()
            self.async_apply_options()
            return
        self._was_connected = self.client.connected
        self._follow_link()
        if self._was_connected:
            await self.coordinators[REALTIME.key].async_config_entry_first_refresh()
        self.async_apply_options()
        self.client.start(self._link_changed)
        for tier in TIERS:
            if tier is not REALTIME:
                self.coordinators[tier.key].async_poll()

    @callback
    def _asked_no_more(self) -> None:
        """Reset when collection is off."""
        self.interfaces.clear()
        self.default_routes.clear()
        self._was_connected = False
        self.stopped.send()

    async def async_stop(self, _: Event | None = None) -> None:
        """Stop polling and close the link."""
        self.operation.end()
        self.stopped.send()
        for coordinator in self.coordinators.values():
            await coordinator.async_shutdown()
        await self.client.close()

    @callback
    def async_apply_options(self) -> None:
        """Apply the interval, the recording level and the catalogue, without a reload."""
        options = self.entry.options
        for coordinator in self.coordinators.values():
            raised = options.get(OPTION_REALTIME_INTERVAL)
            coordinator.async_set_interval(raised if coordinator.tier is REALTIME else None)
        level = RecordingLevel(options.get(OPTION_RECORDING_LEVEL, RecordingLevel.BALANCED))
        if level is not self.level:
            self.level = level
            for coordinator in self.coordinators.values():
                coordinator.async_update_listeners()
        if (catalogue := catalogue_of(self.entry)) is not self.catalogue:
            self._apply_catalogue(catalogue)
        self._apply_accepted()

    def _apply_catalogue(self, catalogue: Catalogue) -> None:
        """Apply a changed catalogue, and read it at once."""
        self.catalogue = catalogue
        self._follow_groups()
        self.interfaces.choose(catalogue.choices.interfaces.watches)
        self._index_revision = self.interfaces.revision
        self.existence_changed.send()
        self._request_full_reads()
        for coordinator in self.coordinators.values():
            coordinator.async_poll()

    def _apply_accepted(self) -> None:
        """Update the security score when the accepted findings have changed, without polling."""
        state = self.state(SECURITY)
        if state is None or (reading := state.latest) is None:
            return
        if reading.rows[""].accepted != self._accepted():
            self._derive(state, state.group.keys)

    def _follow_groups(self) -> None:
        """Poll only the groups that the catalogue has now."""
        before, self._states = self._states, self._states_of(self.catalogue)
        for tier in TIERS:
            self.coordinators[tier.key].async_set_groups(self._states_in(tier))
        self._derivation.follow(self._states)
        for key, state in before.items():
            if self._states.get(key) is not state:
                self.group_gone.send(state)

    def _registered(self, group: str) -> AbstractSet[str]:
        """Return the instances of a group that have entities."""
        found = registered_instances(self.hass, self.entry.entry_id, self.catalogue)
        return found.get(group, frozenset())

    def _wanted(self, group: str) -> AbstractSet[str]:
        """Return the metrics of a group that have an entity that is enabled."""
        return enabled_metrics(self.hass, self.entry.entry_id, self.catalogue, group)

    @callback
    def async_require_metric(self, metric: str) -> CALLBACK_TYPE:
        """Require a metric, even without an enabled entity, until the returned callback is called.

        One that the catalogue lacks is read once it is added.
        """
        self._count_required(metric, 1)
        return partial(self._count_required, metric, -1)

    @callback
    def _count_required(self, metric: str, change: int) -> None:
        self._required[metric] += change
        is_required = self._required[metric] > 0
        if not is_required:
            del self._required[metric]
        if metric in self.catalogue.metrics:
            state = self._states[self.catalogue.group_of(metric).key]
            state.require(metric, is_required=is_required)

    def polling(self) -> Polling:
        """Return what the polling has cost so far."""
        return Polling(
            logins=self.client.logins,
            commands=self.client.commands,
            bytes_received=self.client.bytes_received,
            skipped=sum(tier.skipped for tier in self.coordinators.values()),
            durations=MappingProxyType(
                {key: tier.last_duration for key, tier in self.coordinators.items()}
            ),
        )

    @callback
    def _link_changed(self) -> None:
        """Handle a link that was lost, is back, or cannot be opened for another reason."""
        if self.client.auth_failed:
            self.entry.async_start_reauth(self.hass)
        connected = self.client.connected
        is_other = connected != self._was_connected
        self._was_connected = connected
        if is_other:
            self._begin_session()
        self._follow_link()
        if is_other:
            for coordinator in self.coordinators.values():
                coordinator.async_poll()

    def _begin_session(self) -> None:
        """Drop the data of the previous session."""
        self.connected_at = self.hass.loop.time()
        self.interfaces.clear()
        self.default_routes.clear()
        for coordinator in self.coordinators.values():
            coordinator.async_link_lost()

    def _follow_link(self) -> None:
        """Update, log and signal the link state."""
        self._update_link_state()
        self._log.follow(self.client.lost_reason, self.client.bulk_error)
        self.link_changed.send()

    def _update_link_state(self) -> None:
        """Update the groups about the link itself, without polling."""
        for state in self.states():
            if state.group.survives_link_loss:
                self._derive(state, state.group.keys)

    @callback
    def _derive(self, state: GroupState, keys: frozenset[str]) -> None:
        """Derive a group from existing readings: nothing is polled, so it is done at once."""
        self.entry.async_create_background_task(
            self.hass,
            self._reader.async_read(state, keys),
            f"{self.entry.title} {state.group.key}",
            eager_start=True,
        )

    async def async_read_all(self) -> None:
        """Read everything once, also what was refused before, and wait for it.

        A poll that runs already reads less: its end is waited for first.
        """
        await self.operation.async_poll()
        self._request_full_reads()
        await self.operation.async_poll()

    @callback
    def _request_full_reads(self) -> None:
        """Start the hourly pass: all tiers read everything once, to find what is new."""
        for coordinator in self.coordinators.values():
            coordinator.async_request_full_read()

    @callback
    def _ask_followers(self, source: GroupState) -> None:
        """Request a full read of the groups that follow this one, after its own full read."""
        if source.outcome is Outcome.ANSWERED and source.current and source.current.is_full:
            for state in self.states():
                if any(group.key == source.group.key for group in state.group.follows):
                    state.full_read_due = True

    @callback
    def _follow_interfaces(self, _: GroupState) -> None:
        """Add the entities of a port's first link as soon as it has one."""
        if self.interfaces.revision != self._index_revision:
            self._index_revision = self.interfaces.revision
            self.existence_changed.send()
