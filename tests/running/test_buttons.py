"""The buttons: each press works once, or its error says why not."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, UnknownUser
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import Fault, SimulatedRouter

from ..actions.calls import device_of
from ..actions.test_targets import poll_now
from ..conftest import CONNECTIONS, Clock, add_router, is_connected, logins, wait_for
from .entities import operated, press, states, switch


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled for a while."""
    entry = await add_router(hass, router)
    await clock.advance(20)
    return entry


async def asked(
    router: SimulatedRouter, clock: Clock, work: Callable[[], Awaitable[object]]
) -> Counter[str]:
    """Return which commands reach the router during some work, and how often."""
    await clock.settle()
    router.journal.clear()
    await work()
    await clock.settle()
    return Counter(one.command for one in router.journal.commands())


async def test_they_are_of_the_router(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry
) -> None:
    """All stand on its device's page, named and of a category."""
    registry = er.async_get(hass)
    for platform, key, name, category in (
        ("switch", "collection", "Collection", "config"),
        ("button", "poll_now", "Poll now", "config"),
        ("button", "reconnect", "Reconnect", "config"),
        ("button", "test_connection", "Test connection", "diagnostic"),
        ("sensor", "watchdog.recoveries", "Watchdog recoveries", "diagnostic"),
    ):
        entity = registry.async_get(operated(hass, router, platform, key))
        assert entity is not None
        assert entity.device_id == device_of(hass, entry)
        assert entity.original_name == name
        assert entity.entity_category == category


async def test_poll_now(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Every tier is polled once, the hourly one too; presses meanwhile join the same poll."""
    await asked(router, clock, lambda: press(hass, router, "poll_now"))
    once = await asked(router, clock, lambda: press(hass, router, "poll_now"))
    assert once.keys() >= {"/system/resource/print", "/interface/print", "/ip/pool/print"}

    async def many() -> None:
        await asyncio.gather(*(press(hass, router, "poll_now") for _ in range(20)))

    assert await asked(router, clock, many) == once
    assert await asked(router, clock, lambda: press(hass, router, "poll_now")) == once


async def test_the_action_is_joined_too(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Button and action share one poll."""
    await asked(router, clock, lambda: press(hass, router, "poll_now"))
    once = await asked(router, clock, lambda: press(hass, router, "poll_now"))
    device = device_of(hass, entry)

    async def both() -> None:
        await asyncio.gather(press(hass, router, "poll_now"), poll_now(hass, device_id=device))

    assert await asked(router, clock, both) == once


async def test_a_user_who_is_gone_may_nothing(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry
) -> None:
    """A call of a user who was removed since is not treated as an automation's."""
    with pytest.raises(UnknownUser):
        await poll_now(hass, Context(user_id="gone"), device_id=device_of(hass, entry))


async def test_poll_now_is_there_while_the_router_is(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """It is available only while the link is up; reconnecting is available all the time."""
    assert states(hass, router)["poll_now"] != STATE_UNAVAILABLE
    await router.stop()
    await wait_for(lambda: states(hass, router)["poll_now"] == STATE_UNAVAILABLE)
    assert states(hass, router)["reconnect"] != STATE_UNAVAILABLE
    await router.start()
    await clock.advance(60)
    await wait_for(lambda: states(hass, router)["poll_now"] != STATE_UNAVAILABLE)


async def test_the_action_says_that_collection_is_off(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry
) -> None:
    """It is another error than that of a router that is away."""
    await switch(hass, router, "off")
    with pytest.raises(HomeAssistantError) as caught:
        await poll_now(hass, device_id=device_of(hass, entry))
    assert caught.value.translation_key == "collection_off"


async def test_reconnect(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Both sessions are new when it is done; presses meanwhile join it."""
    assert len(router.sessions) == CONNECTIONS
    before = logins(entry)
    await asyncio.gather(*(press(hass, router, "reconnect") for _ in range(5)))
    assert is_connected(entry)
    await clock.settle()
    assert logins(entry) == before + CONNECTIONS
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    await clock.advance(10)
    assert states(hass, router)["watchdog.recoveries"] == "0"


async def test_reconnect_says_why_it_failed(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """With the message of the set-up; the client goes on trying."""
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    with pytest.raises(HomeAssistantError) as caught:
        await press(hass, router, "reconnect")
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == "unreachable"
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["host"] == router.host
    await router.start()
    await press(hass, router, "reconnect")
    assert is_connected(entry)


async def test_off_ends_a_reconnect(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Switching off does not wait for a router that does not respond."""
    router.faults.set(Fault.SILENT)
    pressed = asyncio.create_task(press(hass, router, "reconnect"))
    await wait_for(lambda: not is_connected(entry))
    await switch(hass, router, "off")
    await asyncio.wait((pressed,))
    assert pressed.exception() is None
    router.faults.clear()
    await clock.advance(120)
    await wait_for(lambda: not router.sessions)
    assert states(hass, router)["reconnect"] == STATE_UNAVAILABLE
