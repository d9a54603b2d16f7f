"""What a router has to show: its registered, enabled entities, by metric and instance."""

from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..catalogue import catalogue_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An entity that can be shown: of which metric and instance, and what it is called.

    ``owner`` is the interface's name, empty for what is the router's own.
    """

    metric: str
    instance: str
    entity_id: str
    owner: str
    label: str

    @property
    def name(self) -> str:
        """Return a name without the router's, which the view already says."""
        return f"{self.owner} {self.label}".strip()


@callback
def async_inventory(hass: HomeAssistant, entry: ConfigEntry) -> tuple[Shown, ...]:
    """Return a router's enabled entities; also those of an unavailable router."""
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    return tuple(_shown(hass, entry, entities))


def _shown(
    hass: HomeAssistant, entry: ConfigEntry, entities: list[er.RegistryEntry]
) -> Iterator[Shown]:
    catalogue = catalogue_of(entry)
    for entity in entities:
        if entity.disabled_by is not None or entity.hidden_by is not None:
            continue
        if (key := catalogue.entity_key(entity.unique_id)) is not None:
            yield Shown(
                metric=key.metric,
                instance=key.instance,
                entity_id=entity.entity_id,
                owner=owner_name(hass, entity),
                label=label_of(entity),
            )


def label_of(entity: er.RegistryEntry) -> str:
    """Return what an entity is called, without its device's name."""
    return entity.name or entity.original_name or entity.entity_id


@callback
def owner_name(hass: HomeAssistant, entity: er.RegistryEntry) -> str:
    """Return the name of the interface an entity belongs to, empty for the router's own."""
    if entity.device_id is None:
        return ""
    port = dr.async_get(hass).async_get(
        entity.device_id, include_main_devices=False, include_composite_devices=False
    )
    return "" if port is None else port.name_by_user or port.name or ""


_DIGITS: Final = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ether2 before ether10."""
    parts = _DIGITS.split(name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
