"""The base of all entities: a metric of an instance, as the router last told it."""

from abc import abstractmethod
from collections.abc import Callable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import MetricContext, TierCoordinator
from .group_state import GroupState
from .metrics.model import Group, Metric, MetricValue, Scope
from .recording import HOLD, Gate, gate_for
from .router import MikrotikConfigEntry, MonitoredRouter


class MetricEntity[MetricT: Metric](CoordinatorEntity[TierCoordinator]):
    """An entity of one metric; a new state is written only when it is worth one."""

    _attr_has_entity_name = True
    entity_description: MetricT

    def __init__(
        self, router: MonitoredRouter, state: GroupState, metric: MetricT, instance: str
    ) -> None:
        """Describe the entity; it reads its value when it is added."""
        super().__init__(
            router.coordinators[state.group.tier.key],
            context=MetricContext(group=state.group.key, metric=metric.key),
        )
        self.entity_description = metric
        self._router = router
        self._state = state
        self._instance = instance
        self._level = router.level
        self._gate: Gate = gate_for(metric, self._level)
        self._revision = -1
        self._is_known = False
        self._attr_unique_id = router.entity_unique_id(metric.key, instance)
        row = state.complete.rows.get(instance) if state.complete else None
        self._attr_translation_key = metric.name_key(row)
        self._attr_translation_placeholders = {"instance": state.label(instance)}
        self._attr_device_info = self._device()
        self._attr_entity_registry_enabled_default = self._starts_enabled()

    def _starts_enabled(self) -> bool:
        """Return whether it is on at first: not for every instance, nor one of too many."""
        metric, complete = self.entity_description, self._state.complete
        if complete is None or not metric.entity_registry_enabled_default:
            return metric.entity_registry_enabled_default
        if self._state.group.is_crowd(self._instance, complete.rows):
            return False
        return metric.enabled_for is None or metric.enabled_for(complete.rows[self._instance])

    def _device(self) -> DeviceInfo | ChildDeviceInfo:
        """Return the router, or the interface as a part of it."""
        router = self._router
        if self._state.group.scope is Scope.INTERFACE:
            return ChildDeviceInfo(
                identifiers={router.child_identifier(self._instance)},
                name=router.interface_label(self._instance),
                parent_device_id=router.device_id,
            )
        return DeviceInfo(identifiers={(DOMAIN, router.unique_id)})

    @property
    @override
    def available(self) -> bool:
        """Return whether the router is there and told this instance last time."""
        return self._is_known

    @override
    async def async_added_to_hass(self) -> None:
        """Read the value there is before the first state is written."""
        await super().async_added_to_hass()
        for key in self.entity_description.needs:
            self.async_on_remove(self._router.async_keep_reading(key))
        self._take()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state when there is one worth writing."""
        if self._level is not self._router.level:
            self._level = self._router.level
            self._gate = gate_for(self.entity_description, self._level)
        if self._take():
            self.async_write_ha_state()

    def _take(self) -> bool:
        """Take what the router told last; return whether a state is to be written."""
        state = self._state
        if not state.available or state.current is None or self._instance not in state.current.rows:
            return self._went_away()
        if state.revision == self._revision:
            return False
        self._revision = state.revision
        came_back, self._is_known = not self._is_known, True
        value = self.entity_description.value(self._instance, state.current, state.previous)
        offered = self._gate.offer(value, state.current.at)
        if offered is HOLD:
            return came_back
        return self._show(self.entity_description.rounded(offered)) or came_back

    def _went_away(self) -> bool:
        """Take note that the value is not known; a total that was held back is written first."""
        if not self._is_known:
            return False
        self._revision = -1
        held_back = self._gate.flush()
        if held_back is not HOLD and self._show(self.entity_description.rounded(held_back)):
            self.async_write_ha_state()
        self._is_known = False
        return True

    @abstractmethod
    def _show(self, value: MetricValue) -> bool:
        """Make a value the entity's own; return whether it is another one."""


@callback
def async_add_metric_entities[MetricT: Metric](
    entry: MikrotikConfigEntry,
    kind: type[MetricT],
    make: Callable[[MonitoredRouter, GroupState, MetricT, str], MetricEntity[MetricT]],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the entities of one kind now and whenever the router shows a new instance.

    A metric the router does not tell of an instance gets no entity.
    """
    router = entry.runtime_data
    added: dict[str, set[tuple[str, str]]] = {}

    @callback
    def group_read(state: GroupState) -> None:
        if state.complete is None:
            return
        present = {
            (metric.key, instance): metric
            for instance, row in state.complete.rows.items()
            for metric in state.group.metrics_of(instance)
            if isinstance(metric, kind) and metric.is_told(row)
        }
        known = added.get(state.group.key, set())
        added[state.group.key] = known | present.keys()
        async_add_entities(
            make(router, state, metric, instance)
            for (key, instance), metric in present.items()
            if (key, instance) not in known
        )

    @callback
    def instance_removed(group: Group, instance: str) -> None:
        known = added.get(group.key, set())
        added[group.key] = {key for key in known if key[1] != instance}

    entry.async_on_unload(router.async_subscribe(group_read, instance_removed))
