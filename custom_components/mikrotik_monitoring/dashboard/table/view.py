"""The table of all routers' metrics: its view, and the data for its card."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions import filter_entity_ids_by_permission
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.sensor import SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    REVOLUTIONS_PER_MINUTE,
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    UnitOfElectricPotential,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.helpers.translation import async_get_cached_translations

from ...catalogue import catalogue_of
from ...const import DOMAIN
from ...metrics.catalogue import Catalogue
from ...metrics.model import TIERS, Graph, Group, Metric, OwnGraph
from ..cards import Config
from ..entries import enabled_entries, router_device, router_name
from ..inventory import Shown, async_inventory
from ..texts import text

PATH: Final = "metrics"
CARD: Final = "custom:mikrotik-monitoring-table"

# A metric's key, and that of the tier it is read with.
type _Place = tuple[str, str]

_GRAPHS: Final = tuple(Graph)
_TOTALS: Final = frozenset({SensorStateClass.TOTAL, SensorStateClass.TOTAL_INCREASING})
# Units in which a sum of several values has no meaning.
_INTENSIVE: Final = frozenset(
    {
        REVOLUTIONS_PER_MINUTE,
        SIGNAL_STRENGTH_DECIBELS,
        SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        *UnitOfElectricPotential,
        *UnitOfRatio,
        *UnitOfTemperature,
        *UnitOfTime,
    }
)


@callback
def table_view(hass: HomeAssistant) -> Config:
    """Return the view of all metrics of all routers: one card, as wide as the page."""
    return {
        "type": "panel",
        "title": text(hass, "table.title"),
        "path": PATH,
        "cards": [{"type": CARD}],
    }


async def metrics_table(hass: HomeAssistant, user: User) -> Config:
    """Return every enabled metric entity that the user may read, with its metric's details.

    Rows are ``[entity id, router, metric, instance, name]``: the second and third are indexes into
    the lists beside, the name is empty unless a person gave one.
    """
    entries = enabled_entries(hass)
    metrics = _metrics(entries)
    placed = _placed(entries)
    places = {key: place for place, key in enumerate(placed)}
    names = _names(hass, metrics)
    rows: list[Sequence[str | int]] = []
    for place, entry in enumerate(entries):
        inventory = async_inventory(hass, entry)
        readable = _readable(user, inventory)
        catalogue = catalogue_of(entry)
        rows.extend(
            _row(item, place, places[_place(item, catalogue)], names)
            for item in inventory
            if item.entity_id in readable
        )
        # A hundred routers have tens of thousands of entities: let other tasks run.
        await asyncio.sleep(0)
    return {
        **_recorder(hass),
        "routers": [_router(hass, entry) for entry in entries],
        "categories": list(_categories(hass, metrics)),
        "tiers": [
            {"key": tier.key, "name": text(hass, f"table.tier.{tier.key}")} for tier in TIERS
        ],
        "metrics": [_metric(metric, group, names) for metric, group in placed.values()],
        "rows": rows,
    }


def _metrics(entries: Iterable[ConfigEntry]) -> dict[str, tuple[Metric, Group]]:
    """Return the metrics of all routers' catalogues by key, in the order of the catalogue."""
    return {
        metric.key: (metric, group)
        for entry in entries
        for group in catalogue_of(entry).groups.values()
        for metric in group.metrics
    }


def _placed(entries: Iterable[ConfigEntry]) -> dict[_Place, tuple[Metric, Group]]:
    """Return the metrics by key and tier: once for each tier that they are read with."""
    return {
        (metric.key, group.tier.key): (metric, group)
        for entry in entries
        for group in catalogue_of(entry).groups.values()
        for metric in group.metrics
    }


def _place(item: Shown, catalogue: Catalogue) -> _Place:
    """Return the key and tier of an entity's metric: each ping target has a tier of its own."""
    return (item.metric, catalogue.group_of(item.metric, item.instance).tier.key)


def _recorder(hass: HomeAssistant) -> dict[str, Any]:
    """Return for how many days 5-minute rows are kept, None without a recorder."""
    recorder = hass.data.get(DATA_INSTANCE)
    return {"keep_days": recorder and recorder.keep_days}


def _readable(user: User, inventory: Sequence[Shown]) -> frozenset[str]:
    """Return the entities whose states the user may read."""
    ids = (item.entity_id for item in inventory)
    return frozenset(filter_entity_ids_by_permission(user, ids, POLICY_READ))


def _router(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str | None]:
    device = router_device(hass, entry)
    return {
        "id": entry.entry_id,
        "device": device.id if device else None,
        "name": router_name(entry, device),
    }


def _categories(
    hass: HomeAssistant, metrics: Mapping[str, tuple[Metric, Group]]
) -> Iterator[dict[str, str]]:
    """Yield the graphs, the category of metrics without one, and that of an owner's metrics."""
    for graph in Graph:
        yield {"key": graph, "name": text(hass, f"graph.{graph}")}
    yield {"key": "system", "name": text(hass, "table.system")}
    if any(isinstance(metric.graph, OwnGraph) for metric, _ in metrics.values()):
        yield {"key": "custom", "name": text(hass, "table.custom")}


def _metric(metric: Metric, group: Group, names: dict[str, str]) -> dict[str, Any]:
    """Return what is the same for all entities of a metric.

    ``figures`` says what the recorder keeps of it: means of a measurement, the growth of a total,
    nothing of a text. ``adds`` is whether a sum over several of them has a meaning.
    """
    state_class = getattr(metric, "state_class", None)
    kept = None if state_class is None else "change" if state_class in _TOTALS else "mean"
    name = " ".join(names.get(metric.key, metric.key).replace(_INSTANCE, " ").split())
    return {
        "name": name[:1].upper() + name[1:],
        "category": _category(metric, group),
        "tier": TIERS.index(group.tier),
        "figures": kept,
        "adds": kept is not None
        and getattr(metric, "native_unit_of_measurement", None) not in _INTENSIVE,
    }


def _category(metric: Metric, group: Group) -> int:
    """Return the index of a metric's graph; all that an owner added are one category."""
    if isinstance(metric.graph, OwnGraph):
        return len(_GRAPHS) + 1
    graph = group.graph_of(metric)
    return len(_GRAPHS) if graph is None else _GRAPHS.index(graph)


_INSTANCE: Final = "{instance}"
_PLATFORMS: Final = ("sensor", "binary_sensor", "device_tracker", "update")


def _names(hass: HomeAssistant, metrics: Mapping[str, tuple[Metric, Group]]) -> dict[str, str]:
    """Return the metrics' names by key, with a placeholder for the instance."""
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    found = {}
    for metric, (described, group) in metrics.items():
        own = described.own_name(_INSTANCE if group.has_instances else "")
        if own is not None:
            found[metric] = own
            continue
        for platform in _PLATFORMS:
            key = f"component.{DOMAIN}.entity.{platform}.{metric.replace('.', '_')}.name"
            if key in texts:
                found[metric] = texts[key]
    return found


def _row(item: Shown, router: int, metric: int, names: dict[str, str]) -> Sequence[str | int]:
    """Return an entity's row; the instance is the name that a person gave it."""
    before, mark, after = names.get(item.metric, item.label).partition(_INSTANCE)
    fits = item.label.startswith(before) and item.label.endswith(after)
    given = "" if (fits if mark else item.label == before) else item.label
    inner = item.label[len(before) : len(item.label) - len(after)] if mark and fits else ""
    instance = item.owner or inner or item.instance.partition(":")[2] or item.instance
    return (item.entity_id, router, metric, instance, given)
