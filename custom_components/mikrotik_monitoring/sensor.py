"""Sensors: every metric that is a number, a time or a text."""

from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .adding import async_add_metric_entities
from .entity import MetricEntity
from .metrics.model import MetricValue, SensorMetric
from .polling import MikrotikConfigEntry

# The coordinators ask; entities only show.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of a router, now and as its instances come."""
    async_add_metric_entities(
        entry, Platform.SENSOR, SensorMetric, MetricSensor, async_add_entities
    )


class MetricSensor(MetricEntity[SensorMetric], SensorEntity):
    """A metric as a sensor."""

    entity_description: SensorMetric

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show a value; return whether it is another one."""
        changed = value != self._attr_native_value
        self._attr_native_value = value
        return changed
