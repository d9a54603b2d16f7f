"""Migration of what an older version stored, without loss."""

import asyncio
from collections.abc import Iterable
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .catalogue import catalogue_of
from .const import CONF_ID_KIND, DOMAIN, LOGGER, OPTION_GRAPHS, OPTION_KEPT
from .metrics.catalogue import Catalogue, EntityKey
from .metrics.identity import IdKind
from .metrics.model import Graph, Scope
from .polling.registered import async_remove_unwanted

VERSION: Final = 1
MINOR_VERSION: Final = 4

# Only what is wanted exists, and an entry stores which id identifies its router.
_ONLY_WHAT_IS_WANTED: Final = 2
_ID_KIND: Final = 3

# Graphs new in 1.4: no user has deselected them yet.
_NEW_GRAPHS: Final = (
    Graph.WAN,
    Graph.VPN,
    Graph.WIFI,
    Graph.ROUTING,
    Graph.HARDWARE,
    Graph.SECURITY,
)

# Entries to remove before yielding to the event loop.
_SLICE: Final = 50

type _Found = dict[EntityKey, er.RegistryEntry]


async def async_migrate(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Migrate an entry; Home Assistant itself refuses one of a later major version.

    1.1 registered every possible sensor, most of them disabled. Since 1.2, entities exist if they
    are on by default, chosen, or were enabled by a user: these are kept. 1.3 stores which kind of
    id identifies a router, so that another id does not mean another router. 1.4 added graphs: if a
    user had selected graphs, the new ones are added to them.
    """
    if entry.minor_version < _ONLY_WHAT_IS_WANTED:
        await _async_leave_out_what_nobody_chose(hass, entry)
    if entry.minor_version < _ID_KIND:
        _keep_id_kind(hass, entry)
    if entry.minor_version < MINOR_VERSION:
        _show_new_graphs(hass, entry)
    return True


def _show_new_graphs(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Add new graphs to those that the user selected, if any."""
    options = dict(entry.options)
    if chosen := options.get(OPTION_GRAPHS):
        options[OPTION_GRAPHS] = list(dict.fromkeys((*chosen, *map(str, _NEW_GRAPHS))))
    hass.config_entries.async_update_entry(entry, options=options, minor_version=MINOR_VERSION)


def _keep_id_kind(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Store which kind of id identifies a router: its device has the serial number, if any.

    For a router that never had a device, it is stored once the router first responds.
    """
    unique_id = entry.unique_id or ""
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, unique_id), entry.entry_id)
    kind = {} if device is None else {CONF_ID_KIND: str(IdKind.of(unique_id, device.serial_number))}
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, **kind}, minor_version=_ID_KIND
    )


async def _async_leave_out_what_nobody_chose(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Keep enabled entities that are off by default, and remove those that nobody enabled."""
    catalogue = catalogue_of(entry)
    registry = er.async_get(hass)
    found = _of_instances(catalogue, er.async_entries_for_config_entry(registry, entry.entry_id))
    off_at_first = _off_at_first(catalogue, found)
    kept = sorted(key.text for key in off_at_first if found[key].disabled_by is None)
    unwanted = [
        entity
        for entity in found.values()
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    ]
    hass.config_entries.async_update_entry(
        entry,
        options={**entry.options, **({OPTION_KEPT: kept} if kept else {})},
        minor_version=_ONLY_WHAT_IS_WANTED,
    )
    for place, entity in enumerate(unwanted):
        async_remove_unwanted(registry, entity.entity_id)
        if place % _SLICE == _SLICE - 1:
            await asyncio.sleep(0)
    LOGGER.info(
        "%s: %d sensors that nobody had enabled were removed, %d that somebody had are kept",
        entry.title,
        len(unwanted),
        len(kept),
    )


def _of_instances(catalogue: Catalogue, entities: Iterable[er.RegistryEntry]) -> _Found:
    """Return the entities of instances: those of the router itself stay as they are."""
    found: _Found = {}
    for entity in entities:
        key = catalogue.entity_key(entity.unique_id)
        if key is None:
            continue
        metric, group = catalogue.metrics[key.metric], catalogue.group_of(*key)
        if metric.kind is not None or group.scope is Scope.INTERFACE or key.instance:
            found[key] = entity
    return found


def _off_at_first(catalogue: Catalogue, found: _Found) -> set[EntityKey]:
    """Return what was off by default, including instances above the limit.

    If we disabled one instance of a metric, similar ones may have been disabled as well.
    """
    limited = {
        _alike(key)
        for key, entity in found.items()
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    }
    return {
        key
        for key in found
        if _alike(key) in limited
        or not catalogue.metrics[key.metric].entity_registry_enabled_default
    }


def _alike(key: EntityKey) -> tuple[str, str]:
    """Return a key common to entities of the same metric and the same kind of instance."""
    return key.metric, key.instance.partition(":")[0] if ":" in key.instance else ""
