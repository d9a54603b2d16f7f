"""From what each router has to a dashboard: views, sections, cards."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN, OPTION_SIDEBAR
from ..metrics.model import Graph
from .cards import COLUMNS, Config, heading, history_graph, tiles
from .graphs import LOOKS, MAX_COLUMNS, Chart, GraphLook, charts
from .header import badges, header, router_name
from .inventory import Shown, async_inventory
from .paths import view_path
from .selection import async_select
from .texts import text


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
def build_dashboard(hass: HomeAssistant) -> Config:
    """Return the whole dashboard: a view per router, also of one that is away."""
    return {"views": [build_view(hass, entry) for entry in shown_entries(hass)]}


@callback
def build_view(hass: HomeAssistant, entry: ConfigEntry) -> Config:
    """Return the view of one router: who it is, then its graphs."""
    inventory = async_inventory(hass, entry)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    sections = [section for graph in Graph if (section := _section(hass, graph, inventory))]
    return {
        "type": "sections",
        "title": router_name(entry, device),
        "path": view_path(entry),
        "max_columns": MAX_COLUMNS,
        "header": header(hass, entry, device),
        "badges": badges(hass, inventory, device),
        "sections": sections or [_empty(hass)],
    }


def _section(
    hass: HomeAssistant,
    graph: Graph,
    inventory: tuple[Shown, ...],
) -> Config | None:
    """Return a graph's heading and charts, None where the router has none of it."""
    look = LOOKS[graph]
    cards = [card for chart in charts(graph) for card in _cards(hass, chart, look, inventory)]
    if not cards:
        return None
    title = heading(text(hass, f"graph.{graph}"), look.icon)
    return {"type": "grid", "column_span": look.span, "cards": [title, *cards]}


def _cards(
    hass: HomeAssistant, chart: Chart, look: GraphLook, inventory: tuple[Shown, ...]
) -> list[Config]:
    """Return the cards of a chart; in a wide section two of them stand side by side."""
    parts = async_select(hass, chart, look, inventory)
    if chart.is_tiles:
        return [card for part in parts for card in tiles(chart, part)]
    width = look.span * COLUMNS // (len(parts) if look.span > 1 and parts else 1)
    return [history_graph(chart, part, width) for part in parts]


def _empty(hass: HomeAssistant) -> Config:
    """Return what stands where a router has not answered yet, or all its graphs are disabled."""
    return {
        "type": "grid",
        "cards": [
            heading(text(hass, "empty.title"), "mdi:timer-sand"),
            {"type": "markdown", "content": text(hass, "empty.text")},
        ],
    }
