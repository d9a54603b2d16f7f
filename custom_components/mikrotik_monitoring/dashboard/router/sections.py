"""The sections of a router's view: a graph each, drawn for the view's range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ...catalogue import catalogue_of
from ...metrics.model import Graph, OwnGraph
from ..alerts.cards import graph_marks
from ..cards import (
    COLUMNS,
    Config,
    button,
    heading,
    history_graph,
    navigate,
    statistics_graph,
    tiles,
)
from ..graphs import Chart, charts, style_of
from ..inventory import Shown
from ..layout import Layout
from ..paths import REST
from ..ranges import SPANS, Range, live_hours
from ..texts import text, unit
from .security import security_cards
from .selection import Selection, async_select


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a router's views are made from."""

    hass: HomeAssistant
    entry: ConfigEntry
    layout: Layout
    inventory: tuple[Shown, ...]


@callback
def graph_sections(content: Content, span: Range) -> list[Config]:
    """Return a section for each graph the router has and the person wants."""
    sections = (_section(content, graph, span) for graph in _graphs(content))
    return [section for section in sections if section is not None]


@callback
def rest_sections(content: Content) -> list[Config]:
    """Return a section for each graph that has more series than it shows, with the others."""
    sections = (_rest(content, graph) for graph in _graphs(content))
    return [section for section in sections if section is not None]


def _graphs(content: Content) -> Iterator[Graph | OwnGraph]:
    """Yield the graphs that a person wants, and those that were added."""
    yield from (graph for graph in Graph if graph in content.layout.graphs)
    if content.layout.own_graphs:
        yield from catalogue_of(content.entry).own_graphs


def _title(content: Content, graph: Graph | OwnGraph) -> str:
    """Return the title of a graph."""
    return graph.title if isinstance(graph, OwnGraph) else text(content.hass, f"graph.{graph}")


def _section(content: Content, graph: Graph | OwnGraph, span: Range) -> Config | None:
    """Return a graph's heading and charts, None if the router has none of its series."""
    chosen = _chosen(content, graph, span)
    style = style_of(graph)
    cards = [
        card
        for chart, selection in chosen
        for card in _cards(content, chart, selection.drawn, span)
    ]
    if not cards:
        return None
    if graph is Graph.SECURITY and span is Range.LIVE:
        cards.extend(security_cards(content.entry, content.inventory))
    marked = graph_marks(content.hass, content.entry, graph, span, content.layout)
    left = len({item.instance for _, chosen in chosen for part in chosen.rest for item in part})
    more = [_more(content, left)] if left else []
    title = heading(_title(content, graph), style.icon, more)
    return {"type": "grid", "column_span": style.span, "cards": [title, *marked, *cards]}


def _rest(content: Content, graph: Graph | OwnGraph) -> Config | None:
    """Return the series that a graph leaves out, over a day, which a browser draws easily."""
    style = style_of(graph)
    cards = [
        card
        for chart, selection in _chosen(content, graph, Range.DAY)
        for card in _cards(content, chart, selection.rest, Range.DAY)
    ]
    if not cards:
        return None
    title = heading(_title(content, graph), style.icon)
    return {"type": "grid", "column_span": style.span, "cards": [title, *cards]}


def _chosen(
    content: Content, graph: Graph | OwnGraph, span: Range
) -> list[tuple[Chart, Selection]]:
    """Return a graph's charts, with the series that each draws, and those it leaves out."""
    limit = content.layout.series
    by_unit = charts(catalogue_of(content.entry), graph, partial(unit, content.hass))
    wanted = [chart if span is Range.LIVE else chart.counted for chart in by_unit]
    return [
        (chart, async_select(content.hass, chart, style_of(graph), content.inventory, limit))
        for chart in wanted
    ]


def _cards(
    content: Content, chart: Chart, parts: Sequence[Sequence[Shown]], span: Range
) -> list[Config]:
    """Return the cards of a chart; in a wide section two of them are side by side."""
    parts = [_told_apart(chart.graph, part) for part in parts]
    hours = live_hours(content.entry, content.layout.hours)
    if chart.is_tiles and span is Range.LIVE:
        return [card for part in parts for card in tiles(part, hours)]
    style = style_of(chart.graph)
    is_shared = style.span > 1 and (len(parts) > 1 or style.beside)
    width = style.span * COLUMNS // (2 if is_shared else 1)
    if span is Range.LIVE:
        return [history_graph(chart, part, width, hours) for part in parts]
    return [statistics_graph(chart, part, width, SPANS[span]) for part in parts]


def _told_apart(graph: Graph | OwnGraph, series: Sequence[Shown]) -> Sequence[Shown]:
    """Return series without the graph's title in their names, unless it is the whole name."""
    if not isinstance(graph, OwnGraph):
        return series
    return [
        replace(item, label=item.label.removeprefix(graph.title).strip() or item.label)
        for item in series
    ]


def _more(content: Content, left: int) -> Config:
    """Return the link to the series that a graph leaves out."""
    label = text(content.hass, "more").format(count=left)
    return button(label, "mdi:plus", navigate(content.layout.address(content.entry, REST)))
