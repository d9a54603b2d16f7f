"""What the tests of the dashboard share."""

from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.alerts.cards import HISTORY, MARKS
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from custom_components.mikrotik_monitoring.dashboard.router.view import MISSING
from tests.repository.files import english

RANGES = english()["config_panel"]["dashboard"]["range"].values()


def absent_router(
    host: str = "192.0.2.1", title: str = "Attic", unique_id: str = "HE0000ATTIC", **options: Any
) -> MockConfigEntry:
    """Return the entry of a router that is not set up."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=title,
        unique_id=unique_id,
        options=options,
        data={
            "host": host,
            "port": 8728,
            "username": "monitor",
            "password": "monitor-password",
            "tls_mode": "off",
        },
    )


def views(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the dashboard's views that are tabs of a router."""
    return [view for view in build_dashboard(hass)["views"] if "header" in view]


def graph_sections(view: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a view's sections below the row that chooses the range: those of graphs."""
    sections: list[dict[str, Any]] = view["sections"]
    (choice,) = [
        number
        for number, section in enumerate(sections)
        if any("navigate" in str(badge) for badge in section["cards"][0].get("badges", []))
        and section["cards"][0]["heading"] in RANGES
    ]
    return [
        {**section, "cards": [card for card in section["cards"] if card["type"] != MARKS]}
        for section in sections[choice + 1 :]
        if section["cards"][0]["type"] not in {HISTORY, MISSING}
    ]


def headings(view: dict[str, Any]) -> list[str]:
    """Return the headings of a view's graphs."""
    return [section["cards"][0]["heading"] for section in graph_sections(view)]


def cards(view: dict[str, Any], heading: str) -> list[dict[str, Any]]:
    """Return the cards below a heading."""
    for section in graph_sections(view):
        title, *rest = section["cards"]
        if title["heading"] == heading:
            found: list[dict[str, Any]] = rest
            return found
    raise AssertionError(f"no section {heading}")


def names(card: dict[str, Any]) -> list[str]:
    """Return the names in a chart's legend."""
    return [entity["name"] for entity in card["entities"]]
