"""Triggers on links, sessions and numbers: they fire once at a start, not while it lasts."""

from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.automations.targets import shown
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics.catalogue import EntityKey
from simulator import SimulatedRouter
from tests.actions.calls import device_of
from tests.conftest import Clock, StartRouter, add_router, poll
from tests.running.entities import press

from .running import QUIET, automate, entity_of

LINK = "/interface"


async def test_a_router_that_goes_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It fires once it has lasted, and again only after the router was back."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    calls = await automate(
        hass, "router_unreachable", target=target, options={"for": {"seconds": 60}}
    )
    await router.stop()
    await clock.advance(40)
    assert not calls
    await clock.advance(60)
    [told] = calls
    assert told.data["router"] == "home-rb5009"
    assert told.data["device_id"] == device_of(hass, entry)
    # A reload is no other absence.
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(200, step=10)
    assert len(calls) == 1
    await router.start()
    await press(hass, router, "reconnect")
    await clock.advance(10)
    await router.stop()
    await clock.advance(100)
    assert len(calls) == 2


async def test_a_router_that_is_soon_back_is_not_told(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """An absence that is too short does not fire."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    options = {"for": {"minutes": 10}}
    calls = await automate(hass, "router_unreachable", target=target, options=options)
    await router.stop()
    await clock.advance(60)
    await router.start()
    await press(hass, router, "reconnect")
    await clock.advance(660, step=20)
    assert not calls


async def test_a_router_that_comes_back(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its return has a trigger of its own; a reload of a connected router does not fire."""
    entry = await add_router(hass, router, alerts=QUIET)
    calls = await automate(hass, "router_reachable", target={"device_id": device_of(hass, entry)})
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(20)
    assert not calls
    await router.stop()
    await clock.advance(60)
    await router.start()
    await press(hass, router, "reconnect")
    await clock.advance(10)
    assert len(calls) == 1


@pytest.mark.parametrize("told_before", [False, True])
async def test_a_router_that_is_away_at_start(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    told_before: bool,
) -> None:
    """One that went away meanwhile fires; one whose alert is active has fired before."""
    entry = await add_router(hass, router, alerts=QUIET)
    device = device_of(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    await router.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(200 if told_before else 5)
    calls = await automate(
        hass,
        "router_unreachable",
        target={"device_id": device},
        options={"for": {"seconds": 30}},
    )
    await clock.advance(60)
    assert bool(calls) is not told_before


async def test_collection_that_is_off_is_no_absence(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The router is not polled, so it is not missed."""
    entry = await add_router(hass, router, alerts=QUIET)
    calls = await automate(hass, "router_unreachable", target={"device_id": device_of(hass, entry)})
    switch = entity_of(hass, entry, Platform.SWITCH, "collection")
    await hass.services.async_call("switch", "turn_off", {"entity_id": switch}, blocking=True)
    await clock.advance(60)
    assert not calls


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ({}, True),
        ({"sessions": ["port"]}, True),
        ({"sessions": ["tunnel", "bgp", "wireguard"]}, False),
        ({"instance": ["ether5"]}, True),
        ({"instance": ["*access point*"]}, True),
        ({"instance": ["ether1"]}, False),
    ],
)
async def test_a_port_that_goes_down(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    options: dict[str, Any],
    fires: bool,
) -> None:
    """By what it is, and by what it is called."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    calls = await automate(hass, "session_down", target=target, options=options)
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(10)
    assert bool(calls) is fires
    assert [told.data["instance"] for told in calls] == ["port:ether5"] * fires


async def test_a_bgp_session(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """It goes down, and comes up again; ports do not fire."""
    router: SimulatedRouter = await start_router("ccr_isp")
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    options = {"sessions": ["bgp"]}
    down = await automate(hass, "session_down", target=target, options=options)
    router.set_field(
        "/routing/bgp/session", {"name": "arelion-1"}, {"established": None, "state": "active"}
    )
    await poll(entry, clock, "medium")
    assert len(down) == 1
    assert "arelion" in down[0].data["instance"]


async def test_a_session_that_comes_up(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its other end has a trigger of its own."""
    entry = await add_router(hass, router, alerts=QUIET)
    calls = await automate(
        hass,
        "session_up",
        target={"device_id": device_of(hass, entry)},
        options={"for": {"seconds": 20}},
    )
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(10)
    router.set_field(LINK, {"name": "ether5"}, {"running": "true"})
    await clock.advance(15)
    assert not calls
    await clock.advance(20)
    assert len(calls) == 1


async def test_what_goes_down_over_a_reload_is_told(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It was up when last read, and is down now: it fires once, under whichever name."""
    entry = await add_router(hass, router, alerts=QUIET)
    calls = await automate(hass, "session_down", target={"device_id": device_of(hass, entry)})
    await hass.config_entries.async_unload(entry.entry_id)
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(20)
    assert len(calls) == 1
    entity_id = entity_of(hass, entry, Platform.BINARY_SENSOR, "interface.running", "port:ether5")
    er.async_get(hass).async_update_entity(entity_id, new_entity_id="binary_sensor.mine")
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(20)
    assert len(calls) == 1


async def test_a_name_changes_while_it_is_waited(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The wait goes on, and the automation gets the new name."""
    entry = await add_router(hass, router, alerts=QUIET)
    calls = await automate(
        hass,
        "session_down",
        target={"device_id": device_of(hass, entry)},
        options={"for": {"minutes": 2}},
    )
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(20)
    entity_id = entity_of(hass, entry, Platform.BINARY_SENSOR, "interface.running", "port:ether5")
    er.async_get(hass).async_update_entity(entity_id, new_entity_id="binary_sensor.mine")
    await clock.advance(150, step=10)
    assert [told.data["entity_id"] for told in calls] == ["binary_sensor.mine"]


async def test_what_is_no_more_targeted_is_not_waited_for(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A port whose label goes while it is down."""
    entry = await add_router(hass, router, alerts=QUIET)
    entity_id = entity_of(hass, entry, Platform.BINARY_SENSOR, "interface.running", "port:ether5")
    registry = er.async_get(hass)
    registry.async_update_entity(entity_id, labels={"watched"})
    calls = await automate(
        hass,
        "session_down",
        target={"label_id": "watched"},
        options={"for": {"minutes": 2}},
    )
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(20)
    registry.async_update_entity(entity_id, labels=set())
    await clock.advance(150, step=10)
    assert not calls


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ({}, True),
        ({"sessions": ["tunnel"]}, True),
        ({"sessions": ["tunnel"], "instance": ["pppoe-out1"]}, True),
        ({"sessions": ["port"]}, False),
    ],
)
async def test_a_tunnel_that_goes_down(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    options: dict[str, Any],
    fires: bool,
) -> None:
    """It is identified by its type, and is no port."""
    router: SimulatedRouter = await start_router("office")
    entry = await add_router(hass, router, alerts=QUIET)
    instance = _instance(hass, entry, "pppoe-out1")
    calls = await automate(
        hass, "session_down", target={"device_id": device_of(hass, entry)}, options=options
    )
    router.set_field(LINK, {"name": "pppoe-out1"}, {"running": "false"})
    await clock.advance(10)
    told = [told.data["instance"] for told in calls]
    assert (instance in told) is fires


async def test_a_bridge_is_no_tunnel(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Of interfaces that are no ports, only tunnels are links to somebody else."""
    entry = await add_router(hass, router, alerts=QUIET)
    instance = _instance(hass, entry, "bridge")
    entity_id = entity_of(hass, entry, Platform.BINARY_SENSOR, "interface.running", instance)
    calls = await automate(hass, "session_down", target={"device_id": device_of(hass, entry)})
    router.set_field(LINK, {"name": "bridge"}, {"running": "false"})
    await clock.advance(10)
    assert hass.states.is_state(entity_id, "off")
    assert instance not in [told.data["instance"] for told in calls]


def _instance(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> str:
    """Return the instance of an interface that is watched, by its name."""
    [found] = [
        one.key.instance
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if (one := shown(hass, entity.entity_id))
        and one.key.metric == "interface.running"
        and one.key.instance.partition(":")[2] == name
    ]
    return found


async def test_an_automation_ends_while_it_waits(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Turned off, it stops waiting; turned on, it does not fire for what is already down."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    calls = await automate(hass, "session_down", target=target, options={"for": {"minutes": 2}})
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(20)
    under_test = {"entity_id": "automation.under_test"}
    await hass.services.async_call("automation", "turn_off", under_test, blocking=True)
    await clock.advance(150, step=10)
    await hass.services.async_call("automation", "turn_on", under_test, blocking=True)
    await clock.advance(150, step=10)
    assert not calls


async def test_an_entity_goes_while_it_is_waited(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """What is no longer registered does not fire."""
    entry = await add_router(hass, router, alerts=QUIET)
    entity_id = entity_of(hass, entry, Platform.BINARY_SENSOR, "interface.running", "port:ether5")
    target = {"device_id": device_of(hass, entry)}
    calls = await automate(hass, "session_down", target=target, options={"for": {"minutes": 2}})
    router.set_field(LINK, {"name": "ether5"}, {"running": "false"})
    await clock.advance(20)
    er.async_get(hass).async_remove(entity_id)
    await clock.advance(150, step=10)
    assert not calls


def above(limit: float, **more: Any) -> dict[str, Any]:
    """Return the options of a threshold."""
    return {"threshold": {"type": "above", "value": {"number": limit}}, **more}


async def test_a_value_above_for_a_while(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Once for each time that it is above, even with a reload in between."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    options = above(90, metric=["system_cpu_load"], **{"for": {"minutes": 1}})
    resource = "/system/resource"
    router.set_field(resource, {}, {"cpu-load": "10"})
    await clock.advance(20)
    calls = await automate(hass, "value_crossed", target=target, options=options)
    router.set_field(resource, {}, {"cpu-load": "95"})
    await clock.advance(40)
    assert not calls
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(90)
    [told] = calls
    assert told.data["entity_id"] == entity_of(hass, entry, Platform.SENSOR, "system.cpu.load")
    router.set_field(resource, {}, {"cpu-load": "97"})
    await clock.advance(120, step=10)
    assert len(calls) == 1
    router.set_field(resource, {}, {"cpu-load": "20"})
    await clock.advance(70, step=10)
    router.set_field(resource, {}, {"cpu-load": "99"})
    await clock.advance(90)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "chosen",
    [
        {"metric": ["system_memory_percent"]},
        {"metric": ["system.storage.percent"]},
        {"metric": ["system_cpu_load"], "instance": ["ether1"]},
    ],
)
async def test_only_the_values_that_are_meant(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, chosen: dict[str, Any]
) -> None:
    """By metric, by its key or by the selector's option, and by instance."""
    entry = await add_router(hass, router, alerts=QUIET)
    router.set_field("/system/resource", {}, {"cpu-load": "10"})
    await clock.advance(20)
    target = {"device_id": device_of(hass, entry)}
    calls = await automate(hass, "value_crossed", target=target, options=above(99, **chosen))
    router.set_field("/system/resource", {}, {"cpu-load": "100"})
    await clock.advance(20)
    assert not calls


async def test_a_sensor_by_its_name(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """No metric need be chosen where a sensor is targeted; other sensors do not match."""
    entry = await add_router(hass, router, alerts=QUIET)
    router.set_field("/system/resource", {}, {"cpu-load": "10"})
    await clock.advance(20)
    entity_id = entity_of(hass, entry, Platform.SENSOR, "system.cpu.load")
    foreign = er.async_get(hass).async_get_or_create("sensor", "demo", "x").entity_id
    hass.states.async_set(foreign, "1")
    target = {"entity_id": [entity_id, foreign, "sensor.none"]}
    calls = await automate(hass, "value_crossed", target=target, options=above(90))
    hass.states.async_set(foreign, "100")
    router.set_field("/system/resource", {}, {"cpu-load": "95"})
    await clock.advance(20)
    assert [told.data["entity_id"] for told in calls] == [entity_id]
    assert DOMAIN in calls[0].data["platform"]
    assert calls[0].data["instance"] == EntityKey("system.cpu.load").instance
