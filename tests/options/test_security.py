"""The security findings that an owner accepts: ticked, with a note, applied at once."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import (
    OPTION_RECORDING_LEVEL,
    OPTION_SECURITY_ACCEPTED,
)
from simulator import SimulatedRouter
from tests.conftest import add_router
from tests.dashboard.conftest import absent_router
from tests.metrics.entities import state_of
from tests.test_options_flow import open_form

from .test_bandwidth import suggested


def offered(result: ConfigFlowResult) -> dict[str, str]:
    """Return the findings that a form offers, by their checks."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    selector = schema.schema["accepted"]
    assert isinstance(selector, SelectSelector)
    return {one["value"]: one["label"] for one in selector.config["options"]}  # type: ignore[index]


async def send(hass: HomeAssistant, result: ConfigFlowResult, **typed: Any) -> ConfigFlowResult:
    """Submit a form."""
    assert result["type"] is FlowResultType.FORM, result
    return await hass.config_entries.options.async_configure(result["flow_id"], typed)


async def accept(hass: HomeAssistant, entry: MockConfigEntry, **notes: str) -> None:
    """Tick findings, and write a note for each."""
    result = await send(hass, await open_form(hass, entry, "security"), accepted=list(notes))
    if notes:
        assert result["step_id"] == "security_notes"
        result = await send(hass, result, **{key: note for key, note in notes.items() if note})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_finding_is_accepted(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The worst come first, with their severity; the other options stay as they are."""
    entry = await add_router(hass, router, recording_level="compact")
    before = float(state_of(hass, router, "security.score"))
    form = await open_form(hass, entry, "security")
    labels = offered(form)
    assert next(iter(labels)) == "service_ftp"
    assert labels["service_ftp"] == "High: FTP is on"
    assert suggested(form) == {"accepted": []}
    hass.config_entries.options.async_abort(form["flow_id"])
    await accept(hass, entry, service_ftp=" only inside ", mac_ping="")
    today = dt_util.now().date().isoformat()
    assert entry.options[OPTION_RECORDING_LEVEL] == "compact"
    assert entry.options[OPTION_SECURITY_ACCEPTED] == {
        "service_ftp": {"note": "only inside", "at": today},
        "mac_ping": {"note": "", "at": today},
    }
    assert float(state_of(hass, router, "security.score")) == before + 13


async def test_what_was_accepted_is_shown_and_taken_back(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Its note can be changed, its date stays; one that is no longer found stays in the list."""
    accepted = {
        "service_ftp": {"note": "before", "at": "2025-01-02"},
        "device_mode": {"note": "", "at": "2025-01-02"},
        "check_that_is_no_more": {"note": "", "at": "2025-01-02"},
    }
    entry = await add_router(hass, router, **{OPTION_SECURITY_ACCEPTED: accepted})
    form = await open_form(hass, entry, "security")
    assert suggested(form) == {"accepted": ["service_ftp", "device_mode"]}
    assert offered(form)["device_mode"] == "RouterOS has flagged this router"
    notes = await send(hass, form, accepted=["service_ftp"])
    assert suggested(notes) == {"service_ftp": "before"}
    await send(hass, notes, service_ftp="after")
    assert entry.options[OPTION_SECURITY_ACCEPTED] == {
        "service_ftp": {"note": "after", "at": "2025-01-02"}
    }
    await accept(hass, entry)
    assert OPTION_SECURITY_ACCEPTED not in entry.options
    assert state_of(hass, router, "security.factor") == "service_ftp"


async def test_nothing_to_accept(hass: HomeAssistant) -> None:
    """A router that is not loaded has no findings; an acceptance can still be withdrawn."""
    entry = absent_router()
    entry.add_to_hass(hass)
    result = await open_form(hass, entry, "security")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_findings"
    accepted = {"socks": {"note": "mine", "at": "2025-01-02"}}
    hass.config_entries.async_update_entry(entry, options={OPTION_SECURITY_ACCEPTED: accepted})
    form = await open_form(hass, entry, "security")
    assert offered(form).keys() == {"socks"}
