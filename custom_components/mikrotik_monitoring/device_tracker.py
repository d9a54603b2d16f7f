"""Device trackers: where a router with a GPS receiver is, if its owner chose to know."""

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

# The coordinators ask; entities only show.
PARALLEL_UPDATES = 0

# Metres by which a receiver that stands still is seen to move: no state is written for less.
_STANDS_STILL: Final = 25.0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the tracker of a router, now or when it is chosen."""
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
        """Show where it is, nothing where that is not known; return whether it has moved."""
        position = self._position() if value else None
        if position is not None and self._shown is not None and _is_near(position, self._shown):
            return False
        changed = position != self._shown
        self._shown = position
        self._attr_latitude = None if position is None else position.latitude
        self._attr_longitude = None if position is None else position.longitude
        return changed

    def _position(self) -> Position | None:
        """Return where the last reading has it."""
        reading = self._state.current
        row = reading.rows.get(self._instance) if reading else None
        return None if row is None else self.entity_description.position(row)


def _is_near(one: Position, other: Position) -> bool:
    """Return whether two places are as far from each other as a receiver errs."""
    metres = distance(*one, *other)
    return metres is not None and metres < _STANDS_STILL
