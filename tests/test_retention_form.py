"""The form for retention shows what is recorded, and what a choice deletes."""

from collections.abc import AsyncIterator
import logging
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_BILLING, OPTION_RETENTION
from custom_components.mikrotik_monitoring.recording.retention import next_purge
from tests.conftest import Clock
from tests.dashboard.conftest import absent_router
from tests.recorded import put_states, written_at
from tests.test_options_flow import open_form

DAY = 86_400.0


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def clock(recorder_mock: Any, clock: Clock, hass: HomeAssistant) -> AsyncIterator[Clock]:
    """Return a clock of a Home Assistant with a recorder and the integration."""
    assert await async_setup_component(hass, DOMAIN, {})
    yield clock
    await clock.settle()


@pytest.fixture
async def entities(hass: HomeAssistant, entry: MockConfigEntry, clock: Clock) -> list[str]:
    """Return an entity of each part: of 2,000 rows and of 200, one every hundredth of a day."""
    found = []
    for unique_id, rows in (("system.cpu.load", 2000), ("gateway.latency_x", 200)):
        entity = er.async_get(hass).async_get_or_create(
            "sensor", DOMAIN, f"{entry.unique_id}_{unique_id}", config_entry=entry
        )
        now = clock.now.timestamp()
        times = [now - number * DAY / 100 - 60 for number in range(rows)]
        await put_states(hass, entity.entity_id, [(at, "1") for at in reversed(times)])
        found.append(entity.entity_id)
    return found


@pytest.fixture
def entry(hass: HomeAssistant, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that is not set up."""
    entry = absent_router(billing=True)
    entry.add_to_hass(hass)
    return entry


async def submit(hass: HomeAssistant, result: ConfigFlowResult, **typed: Any) -> ConfigFlowResult:
    """Submit a form."""
    return await hass.config_entries.options.async_configure(result["flow_id"], typed)


def shown(result: ConfigFlowResult) -> dict[str, str]:
    """Return the placeholders of a form's description."""
    assert result["type"] is FlowResultType.FORM
    return dict(result["description_placeholders"] or {})


async def test_what_there_is_and_what_goes(
    hass: HomeAssistant, entry: MockConfigEntry, entities: list[str], clock: Clock
) -> None:
    """Rows and MB of each part, then those that a choice deletes; nothing goes before the night."""
    result = await open_form(hass, entry, "retention")
    assert shown(result) == {
        "kept": "10",
        "realtime_rows": "2,000",
        "realtime_megabytes": "0.3",
        "rest_rows": "200",
        "rest_megabytes": "0.0",
    }
    assert result["errors"] == {}
    result = await submit(hass, result, realtime=5, rest=1)
    assert result["step_id"] == "retention_review"
    moment = next_purge(entry, clock.now)
    texts = shown(result)
    assert texts["rows"] == "1,600"
    assert texts["megabytes"] == "0.3"
    assert texts["time"] == f"{moment:%H:%M}"
    result = await submit(hass, result, purge_now=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        OPTION_BILLING: True,
        OPTION_RETENTION: {"realtime": 5, "rest": 1},
    }
    await clock.settle()
    assert len(await written_at(hass, entities[0])) == 2000


async def test_deleted_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, entities: list[str], clock: Clock
) -> None:
    """An owner who needs the space does not have to wait."""
    result = await open_form(hass, entry, "retention")
    result = await submit(hass, result, realtime=5)
    result = await submit(hass, result, purge_now=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await clock.settle()
    assert len(await written_at(hass, entities[0])) == 500
    assert len(await written_at(hass, entities[1])) == 200


async def test_the_choice_is_shown_and_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry, entities: list[str]
) -> None:
    """An empty field means as long as the recorder keeps it."""
    stored = {**entry.options, OPTION_RETENTION: {"realtime": 5, "rest": None}}
    hass.config_entries.async_update_entry(entry, options=stored)
    result = await open_form(hass, entry, "retention")
    assert suggested(result) == {"realtime": 5, "rest": None}
    result = await submit(hass, result)
    assert shown(result)["rows"] == "0"
    await submit(hass, result, purge_now=False)
    assert entry.options == {OPTION_BILLING: True}


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the suggested values."""
    schema: Any = result["data_schema"]
    return {
        str(marker.schema): (marker.description or {}).get("suggested_value")
        for marker in schema.schema
    }


@pytest.mark.parametrize("days", [0, 3651, "many"])
async def test_days_that_cannot_be(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, days: Any
) -> None:
    """From one to ten years."""
    result = await open_form(hass, entry, "retention")
    with pytest.raises(InvalidData):
        await submit(hass, result, realtime=days)
    result = await submit(hass, result, realtime=3650)
    assert result["type"] is FlowResultType.FORM


async def test_more_than_the_recorder_keeps(
    hass: HomeAssistant, entry: MockConfigEntry, entities: list[str]
) -> None:
    """The form says what to configure; the choice may be stored all the same."""
    result = await open_form(hass, entry, "retention")
    result = await submit(hass, result, realtime=1, rest=90)
    assert result["step_id"] == "retention_too_long"
    texts = shown(result)
    assert texts["kept"] == "10"
    assert texts["yaml"] == "recorder:\n  purge_keep_days: 90"
    assert texts["rows"] == "1,900"
    result = await submit(hass, result, purge_now=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[OPTION_RETENTION] == {"realtime": 1, "rest": 90}


@pytest.mark.parametrize("recorder_config", [{"auto_purge": False}])
async def test_a_recorder_that_never_purges(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock
) -> None:
    """No number of days is more than it keeps."""
    result = await open_form(hass, entry, "retention")
    assert shown(result)["kept"] == "∞"
    result = await submit(hass, result, rest=90)
    assert result["step_id"] == "retention_review"


async def test_a_recorder_that_has_stopped(
    hass: HomeAssistant, entry: ConfigEntry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers are unknown, and the choice can still be made."""
    monkeypatch.setattr(get_instance(hass), "is_alive", lambda: False)
    result = await open_form(hass, entry, "retention")
    assert result["errors"] == {"base": "no_recorder"}
    assert set(shown(result).values()) == {"?"}
    result = await submit(hass, result, rest=5)
    assert shown(result)["rows"] == "?"
    result = await submit(hass, result, purge_now=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    monkeypatch.undo()


async def test_what_was_chosen_before_is_stored_too(
    hass: HomeAssistant, entry: MockConfigEntry, entities: list[str], clock: Clock
) -> None:
    """A choice that was reviewed and not saved yet is part of what is stored."""
    result = await open_form(hass, entry, "detail")
    result = await submit(hass, result, detail="essential")
    assert result["type"] is FlowResultType.MENU
    flow = hass.config_entries.options
    await flow.async_configure(result["flow_id"], {"next_step_id": "init"})
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "retention"})
    result = await submit(hass, result, rest=5)
    result = await submit(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["detail"] == "essential"
    assert entry.options[OPTION_RETENTION]["rest"] == 5
