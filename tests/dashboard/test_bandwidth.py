"""Contracted bandwidth in charts: lines to compare traffic with, and shares above 100 %."""

import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import OPTION_BANDWIDTH
from custom_components.mikrotik_monitoring.dashboard.interface.view import interface_charts
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.dashboard.conftest import cards, names, views
from tests.metrics.entities import entity_id

PORT = "port:ether1"
CONTRACT = {PORT: {"down": 200_000_000, "up": 50_000_000, "commit": 20_000_000}}
LINES = {
    "Contracted down": "#6b6b6b",
    "Contracted up": "#a0a0a0",
    "Commit": "#c62828",
}


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def entry(
    recorder_mock: Any, hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> MockConfigEntry:
    """Return the entry of a router with a contract for one interface."""
    entry = await add_router(hass, router, **{OPTION_BANDWIDTH: CONTRACT})
    await clock.advance(10)
    return entry


def charts(hass: HomeAssistant, entry: MockConfigEntry, instance: str = PORT) -> dict[str, Any]:
    """Return the charts of an interface by range and title."""
    return {
        span["key"]: {card["title"]: card for card in span["cards"]}
        for span in interface_charts(hass, entry, instance)
    }


def colors(card: dict[str, Any]) -> dict[str, str]:
    """Return the colours of a card's lines by their names."""
    return {line["name"]: line["color"] for line in card["entities"]}


async def test_an_interface_has_its_lines_over_each_range(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """In one chart with the traffic, which still has its band from minimum to maximum."""
    shown = charts(hass, entry)
    for span, found in shown.items():
        lines = colors(found["Interface traffic"])
        assert list(lines) == ["RX", "TX", *LINES], span
        assert LINES.items() <= lines.items()
        assert lines["RX"] not in LINES.values()
    assert shown["week"]["Interface traffic"]["stat_types"] == ["mean", "min", "max"]
    assert names(charts(hass, entry, "name:bridge")["live"]["Interface traffic"]) == ["RX", "TX"]


async def test_a_share_of_a_contract_may_be_more_than_all(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The axis ends at 100 %, unless the traffic was higher."""
    share = charts(hass, entry)["day"]["RX utilisation, TX utilisation"]
    assert (share["max_y_axis"], share["fit_y_data"]) == (100, True)
    (view,) = views(hass)
    by_unit = cards(view, "Interface traffic")
    shares = [card for card in by_unit if card.get("max_y_axis") == 100]
    assert shares
    assert all(card["fit_y_data"] for card in shares)
    assert all("fit_y_data" not in card for card in cards(view, "CPU usage"))


async def test_a_routers_page_draws_them_also_while_it_is_away(
    hass: HomeAssistant, entry: MockConfigEntry, router: SimulatedRouter
) -> None:
    """Beside the traffic of that interface, whether the router is connected or not."""
    wanted = {
        entity_id(hass, router, f"interface.bandwidth.{part}", PORT) for part in CONTRACT[PORT]
    }
    for _ in range(2):
        (view,) = views(hass)
        drawn = {
            line["entity"]: line.get("color")
            for card in cards(view, "Interface traffic")
            for line in card["entities"]
        }
        assert wanted <= drawn.keys()
        assert {drawn[line] for line in wanted} == set(LINES.values())
        await hass.config_entries.async_unload(entry.entry_id)
