"""Binary sensors: metrics that are on or off."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .added_entities import async_add_metric_entities
from .alerts.center import alert_center
from .const import PROBLEM_KEY
from .entity import AlertEntity, MetricEntity
from .metrics.model import BinaryMetric, MetricValue
from .polling import MikrotikConfigEntry, MonitoredRouter

# The coordinators poll; entities only show.
PARALLEL_UPDATES = 0

PROBLEM = BinarySensorEntityDescription(
    key=PROBLEM_KEY,
    translation_key=PROBLEM_KEY,
    device_class=BinarySensorDeviceClass.PROBLEM,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of a router, now and when new instances appear."""
    async_add_entities([ProblemSensor(entry.runtime_data, PROBLEM)])
    async_add_metric_entities(
        entry, Platform.BINARY_SENSOR, BinaryMetric, MetricBinarySensor, async_add_entities
    )


class ProblemSensor(AlertEntity, BinarySensorEntity):
    """Whether a router has an active alert that is more than information."""

    def __init__(self, router: MonitoredRouter, description: BinarySensorEntityDescription) -> None:
        """Describe the sensor."""
        super().__init__(router, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool:
        """Return whether such an alert is active."""
        active = alert_center(self.hass).active(self._router.entry.entry_id)
        return any(alert.severity.is_problem for alert in active)


class MetricBinarySensor(MetricEntity[BinaryMetric], BinarySensorEntity):
    """A metric as a binary sensor."""

    entity_description: BinaryMetric

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show a value; return whether it has changed."""
        state = None if value is None else bool(value)
        changed = state != self._attr_is_on
        self._attr_is_on = state
        return changed
