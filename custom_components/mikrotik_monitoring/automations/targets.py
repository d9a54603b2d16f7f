"""Resolving the target of a trigger or a condition to routers or metric entities."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, override

from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetEntityChangeTracker,
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..catalogue import catalogue_of
from ..const import ALERT_KEY, ALERTS_KEY, DOMAIN, PROBLEM_KEY
from ..metrics.catalogue import EntityKey
from ..metrics.patterns import matches

# The entities that represent a router's alerts, the preferred one first.
_ALERTS: Final = {
    Platform.EVENT: ALERT_KEY,
    Platform.BINARY_SENSOR: PROBLEM_KEY,
    Platform.SENSOR: ALERTS_KEY,
}


class Shown(NamedTuple):
    """An entity of a metric, and what it shows."""

    entity: er.RegistryEntry
    key: EntityKey


def router_name(hass: HomeAssistant, entity: er.RegistryEntry) -> str:
    """Return the display name of an entity's router."""
    registry = dr.async_get(hass)
    device = registry.async_get(entity.device_id) if entity.device_id else None
    parent = getattr(device, "parent_device_id", None)
    router = registry.async_get(parent) if parent else device
    if router is None:
        return entity.entity_id
    return router.name_by_user or router.name or entity.entity_id


def _own(hass: HomeAssistant, entities: Iterable[str], *platforms: str) -> Iterator[Any]:
    """Yield the registry entries of our entities among some, of some platforms."""
    registry = er.async_get(hass)
    for entity_id in entities:
        if entity_id.partition(".")[0] in platforms:
            entity = registry.async_get(entity_id)
            if entity is not None and entity.platform == DOMAIN:
                yield entity


@callback
def alert_entities(hass: HomeAssistant, entities: Iterable[str]) -> dict[str, er.RegistryEntry]:
    """Return the routers whose alerts some entities represent.

    By the entry's id, each with one of the entities: the event if it is among them. No state is
    needed, so it also works for a router that is away or not loaded.
    """
    found: dict[str, er.RegistryEntry] = {}
    for entity in _own(hass, entities, *_ALERTS):
        entry = hass.config_entries.async_get_entry(entity.config_entry_id or "")
        key = _ALERTS[Platform(entity.domain)]
        if entry is None or entity.unique_id != f"{entry.unique_id or entry.entry_id}_{key}":
            continue
        if entry.entry_id not in found or entity.domain == Platform.EVENT:
            found[entry.entry_id] = entity
    return found


@callback
def shown(hass: HomeAssistant, entity_id: str) -> Shown | None:
    """Return which metric one of our entities shows, None for any other entity."""
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or entity.platform != DOMAIN:
        return None
    entry = hass.config_entries.async_get_entry(entity.config_entry_id or "")
    key = catalogue_of(entry).entity_key(entity.unique_id) if entry else None
    return None if key is None else Shown(entity, key)


@callback
def showing(
    hass: HomeAssistant, entities: Iterable[str], platform: str, metrics: frozenset[str]
) -> Iterator[Shown]:
    """Yield our entities that show one of some metrics; any metric if none are given."""
    for entity in _own(hass, entities, platform):
        # Rules out most of thousands of entities without parsing their ids.
        if metrics and not any(f"_{metric}" in entity.unique_id for metric in metrics):
            continue
        found = shown(hass, entity.entity_id)
        if found is not None and (not metrics or found.key.metric in metrics):
            yield found


@callback
def is_called(hass: HomeAssistant, one: Shown, patterns: Collection[str]) -> bool:
    """Return whether a pattern matches an entity's instance, its name or its device's."""
    if not patterns:
        return True
    entity, instance = one.entity, one.key.instance
    names = [instance, instance.partition(":")[2], entity.name, entity.original_name]
    device = dr.async_get(hass).async_get(entity.device_id) if entity.device_id else None
    if device is not None and instance:
        names += [device.name, device.name_by_user]
    return matches(patterns, *(name for name in names if name))


@callback
def routers_of(hass: HomeAssistant, selection: TargetSelection) -> dict[str, er.RegistryEntry]:
    """Return the routers of a target, by their entry's id."""
    selected = async_extract_referenced_entity_ids(
        hass, selection, expand_group=False, primary_entities_only=False
    )
    return alert_entities(hass, selected.referenced | selected.indirectly_referenced)


class RouterTracker(TargetEntityChangeTracker):
    """Tracks the routers of a target, over renames and reloads, and follows each of them."""

    def __init__(
        self,
        hass: HomeAssistant,
        target: Mapping[str, Any],
        follow: Callable[[str], CALLBACK_TYPE],
    ) -> None:
        """Call ``follow`` for each router, and the callback it returns at the end."""
        super().__init__(
            hass,
            TargetSelection(dict(target)),
            lambda entities: {one.entity_id for one in alert_entities(hass, entities).values()},
            primary_entities_only=False,
        )
        self._follow = follow
        self._followed: dict[str, CALLBACK_TYPE] = {}
        self.entities: dict[str, er.RegistryEntry] = {}

    @callback
    @override
    def _handle_entities_update(self, tracked_entities: set[str]) -> None:
        """Follow new routers, and stop following those no longer targeted."""
        self.entities = alert_entities(self._hass, tracked_entities)
        for entry_id in self._followed.keys() - self.entities.keys():
            self._followed.pop(entry_id)()
        for entry_id in self.entities.keys() - self._followed.keys():
            self._followed[entry_id] = self._follow(entry_id)

    @override
    def _unsubscribe(self) -> None:
        """Stop following all routers."""
        super()._unsubscribe()
        while self._followed:
            self._followed.popitem()[1]()
