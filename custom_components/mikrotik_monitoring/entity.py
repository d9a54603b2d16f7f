"""The bases of all entities: what is the router's, and a metric of one of its instances."""

from abc import abstractmethod
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.typing import UNDEFINED
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, LOGGER
from .metrics.interface import INTERFACE
from .metrics.model import Group, Metric, MetricValue, Reading, Scope
from .polling import GroupState, MetricContext, MonitoredRouter, TierCoordinator
from .recording.gates import NO_WRITE, Gate, gate_for


class RouterEntity(Entity):
    """An entity of a router or of one of its interfaces, known by a key of its catalogue."""

    _attr_has_entity_name = True

    def __init__(
        self, router: MonitoredRouter, key: str, instance: str = "", *, group: Group | None = None
    ) -> None:
        """Place the entity: on an interface's page where its group stands there."""
        self._router = router
        self._instance = instance
        self._attr_unique_id = router.catalogue.unique_id(key, instance)
        if group is not None and group.subentry_id is not None:
            # A device info would move the router's device into the subentry.
            self.device_entry = dr.async_get(router.hass).async_get(router.device_id)
        else:
            is_interfaces = group is not None and group.scope is Scope.INTERFACE
            self._attr_device_info = self._interface() if is_interfaces else self._own()

    def _own(self) -> DeviceInfo:
        return DeviceInfo(identifiers={(DOMAIN, self._router.catalogue.router)})

    def _interface(self) -> ChildDeviceInfo:
        """Return the interface as a part of the router."""
        router = self._router
        state = router.state(INTERFACE)
        return ChildDeviceInfo(
            identifiers={(DOMAIN, router.catalogue.device_key(self._instance))},
            name=self._instance if state is None else state.label(self._instance),
            parent_device_id=router.device_id,
        )


class MetricEntity[MetricT: Metric](RouterEntity, CoordinatorEntity[TierCoordinator]):
    """An entity of one metric; a new state is written only when it is worth one."""

    entity_description: MetricT

    def __init__(
        self,
        router: MonitoredRouter,
        state: GroupState,
        metric: MetricT,
        instance: str,
        *,
        is_enabled: bool = True,
    ) -> None:
        """Describe the entity; it reads its value when it is added."""
        RouterEntity.__init__(self, router, metric.key, instance, group=state.group)
        CoordinatorEntity.__init__(
            self,
            router.coordinators[state.group.tier.key],
            context=MetricContext(group=state.group.key, metric=metric.key),
        )
        self.entity_description = metric
        self._state = state
        self._level = router.level
        self._gate: Gate = gate_for(metric, self._level)
        self._revision = -1
        self._is_known = False
        self._has_failed = False
        self._attr_entity_registry_enabled_default = is_enabled
        if metric.name in {None, UNDEFINED}:
            row = state.last_full.rows.get(instance) if state.last_full else None
            self._attr_translation_key = metric.name_key(row)
            self._attr_translation_placeholders = {"instance": state.label(instance)}

    @property
    @override
    def available(self) -> bool:
        """Return whether the router is there and had this instance in its last answer."""
        return self._is_known

    @override
    async def async_added_to_hass(self) -> None:
        """Read the value there is before the first state is written."""
        await super().async_added_to_hass()
        for key in self.entity_description.requires:
            if key in self._router.catalogue.metrics:
                self.async_on_remove(self._router.async_require_metric(key))
        self._process_reading()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state when there is one worth writing."""
        if self._level is not self._router.level:
            self._level = self._router.level
            self._gate = gate_for(self.entity_description, self._level)
        if self._process_reading():
            self.async_write_ha_state()

    def _process_reading(self) -> bool:
        """Follow the group's last reading; return whether a state is to be written."""
        state = self._state
        if state.revision == self._revision:
            return False
        reading = state.latest
        if reading is None or self._instance not in reading.rows:
            return self._went_away()
        self._revision = state.revision
        try:
            value = self._value(reading)
        except Exception as err:  # noqa: BLE001 - a value nobody foresaw costs this entity alone.
            return self._failed(err)
        self._has_failed = False
        came_back, self._is_known = not self._is_known, True
        offered = self._gate.offer(value, reading.at)
        if offered is NO_WRITE:
            return came_back
        return self._show(self.entity_description.rounded(offered)) or came_back

    def _value(self, reading: Reading) -> MetricValue:
        """Return the metric's value, None for one that cannot be."""
        metric = self.entity_description
        value = metric.value(self._instance, reading, self._state.previous)
        if metric.is_possible(reading.rows[self._instance], value):
            return value
        self._state.note_impossible(metric.key)
        return None

    def _failed(self, err: Exception) -> bool:
        """Be unavailable where a value cannot be made of a reading; say so once."""
        if not self._has_failed:
            self._has_failed = True
            reason = f"{type(err).__name__}: {err}"
            key = self.entity_description.key
            LOGGER.error("%s: %s has no value: %s", self.coordinator.name, key, reason)
        return self._went_away()

    def _went_away(self) -> bool:
        """Follow that the value is not known; a total that was held back is written first."""
        if not self._is_known:
            return False
        held_back = self._gate.flush()
        if held_back is not NO_WRITE and self._show(self.entity_description.rounded(held_back)):
            self.async_write_ha_state()
        self._is_known = False
        return True

    @abstractmethod
    def _show(self, value: MetricValue) -> bool:
        """Make a value the entity's own; return whether it is another one."""
