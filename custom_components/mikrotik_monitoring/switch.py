"""The switch that turns the polling of a router on and off."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import COLLECTION_KEY
from .entity import OperationEntity
from .polling import MikrotikConfigEntry, MonitoredRouter
from .polling.collection import async_set_collected

# Each call sets the wanted state and waits for a running change.
PARALLEL_UPDATES = 0

COLLECTION = SwitchEntityDescription(
    key=COLLECTION_KEY, translation_key="collection", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch of a router, whether it responds or not."""
    async_add_entities([CollectionSwitch(entry.runtime_data, COLLECTION)])


class CollectionSwitch(OperationEntity, SwitchEntity):
    """Whether the router is polled at all; survives restarts."""

    def __init__(self, router: MonitoredRouter, description: SwitchEntityDescription) -> None:
        """Describe the switch."""
        super().__init__(router, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the router is polled."""
        return self._operation.is_collecting

    @override
    async def async_turn_on(self, **_: Any) -> None:
        """Resume polling the router."""
        await self._async_set(is_on=True)

    @override
    async def async_turn_off(self, **_: Any) -> None:
        """Close both connections and stop polling."""
        await self._async_set(is_on=False)

    async def _async_set(self, *, is_on: bool) -> None:
        await self._async_demand_admin()
        async_set_collected(self.hass, self._router.entry, is_on=is_on)
        await self._operation.async_follow_collection()
