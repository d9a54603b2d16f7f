"""What the logbook says of alerts."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.mikrotik_monitoring.automations.alert_events import EVENT_ALERT
from custom_components.mikrotik_monitoring.automations.sentences import duration_text
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.logbook import async_describe_events
from simulator import SimulatedRouter
from tests.actions.calls import device_of
from tests.conftest import Clock, add_router

from .running import QUIET, entity_of

LINK = {"name": "ether5"}


def said(hass: HomeAssistant, events: list[Event]) -> list[tuple[str, str]]:
    """Return the logbook's entries of events: their names and messages."""
    known: dict[str, Callable[[Event], dict[str, Any]]] = {}

    def describe(domain: str, kind: str, words: Callable[[Event], dict[str, Any]]) -> None:
        assert domain == DOMAIN
        known[kind] = words

    async_describe_events(hass, describe)
    found = [known[str(event.event_type)](event) for event in events]
    assert [one.get("entity_id") for one in found] == [
        event.data.get("entity_id") for event in events
    ]
    assert all(one["icon"].startswith("mdi:bell-") for one in found)
    return [(one["name"], one["message"]) for one in found]


async def test_alerts_read_as_sentences(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """With the name that a person gave the router, and the event's entity."""
    events = async_capture_events(hass, EVENT_ALERT)
    entry = await add_router(hass, router, alerts=QUIET)
    await clock.advance(70, step=10)
    device = device_of(hass, entry)
    dr.async_get(hass).async_update_device(device, name_by_user="Cellar")
    router.set_field("/interface", LINK, {"running": "false"})
    await clock.advance(760, step=10)
    router.set_field("/interface", LINK, {"running": "true"})
    await clock.advance(10)
    port = "ether5 · Access point downstairs"
    assert said(hass, events) == [
        ("Cellar", f"Link down: {port} (warning)"),
        ("Cellar", f"Link down: {port}, cleared after 12 min"),
    ]
    assert events[0].data["entity_id"] == entity_of(hass, entry, "event", "alert")
    assert events[0].data["device_id"] == device


async def test_a_router_whose_event_is_gone_has_its_entrys_name(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its alerts are shown all the same, and those of the router itself name nothing else."""
    events = async_capture_events(hass, EVENT_ALERT)
    entry = await add_router(hass, router, alerts=QUIET)
    er.async_get(hass).async_remove(entity_of(hass, entry, "event", "alert"))
    await router.stop()
    await clock.advance(200, step=10)
    assert said(hass, events) == [("home-rb5009", "Router unreachable (critical)")]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (90_000, "1 d 1 h"),
    ],
)
async def test_times_in_two_units(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, seconds: float, text: str
) -> None:
    """The two largest ones."""
    await add_router(hass, router)
    assert duration_text(hass, seconds) == text
