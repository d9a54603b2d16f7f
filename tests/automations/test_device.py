"""Triggers and conditions on the pages of devices."""

from typing import Any

from homeassistant.components.device_automation import (
    DeviceAutomationType,
    async_get_device_automations,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import async_from_config, async_validate_condition_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import device_condition, device_trigger
from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter
from tests.actions.calls import device_of
from tests.conftest import Clock, add_router

from .running import QUIET, automate, entity_of

LINK = {"name": "ether5"}


def port_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of a port's device."""
    link = entity_of(hass, entry, "binary_sensor", "interface.running", "port:ether5")
    entity = er.async_get(hass).async_get(link)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


async def offered(hass: HomeAssistant, kind: DeviceAutomationType, device: str) -> set[str]:
    """Return the types of ours that a device's page offers."""
    found = await async_get_device_automations(hass, kind, [device])
    return {one["type"] for one in found[device] if one["domain"] == DOMAIN}


async def test_what_a_page_offers(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Everything for a router, those on links for a port; each with its fields."""
    await async_setup_component(hass, "device_automation", {})
    entry = await add_router(hass, router, alerts=QUIET)
    device, port = device_of(hass, entry), port_of(hass, entry)
    kind = DeviceAutomationType.TRIGGER
    assert await offered(hass, kind, device) == set(device_trigger.TYPES)
    assert await offered(hass, kind, port) == {"session_down", "session_up"}
    kind = DeviceAutomationType.CONDITION
    assert await offered(hass, kind, device) == set(device_condition.TYPES)
    assert await offered(hass, kind, port) == set()
    for name, fields in device_trigger.TYPES.items():
        found = await device_trigger.async_get_trigger_capabilities(hass, {"type": name})
        assert {str(one) for one in found["extra_fields"].schema} == {str(one) for one in fields}
    for name, fields in device_condition.TYPES.items():
        found = await device_condition.async_get_condition_capabilities(hass, {"type": name})
        assert bool(found) is bool(fields)


@pytest.mark.parametrize("of_port", [False, True])
async def test_a_trigger_fires(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, of_port: bool
) -> None:
    """Of the router by its alert, of the port by its link."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    device = port_of(hass, entry) if of_port else device_of(hass, entry)
    calls = await automate(
        hass,
        {
            "trigger": "device",
            "domain": DOMAIN,
            "device_id": device,
            **({"type": "session_down"} if of_port else {"type": "alert_raised"}),
        },
    )
    router.set_field("/interface", {"name": "ether4"}, {"running": "false"})
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(40)
    assert len(calls) == (1 if of_port else 2)
    assert calls[0].data["platform"] == "device"
    assert calls[-1].data["router"] == "home-rb5009"


@pytest.mark.parametrize("severity", ["warning", "critical"])
async def test_a_condition_is_met(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, severity: str
) -> None:
    """By the router's alerts, and by its link."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)

    async def holds(kind: str, **more: Any) -> bool:
        given = {
            "condition": "device",
            "domain": DOMAIN,
            "device_id": device_of(hass, entry),
            "type": kind,
            **more,
        }
        checker = await async_from_config(hass, await async_validate_condition_config(hass, given))
        result = bool(checker(hass))
        checker.async_unload()
        return result

    assert not await holds("alert_is_on", severity="information")
    assert await holds("router_is_reachable")
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    assert await holds("alert_is_on", severity=severity) is (severity == "warning")
    await router.stop()
    await clock.advance(30)
    assert await holds("router_is_unreachable")
    assert not await holds("router_is_reachable")
