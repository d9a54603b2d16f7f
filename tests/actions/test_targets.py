"""Targets of an action: routers, by whatever belongs to them; and who may call it."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter

from ..conftest import Clock, StartRouter, add_router, is_connected, wait_for
from .calls import device_of


async def poll_now(
    hass: HomeAssistant, context: Context | None = None, **target: Any
) -> dict[str, Any]:
    """Poll routers now; return the response."""
    response = await hass.services.async_call(
        DOMAIN, "poll_now", target, blocking=True, return_response=True, context=context
    )
    assert response is not None
    return dict(response)


async def test_a_router_by_its_device_an_interface_or_an_entity(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Whatever is named, the response has the router once."""
    entry = await add_router(hass, router)
    device = device_of(hass, entry)
    children = dr.async_entries_for_parent_device(dr.async_get(hass), device)
    assert children
    entities = er.async_entries_for_device(er.async_get(hass), children[0].id)
    for target in (
        {"device_id": device},
        {"device_id": [device, children[0].id]},
        {"entity_id": entities[0].entity_id},
    ):
        answer = await poll_now(hass, **target)
        assert list(answer) == [device]
        assert set(answer[device]["seconds"]) == {"realtime", "short", "medium", "long"}


async def test_what_is_no_router_is_refused(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The error names the device; without any router the action fails."""
    await add_router(hass, router)
    stranger = MockConfigEntry(domain="other")
    stranger.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=stranger.entry_id, identifiers={("other", "1")}, name="Lamp"
    )
    with pytest.raises(ServiceValidationError) as caught:
        await poll_now(hass, device_id=device.id)
    assert caught.value.translation_key == "not_a_router"
    assert caught.value.translation_placeholders == {"device": "Lamp"}
    with pytest.raises(ServiceValidationError) as caught:
        await poll_now(hass, device_id="gone")
    assert caught.value.translation_key == "not_a_router"
    with pytest.raises(ServiceValidationError) as caught:
        await poll_now(hass, entity_id="light.lamp")
    assert caught.value.translation_key == "no_router"


async def test_a_router_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is named."""
    entry = await add_router(hass, router)
    device = device_of(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await poll_now(hass, device_id=device)
    assert caught.value.translation_key == "not_loaded"


async def test_of_several_one_that_fails_costs_only_its_own_answer(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The other's result is in the response; with one router alone, the action fails."""
    home, cell = await start_router("rb5009"), await start_router("chr")
    entries = [await add_router(hass, one) for one in (home, cell)]
    devices = [device_of(hass, entry) for entry in entries]
    await cell.stop()
    await wait_for(lambda: not is_connected(entries[1]))
    answer = await poll_now(hass, device_id=devices)
    assert "seconds" in answer[devices[0]]
    assert list(answer[devices[1]]) == ["error"]
    with pytest.raises(HomeAssistantError) as caught:
        await poll_now(hass, device_id=devices[1])
    assert caught.value.translation_key == "not_connected"


async def test_asking_a_router_is_an_admins(
    hass: HomeAssistant, router: SimulatedRouter, hass_read_only_user: MockUser, clock: Clock
) -> None:
    """A user without that right is refused; an automation is not."""
    entry = await add_router(hass, router)
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await poll_now(hass, context, device_id=device_of(hass, entry))
