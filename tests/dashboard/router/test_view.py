"""What a router's view shows: exactly what the router has."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_DETAIL
from custom_components.mikrotik_monitoring.dashboard.graphs import charts
from custom_components.mikrotik_monitoring.dashboard.inventory import Shown, async_inventory
from custom_components.mikrotik_monitoring.dashboard.layout import Layout
from custom_components.mikrotik_monitoring.dashboard.paths import REST, URL_PATH, view_path
from custom_components.mikrotik_monitoring.dashboard.router.view import router_view
from custom_components.mikrotik_monitoring.dashboard.texts import async_load_texts
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.model import Graph
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router
from tests.dashboard.conftest import absent_router, cards, graph_sections, headings, names, views
from tests.repository.files import english
from tests.running.entities import collection, switch

GRAPHS = ["Interface traffic", "CPU usage", "Memory usage", "Active connections"]
OF_GRAPHS = english()["config_panel"]["dashboard"]["graph"]
TITLES = list(OF_GRAPHS.values())
SPECIAL = {OF_GRAPHS[graph] for graph in Graph if not graph.is_essential}

BUILT_IN = Catalogue("", GROUPS)


def traffic(hass: HomeAssistant, entry: ConfigEntry) -> list[Shown]:
    """Return the rates of all interfaces."""
    chart, *_ = charts(BUILT_IN, Graph.INTERFACE_TRAFFIC)
    return [item for item in async_inventory(hass, entry) if item.metric in chart.metrics]


@pytest.mark.parametrize("profile", ["rb5009", "ccr_isp", "hap_v6", "chr"])
async def test_a_view_has_the_four_graphs(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Every router has its graphs, in the catalogue's order, of entities that exist."""
    entry = await add_router(hass, await start_router(profile))
    await clock.advance(10)
    (view,) = views(hass)
    assert view["title"] == entry.title
    assert view["path"] == view_path(entry)
    shown = headings(view)
    assert set(GRAPHS) <= set(shown)
    assert shown == [title for title in TITLES if title in shown]
    for heading in shown:
        for card in cards(view, heading):
            for entity in card.get("entities", [card]):
                assert hass.states.get(entity["entity"]) is not None


@pytest.mark.parametrize("profile", ["rb5009", "ccr_isp"])
@pytest.mark.parametrize("detail", ["essential", "everything"])
async def test_each_detail_has_the_same_graphs(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, detail: str
) -> None:
    """Essential draws less in each, everything more; only existing entities are drawn.

    What only some users need is not essential.
    """
    entry = await add_router(hass, await start_router(profile))
    await clock.advance(70, step=60)
    (before,) = views(hass)
    hass.config_entries.async_update_entry(entry, options={OPTION_DETAIL: detail})
    await clock.settle()
    await clock.advance(15)
    (view,) = views(hass)
    shown, shown_before = headings(view), headings(before)
    assert [title for title in shown if title not in SPECIAL] == [
        title for title in shown_before if title not in SPECIAL
    ]
    assert detail == "everything" or not SPECIAL & set(shown)
    assert detail == "essential" or set(shown_before) <= set(shown)
    drawn = [
        entity["entity"]
        for heading in headings(view)
        for card in cards(view, heading)
        for entity in card.get("entities", [card])
    ]
    assert len(drawn) > 20
    assert all(hass.states.get(entity_id) is not None for entity_id in drawn)


