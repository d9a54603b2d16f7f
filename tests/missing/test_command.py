"""The command by which a router's view lists missing sensors."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import Fault, SimulatedRouter
from tests.conftest import USER, Clock, add_router
from tests.dashboard.conftest import absent_router

TRACKING = "/ip/firewall/connection/tracking/print"


async def ask(hass_ws_client: WebSocketGenerator, router: str) -> dict[str, Any]:
    """Query as a page does."""
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": f"{DOMAIN}/missing", "router": router})
    answer: dict[str, Any] = await client.receive_json()
    return answer


def metric(answer: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the finding for a metric, with its heading."""
    [found] = [
        {**row, "heading": one["heading"]}
        for one in answer["result"]
        for row in one["metrics"]
        if row["key"] == key
    ]
    return found


async def test_in_words(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_ws_client: WebSocketGenerator
) -> None:
    """Each by its name, under its heading; times are in ISO format."""
    router.faults.set(Fault.REFUSE, command=TRACKING, message="out of memory")
    entry = await add_router(hass, router)
    answer = await ask(hass_ws_client, entry.entry_id)
    assert len(answer["result"]) > 30
    load = metric(answer, "system.cpu.load")
    assert load == {
        "key": "system.cpu.load",
        "name": "CPU",
        "status": "shown",
        "count": 1,
        "words": "",
        "at": None,
        "heading": load["heading"],
    }
    assert load["heading"][0].isupper()
    total = metric(answer, "connection.total")
    assert (total["status"], total["words"]) == ("refused", "out of memory")
    assert total["at"].startswith("20")
    names = [row["name"] for one in answer["result"] for row in one["metrics"]]
    assert not [name for name in names if not name or "{" in name or "_" in name]


async def test_what_is_for_administrators(
    hass: HomeAssistant,
    router: SimulatedRouter,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Users with only read access get the reason, but neither the router's user nor its message."""
    router.faults.set(Fault.REFUSE, command=TRACKING, message="no route to 10.1.2.3")
    entry = await add_router(hass, router)
    client = await hass_ws_client(hass, hass_read_only_access_token)
    await client.send_json_auto_id({"type": f"{DOMAIN}/missing", "router": entry.entry_id})
    answer = await client.receive_json()
    total = metric(answer, "connection.total")
    assert (total["status"], total["words"]) == ("refused", "")
    assert USER not in str(answer)


async def test_of_a_router_that_never_answered(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """It is away, and there is no other finding."""
    await async_setup_component(hass, DOMAIN, {})
    entry = absent_router()
    entry.add_to_hass(hass)
    answer = await ask(hass_ws_client, entry.title)
    assert metric(answer, "system.cpu.load")["status"] == "away"


async def test_what_cannot_be_asked(
    hass: HomeAssistant,
    router: SimulatedRouter,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """A router that does not exist, and one that the user may not see."""
    entry = await add_router(hass, router)
    answer = await ask(hass_ws_client, "nowhere")
    assert answer["error"]["code"] == "not_found"
    hass_admin_user.groups = []
    answer = await ask(hass_ws_client, entry.entry_id)
    assert answer["error"]["code"] == "unauthorized"
