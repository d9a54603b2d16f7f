"""What an owner chooses to have beside what is on at first, and what choosing otherwise removes."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .catalogue import catalogue_of
from .metrics.catalogue import Catalogue, EntityKey, Existence
from .metrics.model import Group, Metric
from .polling import MonitoredRouter


class Kind(NamedTuple):
    """A kind of metric, of all instances of a family."""

    family: str
    name: str


def kind_sizes(router: MonitoredRouter) -> Counter[Kind]:
    """Return how many entities each kind adds, by what the router had in its full readings."""
    found: Counter[Kind] = Counter()
    for group, metric, _, row in _rows(router):
        if metric.kind and group.family and not metric.starts_on(row):
            found[Kind(group.family, metric.kind)] += 1
    return found


def _rows(router: MonitoredRouter) -> Iterator[tuple[Group, Metric, str, object]]:
    """Yield what a router has of each metric, without what there is too much of."""
    for state in router.states():
        rows = state.last_full.rows if state.last_full else {}
        limited = state.group.too_many(rows)
        for instance, row in rows.items():
            if instance in limited and not router.catalogue.is_named(state.group, instance, row):
                continue
            facts = router.interfaces.get(instance)
            if facts is not None and not facts.had_link:
                continue
            for metric in state.group.metrics_of(instance):
                if metric.is_supported(row):
                    yield state.group, metric, instance, row


@callback
def async_remove_unchosen(
    hass: HomeAssistant,
    entry: ConfigEntry,
    before: Catalogue,
    router: MonitoredRouter | None,
) -> int:
    """Remove the entities that exist by a choice which an entry's options no longer make.

    ``before`` is the catalogue of the options until now. What exists for another reason stays: it
    is on at first, or kept. Return how many were removed; each comes back, enabled, when chosen.
    """
    after = catalogue_of(entry)
    registry = er.async_get(hass)
    unchosen = [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if (key := after.entity_key(entity.unique_id)) is not None
        and _exists(before, key, router)
        and not _exists(after, key, router)
    ]
    for entity_id in unchosen:
        async_remove_unwanted(registry, entity_id)
    return len(unchosen)


def _exists(catalogue: Catalogue, key: EntityKey, router: MonitoredRouter | None) -> bool:
    """Return whether a catalogue has an entity exist; what is away is judged by its kind alone."""
    metric, group = catalogue.metrics[key.metric], catalogue.group_of(key.metric)
    state = router.state(group) if router is not None else None
    rows = state.last_full.rows if state is not None and state.last_full is not None else {}
    if key.instance in rows:
        existence = catalogue.existence(
            group,
            metric,
            key.instance,
            rows[key.instance],
            is_limited=key.instance in group.too_many(rows),
        )
        return existence is not Existence.ABSENT
    return (
        metric.kind is None
        or metric.starts_on(None)
        or key.text in catalogue.choices.kept
        or catalogue.choices.has(group.family, metric.kind)
    )


@callback
def async_remove_unwanted(registry: er.EntityRegistry, entity_id: str) -> None:
    """Remove an entity so that it comes back enabled, and without a reload, when it is chosen.

    Home Assistant remembers a removed entry with its ``disabled_by``; what was disabled with its
    config entry is enabled when it returns. What a person disabled stays disabled then.
    """
    entity = registry.entities[entity_id]
    if entity.disabled_by is not er.RegistryEntryDisabler.USER:
        by_entry = er.RegistryEntryDisabler.CONFIG_ENTRY
        registry.async_update_entity(entity_id, disabled_by=by_entry)
    registry.async_remove(entity_id)
