"""The cards a view is made of, as Home Assistant's frontend expects them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any, Final

from .graphs import PALETTE, Chart
from .inventory import Shown
from .ranges import COLLECTION, Span

type Config = dict[str, Any]

# A section's grid has twelve columns for each column of the view that it spans.
COLUMNS: Final = 12

# Below this width the frontend shows one column.
WIDE: Final = [{"condition": "screen", "media_query": "(min-width: 768px)"}]
NARROW: Final = [{"condition": "screen", "media_query": "(max-width: 767.98px)"}]


def heading(title: str, icon: str, badges: Iterable[Config] = ()) -> Config:
    """Return a heading, with badges at its right."""
    return {"type": "heading", "heading": title, "icon": icon, "badges": list(badges)}


def button(label: str, icon: str, tap_action: Config, *, color: str | None = None) -> Config:
    """Return a button that stands at the right of a heading."""
    shown = {"type": "button", "text": label, "icon": icon, "tap_action": tap_action}
    return shown if color is None else {**shown, "color": color}


def card_grid(cards: Sequence[Config]) -> Config:
    """Return small cards side by side, in one row."""
    return {
        "type": "grid",
        "columns": len(cards),
        "square": False,
        "cards": list(cards),
        "grid_options": {"columns": "full"},
    }


def navigate(address: str, *, replace: bool = False) -> Config:
    """Return the action that opens another page of Home Assistant; it may replace this one."""
    return {"action": "navigate", "navigation_path": address, "navigation_replace": replace}


def history_graph(chart: Chart, series: Sequence[Shown], width: int | str, hours: float) -> Config:
    """Return a chart of every state over the last hours."""
    return {
        "type": "history-graph",
        "hours_to_show": hours,
        **_lines(chart, series, width),
    }


def statistics_graph(chart: Chart, series: Sequence[Shown], width: int | str, span: Span) -> Config:
    """Return a chart from the recorder's statistics; a single line has its band."""
    range_ = (
        {"energy_date_selection": True, "collection_key": COLLECTION}
        if span.days is None
        else {"days_to_show": span.days}
    )
    return {
        "type": "statistics-graph",
        "period": span.period,
        "stat_types": ["mean", "min", "max"] if len(series) == 1 else ["mean"],
        **range_,
        **_lines(chart, series, width),
    }


def _lines(chart: Chart, series: Sequence[Shown], width: int | str) -> Config:
    """Return the configuration both kinds of charts share; lines of an instance share a hue."""
    hues = list(dict.fromkeys(item.instance for item in series))
    drawn = {item.metric for item in series}
    shades = [metric for metric in chart.metrics if metric in drawn]
    return {
        "entities": [
            {
                "entity": item.entity_id,
                "name": item.name,
                **(
                    {"color": color}
                    if (color := chart.references.get(item.metric))
                    else _color(item, hues.index(item.instance), shades.index(item.metric))
                ),
            }
            for item in series
        ],
        "grid_options": {"columns": width},
        **chart.bounds,
    }


def tiles(series: Iterable[Shown], hours: float) -> list[Config]:
    """Return numbers with a small trend, two in a row; an odd last one spans the row."""
    return [
        _tile(item, COLUMNS // len(row), hours)
        for row in batched(series, 2, strict=False)
        for item in row
    ]


def _tile(item: Shown, width: int, hours: float) -> Config:
    return {
        "type": "tile",
        "entity": item.entity_id,
        "name": item.name,
        "features": [{"type": "trend-graph", "hours_to_show": hours}],
        "features_position": "inline",
        "grid_options": {"columns": width},
    }


def _color(item: Shown, hue: int, shade: int) -> Mapping[str, str]:
    """Return the colour of a line; the router's own metrics keep the frontend's colours."""
    if not item.instance or hue >= len(PALETTE) or shade >= len(PALETTE[hue]):
        return {}
    return {"color": PALETTE[hue][shade]}
