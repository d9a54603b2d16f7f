"""The whole dashboard: the fleet, the routers, their longer ranges."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .cards import Config
from .entries import disabled_entries, shown_entries
from .fleet.view import fleet_view
from .layout import Layout
from .paths import INTERFACES, REST, URL_PATH
from .ranges import offered_ranges
from .report.view import report_view
from .router.view import router_view, view_on_demand
from .table.view import table_view

# With more routers than these, a row of tabs is unreadable: the fleet links to each.
MAX_TABS: Final = 8


@callback
def build_dashboard(
    hass: HomeAssistant,
    entries: list[ConfigEntry] | None = None,
    wishes: dict[str, Any] | None = None,
) -> Config:
    """Return the whole dashboard: views for every router, also for an unavailable one.

    The first visible view opens by default: the fleet, or the router's own if there is just one.
    """
    switched_off = disabled_entries(hass) if entries is None else []
    entries = shown_entries(hass) if entries is None else entries
    layouts = [(entry, Layout.of(entry, wishes)) for entry in entries]
    away = [(entry, Layout.of(entry, wishes)) for entry in switched_off]
    base_path = (wishes or {}).get("base_path", f"/{URL_PATH}")
    of_all = fleet_view(hass, [*layouts, *away])
    is_alone = len(layouts) == 1 and not away
    return {
        "views": [
            # The order of views stays the same: open pages refer to them by number.
            {**of_all, "visible": False} if is_alone else of_all,
            *(_main_view(hass, *router, are_tabs=len(entries) <= MAX_TABS) for router in layouts),
            report_view(hass, base_path),
            table_view(hass),
            *(view for router in layouts for view in _further_views(hass, *router)),
        ]
    }


def _main_view(
    hass: HomeAssistant, entry: ConfigEntry, layout: Layout, *, are_tabs: bool
) -> Config:
    """Return the view that has the router's own path."""
    if are_tabs:
        return router_view(hass, entry, layout, layout.default)
    return view_on_demand(hass, entry, layout, layout.default)


def _further_views(hass: HomeAssistant, entry: ConfigEntry, layout: Layout) -> list[Config]:
    """Return the views of the router's other ranges, and of series that its graphs leave out."""
    kinds = [
        *(span for span in offered_ranges(hass) if span is not layout.default),
        REST,
        INTERFACES,
    ]
    return [view_on_demand(hass, entry, layout, kind) for kind in kinds]
