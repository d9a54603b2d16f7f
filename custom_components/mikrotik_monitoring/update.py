"""Updates: the installed version and the newer one the router reports; cannot install."""

from typing import ClassVar, override

from homeassistant.components.update import UpdateEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .added_entities import async_add_metric_entities
from .entity import MetricEntity
from .metrics.model import MetricValue, UpdateMetric
from .polling import MikrotikConfigEntry
from .routeros import values

# The coordinators poll; entities only show.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the updates of a router, now and when the router reports them."""
    async_add_metric_entities(
        entry, Platform.UPDATE, UpdateMetric, MetricUpdate, async_add_entities
    )


class MetricUpdate(MetricEntity[UpdateMetric], UpdateEntity):
    """A metric as an update that the router's own tools install."""

    entity_description: UpdateMetric
    _looks_at_each: ClassVar = True

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show the installed and the latest version; return whether one has changed."""
        installed = None if value is None else str(value)
        latest = self._latest()
        changed = (installed, latest) != (self._attr_installed_version, self._attr_latest_version)
        self._attr_installed_version, self._attr_latest_version = installed, latest
        return changed

    @override
    def version_is_newer(self, latest_version: str, installed_version: str) -> bool:
        """Return whether a release is newer than another, also between test versions."""
        latest, installed = values.release(latest_version), values.release(installed_version)
        if latest is None or installed is None:
            return latest_version != installed_version
        return latest > installed

    def _latest(self) -> str | None:
        """Return the newest version the router reports, None before it has checked."""
        reading = self._state.current
        row = reading.rows.get(self._instance) if reading else None
        return None if row is None else self.entity_description.latest(row)
