"""The view of reports: one card, whose address says which routers and which period."""

from typing import Final
from urllib.parse import urlencode

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..cards import Config
from ..layout import Layout
from ..texts import text

PATH: Final = "report"
CARD: Final = "custom:mikrotik-monitoring-report"


@callback
def report_view(hass: HomeAssistant, base_path: str) -> Config:
    """Return the view of reports of a dashboard."""
    return {
        "type": "panel",
        "title": text(hass, "report.title"),
        "path": PATH,
        "cards": [{"type": CARD, "path": f"{base_path}/{PATH}"}],
    }


def report_address(entry: ConfigEntry, layout: Layout) -> str:
    """Return the address of a router's report."""
    return f"{layout.base_path}/{PATH}?{urlencode({'router': entry.entry_id})}"
