"""From what each router has to a dashboard: views, sections, cards."""

from collections.abc import Iterable, Iterator
import re
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN, OPTION_SIDEBAR
from ..metrics.model import Graph
from .graphs import LOOKS, MAX_SERIES, Chart, charts
from .inventory import Shown, async_inventory
from .paths import view_path
from .texts import Texts, text

type Config = dict[str, Any]


@callback
def shown_entries(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the routers that have a view, by name."""
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    return sorted(
        (entry for entry in entries if entry.options.get(OPTION_SIDEBAR, True)),
        key=lambda entry: (entry.title.casefold(), entry.entry_id),
    )


@callback
def build_dashboard(hass: HomeAssistant, texts: Texts) -> Config:
    """Return the whole dashboard: a view per router."""
    return {"views": [_view(hass, entry, texts) for entry in shown_entries(hass)]}


def _view(hass: HomeAssistant, entry: ConfigEntry, texts: Texts) -> Config:
    """Return the view of one router."""
    shown = async_inventory(hass, entry)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    title = entry.title if device is None else device.name_by_user or entry.title
    return {
        "type": "sections",
        "title": title,
        "path": view_path(entry),
        "max_columns": 2,
        "badges": [],
        "sections": [
            section for graph in Graph if (section := _section(hass, graph, shown, texts))
        ],
    }


def _section(
    hass: HomeAssistant, graph: Graph, shown: tuple[Shown, ...], texts: Texts
) -> Config | None:
    """Return a graph's heading and charts, None where the router has none of it."""
    cards = [card for chart in charts(graph) for card in _cards(hass, chart, shown)]
    if not cards:
        return None
    heading = {
        "type": "heading",
        "heading": text(texts, f"graph.{graph}"),
        "icon": LOOKS[graph].icon,
    }
    return {"type": "grid", "cards": [heading, *cards]}


def _cards(hass: HomeAssistant, chart: Chart, shown: tuple[Shown, ...]) -> Iterator[Config]:
    """Yield the cards of a chart."""
    keys = [metric.key for metric in chart.metrics]
    series = [item for item in shown if item.metric in keys]
    for part in _parts(hass, series, shown):
        part.sort(key=lambda item: (_natural(item.instance), keys.index(item.metric)))
        yield {
            "type": "history-graph",
            "hours_to_show": LOOKS[chart.graph].hours,
            "entities": [{"entity": item.entity_id, "name": item.name} for item in part],
            **chart.bounds,
        }


def _parts(
    hass: HomeAssistant, series: list[Shown], shown: Iterable[Shown]
) -> Iterator[list[Shown]]:
    yield series[:MAX_SERIES]


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ether2 before ether10."""
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)
    )
