"""What a person does to add a ping target, and what they see of it."""

from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

TYPED: dict[str, Any] = {
    "name": "Far away",
    "address": "198.51.100.9",
    "count": 3,
    "tier": "short",
}


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str | None = None
) -> SubentryFlowResult:
    """Open the dialogue that adds a target, or changes one."""
    context: Any = {"source": SOURCE_USER}
    if subentry_id is not None:
        context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id}
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "ping_target"), context=context
    )
    assert result["type"] is FlowResultType.FORM
    assert not result["errors"]
    return result


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, **typed: Any
) -> SubentryFlowResult:
    """Submit the form, with some fields changed; those that are None are left empty."""
    values = {key: value for key, value in {**TYPED, **typed}.items() if value is not None}
    return await hass.config_entries.subentries.async_configure(result["flow_id"], values)


async def choose(
    hass: HomeAssistant, result: SubentryFlowResult, option: str
) -> SubentryFlowResult:
    """Choose from the menu below a result."""
    assert result["type"] is FlowResultType.MENU
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"next_step_id": option}
    )


async def add_target(hass: HomeAssistant, entry: MockConfigEntry, **typed: Any) -> str:
    """Add a target, whatever the result of its ping; return the subentry's id."""
    before = set[str](entry.subentries)
    result = await submit(hass, await begin(hass, entry), **typed)
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    [subentry_id] = {str(one) for one in entry.subentries} - before
    await hass.async_block_till_done(wait_background_tasks=True)
    return subentry_id


async def change_target(
    hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str, **typed: Any
) -> None:
    """Change a target, whatever the result of its ping."""
    result = await submit(hass, await begin(hass, entry, subentry_id), **typed)
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
