"""The fleet: a row per router, whatever its state."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.fleet.view import CARD, COLUMNS, CellFormat
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from custom_components.mikrotik_monitoring.dashboard.paths import FLEET, view_url
from custom_components.mikrotik_monitoring.metrics import METRICS
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, wait_for
from tests.dashboard.conftest import absent_router
from tests.repository.files import english
from tests.running.entities import collection, switch

TEXTS = english()["config_panel"]["dashboard"]["fleet"]


def fleet_of(hass: HomeAssistant) -> dict[str, Any]:
    """Return the card of the fleet's view."""
    [view] = [view for view in build_dashboard(hass)["views"] if view["path"] == FLEET]
    (stack,) = view["cards"]
    card: dict[str, Any]
    [card] = [one for one in stack["cards"] if one["type"] == CARD]
    return card


def row_of(hass: HomeAssistant) -> dict[str, Any]:
    """Return the row of the only router."""
    row: dict[str, Any]
    (row,) = fleet_of(hass)["rows"]
    return row


async def test_what_opens_first(hass: HomeAssistant) -> None:
    """A single router needs no list of routers, even if it is disabled."""

    def first() -> str:
        views = build_dashboard(hass)["views"]
        assert views[0]["path"] == FLEET
        return next(str(view["path"]) for view in views if view.get("visible", True))

    assert first() == FLEET
    one = absent_router("192.0.2.1")
    one.add_to_hass(hass)
    assert f"/mikrotik-monitoring/{first()}" == view_url(one).removeprefix("homeassistant:/")
    other = absent_router("192.0.2.2", unique_id="HE2")
    other.add_to_hass(hass)
    assert first() == FLEET
    await hass.config_entries.async_set_disabled_by(other.entry_id, ConfigEntryDisabler.USER)
    assert first() == FLEET


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_columns(column: Any) -> None:
    """Each uses metrics that exist, has a name and a description."""
    assert set(column.metrics) <= METRICS.keys()
    # What follows an underscore in an entity's id is the instance.
    assert not any("_" in key for key in column.metrics)
    assert TEXTS["column"][column.key]
    assert TEXTS["about"][column.key]
    pairs = {CellFormat.LINK, CellFormat.GRADE, CellFormat.PART}
    assert len(column.metrics) == (2 if column.format in pairs else 1)


def test_units_of_sums() -> None:
    """Where a unit may be chosen per router, the card can still add values up."""
    by_key = {column.key: column.config for column in COLUMNS}
    assert by_key["rx"]["units"]["Mbit/s"] == pytest.approx(1e6)
    assert by_key["rx"]["units"]["MB/s"] == pytest.approx(8e6)
    assert by_key["pppoe"]["sum"]
    assert by_key["pppoe"]["units"] == by_key["cpu"]["units"] == {}


async def test_a_provider_has_all_columns(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Every entity named exists and has a value; several temperatures share a column."""
    entry = await add_router(hass, await start_router("ccr_isp"))
    await clock.advance(70)
    row = row_of(hass)
    assert row["entities"].keys() == {column.key for column in COLUMNS}
    assert len(row["entities"]["temperature"]) > 1
    for ids in row["entities"].values():
        for entity_id in ids:
            state = hass.states.get(entity_id)
            assert state is not None
            assert state.state not in {"unknown", "unavailable"}, entity_id
    assert row["id"] == entry.entry_id
    assert row["name"] == entry.title
    assert row["model"]
    assert f"homeassistant:/{row['path']}" == view_url(entry)
    assert row["problem"] is None


async def test_a_router_has_only_what_it_has(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without peers, subscribers or sensors there are no columns for them."""
    await add_router(hass, await start_router("chr"))
    await clock.settle()
    row = row_of(hass)
    assert not {"pppoe", "temperature"} & row["entities"].keys()
    assert {"link", "health", "cpu", "memory", "rx", "tx"} <= row["entities"].keys()


async def test_half_of_a_pair_keeps_its_place(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The score stays the score when a person has disabled what costs most."""
    await add_router(hass, await start_router("chr"))
    await clock.settle()
    score, factor = row_of(hass)["entities"]["health"]
    er.async_get(hass).async_update_entity(factor, disabled_by=er.RegistryEntryDisabler.USER)
    assert row_of(hass)["entities"]["health"] == [score, None]


async def test_names_are_the_persons_own(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The device's name, or the title chosen for the view."""
    entry = await add_router(hass, router)
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, entry.unique_id), entry.entry_id)
    assert device is not None
    devices.async_update_device(device.id, name_by_user="Cellar")
    assert row_of(hass)["name"] == "Cellar"
    hass.config_entries.async_update_entry(entry, options={"view_title": "Core"})
    assert row_of(hass)["name"] == "Core"


