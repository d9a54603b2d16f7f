"""The routers that a page shows: their entries by name, their names and devices."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..catalogue import catalogue_of
from ..const import COLLECTION_KEY, DOMAIN, OPTION_COLLECTION, OPTION_SIDEBAR


@callback
def enabled_entries(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the routers by name, without those that are disabled."""
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    return sorted(entries, key=_by_name)


@callback
def shown_entries(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the routers that have a view in the sidebar's dashboard, by name."""
    return [entry for entry in enabled_entries(hass) if entry.options.get(OPTION_SIDEBAR, True)]


@callback
def disabled_entries(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the routers that a person has disabled, by name."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    disabled = (entry for entry in entries if entry.disabled_by is not None)
    shown = (entry for entry in disabled if entry.options.get(OPTION_SIDEBAR, True))
    return sorted(shown, key=_by_name)


@callback
def named_entry(hass: HomeAssistant, name: str) -> ConfigEntry | None:
    """Return the router that is named by its entry, device or title, also one that is disabled."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return next((entry for entry in entries if is_named(hass, entry, {name})), None)


@callback
def router_device(hass: HomeAssistant, entry: ConfigEntry) -> dr.DeviceEntry | None:
    """Return a router's device, None for one that has never responded."""
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )


@callback
def collection_switch(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the switch of a router's collection, None where it is disabled."""
    registry = er.async_get(hass)
    unique_id = catalogue_of(entry).unique_id(COLLECTION_KEY)
    entity_id = registry.async_get_entity_id(Platform.SWITCH, DOMAIN, unique_id)
    if entity_id is None or registry.entities[entity_id].disabled_by is not None:
        return None
    return entity_id


def is_collected(entry: ConfigEntry) -> bool:
    """Return whether a router is polled, as its owner has chosen."""
    return bool(entry.options.get(OPTION_COLLECTION, True))


def router_name(entry: ConfigEntry, device: dr.DeviceEntry | None) -> str:
    """Return the router's name, the person's own one first."""
    return (device and device.name_by_user) or entry.title


@callback
def is_named(hass: HomeAssistant, entry: ConfigEntry, names: set[str]) -> bool:
    """Return whether a router is among those named: by its name, its entry or its device."""
    if not names.isdisjoint({entry.entry_id, entry.title}):
        return True
    device = router_device(hass, entry)
    return device is not None and not names.isdisjoint({device.id, device.name_by_user})


def _by_name(entry: ConfigEntry) -> tuple[str, str]:
    return (entry.title.casefold(), entry.entry_id)
