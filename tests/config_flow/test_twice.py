"""A router that is already configured, and clones that only look like it."""

import asyncio
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
)
from simulator import SimulatedRouter
from tests.conftest import StartRouter, add_router, entry_data

from .dialogue import (
    add,
    assert_aborted,
    assert_asks_again,
    assert_left,
    begin,
    over_tls,
    stored,
    submit,
    submit_detail,
    typed,
)


async def test_the_same_router_cannot_be_added_twice(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Neither at its address nor at another one, and its stored data stays as it is."""
    await submit_detail(hass, await add(hass, typed(router)))
    entry = hass.config_entries.async_entries(DOMAIN)[0]
    result = await add(hass, over_tls(router, "unverified"))
    assert_aborted(result, "already_configured")
    assert result["description_placeholders"] == {"name": entry.title}
    assert entry.data == stored(entry_data(router))
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
    await assert_left(router)


async def test_two_dialogues_for_one_router(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Of two that are submitted at once, one adds the router and the other aborts."""
    first, second = await begin(hass), await begin(hass)
    first, second = await asyncio.gather(
        submit(hass, first, typed(router)), submit(hass, second, typed(router))
    )
    added = await submit_detail(hass, second)
    assert added["type"] is FlowResultType.CREATE_ENTRY
    assert not hass.config_entries.flow.async_progress()
    assert_aborted(await add(hass, typed(router)), "already_configured")
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    await assert_left(router)


async def test_a_cloned_chr_is_refused_with_the_cure(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """Two machines with one licence id cannot be distinguished; a new id solves it."""
    original, clone = await start_router("chr"), await start_router("chr")
    entry = await add_router(hass, original)
    result = await add(hass, typed(clone))
    assert_asks_again(result, "user", {"base": "cloned_licence"})
    assert result["description_placeholders"] is not None
    assert entry.title in result["description_placeholders"]["other"]
    clone.set_field("/system/license", {}, {"system-id": "aNewIdOfIts"})
    with patch("custom_components.mikrotik_monitoring.async_setup_entry", return_value=True):
        result = await submit_detail(hass, await submit(hass, result, typed(clone)))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == "aNewIdOfIts"
    await assert_left(clone)


async def test_a_chr_at_another_address_is_the_same(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """While the existing one is not connected nothing indicates that there are two of them."""
    before, after = await start_router("chr"), await start_router("chr")
    entry = await add_router(hass, before)
    await hass.config_entries.async_unload(entry.entry_id)
    assert_aborted(await add(hass, typed(after)), "already_configured")
    assert entry.data == stored(entry_data(before), "system_id")


async def test_a_chr_at_its_own_address_is_the_same(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """Typing the address of a connected one again is no clone."""
    router = await start_router("chr")
    await add_router(hass, router)
    assert_aborted(await add(hass, typed(router)), "already_configured")
