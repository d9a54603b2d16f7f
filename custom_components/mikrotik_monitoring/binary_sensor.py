"""Binary sensors: every metric that is on or off."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .adding import async_add_metric_entities
from .entity import MetricEntity
from .metrics.model import BinaryMetric, MetricValue
from .polling import MikrotikConfigEntry

# The coordinators ask; entities only show.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of a router, now and as its instances come."""
    async_add_metric_entities(
        entry, Platform.BINARY_SENSOR, BinaryMetric, MetricBinarySensor, async_add_entities
    )


class MetricBinarySensor(MetricEntity[BinaryMetric], BinarySensorEntity):
    """A metric as a binary sensor."""

    entity_description: BinaryMetric

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show a value; return whether it is another one."""
        state = None if value is None else bool(value)
        changed = state != self._attr_is_on
        self._attr_is_on = state
        return changed
