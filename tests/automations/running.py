"""Set up automations as a person would, and record their trigger variables."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import async_from_config, async_validate_condition_config
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import DOMAIN

# The simulated routers' last backup is old: that is no part of these tests.
QUIET: dict[str, Any] = {"off": ["backup_old", "polls_skipped", "polls_slow"]}

_TOLD = {
    name: f"{{{{ trigger.get('{name}') }}}}"
    for name in ("sentence", "router", "entity_id", "device_id", "change", "instance", "platform")
} | {"key": "{{ trigger.alert.key if trigger.alert is defined }}"}


async def automate(
    hass: HomeAssistant, trigger: str | dict[str, Any], **parts: Any
) -> list[ServiceCall]:
    """Set up an automation on one of our triggers, or on any; return its calls."""
    calls: list[ServiceCall] = async_mock_service(hass, "test", "run")
    given = {"trigger": f"{DOMAIN}.{trigger}", **parts} if isinstance(trigger, str) else trigger
    automation = {
        "alias": "Under test",
        "triggers": [given],
        "actions": [{"action": "test.run", "data": _TOLD}],
    }
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()
    assert hass.states.is_state("automation.under_test", "on")
    return calls


async def is_so(
    hass: HomeAssistant, condition: str, target: dict[str, Any], **options: Any
) -> bool:
    """Return whether one of our conditions is met."""
    given = {"condition": f"{DOMAIN}.{condition}", "target": target, "options": options}
    checker = await async_from_config(hass, await async_validate_condition_config(hass, given))
    try:
        return bool(checker(hass))
    finally:
        checker.async_unload()


def entity_of(
    hass: HomeAssistant, entry: MockConfigEntry, platform: str, key: str, instance: str = ""
) -> str:
    """Return the id of one of a router's entities."""
    unique_id = catalogue_of(entry).unique_id(key, instance)
    entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, unique_id)
    assert entity_id is not None, key
    return entity_id
