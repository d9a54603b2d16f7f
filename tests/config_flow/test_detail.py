"""The detail of a router: chosen when it is added, with an estimate of what it costs."""

from typing import Any
from unittest.mock import AsyncMock

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_DETAIL
from simulator import Fault, SimulatedRouter
from tests.conftest import CONNECTIONS, StartRouter, entry_data, wait_for

from .dialogue import add, assert_left, stored, submit, submit_detail, typed

QUEUES = "/queue/simple/print"


@pytest.mark.parametrize("detail", ["essential", "standard", "everything", "custom"])
async def test_what_is_chosen_is_stored(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock, detail: str
) -> None:
    """Next to the connection data, and not before."""
    result = await add(hass, typed(router))
    assert result["step_id"] == "detail"
    await assert_left(router)
    assert not setup_entry.mock_calls
    result = await submit_detail(hass, result, detail)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {OPTION_DETAIL: detail}
    assert result["data"] == stored(entry_data(router))


async def test_without_a_choice_it_is_standard(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The form can be submitted as it is."""
    result = await submit(hass, await add(hass, typed(router)), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {OPTION_DETAIL: "standard"}


async def test_five_counts_at_most_are_asked(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """They return only numbers, and the form shows estimates for each detail."""
    result = await add(hass, typed(router))
    counts = [asked for asked in router.journal if "=count-only=" in asked.words]
    assert 0 < len(counts) <= 5
    texts = result["description_placeholders"]
    assert texts is not None
    assert texts["name"] == router.profile.identity
    sensors = [int(texts[f"{one}_sensors"]) for one in ("essential", "standard", "everything")]
    assert sensors == sorted(sensors)
    assert all(number > 50 for number in sensors)
    assert texts["standard_rows"].endswith(",000")
    assert int(texts["standard_megabytes"]) > 1


async def test_a_router_that_lacks_a_menu_counts_none_of_it(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """A switch has no queues, which is not a failure."""
    router.faults.set(Fault.REFUSE, command=QUEUES, message="no such command")
    result = await add(hass, typed(router))
    assert result["step_id"] == "detail"


@pytest.mark.parametrize(
    ("fault", "options"),
    [(Fault.REFUSE, {"message": "not enough permissions (9)"}), (Fault.DROP_MID_WORD, {})],
)
async def test_a_router_that_cannot_count_is_added_all_the_same(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    fault: Fault,
    options: dict[str, Any],
) -> None:
    """The form is shown without numbers; the next router is counted again."""
    router.faults.set(fault, command=QUEUES, **options)
    result = await add(hass, typed(router))
    assert result["step_id"] == "detail_uncounted"
    assert result["description_placeholders"] == {"name": router.profile.identity}
    result = await submit_detail(hass, result, "essential")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {OPTION_DETAIL: "essential"}
    await assert_left(router)
    await hass.config_entries.async_remove(result["result"].entry_id)
    router.faults.clear()
    assert (await add(hass, typed(router)))["step_id"] == "detail"


async def test_an_essential_router_is_watched(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """It is set up with what was chosen."""
    router = await start_router("hap_v6")
    result = await submit_detail(hass, await add(hass, typed(router)), "essential")
    await hass.async_block_till_done()
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    registry, entry = er.async_get(hass), result["result"]
    await wait_for(lambda: er.async_entries_for_config_entry(registry, entry.entry_id))
    there = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert not [entity for entity in there if "interface.total" in entity.unique_id]
    await hass.config_entries.async_remove(entry.entry_id)
    await assert_left(router)
