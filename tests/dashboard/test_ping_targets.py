"""A ping target on the dashboard: in graph and table, like what is discovered by itself."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.metrics.entities import entity_id

from .conftest import cards, views

NAME = "Überall/遠い"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant."""


async def test_it_is_drawn_and_listed(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """With its name in any script, and the tier that its owner chose."""
    entry = await add_router(hass, router)
    target = ConfigSubentry(
        data=MappingProxyType({"address": "198.51.100.9", "count": 3, "tier": "long"}),
        subentry_type="ping_target",
        title=NAME,
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, target)
    await clock.settle()
    [view] = views(hass)
    drawn = str(cards(view, "Latency and packet loss"))
    for metric in ("ping.latency.avg", "ping.jitter", "ping.loss"):
        assert entity_id(hass, router, metric, target.subentry_id) in drawn
        assert entity_id(hass, router, metric, "203.0.113.1") in drawn
    # A target's lines are a dark and a light shade of one hue, each target has another.
    [latency, _] = cards(view, "Latency and packet loss")
    assert len({line["color"] for line in latency["entities"]}) == 4
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{DOMAIN}/metrics"})
    answer = (await client.receive_json())["result"]
    tiers = {}
    for instance in (target.subentry_id, "203.0.113.1"):
        loss = entity_id(hass, router, "ping.loss", instance)
        [(_, _, place, called, given)] = [row for row in answer["rows"] if row[0] == loss]
        metric = answer["metrics"][place]
        tiers[called] = answer["tiers"][metric["tier"]]["key"]
        assert (metric["name"], given) == ("Packet loss", "")
    assert tiers == {NAME: "long", "203.0.113.1": "short"}
