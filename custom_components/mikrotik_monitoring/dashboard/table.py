"""The table of all routers' metrics: its view, and what its card asks for."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions import filter_entity_ids_by_permission
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
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
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN
from ..metrics import CATALOGUE
from ..metrics.model import TIERS, Graph, Group, Metric
from .cards import Config
from .header import router_name
from .inventory import Shown, async_inventory
from .texts import text

PATH: Final = "metrics"
CARD: Final = "custom:mikrotik-monitoring-table"

_METRICS: Final = tuple((metric, group) for group in CATALOGUE for metric in group.metrics)
_PLACES: Final = {metric.key: place for place, (metric, _) in enumerate(_METRICS)}
_GRAPHS: Final = tuple(Graph)
_TOTALS: Final = frozenset({SensorStateClass.TOTAL, SensorStateClass.TOTAL_INCREASING})
# Two of these are not more than one: their sum says nothing.
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


@websocket_api.websocket_command({"type": f"{DOMAIN}/metrics"})
@websocket_api.async_response
async def ws_metrics(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return every enabled metric entity that the user may read, and what is known of it.

    Rows are ``[entity id, router, metric, instance, name]``: the second and third are places in
    the lists beside, the name is empty unless a person gave one.
    """
    entries = sorted(
        hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False),
        key=lambda entry: (entry.title.casefold(), entry.entry_id),
    )
    names = _names(hass)
    rows: list[Sequence[str | int]] = []
    for place, entry in enumerate(entries):
        inventory = async_inventory(hass, entry)
        readable = _readable(connection.user, inventory)
        rows.extend(_row(item, place, names) for item in inventory if item.entity_id in readable)
        # A hundred routers have tens of thousands of entities: others get their turn.
        await asyncio.sleep(0)
    connection.send_result(
        message["id"],
        {
            **_recorder(hass),
            "routers": [_router(hass, entry) for entry in entries],
            "categories": list(_categories(hass)),
            "tiers": [
                {"key": tier.key, "name": text(hass, f"table.tier.{tier.key}")} for tier in TIERS
            ],
            "metrics": [_metric(metric, group, names) for metric, group in _METRICS],
            "rows": rows,
        },
    )


def _recorder(hass: HomeAssistant) -> dict[str, Any]:
    """Return for how many days 5-minute rows are kept, None without a recorder."""
    recorder = hass.data.get(DATA_INSTANCE)
    return {"keep_days": recorder and recorder.keep_days}


def _readable(user: User, inventory: Sequence[Shown]) -> frozenset[str]:
    """Return the entities whose states the user may read."""
    ids = (item.entity_id for item in inventory)
    return frozenset(filter_entity_ids_by_permission(user, ids, POLICY_READ))


def _router(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str | None]:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    return {
        "id": entry.entry_id,
        "device": device.id if device else None,
        "name": router_name(entry, device),
    }


def _categories(hass: HomeAssistant) -> Iterator[dict[str, str]]:
    """Yield the graphs, and the category of what is in none."""
    for graph in Graph:
        yield {"key": graph, "name": text(hass, f"graph.{graph}")}
    yield {"key": "system", "name": text(hass, "table.system")}


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
    """Return the place of a metric's graph; what is in none is where its whole group belongs."""
    graphs = {other.graph for other in group.metrics if other.graph is not None}
    graph = metric.graph or (graphs.pop() if len(graphs) == 1 else None)
    return len(_GRAPHS) if graph is None else _GRAPHS.index(graph)


_INSTANCE: Final = "{instance}"
_PLATFORMS: Final = ("sensor", "binary_sensor", "update")


def _names(hass: HomeAssistant) -> dict[str, str]:
    """Return the metrics' names by key, with the instance's place in them."""
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    found = {}
    for metric, _ in _METRICS:
        for platform in _PLATFORMS:
            key = f"component.{DOMAIN}.entity.{platform}.{metric.key.replace('.', '_')}.name"
            if key in texts:
                found[metric.key] = texts[key]
    return found


def _row(item: Shown, router: int, names: dict[str, str]) -> Sequence[str | int]:
    """Return an entity's row; the instance is what a person calls it."""
    before, mark, after = names.get(item.metric, item.label).partition(_INSTANCE)
    fits = item.label.startswith(before) and item.label.endswith(after)
    given = "" if (fits if mark else item.label == before) else item.label
    inner = item.label[len(before) : len(item.label) - len(after)] if mark and fits else ""
    instance = item.owner or inner or item.instance.partition(":")[2] or item.instance
    return (item.entity_id, router, _PLACES[item.metric], instance, given)
