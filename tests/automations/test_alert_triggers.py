"""Triggers on alerts: which fire, and with which variables."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_validate_trigger_config
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter
from tests.actions.calls import call, device_of
from tests.conftest import Clock, StartRouter, add_router

from .running import QUIET, automate, entity_of

LINK = "/interface"


async def cut(router: SimulatedRouter, clock: Clock, port: str = "ether5") -> None:
    """Make a port lose its link, for longer than the hold time of the alert."""
    router.set_field(LINK, {"name": port}, {"running": "false"})
    await clock.advance(30)


async def mend(router: SimulatedRouter, clock: Clock, port: str = "ether5") -> None:
    """Give a port its link back."""
    router.set_field(LINK, {"name": port}, {"running": "true"})
    await clock.advance(10)


def by_device(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target the router's device."""
    return {"device_id": device_of(hass, entry)}


def by_area(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target the area that the router is in."""
    area = ar.async_get(hass).async_create("Rack")
    dr.async_get(hass).async_update_device(device_of(hass, entry), area_id=area.id)
    return {"area_id": area.id}


def by_floor(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target the floor of the area that the router is in."""
    floor = fr.async_get(hass).async_create("Cellar")
    area = ar.async_get(hass).async_get_or_create("Rack")
    ar.async_get(hass).async_update(area.id, floor_id=floor.floor_id)
    dr.async_get(hass).async_update_device(device_of(hass, entry), area_id=area.id)
    return {"floor_id": floor.floor_id}


def by_label(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target a label that the router has."""
    label = lr.async_get(hass).async_create("Core")
    dr.async_get(hass).async_update_device(device_of(hass, entry), labels={label.label_id})
    return {"label_id": label.label_id}


def by_entity(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target the event of the router's alerts."""
    return {"entity_id": entity_of(hass, entry, "event", "alert")}


def by_problem(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Target another entity of the router's alerts."""
    return {"entity_id": entity_of(hass, entry, "binary_sensor", "problem")}


@pytest.mark.parametrize("target", [by_device, by_area, by_floor, by_label, by_entity, by_problem])
async def test_an_alert_of_what_is_targeted(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    target: Callable[[HomeAssistant, MockConfigEntry], dict[str, Any]],
) -> None:
    """Whatever the router is targeted by, its alert fires once."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    calls = await automate(hass, "alert_raised", target=target(hass, entry))
    await cut(router, clock)
    [told] = calls
    assert told.data["sentence"] == "Link down: ether5 · Access point downstairs (warning)"
    assert told.data["key"] == "link_down"
    assert told.data["change"] == "raised"
    assert told.data["router"] == "home-rb5009"
    assert told.data["device_id"] == device_of(hass, entry)
    assert told.data["platform"] == f"{DOMAIN}.alert_raised"


async def test_what_is_over_says_how_long_it_lasted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The other end of an alert has a trigger of its own."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    calls = await automate(hass, "alert_cleared", target=by_device(hass, entry))
    await cut(router, clock)
    assert not calls
    await clock.advance(720, step=20)
    await mend(router, clock)
    [told] = calls
    assert told.data["sentence"] == (
        "Link down: ether5 · Access point downstairs, cleared after 12 min"
    )


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ({}, True),
        ({"alerts": ["link_down"]}, True),
        ({"alerts": ["cpu", "bgp_down"]}, False),
        ({"severity": "information"}, True),
        ({"severity": "critical"}, False),
        ({"instance": ["ETHER*"]}, True),
        ({"instance": "port:ether5"}, True),
        ({"instance": ["*access point*"]}, True),
        ({"instance": ["ether1", "sfp*"]}, False),
    ],
)
async def test_only_the_alerts_that_are_meant(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    options: dict[str, Any],
    fires: bool,
) -> None:
    """By key, by severity, by instance."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    calls = await automate(hass, "alert_raised", target=by_device(hass, entry), options=options)
    await cut(router, clock)
    assert bool(calls) is fires


async def test_silence_holds_unless_it_is_not_to(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A silenced alert fires nothing, unless the trigger includes silenced alerts."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    target = by_device(hass, entry)
    calls = await automate(hass, "alert_raised", target=target)
    await call(hass, entry, "silence", alert="link_down")
    await cut(router, clock)
    assert not calls
    await mend(router, clock)
    await call(hass, entry, "unsilence", alert="link_down")
    await cut(router, clock)
    assert len(calls) == 1


async def test_silenced_alerts_too(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The field says so."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    target = by_device(hass, entry)
    calls = await automate(hass, "alert_raised", target=target, options={"silenced": True})
    await call(hass, entry, "silence")
    await cut(router, clock)
    assert len(calls) == 1


async def test_a_reload_and_a_new_name_change_nothing(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The automation goes on, with the entity's new id; active alerts are not raised again."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    calls = await automate(hass, "alert_raised", target=by_device(hass, entry))
    await cut(router, clock)
    assert len(calls) == 1
    event = entity_of(hass, entry, "event", "alert")
    er.async_get(hass).async_update_entity(event, new_entity_id="event.mine")
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(70, step=10)
    assert len(calls) == 1
    await cut(router, clock, "ether4")
    assert len(calls) == 2
    assert calls[1].data["entity_id"] == "event.mine"


async def test_a_router_that_is_not_loaded_has_alerts(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its absence fires, even while its entry is unloaded and every set-up fails."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(20)
    calls = await automate(hass, "alert_raised", target=by_device(hass, entry))
    await hass.config_entries.async_unload(entry.entry_id)
    await router.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(200, step=10)
    [told] = calls
    assert told.data["sentence"] == "Router unreachable (critical)"


async def test_two_routers_are_two(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """An automation for one ignores the other, until it is targeted too."""
    mine, other = await start_router("rb5009"), await start_router("hap_ax")
    entry = await add_router(hass, mine, alerts=QUIET)
    second = await add_router(hass, other, alerts=QUIET)
    await clock.advance(70, step=10)
    target = by_label(hass, entry)
    calls = await automate(hass, "alert_raised", target=target)
    await cut(other, clock, "ether2")
    assert not calls
    await mend(other, clock, "ether2")
    device = device_of(hass, second)
    dr.async_get(hass).async_update_device(device, labels={target["label_id"]})
    await hass.async_block_till_done()
    await cut(other, clock, "ether2")
    assert [told.data["device_id"] for told in calls] == [device]
    dr.async_get(hass).async_update_device(device, labels=set())
    await hass.async_block_till_done()
    await mend(other, clock, "ether2")
    await cut(other, clock, "ether2")
    assert len(calls) == 1


async def test_an_automation_that_is_off_hears_nothing(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its trigger is detached."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    calls = await automate(hass, "alert_raised", target=by_device(hass, entry))
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.under_test"}, blocking=True
    )
    await cut(router, clock)
    assert not calls


@pytest.mark.parametrize(
    "options",
    [{"alerts": ["no_such_alert"]}, {"severity": "bad"}, {"silenced": "perhaps"}, {"more": 1}],
)
async def test_wrong_options_are_refused(hass: HomeAssistant, options: dict[str, Any]) -> None:
    """So is a trigger without a target."""
    given = {"platform": f"{DOMAIN}.alert_raised", "target": {"device_id": "a"}, "options": options}
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, [given])
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, [{"platform": f"{DOMAIN}.alert_cleared"}])