async def test_the_cards_of_a_home_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A chart has one unit; the same value in another unit is a number below."""
    await add_router(hass, router)
    await clock.advance(10)
    (view,) = views(hass)
    assert cards(view, "CPU usage") == [
        {
            "type": "history-graph",
            "hours_to_show": 1,
            "entities": [{"entity": "sensor.home_rb5009_cpu", "name": "CPU"}],
            "grid_options": {"columns": 12},
            "min_y_axis": 0,
            "max_y_axis": 100,
        }
    ]
    assert [card["type"] for card in cards(view, "Memory usage")] == ["history-graph", "tile"]
    chart, table = cards(view, "Active connections")
    assert "max_y_axis" not in chart
    assert table["grid_options"] == {"columns": 12}


async def test_the_header_tells_what_the_router_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Model, version, last boot and the link to the router's own page are at the top."""
    await add_router(hass, router)
    (view,) = views(hass)
    version, reachable, booted, polled = view["badges"]
    assert version["name"] == router.rows("/system/routerboard")[0]["model"]
    assert hass.states.get(version["entity"]) is not None
    assert booted["entity"] == "sensor.home_rb5009_last_boot"
    assert reachable["entity"] == "binary_sensor.home_rb5009_reachable"
    assert polled["entity"] == "sensor.home_rb5009_poll_duration"
    interfaces, _report, webfig, device = view["header"]["card"]["badges"]
    address = interfaces["tap_action"]["navigation_path"]
    assert address == f"/mikrotik-monitoring/{view['path']}-interfaces"
    assert webfig["tap_action"] == {"action": "url", "url_path": "http://127.0.0.1"}
    page = device["tap_action"]["navigation_path"]
    assert dr.async_get(hass).async_get(page.removeprefix("/config/devices/device/")) is not None


