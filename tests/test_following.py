"""Unchosen entities are removed in slices: other tasks run, and may choose again."""

import asyncio
from itertools import pairwise

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.choosing import SLICE, async_change_options
from custom_components.mikrotik_monitoring.const import OPTION_KINDS
from tests.conftest import Clock, StartRouter, add_router

from .test_choosing import registered

KINDS = {OPTION_KINDS: {"interface": ["errors", "packets", "utilisation"]}}


async def added(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> MockConfigEntry:
    """Return a switch with many entities that were chosen."""
    entry = await add_router(hass, await start_router("crs_poe"), **KINDS)
    await clock.advance(70, step=60)
    return entry


def count(hass: HomeAssistant, entry: MockConfigEntry) -> int:
    """Return how many entities an entry has."""
    return len(er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id))


async def test_many_go_in_slices(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Other tasks run between two slices; all entities are gone in the end."""
    entry = await added(hass, start_router, clock)
    before = count(hass, entry)
    seen = {before}
    changing = asyncio.create_task(async_change_options(hass, entry, {}))
    while not changing.done():
        await asyncio.sleep(0)
        seen.add(count(hass, entry))
    removed = changing.result()
    assert removed > 3 * SLICE
    assert count(hass, entry) == before - removed
    counts = sorted(seen)
    # The entry itself removes a slice in the same turn.
    assert all(more - fewer <= 2 * SLICE for fewer, more in pairwise(counts))
    assert not [key for key in registered(hass, entry) if ".packets." in key]


async def test_what_is_chosen_again_meanwhile_stays(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What is not removed yet remains, what was removed comes back."""
    entry = await added(hass, start_router, clock)
    before = registered(hass, entry).keys()
    taking = asyncio.create_task(async_change_options(hass, entry, {}))
    # One turn of the loop to begin, and one in which the first are removed.
    for _ in range(2):
        await asyncio.sleep(0)
    assert 0 < len(registered(hass, entry)) < len(before)
    assert not taking.done()
    await async_change_options(hass, entry, KINDS)
    await taking
    await clock.settle()
    assert registered(hass, entry).keys() == before
    assert entry.options == KINDS
