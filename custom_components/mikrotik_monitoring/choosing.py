"""What a user enables beyond the defaults, and what a changed choice removes."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .catalogue import catalogue_of, whole_catalogue_of
from .const import DOMAIN
from .metrics.catalogue import Catalogue, EntityKey, Existence
from .metrics.choices import Amount
from .metrics.model import Group, Metric
from .polling import GroupState, MonitoredRouter
from .polling.limited import limited_instances
from .polling.registered import async_remove_unwanted

# Entities to remove before yielding to the event loop.
SLICE: Final = 50

# Who disables entities of the router itself that are off by default.
_BY_US: Final = er.RegistryEntryDisabler.INTEGRATION

# Entity options of an entity that a user had enabled before it was chosen.
_BY_A_PERSON: Final = {"enabled_by": "user"}


class Kind(NamedTuple):
    """A kind of metric, of all instances of a family."""

    family: str
    name: str


def kind_sizes(router: MonitoredRouter) -> Counter[Kind]:
    """Return how many entities each kind adds, according to the router's full readings."""
    found: Counter[Kind] = Counter()
    for group, metric, _, row in _rows(router):
        if metric.kind and group.family and not metric.starts_on(row):
            found[Kind(group.family, metric.kind)] += 1
    return found


def lacking_groups(router: MonitoredRouter) -> set[str]:
    """Return the keys of the groups that were requested from a router and are empty."""
    asked = {state.group.key for state in router.states() if state.is_asked}
    has = {group.key for group, *_ in _rows(router)}
    return asked & router.catalogue.groups.keys() - has


def lacking_families(router: MonitoredRouter) -> set[str]:
    """Return the families that are empty on a router, in all groups."""
    lacking = lacking_groups(router)
    groups = router.catalogue.groups.values()
    there = {group.family for group in groups if group.key not in lacking}
    return {group.family for group in groups if group.family is not None} - there


