"""One monitored router: its link, its tiers, its devices, and the instances it has."""

from collections.abc import Callable, Iterator, Set as AbstractSet

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .availability import HOLD, RUNNING, async_availability
from .const import (
    DOMAIN,
    LOGGER,
    MANUFACTURER,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
)
from .coordinator import MetricContext, TierCoordinator
from .group_state import Fate, GroupState
from .issues import async_clear_missing_policy, async_report_missing_policy
from .metrics import CATALOGUE
from .metrics.identity import IDENTITY, RouterIdentity
from .metrics.interface import INTERFACE
from .metrics.model import LONG, MEDIUM, REALTIME, SHORT, TIERS, Group, Polling, Reading, Scope
from .presence import Presence
from .recording import RecordingLevel
from .routeros import Client, LinkSettings

type MikrotikConfigEntry = ConfigEntry[MonitoredRouter]


class MonitoredRouter:
    """Everything that belongs to one router while its entry is loaded.

    The state of the link belongs here, not to a tier: when it is lost all entities go unavailable
    at once, when it returns every tier polls at once.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MikrotikConfigEntry,
        client: Client,
        settings: LinkSettings,
        identity: RouterIdentity,
        configuration_url: str,
    ) -> None:
        """Take over a client whose link is open."""
        self.hass = hass
        self.entry = entry
        self.client = client
        self.settings = settings
        self.identity = identity
        self.unique_id = entry.unique_id or identity.unique_id
        self.configuration_url = configuration_url
        self.coordinators = {
            tier.key: TierCoordinator(
                hass,
                entry,
                client,
                tier,
                (group for group in CATALOGUE if group.tier is tier),
                watch=self,
                before_tick=self._ask_all if tier is LONG else None,
            )
            for tier in TIERS
        }
        self.device_id = self._register_device()
        self._availability = async_availability(hass, entry)
        self._was_connected = True
        self._connected_at = hass.loop.time()
        self._listeners: list[
            tuple[Callable[[GroupState], None], Callable[[Group, str], None]]
        ] = []
        self._missing_policies: set[str] = set()
        self._presence = {
            group.key: Presence(known=self._registered_instances(group))
            for group in CATALOGUE
            if group.has_instances
        }

    @property
    def level(self) -> RecordingLevel:
        """Return how much of the realtime values reaches the recorder."""
        level = self.entry.options.get(OPTION_RECORDING_LEVEL, RecordingLevel.BALANCED)
        return RecordingLevel(level)

    def states(self) -> Iterator[tuple[TierCoordinator, GroupState]]:
        """Yield what is known of each group, with the coordinator that asks for it."""
        for coordinator in self.coordinators.values():
            for state in coordinator.data.values():
                yield coordinator, state

    async def async_start(self) -> None:
        """Ask what is quick and wait for it, then put all tiers on their grid.

        The tiers between ask for pings and long tables: their entities come when they answer.
        """
        self._look_at_link()
        for tier in (REALTIME, LONG):
            await self.coordinators[tier.key].async_config_entry_first_refresh()
        self.async_apply_options()
        self.client.start(self._link_changed)
        for tier in (SHORT, MEDIUM):
            self.coordinators[tier.key].async_poll()

    async def async_stop(self, _: Event | None = None) -> None:
        """Stop asking and close the link; what was reported is reported anew when it returns."""
        for policy in self._missing_policies:
            async_clear_missing_policy(self.hass, self.entry, policy)
        for coordinator in self.coordinators.values():
            await coordinator.async_shutdown()
        await self.client.close()
        self._availability.pause()

    @callback
    def async_apply_options(self) -> None:
        """Take the interval and the recording level from the options, without a reload."""
        for coordinator in self.coordinators.values():
            raised = self.entry.options.get(OPTION_REALTIME_INTERVAL)
            coordinator.async_start(raised if coordinator.tier is REALTIME else None)
            coordinator.async_update_listeners()

    @callback
    def async_set_configuration_url(self, url: str) -> None:
        """Change where the device page's link leads."""
        self.configuration_url = url
        self._register_device()

    @callback
    def async_subscribe(
        self, listener: Callable[[GroupState], None], removed: Callable[[Group, str], None]
    ) -> CALLBACK_TYPE:
        """Call ``listener`` after each complete reading of a group, and now for those there are.

        ``removed`` is called when the entities of a group's instance have been removed.
        """
        subscription = (listener, removed)
        self._listeners.append(subscription)
        for _, state in self.states():
            if state.complete is not None:
                listener(state)
        return lambda: self._listeners.remove(subscription)

    @callback
    def async_keep_reading(self, metric: str) -> CALLBACK_TYPE:
        """Have a metric read although it may have no enabled entity, until told otherwise."""
        coordinator, state = next(
            (coordinator, state)
            for coordinator, state in self.states()
            if metric in state.group.keys
        )
        context = MetricContext(group=state.group.key, metric=metric, kept=True)
        return coordinator.async_add_listener(lambda: None, context)

    def entity_unique_id(self, metric: str, instance: str) -> str:
        """Return what an entity is known by: never the router's address or its ``.id``."""
        return "_".join(filter(None, (self.unique_id, metric, instance)))

    def child_identifier(self, instance: str) -> tuple[str, str]:
        """Return what an interface's device is known by."""
        return (DOMAIN, f"{self.unique_id}_{instance}")

    def interface_label(self, instance: str) -> str:
        """Return what a person calls an interface."""
        return self.coordinators[INTERFACE.tier.key].data[INTERFACE.key].label(instance)

    def is_listed(self, identifiers: AbstractSet[tuple[str, str]]) -> bool:
        """Return whether a device is the router or an interface it lists now."""
        if (DOMAIN, self.unique_id) in identifiers:
            return True
        state = self.coordinators[INTERFACE.tier.key].data[INTERFACE.key]
        listed = state.current.rows if state.current else ()
        return any(self.child_identifier(instance) in identifiers for instance in listed)

    @callback
    def _link_changed(self) -> None:
        """Take note that the link was lost, is back, or that the login is refused for good."""
        if self.client.auth_failed:
            self.entry.async_start_reauth(self.hass)
        self._look_at_link()
        connected = self.client.connected
        if connected == self._was_connected:
            return
        self._was_connected = connected
        for coordinator in self.coordinators.values():
            coordinator.async_forget()
        for presence in self._presence.values():
            presence.unheard()
        self._observe_availability()
        if not connected:
            LOGGER.info("%s: link lost: %s", self.entry.title, self.client.lost_reason)
            return
        LOGGER.info("%s: link is back", self.entry.title)
        self._connected_at = self.hass.loop.time()
        for coordinator in self.coordinators.values():
            coordinator.async_poll()

    def _look_at_link(self) -> None:
        """Read what is about the link itself."""
        for coordinator in self.coordinators.values():
            coordinator.async_look()

    def known(self, group: str) -> Reading | None:
        """Return the last reading of a group, if it is still good."""
        return next(reversed(self.recent(group)), None)

    def recent(self, group: str) -> tuple[Reading, ...]:
        """Return the readings of a group that it keeps, if the last is still good."""
        for _, state in self.states():
            if state.group.key == group and state.available:
                return state.recent
        return ()

    def polling(self) -> Polling:
        """Return what the polling has cost so far."""
        return Polling(
            logins=self.client.logins,
            commands=self.client.commands,
            bytes_received=self.client.bytes_received,
            skipped=sum(tier.skipped for tier in self.coordinators.values()),
            durations={key: tier.last_duration for key, tier in self.coordinators.items()},
        )

    async def async_tier_polled(self, polled: TierCoordinator) -> None:
        """Read what is made of a tier's readings, at first when every tier has been asked.

        Made of half of what the router tells, a score would be too good for a minute.
        """
        tiers = self.coordinators.values()
        if all(tier.is_polled for tier in tiers):
            for tier in tiers:
                await tier.async_derive(late=tier is not polled)

    @callback
    def _ask_all(self) -> None:
        """Begin the hourly pass: all tiers ask for everything once, to find what is new."""
        for coordinator in self.coordinators.values():
            coordinator.async_ask_all()

    @callback
    def group_answered(self, state: GroupState, whole: bool) -> None:  # noqa: FBT001 - a callback.
        """Look after what an answer changes beside the entities it feeds."""
        self._observe_availability()
        self._report_policy(state.group.policy)
        if state.fate is not Fate.ANSWERED or state.current is None:
            if presence := self._presence.get(state.group.key):
                presence.unheard()
            return
        if state.group is IDENTITY:
            self._identity_answered(state.current.rows[""])
        if whole:
            for listener, _ in tuple(self._listeners):
                listener(state)
            self._ask_followers(state.group)
        if state.group is INTERFACE and whole:
            self._rename_children(state)
        if state.group.has_instances:
            self._remove_missing(state)

    def _observe_availability(self) -> None:
        """Tell what counts for the statistics: whether the router answers, which links are up."""
        if not self.client.connected:
            self._availability.lost(self.client.lost_reason)
            return
        state = self.coordinators[INTERFACE.tier.key].data[INTERFACE.key]
        reading = state.current if state.available and RUNNING in state.asked else None
        if reading is None or self.hass.loop.time() - reading.at > HOLD:
            self._availability.observe({})
            return
        links = {instance: row.running for instance, row in reading.rows.items()}
        self._availability.observe(links)

    def _report_policy(self, policy: str) -> None:
        """Keep one repair issue per policy as long as any group is refused for lack of it."""
        is_missing = any(
            state.fate is Fate.FORBIDDEN and state.group.policy == policy
            for _, state in self.states()
        )
        if is_missing and policy not in self._missing_policies:
            self._missing_policies.add(policy)
            async_report_missing_policy(self.hass, self.entry, policy)
        elif not is_missing and policy in self._missing_policies:
            self._missing_policies.discard(policy)
            async_clear_missing_policy(self.hass, self.entry, policy)

    def _identity_answered(self, identity: RouterIdentity) -> None:
        """Follow the router's name and version; another router at its address is an error."""
        if identity.unique_id and identity.unique_id != self.unique_id:
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)
        elif identity != self.identity:
            self.identity = identity
            self._register_device()

    def _register_device(self) -> str:
        """Create or update the router's device; return its id."""
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(DOMAIN, self.unique_id)},
            manufacturer=MANUFACTURER,
            model=self.identity.model,
            name=self.identity.name,
            serial_number=self.identity.serial_number,
            sw_version=self.identity.version,
            configuration_url=self.configuration_url,
        )
        return device.id

    def _rename_children(self, state: GroupState) -> None:
        """Let the interfaces' devices follow the names and comments on the router."""
        registry = dr.async_get(self.hass)
        for instance in state.current.rows if state.current else ():
            device = registry.async_get_child_device_by_identifier(
                self.child_identifier(instance), self.entry.entry_id
            )
            label = state.label(instance)
            if device is not None and device.name != label:
                registry.async_update_child_device(device.id, name=label)

    def _remove_missing(self, state: GroupState) -> None:
        """Remove the instances the router positively no longer has."""
        if state.current is None:
            return
        gone = self._presence[state.group.key].listed(
            state.current.listed,
            at=state.current.at,
            link_up_since=self._connected_at,
            hourly=state.hourly,
        )
        for instance in gone:
            LOGGER.debug("%s: %s is gone", self.entry.title, instance)
            self._remove_instance(state.group, instance)
            self._look_again(state.group, instance)

    def _look_again(self, group: Group, instance: str) -> None:
        """Ask for what is complete without an instance that went: when it returns it is new.

        With an interface goes what any group has on its page.
        """
        for _, state in self.states():
            on_its_page = group.scope is state.group.scope is Scope.INTERFACE
            if state.group is group or on_its_page:
                state.wants_all = True
                for _, removed in tuple(self._listeners):
                    removed(state.group, instance)

    def _ask_followers(self, group: Group) -> None:
        """Ask for all of the groups that this one's answer tells what they have."""
        for _, state in self.states():
            if group.key in state.group.follows:
                state.wants_all = True

    def _remove_instance(self, group: Group, instance: str) -> None:
        """Remove the entities of an instance, and its device if it has one."""
        devices = dr.async_get(self.hass)
        device = devices.async_get_child_device_by_identifier(
            self.child_identifier(instance), self.entry.entry_id
        )
        if group.scope is Scope.INTERFACE and device is not None:
            devices.async_remove_device(device.id)
            return
        entities = er.async_get(self.hass)
        unique_ids = {self.entity_unique_id(key, instance) for key in group.keys}
        for entity in er.async_entries_for_config_entry(entities, self.entry.entry_id):
            if entity.unique_id in unique_ids:
                entities.async_remove(entity.entity_id)

    def _registered_instances(self, group: Group) -> set[str]:
        """Return the instances of a group that have entities from earlier."""
        entities = er.async_entries_for_config_entry(er.async_get(self.hass), self.entry.entry_id)
        prefixes = tuple(f"{self.unique_id}_{key}_" for key in group.keys)
        return {
            entity.unique_id.removeprefix(prefix)
            for entity in entities
            for prefix in prefixes
            if entity.unique_id.startswith(prefix)
        }
