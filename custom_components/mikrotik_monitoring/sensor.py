"""Sensors: metrics that are a number, a time or a text."""

from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .added_entities import async_add_metric_entities
from .alerts.center import alert_center
from .const import ALERTS_KEY
from .entity import AlertEntity, MetricEntity, OperationEntity
from .metrics.model import MetricValue, SensorMetric
from .polling import MikrotikConfigEntry, MonitoredRouter

# The coordinators poll; entities only show.
PARALLEL_UPDATES = 0

RECOVERIES = SensorEntityDescription(
    key="watchdog.recoveries",
    translation_key="watchdog_recoveries",
    entity_category=EntityCategory.DIAGNOSTIC,
    state_class=SensorStateClass.TOTAL_INCREASING,
)

ACTIVE_ALERTS = SensorEntityDescription(
    key=ALERTS_KEY,
    translation_key="alerts_active",
    state_class=SensorStateClass.MEASUREMENT,
)

# The attribute that lists alerts, and its maximum length.
_ALERTS: Final = "alerts"
_MOST_ALERTS: Final = 20


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of a router, now and when new instances appear."""
    async_add_metric_entities(
        entry, Platform.SENSOR, SensorMetric, MetricSensor, async_add_entities
    )
    router = entry.runtime_data
    async_add_entities(
        [RecoveriesSensor(router, RECOVERIES), ActiveAlertsSensor(router, ACTIVE_ALERTS)]
    )


class MetricSensor(MetricEntity[SensorMetric], SensorEntity):
    """A metric as a sensor."""

    entity_description: SensorMetric

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show a value; return whether it has changed."""
        changed = value != self._attr_native_value
        self._attr_native_value = value
        return changed


class ActiveAlertsSensor(AlertEntity, SensorEntity):
    """How many alerts of a router are active, and which, the worst first."""

    _unrecorded_attributes = frozenset({_ALERTS})

    def __init__(self, router: MonitoredRouter, description: SensorEntityDescription) -> None:
        """Describe the sensor."""
        super().__init__(router, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int:
        """Return the number of active alerts."""
        return len(alert_center(self.hass).active(self._router.entry.entry_id))

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the worst alerts."""
        shown = alert_center(self.hass).shown(self._router.entry.entry_id)
        return {_ALERTS: shown[:_MOST_ALERTS]}


class RecoveriesSensor(OperationEntity, SensorEntity):
    """How often the watchdog has restarted something since the integration was started."""

    def __init__(self, router: MonitoredRouter, description: SensorEntityDescription) -> None:
        """Describe the sensor."""
        super().__init__(router, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int:
        """Return the count."""
        return self._operation.watchdog.count
