"""Conditions on routers: alerts, links and numbers, and when they are evaluated again."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.condition import async_from_config, async_validate_condition_config
import pytest
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter
from tests.actions.calls import call, device_of
from tests.conftest import Clock, add_router

from .running import QUIET, is_so

LINK = {"name": "ether5"}


async def test_whether_an_alert_is_on(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """By severity, key and instance; silenced alerts do not count unless chosen."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    area = ar.async_get(hass).async_create("Rack")
    dr.async_get(hass).async_update_device(device_of(hass, entry), area_id=area.id)
    target = {"area_id": area.id}
    assert not await is_so(hass, "alert_is_on", target)
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    assert await is_so(hass, "alert_is_on", target)
    assert await is_so(hass, "alert_is_on", target, alerts=["link_down"], instance=["ether5"])
    assert not await is_so(hass, "alert_is_on", target, severity="critical")
    assert not await is_so(hass, "alert_is_on", target, alerts=["cpu"])
    assert not await is_so(hass, "alert_is_on", target, instance=["ether4"])
    assert not await is_so(hass, "alert_is_on", {"device_id": "another"})
    await call(hass, entry, "silence")
    assert not await is_so(hass, "alert_is_on", target)
    assert await is_so(hass, "alert_is_on", target, silenced=True)


async def test_who_waits_for_an_alert_is_told(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Without polling: the condition notifies, until it is unloaded."""
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    given = {"condition": f"{DOMAIN}.alert_is_on", "target": {"device_id": device_of(hass, entry)}}
    checker = await async_from_config(hass, await async_validate_condition_config(hass, given))
    assert not checker.needs_polling
    seen: list[bool | None] = []
    stop = await checker.async_track_changes(lambda: seen.append(checker(hass)))
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    router.set_field("/interface", LINK, {"running": "true"})
    await clock.advance(10)
    assert seen == [True, False]
    stop()
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(30)
    assert len(seen) == 2
    checker.async_unload()


async def test_links_and_numbers(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """As they are now, of one or of all that is targeted."""
    entry = await add_router(hass, router, alerts=QUIET)
    target = {"device_id": device_of(hass, entry)}
    router.set_field("/interface", LINK, {"running": "false"})
    router.set_field("/system/resource", {}, {"cpu-load": "95"})
    await clock.advance(70, step=10)
    down = {"sessions": ["port"], "instance": ["ether5"]}
    assert await is_so(hass, "session_is_down", target, **down)
    assert not await is_so(hass, "session_is_up", target, **down)
    assert await is_so(hass, "session_is_up", target, sessions=["port"])
    assert not await is_so(hass, "session_is_up", target, sessions=["port"], behavior="all")
    assert not await is_so(hass, "session_is_down", target, sessions=["bgp"])

    def beyond(kind: str, limit: float) -> dict[str, Any]:
        return {
            "metric": ["system_cpu_load"],
            "threshold": {"type": kind, "value": {"number": limit}},
        }

    assert await is_so(hass, "value_is", target, **beyond("above", 90))
    assert not await is_so(hass, "value_is", target, **beyond("below", 90))
    assert not await is_so(hass, "value_is", target, instance=["ether1"], **beyond("above", 90))
    assert await is_so(hass, "router_is_reachable", target)
    assert not await is_so(hass, "router_is_unreachable", target)
    await router.stop()
    await clock.advance(30)
    assert not await is_so(hass, "router_is_reachable", target)
    assert await is_so(hass, "router_is_unreachable", target)
    # The earlier reading is no longer valid.
    assert not await is_so(hass, "value_is", target, **beyond("above", 90))


@pytest.mark.parametrize(
    ("condition", "options"),
    [
        ("alert_is_on", {"alerts": ["none"]}),
        ("session_is_up", {"sessions": ["none"]}),
        ("value_is", {}),
    ],
)
async def test_wrong_options_are_refused(
    hass: HomeAssistant, condition: str, options: dict[str, Any]
) -> None:
    """The editor shows the error."""
    with pytest.raises(vol.Invalid):
        await is_so(hass, condition, {"device_id": "a"}, **options)
