"""What a caller may read of a router: its metric entities, each with its owner."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import UnknownUser
from homeassistant.helpers import entity_registry as er

from ..catalogue import catalogue_of
from ..dashboard.inventory import label_of, owner_name
from ..metrics.model import Graph, Group, Metric, OwnGraph

# Entities before yielding to the event loop: some routers have ten thousand.
_SLICE: Final = 50

# Categories without a built-in graph: in no graph, and added by the user with its own.
SYSTEM: Final = "system"
CUSTOM: Final = "custom"
CATEGORIES: Final = (*(str(graph) for graph in Graph), SYSTEM, CUSTOM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Readable:
    """An entity of a metric: its registry entry, its owner and its name.

    ``owner`` is the interface's name, empty for the router itself.
    """

    entity: er.RegistryEntry
    metric: Metric
    group: Group
    instance: str
    owner: str

    @property
    def entity_id(self) -> str:
        """Return the entity's id."""
        return self.entity.entity_id

    @property
    def label(self) -> str:
        """Return its name without the interface's name."""
        return label_of(self.entity)

    @property
    def category(self) -> str:
        """Return the key of its graph, or of another category."""
        if isinstance(self.metric.graph, OwnGraph):
            return CUSTOM
        graph = self.group.graph_of(self.metric)
        return SYSTEM if graph is None else str(graph)


async def async_caller(hass: HomeAssistant, call: ServiceCall) -> User | None:
    """Return the user who calls an action, None for an automation or Home Assistant itself."""
    if call.context.user_id is None:
        return None
    user = await hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    return user


async def async_readable(
    hass: HomeAssistant, entry: ConfigEntry, user: User | None
) -> AsyncIterator[Readable]:
    """Yield a router's entities that a user may read, including disabled ones."""
    catalogue = catalogue_of(entry)
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    for number, entity in enumerate(entities, 1):
        if number % _SLICE == 0:
            await asyncio.sleep(0)
        if user and not user.permissions.check_entity(entity.entity_id, POLICY_READ):
            continue
        if (key := catalogue.entity_key(entity.unique_id)) is not None:
            yield Readable(
                entity=entity,
                metric=catalogue.metrics[key.metric],
                group=catalogue.group_of(key.metric, key.instance),
                instance=key.instance,
                owner=owner_name(hass, entity),
            )


@callback
def async_unit(hass: HomeAssistant, readable: Readable) -> str | None:
    """Return the unit that an entity is shown in."""
    if state := hass.states.get(readable.entity_id):
        unit: str | None = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        return unit
    return readable.entity.unit_of_measurement
