"""Device trackers: the position of a router with a GPS receiver, if the user enabled it."""

from typing import ClassVar, Final, override

from homeassistant.components.device_tracker import TrackerEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.location import distance

from .added_entities import async_add_metric_entities
from .entity import MetricEntity
from .metrics.model import MetricValue, TrackerMetric
from .metrics.position import Position
from .polling import MikrotikConfigEntry

# The coordinators poll; entities only show.
PARALLEL_UPDATES = 0

# Metres that a stationary receiver seems to move: no state is written for less.
_STANDS_STILL: Final = 25.0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the tracker of a router, now or when it is enabled."""
    async_add_metric_entities(
        entry, Platform.DEVICE_TRACKER, TrackerMetric, MetricTracker, async_add_entities
    )


class MetricTracker(MetricEntity[TrackerMetric], TrackerEntity):
    """A metric as a place on the map."""

    entity_description: TrackerMetric
    _looks_at_each: ClassVar = True
    _shown: Position | None = None

    @override
    def _show(self, value: MetricValue) -> bool:
        """Show the position, none if it is unknown; return whether it has moved."""
        position = self._position() if value else None
        if position is not None and self._shown is not None and _is_near(position, self._shown):
            return False
        changed = position != self._shown
        self._shown = position
        self._attr_latitude = None if position is None else position.latitude
        self._attr_longitude = None if position is None else position.longitude
        return changed

    def _position(self) -> Position | None:
        """Return the position in the last reading."""
        reading = self._state.current
        row = reading.rows.get(self._instance) if reading else None
        return None if row is None else self.entity_description.position(row)


def _is_near(one: Position, other: Position) -> bool:
    """Return whether two positions are within a receiver's error of each other."""
    metres = distance(*one, *other)
    return metres is not None and metres < _STANDS_STILL
