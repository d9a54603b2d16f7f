"""The view of a router's interfaces: the table of all, and the charts of one by range."""

import logging
from typing import Any

from homeassistant.auth.models import Group
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_KINDS
from custom_components.mikrotik_monitoring.dashboard.interface.view import interface_charts
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.recording.availability import availability_id
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, serial_of
from tests.dashboard.conftest import absent_router

PORT = "port:ether1"
RANGES = ["live", "day", "week", "month", "year"]


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def entry(
    recorder_mock: Any, hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> MockConfigEntry:
    """Return the entry of a router that is watched."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    return entry


async def enable(hass: HomeAssistant, entry: MockConfigEntry, *metrics: str) -> None:
    """Enable the kinds of some interface metrics, as the owner does in the options."""
    kinds = [kind for key in metrics if (kind := METRICS[key].kind)]
    options = {**entry.options, OPTION_KINDS: {"interface": kinds}}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)


async def asked(client: Any, command: str, **arguments: str) -> dict[str, Any]:
    """Return the response to a page."""
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **arguments})
    answer: dict[str, Any] = await client.receive_json()
    return answer


def cards(
    hass: HomeAssistant, entry: MockConfigEntry, instance: str = PORT
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the cards of an interface, by range and title."""
    return {
        span["key"]: {card["title"]: card for card in span["cards"]}
        for span in interface_charts(hass, entry, instance)
    }


def labels(card: dict[str, Any]) -> list[str]:
    """Return the names of a card's lines."""
    return [line["name"] for line in card["entities"]]


async def test_the_view(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """It is a page of its own behind the router's, wherever the dashboard is."""
    client = await hass_ws_client(hass)
    view = (
        await asked(
            client, "view", router=entry.entry_id, view="interfaces", base_path="/my-network"
        )
    )["result"]
    assert view["subview"] is True
    assert view["back_path"] == view["path"].join(["/my-network/", ""]).removesuffix("-interfaces")
    card = view["sections"][0]["cards"][0]
    assert card["type"] == "custom:mikrotik-monitoring-interface"
    assert card["router"] == entry.entry_id
    assert card["path"] == f"/my-network/{view['path']}"


async def test_the_table(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    router: SimulatedRouter,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Each monitored interface has its row, in natural order, with its comment."""
    client = await hass_ws_client(hass)
    table = (await asked(client, "interfaces"))["result"]
    assert table["router"] == entry.entry_id
    assert table["name"] == entry.title
    assert table["columns"] == ["Link", "RX", "TX", "Errors", "Drops"]
    names = [row["name"] for row in table["interfaces"]]
    ports = [name for name in names if name.startswith("ether")]
    assert ports[0].startswith("ether1 · ")
    assert [port.split()[0] for port in ports] == [f"ether{number}" for number in range(1, 9)]
    first = next(row for row in table["interfaces"] if row["key"] == PORT)
    assert all(hass.states.get(entity) is not None for entity in first["cells"])
    bridge = next(row for row in table["interfaces"] if row["key"] == "name:bridge")
    assert bridge["cells"][-2:] == [None, None]


async def test_utilisation_has_its_columns_once_enabled(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """Metrics that the user enables are in the table."""
    await enable(hass, entry, "interface.utilisation.rx")
    client = await hass_ws_client(hass)
    table = (await asked(client, "interfaces", router=entry.title))["result"]
    assert "RX utilisation" in table["columns"]


async def test_a_user_sees_what_he_may_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """For entities a user may not read, neither the id nor a chart is sent."""
    client = await hass_ws_client(hass)
    hass_admin_user.groups = [Group(id="none", name="None", policy={}, system_generated=False)]
    hass_admin_user.invalidate_cache()
    table = (await asked(client, "interfaces", router=entry.entry_id))["result"]
    assert {cell for row in table["interfaces"] for cell in row["cells"]} == {None}
    answer = await asked(client, "interface", router=entry.entry_id, interface=PORT)
    assert answer["error"]["code"] == "unauthorized"


async def test_what_is_not_there(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """A page that requests what no longer exists gets an error."""
    client = await hass_ws_client(hass)
    assert (await asked(client, "interfaces", router="none"))["error"]["code"] == "not_found"
    answer = await asked(client, "interface", router=entry.entry_id, interface="port:ether99")
    assert answer["error"]["code"] == "not_found"
    answer = await asked(client, "interface", router=entry.entry_id, interface=PORT)
    assert [span["key"] for span in answer["result"]["ranges"]] == RANGES


async def test_traffic_over_each_range(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Live from the states, else from the statistics with the band between least and most."""
    shown = cards(hass, entry)
    live = shown["live"]["Interface traffic"]
    assert (live["type"], live["hours_to_show"]) == ("history-graph", 1)
    assert labels(live) == ["RX", "TX"]
    assert live["min_y_axis"] == 0
    for span, days, period in (
        ("day", 1, "5minute"),
        ("week", 7, "hour"),
        ("month", 30, "hour"),
        ("year", 365, "day"),
    ):
        card = shown[span]["Interface traffic"]
        assert (card["type"], card["days_to_show"]) == ("statistics-graph", days)
        assert card["period"] == period
        assert card["stat_types"] == ["mean", "min", "max"]
        assert [line["entity"] for line in card["entities"]] == [
            line["entity"] for line in live["entities"]
        ]
        assert labels(shown[span]["Interface errors and drops"]) == ["Errors", "Drops"]


async def test_flaps(hass: HomeAssistant, entry: MockConfigEntry, router: SimulatedRouter) -> None:
    """From the states while they are kept, then from the availability; counted if enabled."""
    shown = cards(hass, entry)
    for span, hours in (("live", 1), ("day", 24), ("week", 168)):
        card = shown[span]["Link and states"]
        assert (card["type"], card["hours_to_show"]) == ("history-graph", hours)
        assert labels(card)[0] == "Link"
        assert "Availability" not in shown[span]
    serial = serial_of(router)
    for span in ("month", "year"):
        assert "Link and states" not in shown[span]
        assert [line["entity"] for line in shown[span]["Availability"]["entities"]] == [
            availability_id(serial, PORT),
            availability_id(serial),
        ]
    assert "Link downs" not in shown["day"]
    await enable(hass, entry, "interface.link.downs")
    shown = cards(hass, entry)
    (downs,) = (title for title in shown["day"] if "Link downs" in title)
    assert downs not in shown["live"]
    for span, period in (("day", "hour"), ("week", "day"), ("month", "day"), ("year", "month")):
        card = shown[span][downs]
        assert card["stat_types"] == ["change"]
        assert (card["chart_type"], card["period"]) == ("bar", period)


async def test_what_has_no_graph_of_its_own(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Each other metric of an interface has a chart, by unit; totals are in the month's figures."""
    await enable(hass, entry, "interface.packets.rx", "interface.utilisation.rx")
    titles = list(cards(hass, entry)["day"])
    assert titles[0] == "Interface traffic"
    shares, packets = "RX utilisation, TX utilisation", "RX packets, TX packets"
    assert titles.index(shares) < titles.index(packets)
    assert not any("total" in title for title in titles)
    assert cards(hass, entry)["day"][shares]["max_y_axis"] == 100
    assert "min_y_axis" not in cards(hass, entry)["day"][packets]


async def test_modules_and_ports_that_feed(
    recorder_mock: Any, hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Optical power and power over Ethernet have charts where they are measured."""
    entry = await add_router(hass, await start_router("crs_poe"))
    await clock.advance(10)
    found = [
        title
        for row in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if "_interface.running_" in row.unique_id
        for title in cards(hass, entry, row.unique_id.partition("running_")[2])["week"]
    ]
    assert any("SFP" in title for title in found)
    assert any("PoE" in title for title in found)


async def test_without_a_recorder(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, router: SimulatedRouter
) -> None:
    """Only the current values are shown."""
    entry = await add_router(hass, router)
    assert list(cards(hass, entry)) == ["live"]


async def test_a_router_that_never_answered(hass: HomeAssistant) -> None:
    """There is nothing to draw, and nothing fails."""
    entry = absent_router()
    entry.add_to_hass(hass)
    assert interface_charts(hass, entry, PORT)[0]["cards"] == []
