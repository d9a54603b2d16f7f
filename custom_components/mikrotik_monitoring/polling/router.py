"""One monitored router: its link, its catalogue, its groups and the tiers that ask them."""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from ..catalogue import catalogue_of
from ..const import OPTION_REALTIME_INTERVAL, OPTION_RECORDING_LEVEL
from ..metrics.catalogue import Catalogue
from ..metrics.default_routes import DefaultRoutes
from ..metrics.interface_index import InterfaceIndex
from ..metrics.model import LONG, REALTIME, TIERS, Group, Polling, Reading
from ..recording.gates import RecordingLevel
from ..routeros import Client, LinkSettings
from .coordinator import TierCoordinator
from .derivation import Derivation
from .group_state import GroupState, Outcome
from .identity_check import IdentityCheck
from .link_log import LinkLog
from .reader import GroupReader, Surroundings
from .registered import registered_groups, registered_instances
from .signal import Signal

type MikrotikConfigEntry = ConfigEntry[MonitoredRouter]


class MonitoredRouter:
    """What belongs to one router while its entry is loaded: wiring, and what is known of it.

    The state of the link belongs here, not to a tier: when it is lost all entities go unavailable
    at once, when it returns every tier polls at once. What else follows from an answer is in the
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
        self.hass = hass
        self.entry = entry
        self.client = client
        self.settings = settings
        self.checked = identity
        self.catalogue = catalogue_of(entry)
        self.interfaces = InterfaceIndex()
        self.default_routes = DefaultRoutes()
        self.device_id = ""
        self.level = RecordingLevel.BALANCED
        self.connected_at = hass.loop.time()
        # A read has ended, well or not; the link was lost, is back, or is missing for another
        # reason; an instance has gone for good; the options or the interfaces have changed what is
        # to exist.
        self.link_changed = Signal[()](f"{entry.title}: following the link")
        self.instance_gone = Signal[Group, str](f"{entry.title}: removing an instance")
        self.existence_changed = Signal[()](f"{entry.title}: adding entities")
        self.url_changed = Signal[str](f"{entry.title}: changing the device's link")
        self.stopped = Signal[()](f"{entry.title}: stopping")
        known = registered_groups(hass, entry.entry_id, self.catalogue)
        self._states = {
            group.key: GroupState(group=group, has_answered=group.key in known)
            for group in self._groups.values()
        }
        self._reader = GroupReader(
            hass,
            entry.title,
            client,
            self,
            Surroundings(
                interfaces=self.interfaces,
                default_routes=self.default_routes,
                polling=self.polling,
                interval_of=lambda tier: self.coordinators[tier].interval,
                comparable_since=self._comparable_since,
                registered=self._registered,
            ),
        )
        self.group_done = self._reader.done
        self.coordinators = {
            tier.key: TierCoordinator(
                hass,
                entry,
                tier,
                [state for state in self._states.values() if state.group.tier is tier],
                read=self._reader.async_read,
                is_connected=lambda: client.connected,
            )
            for tier in TIERS
        }
        self._derivation = Derivation(self._states, self._derive)
        self._was_connected = False
        self._log = LinkLog(entry.title)
        self._index_revision = 0
        self._wire()

    @property
    def _groups(self) -> Mapping[str, Group]:
        return self.catalogue.groups

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
        """Return since when counters have gone on: the router's start, else that of the link."""
        booted_at = self.checked.booted_at
        return self.connected_at if booted_at is None else booted_at

    def states(self) -> Iterator[GroupState]:
        """Yield what is known of each group."""
        yield from self._states.values()

    def state[RowT](self, group: Group[RowT]) -> GroupState[RowT] | None:
        """Return what is known of a group, None where the router's catalogue lacks it."""
        return self._states.get(group.key)

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group, None where it is not good any more."""
        state = self._states.get(group.key)
        return None if state is None else state.latest

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps, oldest first; none if the last is not good."""
        state = self._states.get(group.key)
        return state.history if state is not None and state.available else ()

    async def async_start(self) -> None:
        """Ask what is quick and wait for it, then put all tiers on their grid.

        The slower tiers ask for pings and long tables: their entities come when they answer. A
        router that is away is tried again from now on.
        """
        self._was_connected = self.client.connected
        self._follow_link()
        if self._was_connected:
            await self.coordinators[REALTIME.key].async_config_entry_first_refresh()
        self.async_apply_options()
        self.client.start(self._link_changed)
        for tier in TIERS:
            if tier is not REALTIME:
                self.coordinators[tier.key].async_poll()

    async def async_stop(self, _: Event | None = None) -> None:
        """Stop asking and close the link."""
        self.stopped.send()
        for coordinator in self.coordinators.values():
            await coordinator.async_shutdown()
        await self.client.close()

    @callback
    def async_apply_options(self) -> None:
        """Apply the interval, the recording level and what is to exist, without a reload."""
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

    def _apply_catalogue(self, catalogue: Catalogue) -> None:
        """Have what was chosen exist, and read it at once."""
        self.catalogue = catalogue
        self.existence_changed.send()
        self._request_full_reads()
        for coordinator in self.coordinators.values():
            coordinator.async_poll()

    def _registered(self, group: str) -> AbstractSet[str]:
        """Return the instances of a group that have entities."""
        found = registered_instances(self.hass, self.entry.entry_id, self.catalogue)
        return found.get(group, frozenset())

    @callback
    def async_require_metric(self, metric: str) -> CALLBACK_TYPE:
        """Have a metric read although it may have no enabled entity, until told otherwise."""
        group = self.catalogue.group_of(metric)
        return self._states[group.key].require(metric)

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
        """Follow the link: it was lost, is back, or cannot be opened for another reason."""
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
        """Forget what the session that is over has brought."""
        self.connected_at = self.hass.loop.time()
        self.interfaces.clear()
        self.default_routes.clear()
        for coordinator in self.coordinators.values():
            coordinator.async_link_lost()

    def _follow_link(self) -> None:
        """Show, log and report how the link is."""
        self._update_link_state()
        self._log.follow(self.client.lost_reason, self.client.bulk_error)
        self.link_changed.send()

    def _update_link_state(self) -> None:
        """Read what is about the link itself: nothing is asked."""
        for state in self.states():
            if state.group.survives_link_loss:
                self._derive(state, state.group.keys)

    @callback
    def _derive(self, state: GroupState, keys: frozenset[str]) -> None:
        """Make a group of what is known: nothing is asked, so it is done at once."""
        self.entry.async_create_background_task(
            self.hass,
            self._reader.async_read(state, keys),
            f"{self.entry.title} {state.group.key}",
            eager_start=True,
        )

    @callback
    def _request_full_reads(self) -> None:
        """Begin the hourly pass: all tiers ask for everything once, to find what is new."""
        for coordinator in self.coordinators.values():
            coordinator.async_request_full_read()

    @callback
    def _ask_followers(self, source: GroupState) -> None:
        """Ask for all of the groups of which this one's full answer says what they have."""
        if source.outcome is Outcome.ANSWERED and source.current and source.current.is_full:
            for state in self.states():
                if any(group.key == source.group.key for group in state.group.follows):
                    state.full_read_due = True

    @callback
    def _follow_interfaces(self, _: GroupState) -> None:
        """Have what a port's first link brings exist as soon as it has one."""
        if self.interfaces.revision != self._index_revision:
            self._index_revision = self.interfaces.revision
            self.existence_changed.send()
