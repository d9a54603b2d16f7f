"""Which groups and instances have registered entities, and the removal of entities."""

from collections.abc import Iterator

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..metrics.catalogue import Catalogue


def registered_groups(hass: HomeAssistant, entry_id: str, catalogue: Catalogue) -> set[str]:
    """Return the keys of the groups that have entities: they were read before."""
    return {group for group, _ in _registered(hass, entry_id, catalogue)}


def registered_instances(
    hass: HomeAssistant, entry_id: str, catalogue: Catalogue
) -> dict[str, set[str]]:
    """Return the instances that have entities, by the key of their group."""
    found: dict[str, set[str]] = {}
    for group, instance in _registered(hass, entry_id, catalogue):
        if instance:
            found.setdefault(group, set()).add(instance)
    return found


def enabled_metrics(
    hass: HomeAssistant, entry_id: str, catalogue: Catalogue, group: str
) -> set[str]:
    """Return the metrics of a group that have an enabled entity."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry_id)
    keys = (
        catalogue.entity_key(entity.unique_id) for entity in entities if entity.disabled_by is None
    )
    return {key.metric for key in keys if key and catalogue.group_of(*key).key == group}


def _registered(
    hass: HomeAssistant, entry_id: str, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    """Yield the group and the instance of each entity of the catalogue."""
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry_id):
        if (key := catalogue.entity_key(entity.unique_id)) is not None:
            yield catalogue.group_of(*key).key, key.instance


@callback
def async_remove_unwanted(registry: er.EntityRegistry, entity_id: str) -> None:
    """Remove an entity so that it comes back enabled, and without a reload, when it is chosen.

    Home Assistant remembers a removed entry with its ``disabled_by``; what was disabled with its
    config entry is enabled when it returns. What a user disabled stays disabled then.
    """
    entity = registry.entities[entity_id]
    if entity.disabled_by is not er.RegistryEntryDisabler.USER:
        by_entry = er.RegistryEntryDisabler.CONFIG_ENTRY
        registry.async_update_entity(entity_id, disabled_by=by_entry)
    registry.async_remove(entity_id)
