"""Interfaces that an owner leaves out lose their entities and their device."""

from collections import defaultdict

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN
from ..polling import MonitoredRouter
from ..polling.registered import async_remove_unwanted


class LeftOut:
    """Removes entities and devices of interfaces that are left out; chosen again, they return.

    A new name on the router may also leave an interface out.
    """

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to changes of the watched interfaces."""
        self._router = router
        router.existence_changed.connect(self._remove)

    @callback
    def _remove(self) -> None:
        """Remove the entities and devices of all interfaces that are left out."""
        router = self._router
        left_out = [facts.instance for facts in router.interfaces if facts.is_left_out]
        if not left_out:
            return
        entities = er.async_get(router.hass)
        by_device: dict[str | None, list[str]] = defaultdict(list)
        for entity in er.async_entries_for_config_entry(entities, router.entry.entry_id):
            by_device[entity.device_id].append(entity.entity_id)
        devices = dr.async_get(router.hass)
        for instance in left_out:
            device = devices.async_get_child_device_by_identifier(
                (DOMAIN, router.catalogue.device_key(instance)), router.entry.entry_id
            )
            if device is None:
                continue
            for entity_id in by_device[device.id]:
                async_remove_unwanted(entities, entity_id)
            devices.async_remove_device(device.id)
