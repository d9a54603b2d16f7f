"""The blueprints, imported as a person would import them, and run."""

import asyncio
from collections.abc import Callable
import json
from pathlib import Path
import re
import shutil
from typing import Any

from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from simulator import SimulatedRouter
from tests.actions.calls import call, device_of
from tests.automations.running import QUIET, entity_of
from tests.conftest import Clock, add_router

ROOT = Path(__file__).parents[2]
BLUEPRINTS = ROOT / "blueprints"
FOLDER = BLUEPRINTS / "automation/mikrotik_monitoring"
NAMES = sorted(path.name for path in FOLDER.glob("*.yaml"))
ADDRESS = (
    "https://github.com/mikrotik-monitoring/mikrotik-monitoring/blob/main/"
    "blueprints/automation/mikrotik_monitoring/"
)
LINK = {"name": "ether5"}
MESSAGE = {
    "action": "notify.notify",
    "data": {
        "title": "{{ title }}",
        "message": "{{ message }}",
        "data": "{{ notification }}",
    },
}


@pytest.fixture
def said(hass: HomeAssistant, tmp_path: Path) -> list[ServiceCall]:
    """Return the calls of the notify action, in a Home Assistant that has the blueprints."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints")
    sent: list[ServiceCall] = async_mock_service(hass, "notify", "notify")
    return sent


async def use(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    """Create an automation from a blueprint."""
    blueprint = {"path": f"mikrotik_monitoring/{name}.yaml", "input": inputs}
    automation = {"alias": "Under test", "use_blueprint": blueprint}
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()
    assert hass.states.is_state("automation.under_test", "on")


def say(text: str) -> list[dict[str, Any]]:
    """Return actions that send a text."""
    return [{"action": "notify.notify", "data": {"message": text}}]


def texts(said: list[ServiceCall]) -> list[Any]:
    """Return the sent messages."""
    return [one.data["message"] for one in said]


async def ready(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Add a router, and evaluate each of its values once."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    return entry


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_imported(name: str) -> None:
    """By its source address, which the documentation links to as well."""
    blueprint = Blueprint(
        load_yaml_dict(str(FOLDER / name)), expected_domain="automation", schema=BLUEPRINT_SCHEMA
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"] == f"{ADDRESS}{name}"
    assert blueprint.metadata["homeassistant"]["min_version"] == "2026.10.0"
    # Entities have other ids in other homes and languages.
    assert not re.search(
        r"\b(?:sensor|binary_sensor)\.\w+|\bevent\.\w+_\w+", (FOLDER / name).read_text()
    )
    document = (ROOT / "docs/blueprints.md").read_text()
    assert f"blueprint_import/?blueprint_url={ADDRESS}{name}" in document


async def test_a_message_for_each_alert(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, said: list[ServiceCall]
) -> None:
    """Raised and cleared, with what to do; the button silences only that alert."""
    entry = await ready(hass, router, clock)
    device = device_of(hass, entry)
    await use(hass, "alert_message", routers={"device_id": device}, actions=[MESSAGE])
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    [raised] = said
    assert raised.data["title"] == "home-rb5009"
    assert raised.data["message"] == (
        "Link down: ether5 · Access point downstairs (warning)."
        " Check the cable, the module and the device at the other end."
    )
    tag = f"mikrotik|{device}|link_down|port:ether5"
    button = {"action": tag, "title": "Silence"}
    assert raised.data["data"] == {"tag": tag, "actions": [button]}
    # Buttons of others are ignored.
    for pressed in ("OTHER", "a|b|c|d", tag):
        hass.bus.async_fire("mobile_app_notification_action", {"action": pressed})
    await hass.async_block_till_done()
    center = alert_center(hass)
    [alert] = center.active(entry.entry_id)
    assert center.silenced_until(entry.entry_id, alert) is not None
    router.set_field("/interface", LINK, {"running": "true"})
    await clock.advance(10)
    assert len(said) == 1
    await call(hass, entry, "unsilence")
    router.set_field("/interface", {"name": "ether4"}, {"running": "false"})
    await clock.advance(30)
    router.set_field("/interface", {"name": "ether4"}, {"running": "true"})
    await clock.advance(10)
    assert len(said) == 3
    assert "cleared after" in said[2].data["message"]
    assert said[2].data["data"] == {"tag": said[1].data["data"]["tag"], "actions": []}


async def test_a_message_for_what_is_bad_enough(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, said: list[ServiceCall]
) -> None:
    """A warning is not critical, and the clearing is not sent if that is chosen."""
    entry = await ready(hass, router, clock)
    await use(
        hass,
        "alert_message",
        routers={"device_id": device_of(hass, entry)},
        severity="critical",
        recovery=False,
        actions=[MESSAGE],
    )
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    assert not said
    await router.stop()
    await clock.advance(200, step=10)
    assert len(said) == 1
    assert said[0].data["message"].startswith("Router unreachable (critical). Check its power")


async def test_a_failover_and_the_way_back(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, said: list[ServiceCall]
) -> None:
    """The way back is recognised soon, and after more than an hour."""
    entry = await ready(hass, router, clock)
    await use(
        hass,
        "failover",
        router={"device_id": device_of(hass, entry)},
        usual="203.0.113.1 (ether1)",
        away=say("away: {{ message }}"),
        back=say("back: {{ message }}"),
    )

    async def lead(gateway: str) -> None:
        way = {"gateway": gateway, "immediate-gw": f"{gateway}%ether1"}
        router.set_field("/ip/route", {"dst-address": "0.0.0.0/0"}, way)
        await clock.advance(310, step=10)

    await lead("198.51.100.1")
    assert texts(said) == ["away: home-rb5009: failed over to 198.51.100.1 (ether1)"]
    await lead("203.0.113.1")
    assert texts(said)[1:] == ["back: home-rb5009: back on 203.0.113.1 (ether1)"]
    await lead("198.51.100.1")
    # An alert that ends because an hour has passed is no way back.
    await clock.advance(4000, step=60)
    assert len(said) == 3
    await lead("203.0.113.1")
    assert len(said) == 4
    assert texts(said)[3].startswith("back:")
    await clock.advance(4000, step=60)
    assert len(said) == 4


def _runs(hass: HomeAssistant) -> int:
    """Return how many runs of the automation are in progress."""
    state = hass.states.get("automation.under_test")
    assert state is not None
    current: int = state.attributes["current"]
    return current


async def _pass(clock: Clock, condition: Callable[[], object]) -> None:
    """Let time pass while an automation waits, until a condition is true."""
    for _ in range(500):
        if condition():
            return
        clock.offset += 5
        await asyncio.sleep(0.02)
    raise AssertionError("it never became true")


@pytest.mark.parametrize("heals", [True, False])
async def test_power_is_cycled_so_many_times(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    said: list[ServiceCall],
    heals: bool,
) -> None:
    """Off, and on again; a port that does not come back is then left alone."""
    entry = await ready(hass, router, clock)
    offs = async_mock_service(hass, "switch", "turn_off")
    ons = async_mock_service(hass, "switch", "turn_on")
    await use(
        hass,
        "power_cycle",
        routers={"device_id": device_of(hass, entry)},
        sessions=["port"],
        instance="ether5",
        power="switch.poe",
        down_for={"seconds": 30},
        boot={"minutes": 2},
        tries=2,
        given_up=say("given up: {{ instance }} of {{ router }}"),
    )
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(20)
    assert not offs
    await _pass(clock, lambda: offs)
    assert offs[0].data["entity_id"] == ["switch.poe"]
    if heals:
        router.set_field("/interface", LINK, {"running": "true"})
    await _pass(clock, lambda: _runs(hass) == 0)
    tries = 1 if heals else 2
    assert (len(offs), len(ons)) == (tries, tries)
    assert texts(said) == ([] if heals else ["given up: ether5 of home-rb5009"])


async def test_a_ticket_is_opened_and_closed(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, said: list[ServiceCall]
) -> None:
    """Under one id, also where the alert was silenced meanwhile."""
    entry = await ready(hass, router, clock)
    device = device_of(hass, entry)
    await use(
        hass,
        "ticket",
        routers={"device_id": device},
        severity="warning",
        open=say("{{ ticket | to_json }}"),
        close=say("{{ ticket | to_json }}"),
    )
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    await call(hass, entry, "silence")
    router.set_field("/interface", LINK, {"running": "true"})
    await clock.advance(10)
    opened, closed = (one if isinstance(one, dict) else json.loads(one) for one in texts(said))
    assert opened["id"] == closed["id"] == f"{device}:link_down:port:ether5"
    assert (opened["state"], closed["state"]) == ("open", "closed")
    assert opened["severity"] == "warning"
    assert opened["title"] == ("home-rb5009: Link down: ether5 · Access point downstairs (warning)")


async def test_a_light_is_on_as_long_as_anything_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, said: list[ServiceCall]
) -> None:
    """Two alerts, and it goes off with the second."""
    assert not said
    entry = await ready(hass, router, clock)
    ons = async_mock_service(hass, "homeassistant", "turn_on")
    offs = async_mock_service(hass, "homeassistant", "turn_off")
    event = entity_of(hass, entry, Platform.EVENT, "alert")
    await use(hass, "status_light", routers={"entity_id": event}, light="light.desk")
    for port in ("ether4", "ether5"):
        router.set_field("/interface", {"name": port}, {"running": "false"})
        await clock.advance(30)
    assert len(ons) == 2
    assert ons[0].data["entity_id"] == ["light.desk"]
    router.set_field("/interface", {"name": "ether4"}, {"running": "true"})
    await clock.advance(10)
    assert not offs
    router.set_field("/interface", LINK, {"running": "true"})
    await clock.advance(10)
    assert len(offs) == 1