async def test_traffic_shows_the_ports_that_run(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A port without a link is left out; both directions of a port share a hue."""
    await add_router(hass, router)
    await clock.advance(10)
    (view,) = views(hass)
    (chart,) = cards(view, "Interface traffic")
    running = {row["name"] for row in router.rows("/interface") if row.get("running") == "true"}
    assert len(chart["entities"]) == 10
    assert {name.split(" ")[0] for name in names(chart)} <= running
    assert [entity["color"] for entity in chart["entities"][:2]] == ["#4269d0", "#9db4f0"]
    assert chart["grid_options"] == {"columns": 36}


async def test_many_ports_show_the_busiest_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of forty interfaces the busiest are drawn; the link to the others is at the heading."""
    router = await start_router("ccr_isp")
    entry = await add_router(hass, router)
    await clock.advance(10)
    (view,) = views(hass)
    (chart,) = cards(view, "Interface traffic")
    assert len(chart["entities"]) == 10
    assert len([name for name in names(chart) if name.startswith("sfp-sfpplus1")]) == 2
    (section, *_) = graph_sections(view)
    (more,) = section["cards"][0]["badges"]
    listed = len({item.instance for item in traffic(hass, entry)})
    assert more["text"] == f"{listed - 5} more"
    assert more["tap_action"]["navigation_path"] == f"/{URL_PATH}/{view_path(entry)}-more"


async def test_the_rest_is_all_that_is_not_drawn(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """No interface is lost, none is in both views; charts stay readable."""
    entry = await add_router(hass, await start_router("ccr_isp"))
    await clock.advance(10)
    (view,) = views(hass)
    rest = router_view(hass, entry, Layout.of(entry), REST)
    drawn = {
        entity["entity"] for card in cards(view, "Interface traffic") for entity in card["entities"]
    }
    charts = cards(rest, "Interface traffic")
    left = [entity["entity"] for card in charts for entity in card["entities"]]
    assert {card["type"] for card in charts} == {"statistics-graph"}
    assert max(len(card["entities"]) for card in charts) == 10
    assert drawn.isdisjoint(left)
    assert drawn | set(left) == {item.entity_id for item in traffic(hass, entry)}


async def test_wide_charts_stand_side_by_side_where_the_person_wants_more_lines(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The limit is an option; no chart has more lines than can be read."""
    entry = await add_router(hass, await start_router("crs_poe"))
    hass.config_entries.async_update_entry(entry, options={"series_limit": 20})
    await clock.advance(10)
    (view,) = views(hass)
    charts = cards(view, "Interface traffic")
    assert [len(chart["entities"]) for chart in charts] == [10, 10]
    assert [chart["grid_options"] for chart in charts] == [{"columns": 18}, {"columns": 18}]


async def test_what_is_disabled_or_hidden_is_left_out(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A graph without enabled entities is removed, and back when they are enabled."""
    await add_router(hass, router)
    await clock.settle()
    registry = er.async_get(hass)
    registry.async_update_entity(
        "sensor.home_rb5009_cpu", disabled_by=er.RegistryEntryDisabler.USER
    )
    for name in ("connections", "tcp_connections", "udp_connections"):
        registry.async_update_entity(
            f"sensor.home_rb5009_{name}", hidden_by=er.RegistryEntryHider.USER
        )
    (view,) = views(hass)
    assert "CPU usage" not in headings(view)
    assert [card["type"] for card in cards(view, "Active connections")] == ["tile"]
    registry.async_update_entity("sensor.home_rb5009_cpu", disabled_by=None)
    (view,) = views(hass)
    assert "CPU usage" in headings(view)


async def test_enabled_cores_join_the_processors_chart(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A graph shows those of its series that are enabled."""
    await add_router(hass, router, kinds={"cpu": ["cores"]})
    (view,) = views(hass)
    (chart,) = cards(view, "CPU usage")
    assert len(chart["entities"]) == 5


async def test_names_are_the_persons_own(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Renamed routers, ports and entities are shown by the names the user gave them."""
    entry = await add_router(hass, router)
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, entry.unique_id), entry.entry_id)
    assert device is not None
    devices.async_update_device(device.id, name_by_user="Cellar")
    (child, *_) = [
        child
        for child in dr.async_child_entries_for_config_entry(devices, entry.entry_id)
        if child.name is not None and child.name.startswith("ether1")
    ]
    devices.async_update_child_device(child.id, name_by_user="Uplink")
    er.async_get(hass).async_update_entity("sensor.home_rb5009_cpu", name="Processor")
    (view,) = views(hass)
    assert view["title"] == view["header"]["card"]["heading"] == "Cellar"
    shown = [name for card in cards(view, "Interface traffic") for name in names(card)]
    assert "Uplink RX" in shown
    (chart,) = cards(view, "CPU usage")
    assert names(chart) == ["Processor"]


async def test_a_router_that_is_away_keeps_its_view(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The entities are registered, so the graphs stay and show the gap."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    (before,) = views(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    (away,) = views(hass)
    assert headings(away) == headings(before)
    assert away["path"] == before["path"]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(10)
    (back,) = views(hass)
    assert graph_sections(back)[1:] == graph_sections(before)[1:]


async def test_a_router_that_is_not_asked_says_so(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The page shows it with the switch, in place of the router being away; all else stays."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    (before,) = views(hass)
    switch_id = collection(hass, router)
    away, off = before["sections"][:2]
    assert {"condition": "state", "entity": switch_id, "state_not": "off"} in away["visibility"]
    assert off["visibility"] == [{"condition": "state", "entity": switch_id, "state": "off"}]
    assert 'alert-type="info"' in off["cards"][0]["content"]
    assert "Collection is off" in off["cards"][0]["content"]
    await switch(hass, router, "off")
    (meanwhile,) = views(hass)
    assert meanwhile["sections"][:2] == [away, off]
    assert headings(meanwhile) == headings(before)
    er.async_get(hass).async_update_entity(switch_id, disabled_by=er.RegistryEntryDisabler.USER)
    (without,) = views(hass)
    assert len(without["sections"][0]["visibility"]) == 1
    assert without["sections"][1]["cards"] == off["cards"]
    assert "visibility" not in without["sections"][1]
    options = {key: value for key, value in entry.options.items() if key != "collection"}
    hass.config_entries.async_update_entry(entry, options=options)
    assert off["cards"] not in [section["cards"] for section in views(hass)[0]["sections"]]


async def test_a_router_that_never_answered_says_so(hass: HomeAssistant) -> None:
    """Where there is nothing yet, a sentence is shown instead of an empty page."""
    await async_load_texts(hass)
    absent_router().add_to_hass(hass)
    (view,) = views(hass)
    (section,) = graph_sections(view)
    assert view["badges"] == []
    assert section["cards"][1]["type"] == "markdown"


async def test_views_stand_by_name_without_those_switched_off(hass: HomeAssistant) -> None:
    """Routers are in natural order; one whose option is off has no view."""
    for number, (title, sidebar) in enumerate([("beta", True), ("Alpha", True), ("gamma", False)]):
        absent_router(title=title, unique_id=f"HE{number}", sidebar=sidebar).add_to_hass(hass)
    assert [view["title"] for view in views(hass)] == ["Alpha", "beta"]
