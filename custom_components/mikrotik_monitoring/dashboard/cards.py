"""The cards a view is made of, as Home Assistant's frontend takes them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any, Final

from .graphs import LOOKS, PALETTE, Chart
from .inventory import Shown

type Config = dict[str, Any]

# A section's grid has twelve columns for each column of the view that it takes.
COLUMNS: Final = 12


def heading(title: str, icon: str, badges: Iterable[Config] = ()) -> Config:
    """Return a heading, with badges at its right."""
    return {"type": "heading", "heading": title, "icon": icon, "badges": list(badges)}


def history_graph(chart: Chart, series: Sequence[Shown], width: int | str) -> Config:
    """Return a chart over the last hours; the lines of an instance share a hue."""
    hues = list(dict.fromkeys(item.instance for item in series))
    return {
        "type": "history-graph",
        "hours_to_show": LOOKS[chart.graph].hours,
        "entities": [
            {
                "entity": item.entity_id,
                "name": item.name,
                **_color(hues.index(item.instance), chart, item),
            }
            for item in series
        ],
        "grid_options": {"columns": width},
        **chart.bounds,
    }


def tiles(chart: Chart, series: Iterable[Shown]) -> list[Config]:
    """Return numbers with a small trend, two in a row; a last one alone takes the row."""
    return [
        _tile(chart, item, COLUMNS // len(row))
        for row in batched(series, 2, strict=False)
        for item in row
    ]


def _tile(chart: Chart, item: Shown, width: int) -> Config:
    return {
        "type": "tile",
        "entity": item.entity_id,
        "name": item.name,
        "features": [{"type": "trend-graph", "hours_to_show": LOOKS[chart.graph].hours}],
        "features_position": "inline",
        "grid_options": {"columns": width},
    }


def _color(hue: int, chart: Chart, item: Shown) -> Mapping[str, str]:
    """Return the colour of a line; what is the router's own keeps the frontend's colours."""
    shade = chart.metrics.index(item.metric)
    if not item.instance or hue >= len(PALETTE) or shade >= len(PALETTE[hue]):
        return {}
    return {"color": PALETTE[hue][shade]}
