"""From what an older version wrote to what this one reads, without a loss."""

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

# What exists is what somebody wants, and an entry says which of its ids a router is known by.
_ONLY_WHAT_IS_WANTED: Final = 2
_ID_KIND: Final = 3

# Graphs that 1.4 brought: nobody has said that they are not wanted.
_NEW_GRAPHS: Final = (
    Graph.WAN,
    Graph.VPN,
    Graph.WIFI,
    Graph.ROUTING,
    Graph.HARDWARE,
    Graph.SECURITY,
)

# Entries that are removed before others get their turn.
_SLICE: Final = 50

type _Found = dict[EntityKey, er.RegistryEntry]


async def async_migrate(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Bring an entry up to date; Home Assistant itself refuses one of a later major version.

    1.1 registered every sensor that could be, most of them disabled. From 1.2 on what exists is
    what is on at first, what the owner chose, and what a person had enabled: that is kept. 1.3
    keeps what kind of id a router is known by, so that no other is taken for another router. 1.4
    brought graphs: an owner who chose some of those before has the new ones beside them.
    """
    if entry.minor_version < _ONLY_WHAT_IS_WANTED:
        await _async_leave_out_what_nobody_chose(hass, entry)
    if entry.minor_version < _ID_KIND:
        _keep_id_kind(hass, entry)
    if entry.minor_version < MINOR_VERSION:
        _show_new_graphs(hass, entry)
    return True


def _show_new_graphs(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Have graphs that are new beside those that an owner chose, if any."""
    options = dict(entry.options)
    if chosen := options.get(OPTION_GRAPHS):
        options[OPTION_GRAPHS] = list(dict.fromkeys((*chosen, *map(str, _NEW_GRAPHS))))
    hass.config_entries.async_update_entry(entry, options=options, minor_version=MINOR_VERSION)


def _keep_id_kind(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Keep what kind of id a router is known by: its device has the serial number, if it has one.

    A router that never had a device says it when it first answers.
    """
    unique_id = entry.unique_id or ""
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, unique_id), entry.entry_id)
    kind = {} if device is None else {CONF_ID_KIND: str(IdKind.of(unique_id, device.serial_number))}
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, **kind}, minor_version=_ID_KIND
    )


async def _async_leave_out_what_nobody_chose(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Keep what was enabled of what is off at first, and remove what nobody enabled."""
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
    """Return the entities that show one of many: the router's own stay as they are."""
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
    """Return what was off at first, also because there were too many of it.

    Where one instance of a metric is disabled by us, all others alike may have been.
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
    """Return what an entity shares with those of the same metric and the same kind of instance."""
    return key.metric, key.instance.partition(":")[0] if ":" in key.instance else ""
