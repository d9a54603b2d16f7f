"""The base classes of all entities: of the router, and of a metric of one of its instances."""

from abc import abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar, override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.typing import UNDEFINED, UndefinedType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .admin import async_demand_admin
from .alerts.center import alert_center
from .alerts.model import Transition
from .const import DOMAIN, LOGGER
from .metrics.catalogue import EntityKey
from .metrics.interface import INTERFACE
from .metrics.model import Group, Metric, MetricValue, Scope
from .polling import GroupState, MetricContext, MonitoredRouter, Operation, TierCoordinator
from .recording.gates import NO_WRITE, Gate, gate_for


@lru_cache(maxsize=1024)
def _named(label: str) -> Mapping[str, str]:
    """Return the name placeholders of an instance's entities, made once for all of them."""
    return {"instance": label}


class RouterEntity(Entity):
    """An entity of a router or of one of its interfaces, identified by a key of its catalogue."""

    _attr_has_entity_name = True

    def __init__(
        self, router: MonitoredRouter, key: str, instance: str = "", *, group: Group | None = None
    ) -> None:
        """Assign the entity to a device: the interface's if its group belongs there."""
        self._router = router
        self._instance = instance
        self._attr_unique_id = router.catalogue.unique_id(key, instance)
        self._group = group
        if group is not None and group.subentry_id is not None:
            self.device_entry = dr.async_get(router.hass).async_get(router.device_id)

    @property
    @override
    def device_info(self) -> DeviceInfo | ChildDeviceInfo | None:
        """Return the entity's device; only needed when it is added, so it is not cached."""
        group = self._group
        if group is not None and group.subentry_id is not None:
            # A device info would move the router's device into the subentry.
            return None
        is_interfaces = group is not None and group.scope is Scope.INTERFACE
        return self._interface() if is_interfaces else self._own()

    def _own(self) -> DeviceInfo:
        return DeviceInfo(identifiers={(DOMAIN, self._router.catalogue.router)})

    def _interface(self) -> ChildDeviceInfo:
        """Return the interface as a child device of the router."""
        router = self._router
        state = router.state(INTERFACE)
        return ChildDeviceInfo(
            identifiers={(DOMAIN, router.catalogue.device_key(self._instance))},
            name=self._instance if state is None else state.label(self._instance),
            parent_device_id=router.device_id,
        )


class OperationEntity(RouterEntity):
    """An entity to control or monitor a router's polling, also while the router is away."""

    _attr_should_poll = False

    @property
    def _operation(self) -> Operation:
        return self._router.operation

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the link, the collection switch, and the watchdog."""
        await super().async_added_to_hass()
        for signal in (
            self._router.link_changed,
            self._operation.changed,
            self._operation.watchdog.recovered,
        ):
            self.async_on_remove(signal.connect(self.async_write_ha_state))

    async def _async_demand_admin(self) -> None:
        """Raise Unauthorized if the current call is by a user who is not an admin."""
        await async_demand_admin(self.hass, self._context)


class AlertEntity(RouterEntity):
    """An entity of a router's alerts, available also while the router is away."""

    _attr_should_poll = False

    @override
    async def async_added_to_hass(self) -> None:
        """Follow changes of the router's alerts."""
        await super().async_added_to_hass()
        center, entry_id = alert_center(self.hass), self._router.entry.entry_id
        self.async_on_remove(center.async_follow(entry_id, self._follow))

    @callback
    def _follow(self, changes: tuple[Transition, ...]) -> None:
        """Write the current state."""
        del changes
        self.async_write_ha_state()


