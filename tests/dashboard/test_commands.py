"""Views and dashboards that pages ask for over the WebSocket."""

from typing import Any

from homeassistant.components.websocket_api import ERR_INVALID_FORMAT, ERR_NOT_FOUND
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import MAX_TABS, build_dashboard
from custom_components.mikrotik_monitoring.dashboard.paths import URL_PATH, view_path
from custom_components.mikrotik_monitoring.dashboard.ranges import COLLECTION
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .conftest import RANGES, absent_router, cards, graph_sections, headings, names

SPANS = {"day": (1, "5minute"), "week": (7, "hour"), "month": (30, "hour"), "year": (365, "day")}


class Page:
    """A page of Home Assistant, which sends commands over its WebSocket."""

    def __init__(self, client: Any) -> None:
        """Use an open WebSocket."""
        self._client = client

    async def ask(self, command: str, **arguments: Any) -> Any:
        """Return the full response to a command of the integration."""
        message = {"type": f"{DOMAIN}/{command}", **arguments}
        await self._client.send_json_auto_id(message)
        return await self._client.receive_json()

    async def lovelace(self) -> Any:
        """Return what Home Assistant itself sends about the sidebar's dashboard."""
        await self._client.send_json_auto_id({"type": "lovelace/config", "url_path": URL_PATH})
        return (await self._client.receive_json())["result"]

    async def get(self, command: str, **arguments: Any) -> Any:
        """Return the result of a command that works."""
        answer = await self.ask(command, **arguments)
        assert answer["success"], answer
        return answer["result"]


