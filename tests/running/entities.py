"""The entities that control a router's polling, and calls of their actions."""

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import SimulatedRouter

from ..conftest import serial_of


def operated(hass: HomeAssistant, router: SimulatedRouter, platform: str, key: str) -> str:
    """Return the id of an entity, by its platform and key."""
    registry = er.async_get(hass)
    found = registry.async_get_entity_id(platform, DOMAIN, f"{serial_of(router)}_{key}")
    assert found is not None
    return found


def collection(hass: HomeAssistant, router: SimulatedRouter) -> str:
    """Return the switch of a router's collection."""
    return operated(hass, router, "switch", "collection")


async def switch(
    hass: HomeAssistant, router: SimulatedRouter, to: str, context: Context | None = None
) -> None:
    """Switch a router's collection "on" or "off"."""
    data = {ATTR_ENTITY_ID: collection(hass, router)}
    await hass.services.async_call("switch", f"turn_{to}", data, blocking=True, context=context)


async def press(
    hass: HomeAssistant, router: SimulatedRouter, key: str, context: Context | None = None
) -> None:
    """Press a button of a router."""
    data = {ATTR_ENTITY_ID: operated(hass, router, "button", key)}
    await hass.services.async_call("button", "press", data, blocking=True, context=context)


def states(hass: HomeAssistant, router: SimulatedRouter) -> dict[str, str]:
    """Return the states of the entities that control a router's polling, by their keys."""
    keys = {
        "collection": "switch",
        "poll_now": "button",
        "reconnect": "button",
        "watchdog.recoveries": "sensor",
    }
    found = {key: hass.states.get(operated(hass, router, of, key)) for key, of in keys.items()}
    return {key: state.state for key, state in found.items() if state is not None}
