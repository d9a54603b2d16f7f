"""What the tests of the dashboard share."""

from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard


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
    """Return the dashboard's views."""
    found: list[dict[str, Any]] = build_dashboard(hass)["views"]
    return found


def headings(view: dict[str, Any]) -> list[str]:
    """Return the headings of a view's sections."""
    return [section["cards"][0]["heading"] for section in view["sections"]]


def cards(view: dict[str, Any], heading: str) -> list[dict[str, Any]]:
    """Return the cards below a heading."""
    for section in view["sections"]:
        title, *rest = section["cards"]
        if title["heading"] == heading:
            found: list[dict[str, Any]] = rest
            return found
    raise AssertionError(f"no section {heading}")


def names(card: dict[str, Any]) -> list[str]:
    """Return the names in a chart's legend."""
    return [entity["name"] for entity in card["entities"]]