async def _router(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> str:
    """Add a router, poll it twice, and return the id of its entry."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    return str(entry.entry_id)


@pytest.mark.parametrize(("kind", "span"), SPANS.items())
async def test_a_longer_range_is_drawn_from_statistics(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
    kind: str,
    span: tuple[int, str],
) -> None:
    """All graphs exist, in periods a browser draws at once; a single line has its band."""
    entry_id = await _router(hass, router, clock)
    page = Page(await hass_ws_client(hass))
    view = await page.get("view", router=entry_id, view=kind)
    live = await page.get("view", router=entry_id, view="live")
    # A board whose only sensors are states, not numbers, has no statistics to draw.
    assert set(headings(view)) <= set(headings(live))
    drawn = [card for section in graph_sections(view) for card in section["cards"][1:]]
    assert {(card["type"], card["days_to_show"], card["period"]) for card in drawn} == {
        ("statistics-graph", *span)
    }
    (processor,) = cards(view, "CPU usage")
    assert processor["stat_types"] == ["mean", "min", "max"]
    (traffic,) = cards(view, "Interface traffic")
    assert traffic["stat_types"] == ["mean"]
    assert names(traffic) == names(cards(live, "Interface traffic")[0])


async def test_each_range_leads_to_the_others(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """The current one is marked; each link leads to one of the dashboard's views."""
    entry_id = await _router(hass, router, clock)
    page = Page(await hass_ws_client(hass))
    paths = {f"/mikrotik-monitoring/{view['path']}" for view in build_dashboard(hass)["views"]}
    for kind in ("live", *SPANS):
        view = await page.get("view", router=entry_id, view=kind)
        (buttons,) = [
            section["cards"][0]["badges"]
            for section in view["sections"]
            if section["cards"][0].get("heading") in RANGES and section["cards"][0]["badges"]
        ]
        assert [button["text"] for button in buttons if button["icon"] == "mdi:check"] == [
            kind.capitalize()
        ]
        assert {button["tap_action"]["navigation_path"] for button in buttons[:5]} <= paths


async def test_any_dates_need_the_selector_of_the_energy_dashboard(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """Without it there is no such range: its graphs would stay empty."""
    entry_id = await _router(hass, router, clock)
    page = Page(await hass_ws_client(hass))

    def offered() -> list[str]:
        return [view["path"] for view in build_dashboard(hass)["views"] if "custom" in view["path"]]

    assert offered() == []
    hass.config.components.add("energy")
    assert len(offered()) == 1
    view = await page.get("view", router=entry_id, view="custom")
    assert {"type": "energy-date-selection", "collection_key": COLLECTION} in [
        card for section in view["sections"] for card in section["cards"]
    ]
    for section in graph_sections(view):
        for card in section["cards"][1:]:
            assert (card["energy_date_selection"], card["collection_key"]) == (True, COLLECTION)
            assert "days_to_show" not in card


async def test_the_first_range_is_an_option(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The router's own address shows it, and the live view has one of its own."""
    entry = await add_router(hass, router)
    options = {"default_range": "week", "view_title": "Cellar", "graphs": ["cpu", "gone"]}
    hass.config_entries.async_update_entry(entry, options=options)
    await clock.advance(10)
    by_path = {view["path"]: view for view in build_dashboard(hass)["views"]}
    main = by_path[view_path(entry)]
    assert main["title"] == main["header"]["card"]["heading"] == "Cellar"
    assert headings(main) == ["CPU usage"]
    assert cards(main, "CPU usage")[0]["period"] == "hour"
    live = by_path[f"{view_path(entry)}-live"]
    assert live["strategy"]["view"] == "live"
    assert live["back_path"] == f"/mikrotik-monitoring/{view_path(entry)}"


async def test_many_routers_are_subviews_made_on_demand(hass: HomeAssistant) -> None:
    """A hundred tabs in a row are unusable; the dashboard itself stays small."""
    for number in range(MAX_TABS + 1):
        absent_router(title=f"R{number}", unique_id=f"HE{number}").add_to_hass(hass)
    of_all = {"fleet", "report", "metrics"}
    of_routers = [view for view in build_dashboard(hass)["views"] if view["path"] not in of_all]
    assert all(view["subview"] and "sections" not in view for view in of_routers)
    assert max(len(str(view)) for view in of_routers) < 300


async def test_a_dashboard_of_ones_own_leads_to_its_own_views(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """Routers are chosen by name, entry or device; all links and views keep the settings."""
    entry = await add_router(hass, await start_router("rb5009"))
    other = await add_router(hass, await start_router("chr"))
    hass.config_entries.async_update_entry(entry, options={"sidebar": False})
    await clock.advance(10)
    page = Page(await hass_ws_client(hass))
    wishes = {"base_path": "/my-network", "graphs": ["cpu", "memory"], "hours": 3}
    board = await page.get("dashboard", routers=[entry.title], **wishes)
    (main,) = [view for view in board["views"] if "header" in view]
    assert headings(main) == ["CPU usage", "Memory usage"]
    assert cards(main, "CPU usage")[0]["hours_to_show"] == 3
    assert "/mikrotik-monitoring/" not in str(main)
    on_demand = [view for view in board["views"] if view.get("subview")]
    assert on_demand
    for view in on_demand:
        strategy = {key: value for key, value in view["strategy"].items() if key != "type"}
        assert {key: strategy[key] for key in wishes} == wishes
        made = await page.get("view", **strategy)
        assert (made["title"], made["path"]) == (view["title"], view["path"])
    every = await page.get("dashboard", routers=[entry.entry_id, other.title])
    assert len([view for view in every["views"] if "header" in view]) == 2


async def test_what_is_not_there_is_an_error(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """A page of a removed router gets an error; another site is not accepted as an address."""
    entry_id = await _router(hass, router, clock)
    page = Page(await hass_ws_client(hass))
    for arguments, code in (
        ({"router": "gone"}, ERR_NOT_FOUND),
        ({"router": entry_id, "base_path": "//example.com"}, ERR_INVALID_FORMAT),
        ({"router": entry_id, "view": "century"}, ERR_INVALID_FORMAT),
    ):
        answer = await page.ask("view", **arguments)
        assert answer["error"]["code"] == code


async def test_the_form_of_a_dashboard_offers_what_there_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """Routers and graphs are listed by name."""
    await _router(hass, router, clock)
    page = Page(await hass_ws_client(hass))
    fields = {field["name"]: field for field in await page.get("strategy_fields")}
    (offered,) = fields["routers"]["selector"]["select"]["options"]
    assert offered["label"] == "home-rb5009"
    graphs = fields["graphs"]["selector"]["select"]["options"]
    assert {"value": "cpu", "label": "CPU usage"} in graphs
    assert fields["hours"]["label"] == "Hours that the live graphs show"


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_where_a_router_is_is_for_administrators(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    is_loaded: bool,
) -> None:
    """Other users' views contain no address, neither as a link nor in a reason."""
    if not is_loaded:
        await router.stop()
    entry = await add_router(hass, router)
    await clock.advance(10)
    admin = Page(await hass_ws_client(hass))
    reader = Page(await hass_ws_client(hass, hass_read_only_access_token))
    for page, is_told in ((admin, True), (reader, False)):
        told = [
            await page.get("dashboard"),
            await page.get("view", router=entry.entry_id),
            await page.lovelace(),
        ]
        assert [router.host in str(each) for each in told] == [is_told] * 3
        fleet = await page.get("fleet")
        assert (router.host in str(fleet)) == (is_told and not is_loaded)
        assert entry.title in str(fleet)
