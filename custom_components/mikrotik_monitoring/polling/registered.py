"""Which instances have entities already, be it from before Home Assistant started."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..metrics.catalogue import Catalogue


def registered_instances(
    hass: HomeAssistant, entry_id: str, catalogue: Catalogue
) -> dict[str, set[str]]:
    """Return the instances that have entities, by the key of their group."""
    entities = er.async_get(hass)
    found: dict[str, set[str]] = {}
    for entity in er.async_entries_for_config_entry(entities, entry_id):
        key = catalogue.entity_key(entity.unique_id)
        if key is not None and key.instance:
            group = catalogue.group_of(key.metric)
            found.setdefault(group.key, set()).add(key.instance)
    return found
