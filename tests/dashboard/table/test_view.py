"""The table of metrics: its view, and the data of each entity."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from custom_components.mikrotik_monitoring.dashboard.table.view import CARD, PATH
from custom_components.mikrotik_monitoring.metrics.model import TIERS, Graph
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, metric_entities
from tests.dashboard.conftest import absent_router
from tests.repository.files import english

TEXTS = english()["config_panel"]["dashboard"]


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant."""


async def _ask(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> dict[str, Any]:
    """Return the response to the card."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{DOMAIN}/metrics"})
    answer = await client.receive_json()
    assert answer["success"], answer
    result: dict[str, Any] = answer["result"]
    return result


def _told(answer: dict[str, Any], entity_id: str) -> dict[str, Any]:
    """Return all that the response says about an entity."""
    ((_, router, place, instance, given),) = [row for row in answer["rows"] if row[0] == entity_id]
    metric = answer["metrics"][place]
    return {
        "router": answer["routers"][router]["name"],
        "category": answer["categories"][metric["category"]]["key"],
        "tier": answer["tiers"][metric["tier"]]["key"],
        "instance": instance,
        "name": given or metric["name"],
        "figures": metric["figures"],
        "adds": metric["adds"],
    }


async def test_the_view_comes_after_the_routers(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """It is the last tab, and contains only the card."""
    await add_router(hass, router)
    tabs = [view for view in build_dashboard(hass)["views"] if not view.get("subview")]
    view = tabs[-1]
    assert (view["path"], view["title"]) == (PATH, TEXTS["table"]["title"])
    assert view["cards"] == [{"type": CARD}]


async def test_every_enabled_entity_is_a_row(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Of all routers, no more and no less; disabled entities are left out."""
    entries = [await add_router(hass, await start_router(name)) for name in ("rb5009", "chr")]
    registry = er.async_get(hass)
    registry.async_update_entity(
        "sensor.home_rb5009_cpu", disabled_by=er.RegistryEntryDisabler.USER
    )
    answer = await _ask(hass, hass_ws_client)
    enabled = {
        entity.entity_id: entry.entry_id
        for entry in entries
        for entity in metric_entities(hass, entry)
        if entity.disabled_by is None
    }
    shown = {row[0]: answer["routers"][row[1]]["id"] for row in answer["rows"]}
    assert shown == enabled
    assert len(answer["rows"]) == len(enabled) > 40
    assert "sensor.home_rb5009_cpu" not in shown
    assert [category["key"] for category in answer["categories"]] == [*Graph, "system"]
    assert [tier["key"] for tier in answer["tiers"]] == [tier.key for tier in TIERS]
    devices = {router["device"] for router in answer["routers"]}
    assert devices == {
        device.id
        for entry in entries
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    }


async def test_what_is_told_of_an_entity(
    hass: HomeAssistant, router: SimulatedRouter, hass_ws_client: WebSocketGenerator
) -> None:
    """A measurement has means, a total grows, a text has neither.

    A metric without a graph is listed with its group's graph, where the group has only one.
    """
    await add_router(hass, router)
    answer = await _ask(hass, hass_ws_client)
    cpu = _told(answer, "sensor.home_rb5009_cpu")
    assert cpu == {
        "router": "home-rb5009",
        "category": "cpu",
        "tier": "realtime",
        "instance": "",
        "name": "CPU",
        "figures": "mean",
        "adds": False,
    }
    by_unique_id = {
        entity.unique_id.partition("_")[2]: entity.entity_id
        for entity in er.async_get(hass).entities.values()
    }
    rate = _told(answer, by_unique_id["interface.traffic.rx_port:ether1"])
    assert rate["instance"].startswith("ether1")
    assert (rate["name"], rate["figures"], rate["adds"]) == ("RX", "mean", True)
    assert rate["category"] == "interface_traffic"
    total = _told(answer, by_unique_id["interface.total.rx_port:ether1"])
    assert (total["figures"], total["adds"]) == ("change", True)
    assert total["category"] == "interface_traffic"
    version = _told(answer, by_unique_id["system.version"])
    assert (version["figures"], version["category"], version["tier"]) == (None, "system", "long")


async def test_an_instance_has_its_own_column(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """It is removed from the name, so that the same metric has one name on all routers.

    A name that the user gave to an entity is kept as it is, with or without an instance.
    """
    entry = absent_router(unique_id="HE1", title="Attic")
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    registry = er.async_get(hass)
    for known_by, name in (
        ("queue.simple.upload_name:office", "Queue office upload"),
        ("queue.simple.download_name:office", "Queue office download"),
        ("system.cpu.load", "CPU"),
    ):
        registry.async_get_or_create(
            "sensor",
            DOMAIN,
            f"HE1_{known_by}",
            config_entry=entry,
            original_name=name,
            suggested_object_id=known_by.partition("_")[0].replace(".", "_"),
        )
    registry.async_update_entity("sensor.queue_simple_download", name="Office down")
    registry.async_update_entity("sensor.system_cpu_load", name="Load")
    answer = await _ask(hass, hass_ws_client)
    upload = _told(answer, "sensor.queue_simple_upload")
    assert (upload["instance"], upload["name"]) == ("office", "Queue upload")
    download = _told(answer, "sensor.queue_simple_download")
    assert (download["instance"], download["name"]) == ("office", "Office down")
    load = _told(answer, "sensor.system_cpu_load")
    assert (load["instance"], load["name"]) == ("", "Load")
    assert answer["routers"][0]["device"] is None


async def test_only_what_the_user_may_read(
    hass: HomeAssistant,
    router: SimulatedRouter,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """A user who may read one entity gets that one only."""
    await add_router(hass, router)
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"sensor.home_rb5009_cpu": True}}})
    answer = await _ask(hass, hass_ws_client)
    assert [row[0] for row in answer["rows"]] == ["sensor.home_rb5009_cpu"]


async def test_without_a_recorder(
    hass: HomeAssistant, router: SimulatedRouter, hass_ws_client: WebSocketGenerator
) -> None:
    """The response says that there are no figures over a range."""
    await add_router(hass, router)
    assert (await _ask(hass, hass_ws_client))["keep_days"] is None


async def test_with_a_recorder(
    recorder_mock: Any, hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """The response says for how long 5-minute rows are kept."""
    entry = absent_router()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert (await _ask(hass, hass_ws_client))["keep_days"] == 10