async def test_a_lost_link_is_shown_and_its_return(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The row stays; the entity it follows shows that the router is gone, and that it is back."""
    await add_router(hass, router)
    before = row_of(hass)
    reachable, why = before["entities"]["link"]
    assert hass.states.is_state(reachable, STATE_ON)
    await router.stop()
    await wait_for(lambda: hass.states.is_state(reachable, STATE_OFF))
    assert hass.states.is_state(why, "unreachable")
    assert row_of(hass) == before
    await router.start()
    await clock.advance(60)
    await wait_for(lambda: hass.states.is_state(reachable, STATE_ON))


async def test_what_is_wrong_with_an_entry(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A router that cannot be set up has its row, with the reason; loaded, it has none."""
    await router.stop()
    entry = await add_router(hass, router)
    row = row_of(hass)
    assert row["problem"] == "retry"
    assert "/ip service enable api" in row["reason"]
    assert row["entities"] == {}
    await router.start()
    await clock.advance(10)
    await wait_for(lambda: row_of(hass)["problem"] is None)
    await hass.config_entries.async_unload(entry.entry_id)
    assert row_of(hass)["problem"] == "not_loaded"
    assert row_of(hass)["entities"]


async def test_a_router_that_is_switched_off_stands_last(hass: HomeAssistant) -> None:
    """It is no problem and has no view, but is still listed, unless it is to be hidden."""
    for number, (title, sidebar) in enumerate([("Attic", True), ("Barn", True), ("Hut", False)]):
        entry = absent_router(title=title, unique_id=f"HE{number}", sidebar=sidebar)
        entry.add_to_hass(hass)
        if title != "Barn":
            await hass.config_entries.async_set_disabled_by(
                entry.entry_id, ConfigEntryDisabler.USER
            )
    rows = fleet_of(hass)["rows"]
    assert [(row["name"], row["problem"]) for row in rows] == [
        ("Barn", "not_loaded"),
        ("Attic", "disabled"),
    ]
    assert [row["path"] is None for row in rows] == [False, True]


async def test_a_router_that_is_not_asked_is_no_trouble(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its row says so and names the switch, which changes first; without the switch, the option."""
    entry = await add_router(hass, router)
    row = row_of(hass)
    assert row["problem"] is None
    assert row["collection"] == collection(hass, router)
    await switch(hass, router, "off")
    assert row_of(hass) == {**row, "problem": "collection_off"}
    er.async_get(hass).async_update_entity(
        row["collection"], disabled_by=er.RegistryEntryDisabler.USER
    )
    assert row_of(hass) == {**row, "problem": "collection_off", "collection": None}
    await hass.config_entries.async_unload(entry.entry_id)
    assert row_of(hass)["problem"] == "not_loaded"


def test_every_problem_has_its_words() -> None:
    """What the card says of a link, up or not."""
    kinds = {"up", "down", "retry", "failed", "starting", "not_loaded", "disabled"}
    assert TEXTS["link"].keys() == kinds | {"collection_off"}


async def test_a_card_asks_for_its_routers(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """All that are shown, or those given by device; the columns are the same."""
    entry = await add_router(hass, await start_router("rb5009"))
    await add_router(hass, await start_router("chr"))
    client = await hass_ws_client(hass)
    card = fleet_of(hass)
    assert (await ask(client))["rows"] == card["rows"]
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id), entry.entry_id
    )
    assert device is not None
    answer = await ask(client, routers=[device.id], base_path="/my-own")
    assert answer["columns"] == card["columns"]
    (row,) = answer["rows"]
    assert row["id"] == entry.entry_id
    assert row["path"].startswith("/my-own/")
    assert (await ask(client, routers=["nobody"]))["rows"] == []


async def test_a_tap_leads_to_what_there_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """A router without a view in the sidebar's dashboard has its device page."""
    entry = await add_router(hass, router, sidebar=False)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id), entry.entry_id
    )
    assert device is not None
    client = await hass_ws_client(hass)
    assert (await ask(client))["rows"] == []
    (row,) = (await ask(client, routers=[entry.title]))["rows"]
    assert row["path"] == f"/config/devices/device/{device.id}"
    (row,) = (await ask(client, routers=[entry.title], base_path="/my-own"))["rows"]
    assert row["path"].startswith("/my-own/")


async def ask(client: Any, **wishes: Any) -> dict[str, Any]:
    """Return the response to the card."""
    await client.send_json_auto_id({"type": f"{DOMAIN}/fleet", **wishes})
    answer: dict[str, Any] = (await client.receive_json())["result"]
    return answer
