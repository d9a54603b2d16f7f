"""Which entities exist: created once the router has them and the user wants them."""

import asyncio
from collections.abc import Iterator
from typing import Final, Protocol

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)

from .const import DOMAIN
from .entity import MetricEntity
from .metrics.catalogue import EntityKey, Existence
from .metrics.interface_index import InterfaceFacts
from .metrics.model import Group, Metric, Scope
from .polling import GroupState, MikrotikConfigEntry, MonitoredRouter
from .polling.limited import limited_instances

# Entities to add before yielding to the event loop: 1,000 at once block it for seconds.
SLICE: Final = 50


class MakeEntity[MetricT: Metric](Protocol):
    """Creates the entity of a metric."""

    def __call__(
        self,
        router: MonitoredRouter,
        state: GroupState,
        metric: MetricT,
        instance: str,
        *,
        is_enabled: bool,
    ) -> MetricEntity[MetricT]:
        """Return an entity that is not added yet."""


@callback
def async_add_metric_entities[MetricT: Metric](
    entry: MikrotikConfigEntry,
    platform: str,
    kind: type[MetricT],
    make: MakeEntity[MetricT],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the entities of one kind now, and whenever new ones appear."""
    adding = _Adding(entry, platform, kind, make, async_add_entities)
    router = entry.runtime_data
    for disconnect in (
        router.group_done.connect(adding.group_done),
        router.existence_changed.connect(adding.consider_all),
        router.instance_gone.connect(adding.instance_gone),
        router.group_gone.connect(adding.group_gone),
    ):
        entry.async_on_unload(disconnect)
    adding.consider_all()


class _Forget:
    """Forgets a removed entity, so that it can be added again."""

    __slots__ = ("_added", "_entity")

    def __init__(self, added: set[str], entity: str) -> None:
        self._added = added
        self._entity = entity

    def __call__(self) -> None:
        self._added.discard(self._entity)


class _Adding[MetricT: Metric]:
    """Adds the entities of one platform, a slice at a time."""

    def __init__(
        self,
        entry: MikrotikConfigEntry,
        platform: str,
        kind: type[MetricT],
        make: MakeEntity[MetricT],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        self._entry = entry
        self._router = entry.runtime_data
        self._platform = platform
        self._kind = kind
        self._make = make
        self._async_add_entities = async_add_entities
        self._registry = er.async_get(self._router.hass)
        self._shown = async_get_current_platform().entities
        # As ``EntityKey.text``: Python's garbage collector does not track strings.
        self._added: set[str] = set()
        self._waiting: list[MetricEntity[MetricT]] = []

    @callback
    def group_done(self, state: GroupState) -> None:
        """Add the entities that a full reading contains."""
        if state.current is not None and state.current is state.last_full:
            self._consider(state)

    @callback
    def consider_all(self) -> None:
        """Add entities that exist now although nothing new was read."""
        for state in self._router.states():
            self._consider(state)

    @callback
    def instance_gone(self, group: Group, instance: str) -> None:
        """Forget the entities of an instance: they are new when it returns."""
        self._added -= {EntityKey(key, instance).text for key in group.keys}

    @callback
    def group_gone(self, state: GroupState) -> None:
        """Remove the entities of a group; a new group with the same key has its own."""
        unadded = [entity for entity in self._waiting if entity.belongs_to(state)]
        self._waiting = [entity for entity in self._waiting if entity not in unadded]
        self._added -= {entity.key.text for entity in unadded}
        gone = [
            entity
            for entity in self._shown.values()
            if isinstance(entity, MetricEntity) and entity.belongs_to(state)
        ]
        self._entry.async_create_task(
            self._router.hass, self._remove(gone), f"{self._entry.title} remove entities"
        )

    async def _remove(self, entities: list[MetricEntity[MetricT]]) -> None:
        for entity in entities:
            await entity.async_remove()
        self.consider_all()

    def _consider(self, state: GroupState) -> None:
        """Add the entities of a group that are to exist and are not added yet."""
        if not (made := [self._entity(state, *new) for new in self._new(state)]):
            return
        subentry_id = state.group.subentry_id
        if subentry_id is not None:
            self._async_add_entities(made, config_subentry_id=subentry_id)
            return
        is_idle = not self._waiting
        self._waiting += made
        if is_idle:
            self._add_slice()

    def _entity(
        self, state: GroupState, key: EntityKey, metric: MetricT, existence: Existence
    ) -> MetricEntity[MetricT]:
        """Return a new entity; after its removal it can be added again."""
        is_enabled = existence is not Existence.DISABLED
        entity = self._make(self._router, state, metric, key.instance, is_enabled=is_enabled)
        entity.async_on_remove(_Forget(self._added, key.text))
        return entity

    def _new(self, state: GroupState) -> Iterator[tuple[EntityKey, MetricT, Existence]]:
        """Yield the entities of a group that are to exist, each once."""
        rows = state.last_full.rows if state.last_full else {}
        limited = limited_instances(self._router, state, self._router.catalogue)
        for instance, row in rows.items():
            facts = self._facts(state.group, instance)
            if facts is not None and facts.is_left_out:
                continue
            for metric in state.group.metrics_of(instance):
                key = EntityKey(metric.key, instance)
                if not isinstance(metric, self._kind) or key.text in self._added:
                    continue
                if not self._router.catalogue.supports(metric, instance, row):
                    continue
                existence = self._router.catalogue.existence(
                    state.group,
                    metric,
                    instance,
                    row,
                    is_limited=instance in limited,
                    had_link=facts is None or facts.had_link,
                )
                if existence is not Existence.ABSENT or self._is_registered(key):
                    self._added.add(key.text)
                    yield key, metric, existence

    def _facts(self, group: Group, instance: str) -> InterfaceFacts | None:
        """Return the facts of an interface, None for other instances."""
        return self._router.interfaces.get(instance) if group.scope is Scope.INTERFACE else None

    def _is_registered(self, key: EntityKey) -> bool:
        """Return whether an entity is registered already: existing ones stay."""
        unique_id = self._router.catalogue.unique_id(*key)
        return self._registry.async_get_entity_id(self._platform, DOMAIN, unique_id) is not None

    @callback
    def _add_slice(self) -> None:
        """Add some waiting entities, and the rest after yielding to the event loop."""
        part, self._waiting = self._waiting[:SLICE], self._waiting[SLICE:]
        if part:
            self._async_add_entities(part)
        if self._waiting:
            self._entry.async_create_background_task(
                self._router.hass, self._add_later(), f"{self._entry.title} add entities"
            )

    async def _add_later(self) -> None:
        await asyncio.sleep(0)
        self._add_slice()
