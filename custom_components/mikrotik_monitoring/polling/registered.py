"""What has entities already, be it from before Home Assistant started."""

from collections.abc import Iterator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..metrics.catalogue import Catalogue


def registered_groups(hass: HomeAssistant, entry_id: str, catalogue: Catalogue) -> set[str]:
    """Return the keys of the groups that have entities: the router has answered those."""
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


def _registered(
    hass: HomeAssistant, entry_id: str, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    """Yield group and instance of each entity of the catalogue's."""
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry_id):
        if (key := catalogue.entity_key(entity.unique_id)) is not None:
            yield catalogue.group_of(key.metric).key, key.instance