class MetricEntity[MetricT: Metric](RouterEntity, CoordinatorEntity[TierCoordinator]):
    """An entity of one metric; a state is written only if the change is worth recording."""

    entity_description: MetricT
    # Whether it shows more of a row than the metric's value.
    _looks_at_each: ClassVar = False

    def __init__(
        self,
        router: MonitoredRouter,
        state: GroupState,
        metric: MetricT,
        instance: str,
        *,
        is_enabled: bool = True,
    ) -> None:
        """Initialise the entity; it reads its value when it is added."""
        RouterEntity.__init__(self, router, metric.key, instance, group=state.group)
        CoordinatorEntity.__init__(
            self,
            router.coordinators[state.group.tier.key],
            context=MetricContext.of(state.group.key, metric.key),
        )
        self.entity_description = metric
        self._state = state
        self._level = router.level
        self._gate: Gate = gate_for(metric, self._level)
        self._revision = -1
        # The value that need not be processed again, UNDEFINED if each reading must be.
        self._seen: MetricValue | UndefinedType = UNDEFINED
        self._is_known = False
        self._has_failed = False
        self._attr_entity_registry_enabled_default = is_enabled
        own_name = metric.own_name(state.label(instance) if instance else "")
        if own_name is not None:
            self._attr_name = own_name
        else:
            row = state.last_full.rows.get(instance) if state.last_full else None
            self._attr_translation_key = metric.name_key(row)
            self._attr_translation_placeholders = _named(state.label(instance))

    @property
    def key(self) -> EntityKey:
        """Return the key of the entity."""
        return EntityKey(self.entity_description.key, self._instance)

    @callback
    def belongs_to(self, state: GroupState) -> bool:
        """Return whether the entity shows a metric of this group."""
        return self._state is state

    @property
    @override
    def available(self) -> bool:
        """Return whether the router is connected and its last response had this instance."""
        return self._is_known

    @override
    async def async_added_to_hass(self) -> None:
        """Read the current value before the first state is written."""
        await super().async_added_to_hass()
        for key in self.entity_description.requires:
            self.async_on_remove(self._router.async_require_metric(key))
        self._process_reading()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state if it is worth recording."""
        if self._level is not self._router.level:
            self._level = self._router.level
            self._gate = gate_for(self.entity_description, self._level)
            self._seen = UNDEFINED
        if self._process_reading():
            self._router.load.states += 1
            self.async_write_ha_state()

    def _process_reading(self) -> bool:
        """Process the group's last reading; return whether a state is to be written."""
        state = self._state
        if state.revision == self._revision:
            return False
        reading = state.latest
        row = None if reading is None else reading.rows.get(self._instance)
        if reading is None or row is None:
            return self._went_away()
        self._revision = state.revision
        try:
            value = self.entity_description.value(self._instance, reading, state.previous)
            if value == self._seen:
                return False
            value = self._possible(row, value)
        except Exception as err:  # noqa: BLE001 - an unexpected value affects this entity alone.
            return self._failed(err)
        self._has_failed = False
        came_back, self._is_known = not self._is_known, True
        offered = self._gate.offer(value, reading.at)
        if offered is NO_WRITE:
            return came_back
        return self._show(self.entity_description.rounded(offered)) or came_back

    def _possible(self, row: object, value: MetricValue) -> MetricValue:
        """Return a value, None for one that is impossible."""
        if self.entity_description.is_possible(row, value):
            # None may become an impossible value later: check it each time.
            is_open = value is None or self._looks_at_each or self._gate.needs_each
            self._seen = UNDEFINED if is_open else value
            return value
        self._seen = UNDEFINED
        self._state.note_impossible(self.entity_description.key)
        return None

    def _failed(self, err: Exception) -> bool:
        """Become unavailable if a reading yields no value; log the error once."""
        if not self._has_failed:
            self._has_failed = True
            reason = f"{type(err).__name__}: {err}"
            key = self.entity_description.key
            LOGGER.error("%s: %s has no value: %s", self.coordinator.name, key, reason)
        return self._went_away()

    def _went_away(self) -> bool:
        """Become unavailable; a total that was held back is written first."""
        self._seen = UNDEFINED
        if not self._is_known:
            return False
        held_back = self._gate.flush()
        if held_back is not NO_WRITE and self._show(self.entity_description.rounded(held_back)):
            self.async_write_ha_state()
        self._is_known = False
        return True

    @abstractmethod
    def _show(self, value: MetricValue) -> bool:
        """Store a value as the entity's state; return whether it has changed."""
