"""The views of one router: live, over a longer range, and the series that those leave out."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..alerts.cards import alerts_section, history_section
from ..assets import late_cards
from ..cards import NARROW, WIDE, Config, button, card_grid, heading, navigate
from ..entries import router_device
from ..graphs import MAX_COLUMNS
from ..inventory import async_inventory
from ..layout import Layout, view_frame
from ..paths import REST
from ..ranges import COLLECTION, SPANS, Range, offered_ranges
from ..texts import text
from .header import badges, header, notices
from .sections import Content, graph_sections, rest_sections

STRATEGY: Final = "custom:mikrotik-monitoring"
MISSING: Final = "custom:mikrotik-monitoring-missing"


@callback
def router_view(hass: HomeAssistant, entry: ConfigEntry, layout: Layout, kind: str) -> Config:
    """Return a view of a router: one of its ranges, or the rest of its series."""
    content = Content(hass=hass, entry=entry, layout=layout, inventory=async_inventory(hass, entry))
    device = router_device(hass, entry)
    return {
        **view_frame(hass, entry, layout, kind),
        "type": "sections",
        "max_columns": MAX_COLUMNS,
        "header": header(hass, entry, layout, device),
        "badges": badges(hass, content.inventory, device),
        "sections": [
            *notices(hass, entry, content.inventory),
            alerts_section(entry),
            _choice(content, kind),
            *(_sections(content, kind) or [_empty(hass)]),
            history_section(entry),
            _missing_section(hass, entry),
        ],
    }


@callback
def view_on_demand(hass: HomeAssistant, entry: ConfigEntry, layout: Layout, kind: str) -> Config:
    """Return a view that is made when a page opens it: the dashboard itself stays small."""
    return {
        **view_frame(hass, entry, layout, kind),
        "subview": True,
        "strategy": {
            "type": STRATEGY,
            "router": entry.entry_id,
            "view": str(kind),
            **layout.wishes,
        },
    }


def _missing_section(hass: HomeAssistant, entry: ConfigEntry) -> Config:
    """Return the end of a view: which sensors are missing, and why."""
    whole: Config = {"grid_options": {"columns": "full"}}
    cards: list[Config] = [{"type": MISSING, "router": entry.entry_id, **whole}]
    if late := late_cards(hass):
        cards.append({"type": "vertical-stack", "cards": late, **whole})
    return {"type": "grid", "column_span": MAX_COLUMNS, "cards": cards}


def _sections(content: Content, kind: str) -> list[Config]:
    """Return the graphs of a view."""
    if kind == REST:
        return rest_sections(content)
    return graph_sections(content, Range(kind))


def _choice(content: Content, kind: str) -> Config:
    """Return the row that says which range is shown, and links to the others.

    On a phone it has no room beside its heading.
    """
    hass = content.hass
    told = text(hass, f"range.{kind}")
    ranges = offered_ranges(hass)
    buttons = [_range_button(content, span, is_shown=span == kind) for span in ranges]
    names = [_range_name(content, span, is_shown=span == kind) for span in ranges]
    cards = [
        {**heading(told, _icon(kind), buttons), "visibility": WIDE},
        {**heading(told, _icon(kind)), "visibility": NARROW},
        {**card_grid(names), "visibility": NARROW},
    ]
    if kind == Range.CUSTOM:
        cards.append({"type": "energy-date-selection", "collection_key": COLLECTION})
    return {"type": "grid", "column_span": MAX_COLUMNS, "cards": cards}


def _icon(kind: str) -> str:
    return SPANS[Range(kind)].icon if kind in SPANS else "mdi:chart-multiple"


def _range_button(content: Content, span: Range, *, is_shown: bool) -> Config:
    """Return a button that replaces this view with another range; the one shown is ticked."""
    return button(
        text(content.hass, f"range_short.{span}"),
        "mdi:check" if is_shown else SPANS[span].icon,
        navigate(content.layout.address(content.entry, span), replace=True),
        color="primary" if is_shown else None,
    )


def _range_name(content: Content, span: Range, *, is_shown: bool) -> Config:
    """Return the same as a plain name, as small as a touch target may be."""
    name = text(content.hass, f"range_short.{span}")
    return {
        "type": "button",
        "name": f"✓ {name}" if is_shown else name,
        "show_icon": False,
        "tap_action": navigate(content.layout.address(content.entry, span), replace=True),
    }


def _empty(hass: HomeAssistant) -> Config:
    """Return the notice if a router has not responded yet, or all its graphs are disabled."""
    return {
        "type": "grid",
        "cards": [
            heading(text(hass, "empty.title"), "mdi:timer-sand"),
            {"type": "markdown", "content": text(hass, "empty.text")},
        ],
    }