def families_to_choose(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the kinds that matter, by family: not where all or none of a group exists."""
    found: dict[str, dict[str, None]] = {}
    for group in _with(catalogue, Amount.CHOSEN, Amount.ALL):
        is_chosen = catalogue.choices.amount(group) is Amount.CHOSEN
        for metric in group.metrics:
            if not (is_chosen or metric.only_by_kind):
                continue
            if metric.kind is not None and group.family is not None:
                found.setdefault(group.family, {})[metric.kind] = None
    return {family: list(kinds) for family, kinds in found.items()}


def limited_to_choose(catalogue: Catalogue) -> set[str]:
    """Return the families whose instances can be selected by name."""
    groups = _with(catalogue, Amount.CHOSEN, Amount.ALL)
    return {group.family for group in groups if group.asks_for_names and group.family is not None}


def _with(catalogue: Catalogue, *amounts: Amount) -> list[Group]:
    """Return the groups that exist to one of these amounts."""
    groups = catalogue.groups.values()
    return [group for group in groups if catalogue.choices.amount(group) in amounts]


def _rows(router: MonitoredRouter) -> Iterator[tuple[Group, Metric, str, object]]:
    """Yield the rows of each metric of a router, without instances above the limit."""
    for state in router.states():
        rows = state.last_full.rows if state.last_full else {}
        limited = limited_instances(router, state, router.catalogue)
        for instance, row in rows.items():
            if instance in limited and not router.catalogue.is_named(state.group, instance, row):
                continue
            facts = router.interfaces.get(instance)
            if facts is not None and not facts.had_link:
                continue
            for metric in state.group.metrics_of(instance):
                if router.catalogue.supports(metric, instance, row):
                    yield state.group, metric, instance, row


async def async_change_options(
    hass: HomeAssistant, entry: ConfigEntry[MonitoredRouter], options: Mapping[str, Any]
) -> int:
    """Store options, update the entities, and return how many of them were removed.

    Entities are removed in slices, yielding to the event loop in between, at least once.
    """
    router = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    following = Following(hass, entry, catalogue_of(entry), catalogue_of(entry, options), router)
    before = _registered(hass, entry)
    hass.config_entries.async_update_entry(entry, options=dict(options))
    # A loaded entry is notified of its new options, and does the same.
    if router is None:
        following.async_change_over()
    await following.async_remove_in_slices()
    return len(before - _registered(hass, entry))


def _registered(hass: HomeAssistant, entry: ConfigEntry) -> set[str]:
    """Return the unique ids of a router's entities, including disabled ones."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.unique_id for entity in entities}


@callback
def async_store_choices(
    hass: HomeAssistant, entry: ConfigEntry, options: Mapping[str, Any]
) -> None:
    """Store options that may change the choices, and update the entities.

    A loaded entry is notified of new options, and updates itself.
    """
    before = catalogue_of(entry)
    hass.config_entries.async_update_entry(entry, options=dict(options))
    if entry.state is not ConfigEntryState.LOADED:
        following = Following(hass, entry, before, catalogue_of(entry), None)
        following.async_change_over()
        following.async_remove()


class Following:
    """What happens to a router's entities when the user changes the choices.

    Entities that exist for another reason stay: on by default, or kept. Removed ones come back
    enabled when chosen. The router's own that are off by default come back disabled, unless all are
    chosen or a user had enabled them.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        before: Catalogue,
        after: Catalogue,
        router: MonitoredRouter | None,
    ) -> None:
        """Compare the catalogues of the old and the new options."""
        self._entry, self._router, self._after = entry, router, after
        self._registry = er.async_get(hass)
        self._changes = _Changes(
            then=_Existences(before, router),
            now=_Existences(after, router),
            at_first=_Existences(whole_catalogue_of(entry), router),
        )
        self._going: dict[str, EntityKey] = {}
        self._staying: list[tuple[er.RegistryEntry, EntityKey]] = []
        if before is after:
            return
        for entity in er.async_entries_for_config_entry(self._registry, entry.entry_id):
            key = before.entity_key(entity.unique_id) or after.entity_key(entity.unique_id)
            if key is None or not self._changes.is_change(key):
                continue
            if self._changes.goes(key):
                self._going[entity.entity_id] = key
            else:
                self._staying.append((entity, key))

    @callback
    def async_change_over(self) -> None:
        """Enable or disable what stays as chosen, and restore removed entities as chosen.

        To be enabled, an entity is removed and added again: enabling it would reload the entry.
        """
        _enable_removed(self._registry, self._entry, self._after, self._changes)
        for entity, key in self._staying:
            exists = self._changes.now.of(key)
            if exists is Existence.DISABLED and self._changes.is_ours(entity, key):
                self._registry.async_update_entity(entity.entity_id, disabled_by=_BY_US)
            elif exists is Existence.ENABLED and entity.disabled_by is _BY_US:
                async_remove_unwanted(self._registry, entity.entity_id)
            elif self._changes.is_of_person(entity, key):
                registry = self._registry
                registry.async_update_entity_options(entity.entity_id, DOMAIN, _BY_A_PERSON)

    async def async_remove_in_slices(self) -> None:
        """Remove entities in slices: a thousand at once block the event loop for a second."""
        while self._going:
            self.async_remove(SLICE)
            await asyncio.sleep(0)

    @callback
    def async_remove(self, most: int | None = None) -> None:
        """Remove entities, except those already gone or chosen again in the meantime."""
        catalogue, changes = catalogue_of(self._entry), self._changes
        if catalogue is not self._after:
            changes = changes._replace(now=_Existences(catalogue, self._router))
        for entity_id, key in tuple(self._going.items())[:most]:
            del self._going[entity_id]
            entity = self._registry.entities.get(entity_id)
            if entity is not None and (changes is self._changes or changes.goes(key)):
                self._remove(entity, key)

    def _remove(self, entity: er.RegistryEntry, key: EntityKey) -> None:
        """Remove an entity; one off by default that no user enabled comes back disabled."""
        changes = self._changes
        if changes.is_ours(entity, key) and changes.at_first.of(key) is Existence.DISABLED:
            self._registry.async_update_entity(entity.entity_id, disabled_by=_BY_US)
            self._registry.async_remove(entity.entity_id)
        else:
            async_remove_unwanted(self._registry, entity.entity_id)


@callback
def async_remove_left_out(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove the entities of groups that an entry's options leave out; they can come back."""
    groups, whole = catalogue_of(entry).groups, whole_catalogue_of(entry)
    if groups.keys() == whole.groups.keys():
        return
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        key = whole.entity_key(entity.unique_id)
        if key is not None and whole.group_of(*key).key not in groups:
            async_remove_unwanted(registry, entity.entity_id)


def _enable_removed(
    registry: er.EntityRegistry, entry: ConfigEntry, after: Catalogue, changes: _Changes
) -> None:
    """Let entities that were removed while disabled return enabled, if they are chosen now."""
    disabled = [
        entity
        for entity in registry.deleted_entities.values()
        if entity.config_entry_id == entry.entry_id and entity.disabled_by is _BY_US
    ]
    for entity in disabled:
        key = after.entity_key(entity.unique_id)
        if key is None or not changes.is_change(key):
            continue
        if changes.now.of(key) is Existence.ENABLED:
            there = registry.async_get_or_create(
                entity.domain, entity.platform, entity.unique_id, config_entry=entry
            )
            async_remove_unwanted(registry, there.entity_id)


class _Changes(NamedTuple):
    """What existed before, what exists now, and what exists by default."""

    then: _Existences
    now: _Existences
    at_first: _Existences

    def is_change(self, key: EntityKey) -> bool:
        """Return whether the choice for an entity has changed."""
        then, now = self.then, self.now
        return (
            then.of(key) is not now.of(key)
            or then.amount(key) is not now.amount(key)
            or then.by_contract(key) is not now.by_contract(key)
        )

    def goes(self, key: EntityKey) -> bool:
        """Return whether an entity is no longer chosen, or has lost the contract it needs."""
        lost = self.then.by_contract(key) and not self.now.by_contract(key)
        return lost or self.now.of(key) is Existence.ABSENT

    def is_ours(self, entity: er.RegistryEntry, key: EntityKey) -> bool:
        """Return whether an entity is enabled or disabled by the choices, not by a user."""
        if entity.disabled_by is None:
            return not self.is_of_person(entity, key)
        return entity.disabled_by is _BY_US

    def is_of_person(self, entity: er.RegistryEntry, key: EntityKey) -> bool:
        """Return whether a user enabled an entity that was off, even before it was chosen."""
        if entity.disabled_by is not None:
            return False
        was_off = self.then.of(key) is Existence.DISABLED
        return was_off or entity.options.get(DOMAIN) == _BY_A_PERSON


class _Existences:
    """Which entities exist in a catalogue; missing instances are judged by their kind alone."""

    def __init__(self, catalogue: Catalogue, router: MonitoredRouter | None) -> None:
        """Use the router's last readings, if it is loaded."""
        self._catalogue = catalogue
        self._router = router
        self._limited: dict[str, frozenset[str]] = {}

    def amount(self, key: EntityKey) -> Amount:
        """Return how much of a metric's group exists."""
        if key.metric not in self._catalogue.metrics:
            return Amount.OFF
        return self._catalogue.choices.amount(self._catalogue.group_of(*key))

    def of(self, key: EntityKey) -> Existence:
        """Return whether an entity exists."""
        catalogue = self._catalogue
        if key.metric not in catalogue.metrics:
            return Existence.ABSENT
        group = catalogue.group_of(*key)
        state = self._state(group)
        return catalogue.existence(
            group,
            catalogue.metrics[key.metric],
            key.instance,
            _row(state, key.instance),
            is_limited=key.instance in self._limited_of(state),
        )

    def by_contract(self, key: EntityKey) -> bool:
        """Return whether an entity depends on contracted bandwidth alone for its value."""
        catalogue = self._catalogue
        metric = catalogue.metrics.get(key.metric)
        if metric is None or not catalogue.choices.has_contract(metric, key.instance):
            return False
        row = _row(self._state(catalogue.group_of(*key)), key.instance)
        return metric.needs_contract(row)

    def _state(self, group: Group) -> GroupState | None:
        return self._router.state(group) if self._router is not None else None

    def _limited_of(self, state: GroupState | None) -> frozenset[str]:
        """Return the instances above the limit; cached, as many entities need it per group."""
        if self._router is None or state is None:
            return frozenset()
        key = state.group.key
        if key not in self._limited:
            self._limited[key] = limited_instances(self._router, state, self._catalogue)
        return self._limited[key]


def _row(state: GroupState | None, instance: str) -> Any:
    """Return the row of an instance in its group's last full reading, None if there is none."""
    rows = state.last_full.rows if state is not None and state.last_full is not None else {}
    return rows.get(instance)
