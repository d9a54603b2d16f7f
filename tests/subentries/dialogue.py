"""What a person does in the dialogue of a metric of their own, and what they see of it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from tests.conftest import PASSWORD

TYPE = "custom_metric"

# The default input of later forms, for tests about something else.
SHOWN = {"name": "Mine", "device_class": "none", "tier": "short", "graph": "own"}
UNIT = {"state_class": "measurement"}


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Open the dialogue that adds a metric."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, TYPE), context={"source": SOURCE_USER}
    )


async def change(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Open the dialogue that changes the only metric there is."""
    (subentry_id,) = entry.subentries
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, TYPE),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id},
    )


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, values: Mapping[str, Any]
) -> SubentryFlowResult:
    """Submit a form; the result must not contain a password."""
    answer = await hass.config_entries.subentries.async_configure(result["flow_id"], dict(values))
    assert PASSWORD not in str(answer.get("description_placeholders"))
    return answer


async def choose(hass: HomeAssistant, result: SubentryFlowResult, step: str) -> SubentryFlowResult:
    """Choose an option of a menu."""
    return await submit(hass, result, {"next_step_id": step})


async def fill(
    hass: HomeAssistant, result: SubentryFlowResult, *forms: Mapping[str, Any]
) -> SubentryFlowResult:
    """Fill one form after another; each but the last must lead to a further one."""
    for values in forms:
        assert result["type"] is FlowResultType.FORM, result
        assert not result["errors"], result["errors"]
        result = await submit(hass, result, values)
    return result


async def add(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    menu: Mapping[str, Any],
    value: Mapping[str, Any],
    shown: Mapping[str, Any] | None = None,
    unit: Mapping[str, Any] | None = None,
) -> SubentryFlowResult:
    """Go through the dialogue to its end and save; return the last menu's placeholders."""
    forms = (menu, value, {**SHOWN, **(shown or {})}, {**UNIT, **(unit or {})})
    review = await fill(hass, await begin(hass, entry), *forms)
    assert review["type"] is FlowResultType.MENU, review.get("errors")
    done = await choose(hass, review, "save")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    return review


def sensors(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, er.RegistryEntry]:
    """Return the registered sensors of the only metric, by the suffix after its id."""
    (subentry_id,) = entry.subentries
    prefix = f"{entry.unique_id}_{TYPE}.{subentry_id}"
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {
        one.unique_id.removeprefix(prefix).removeprefix("_"): one
        for one in found
        if one.unique_id.startswith(prefix)
    }


def shown(hass: HomeAssistant, entry: MockConfigEntry, instance: str = "") -> str:
    """Return the state of a sensor of the only metric."""
    state = hass.states.get(sensors(hass, entry)[instance].entity_id)
    assert state is not None
    return state.state


def _field(result: SubentryFlowResult, name: str) -> tuple[vol.Marker, Any]:
    """Return a field of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return next((marker, value) for marker, value in schema.schema.items() if marker == name)


def told(result: SubentryFlowResult) -> Mapping[str, str]:
    """Return the placeholders of a step's texts."""
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    return placeholders


def fields_of(result: SubentryFlowResult) -> list[str]:
    """Return the fields of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return [str(marker) for marker in schema.schema]


def options_of(result: SubentryFlowResult, name: str) -> list[str]:
    """Return the options of a form's list."""
    options: list[str] = [str(one) for one in _field(result, name)[1].config["options"]]
    return options


def suggested(result: SubentryFlowResult, name: str) -> Any:
    """Return the suggested value of a form's field."""
    marker, _ = _field(result, name)
    return (marker.description or {}).get("suggested_value")
