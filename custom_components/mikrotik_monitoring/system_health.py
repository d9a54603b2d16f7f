"""System health: a summary of all routers and their load."""

from importlib.metadata import version
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.loader import async_get_integration

from .const import DOMAIN
from .dashboard.sidebar import async_dashboard_state
from .polling import MikrotikConfigEntry

_MINUTE = 60.0


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the information."""
    register.async_register_info(async_health)


async def async_health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows, by translation key."""
    entries: list[MikrotikConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    routers = [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]
    registry = er.async_get(hass)
    entities = [
        entity
        for entry in entries
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
    ]
    enabled = sum(not entity.disabled for entity in entities)
    now = hass.loop.time()
    ages = [(router.load, max(1.0, now - router.load.since)) for router in routers]
    states = sum(load.states / age * _MINUTE for load, age in ages)
    share = sum(load.seconds / age for load, age in ages)
    integration = await async_get_integration(hass, DOMAIN)
    return {
        "version": str(integration.version),
        "library": version("librouteros"),
        "routers": len(entries),
        "connected": sum(router.client.connected for router in routers),
        "entities": f"{len(entities)} ({enabled})",
        "states": round(states, 1),
        "loop": f"{share:.2%}",
        "dashboard": async_dashboard_state(hass),
    }
