"""The cards of alerts in the dashboard's views, and the marks beside their graphs."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ...alerts.settings import rules_of
from ...catalogue import catalogue_of
from ...const import ALERTS_KEY, DOMAIN
from ...metrics.model import Graph, Group, Metric, OwnGraph, Scope
from ..cards import Config
from ..graphs import MAX_COLUMNS
from ..layout import Layout
from ..paths import URL_PATH
from ..ranges import Range, hours_of

ALERTS: Final = "custom:mikrotik-monitoring-alerts"
HISTORY: Final = "custom:mikrotik-monitoring-alert-history"
MARKS: Final = "custom:mikrotik-monitoring-alert-marks"

type Routers = Sequence[tuple[ConfigEntry, Layout]]


def alerts_card(routers: Routers) -> Config:
    """Return the card of active alerts, of several routers, or of none yet."""
    return {"type": ALERTS, **_of(routers)}


def history_card(routers: Routers) -> Config:
    """Return the card of past alerts."""
    return {"type": HISTORY, **_of(routers)}


def _of(routers: Routers) -> Config:
    """Return whose alerts a card shows, and where its links lead."""
    of = {"routers": [entry.entry_id for entry, _ in routers]}
    base_path = next((layout.base_path for _, layout in routers), f"/{URL_PATH}")
    return of if base_path == f"/{URL_PATH}" else {**of, "base_path": base_path}


def alerts_section(entry: ConfigEntry) -> Config:
    """Return the top of a router's view: it is hidden while no alert is active."""
    return _section({"type": ALERTS, "router": entry.entry_id})


def history_section(entry: ConfigEntry) -> Config:
    """Return the end of a router's view: its past alerts."""
    return _section({"type": HISTORY, "router": entry.entry_id})


def _section(card: Config) -> Config:
    wide = {**card, "grid_options": {"columns": "full"}}
    return {"type": "grid", "column_span": MAX_COLUMNS, "cards": [wide]}


@callback
def graph_marks(
    hass: HomeAssistant, entry: ConfigEntry, graph: Graph | OwnGraph, span: Range, layout: Layout
) -> list[Config]:
    """Return the strip of when alerts of a graph's metrics were active, over the graph's range.

    There is none if no enabled alert watches what the graph shows, nor over dates of a person's
    choice: only the frontend knows them.
    """
    if span is Range.CUSTOM:
        return []
    keys = _keys(entry, lambda group, metric: group.graph_of(metric) is graph)
    strip = _strip(hass, entry, keys, hours_of(entry, span, layout.hours))
    return [{**strip, "grid_options": {"columns": "full"}}] if keys else []


@callback
def interface_marks(
    hass: HomeAssistant, entry: ConfigEntry, instance: str, span: Range
) -> Config | None:
    """Return the strip of when alerts of one interface were active; None if none watches any."""
    keys = _keys(entry, lambda group, _: group.scope is Scope.INTERFACE)
    strip = _strip(hass, entry, keys, hours_of(entry, span))
    return {**strip, "instance": instance} if keys else None


def _strip(hass: HomeAssistant, entry: ConfigEntry, keys: list[str], hours: float) -> Config:
    return {
        "type": MARKS,
        "router": entry.entry_id,
        "alerts": keys,
        "hours": hours,
        "entity": _count_entity(hass, entry),
    }


def _keys(entry: ConfigEntry, belongs: Callable[[Group[Any], Metric], bool]) -> list[str]:
    """Return the enabled alerts whose metric, with its group, ``belongs`` to something."""
    catalogue = catalogue_of(entry)
    return [
        rule.key
        for rule in rules_of(entry.options)
        if (metric := catalogue.metrics.get(rule.metric)) is not None
        and belongs(catalogue.group_of(rule.metric), metric)
    ]


@callback
def _count_entity(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the sensor that changes with the alerts, None where it is not registered."""
    unique_id = catalogue_of(entry).unique_id(ALERTS_KEY)
    return er.async_get(hass).async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)
