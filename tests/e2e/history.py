"""The history of routers that were added a minute ago, as if they had been there for a month.

Each entity's state, and which statistics the recorder makes of it, are read from a running Home
Assistant; `filling` writes them once it is stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import math
from typing import Any, Final
import zlib

from homeassistant.components.recorder.models import StatisticMetaData
from homeassistant.components.recorder.models.statistics import StatisticMeanType

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import LINK_METRIC
from custom_components.mikrotik_monitoring.recording.availability import (
    availability_id,
    observed_id,
)
from scripts.home_assistant_socket import Socket

INTERVALS: Final = {metric.key: group.tier.interval for group in GROUPS for metric in group.metrics}
# Of values that follow user activity, and of those that hardly change, such as temperatures.
_SWING, _REST = 1.0, 0.08
# Kinds of days, so that entities differ.
KINDS: Final = 7
# How many kinds of entities without a value yet are at zero.
_QUIET: Final = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """An entity of a router: its current state, and which statistics the recorder keeps of it."""

    entity_id: str
    unique_id: str
    metric: str
    state: str
    unit: str | None
    statistics: StatisticMetaData | None

    @property
    def number(self) -> float | None:
        """Return the state as a number; one that is not known yet is mostly zero."""
        try:
            number = float(self.state)
        except ValueError:
            return None if self.statistics is None else max(0.0, self.kind - _QUIET)
        return number if math.isfinite(number) else None

    @property
    def decimals(self) -> int:
        """Return how many decimals the state has."""
        return len(self.state.partition(".")[2]) if self.state[-1:].isdecimal() else 1

    @property
    def swing(self) -> float:
        """Return how much it follows the users' day."""
        is_rate = self.unit is not None and ("/" in self.unit or self.unit == "%")
        return _SWING if is_rate or self.unit is None else _REST

    @property
    def kind(self) -> int:
        """Return which kind of day it has; it is always the same."""
        return zlib.crc32(self.unique_id.encode()) % KINDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What is to be filled."""

    entities: Sequence[Entity]
    availability: Sequence[StatisticMetaData] = ()


async def outline(socket: Socket, routers: Mapping[str, str]) -> Outline:
    """Read the entities from a running Home Assistant; ``routers`` are unique ids by entry id."""
    registry = await socket.call("config/entity_registry/list")
    states = {state["entity_id"]: state for state in await socket.call("get_states")}
    listed = await socket.call("recorder/list_statistic_ids")
    kept = {item["statistic_id"]: _metadata(item) for item in listed}
    entities = [
        Entity(
            entity_id=entity["entity_id"],
            unique_id=entity["unique_id"],
            metric=metric,
            state=states[entity["entity_id"]]["state"],
            unit=states[entity["entity_id"]]["attributes"].get("unit_of_measurement"),
            statistics=kept.get(entity["entity_id"]),
        )
        for entity in registry
        if entity["platform"] == DOMAIN
        and entity["entity_id"] in states
        and (metric := _metric(entity["unique_id"], routers[entity["config_entry_id"]]))
    ]
    return Outline(
        entities=entities, availability=[*_availability(entities, sorted(routers.values()))]
    )


def _metric(unique_id: str, router: str) -> str | None:
    """Return the longest key of a metric that an entity's unique id begins with."""
    known_by = unique_id.removeprefix(f"{router}_")
    found = [key for key in INTERVALS if known_by == key or known_by.startswith(f"{key}_")]
    return max(found, key=len, default=None)


def _metadata(listed: Mapping[str, Any]) -> StatisticMetaData:
    """Return the metadata that the recorder itself would write for a listed statistic."""
    return StatisticMetaData(
        statistic_id=listed["statistic_id"],
        source=listed["source"],
        name=listed["name"],
        has_mean=listed["has_mean"],
        mean_type=StatisticMeanType(listed["mean_type"]),
        has_sum=listed["has_sum"],
        unit_class=listed["unit_class"],
        unit_of_measurement=listed["statistics_unit_of_measurement"],
    )


def _availability(
    entities: Sequence[Entity], routers: Iterable[str]
) -> Iterator[StatisticMetaData]:
    """Yield the statistics of the integration's own: of routers, and of links that are watched."""
    for router in routers:
        yield _share(availability_id(router))
        yield _share(observed_id(router))
        prefix = f"{router}_{LINK_METRIC}_"
        for entity in entities:
            if entity.unique_id.startswith(prefix):
                yield _share(availability_id(router, entity.unique_id.removeprefix(prefix)))


def _share(statistic_id: str) -> StatisticMetaData:
    return StatisticMetaData(
        statistic_id=statistic_id,
        source=DOMAIN,
        name=statistic_id,
        has_mean=True,
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        unit_class="unitless",
        unit_of_measurement="%",
    )
