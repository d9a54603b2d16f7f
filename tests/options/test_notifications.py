"""The form of the notifications, and the test message."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.notifications.notifier import notifier
from tests.dashboard.conftest import absent_router
from tests.test_options_flow import open_form

PHONE = "action.mobile_app_phone"
CHOICE: dict[str, Any] = {
    "targets": [PHONE],
    "severity": "critical",
    "recovery": False,
    "repeat": 6,
    "critical_breaks_quiet": True,
    "send_test": False,
}


@pytest.fixture
async def phone(hass: HomeAssistant) -> list[ServiceCall]:
    """Return a phone's messages."""
    calls: list[ServiceCall] = async_mock_service(hass, "notify", "mobile_app_phone")
    async_mock_service(hass, "notify", "send_message")
    hass.states.async_set("notify.hall", "unknown", {"friendly_name": "Hall"})
    assert await async_setup_component(hass, DOMAIN, {})
    return calls


@pytest.fixture
def entry(hass: HomeAssistant, phone: list[ServiceCall]) -> MockConfigEntry:
    """Return the entry of a router that is not set up."""
    entry = absent_router()
    entry.add_to_hass(hass)
    return entry


async def submit(hass: HomeAssistant, form: Any, **typed: Any) -> Any:
    """Submit the form."""
    return await hass.config_entries.options.async_configure(form["flow_id"], typed)


async def test_a_choice_holds_for_all(
    hass: HomeAssistant, entry: MockConfigEntry, phone: list[ServiceCall]
) -> None:
    """It is stored separately from the routers, and shown in the options of each."""
    form: Any = await open_form(hass, entry, "notifications")
    targets = next(key for key in form["data_schema"].schema if key == "targets")
    offered = form["data_schema"].schema[targets].config["options"]
    assert {one["value"] for one in offered} == {PHONE, "entity.notify.hall"}
    times = {"quiet_from": "22:00:00", "quiet_to": "07:00:00"}
    result = await submit(hass, form, **CHOICE, **times)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not entry.options
    other = absent_router("192.0.2.2", unique_id="OTHER")
    other.add_to_hass(hass)
    form = await open_form(hass, other, "notifications")
    shown = {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if key.description
    }
    assert shown == {**{k: v for k, v in CHOICE.items() if k != "send_test"}, **times}
    assert not phone


async def test_a_test_message(
    hass: HomeAssistant, entry: MockConfigEntry, phone: list[ServiceCall]
) -> None:
    """The form says for each target whether it was accepted."""

    async def refuse(_: ServiceCall) -> None:
        raise HomeAssistantError("no paper")

    hass.services.async_register("notify", "fax", refuse)
    form: Any = await open_form(hass, entry, "notifications")
    targets = [PHONE, "entity.notify.hall", "action.fax"]
    result = await submit(hass, form, **{**CHOICE, "targets": targets, "send_test": True})
    assert result["step_id"] == "notifications_tested"
    assert result["description_placeholders"]["report"].splitlines() == [
        "- ✅ notify.mobile_app_phone",
        "- ✅ Hall (notify.hall)",
        "- ❌ notify.fax: no paper",
    ]
    assert len(phone) == 1
    back = await submit(hass, result, next_step_id="notifications")
    assert back["step_id"] == "notifications"
    result = await submit(hass, back, **{**CHOICE, "send_test": True})
    result = await submit(hass, result, next_step_id="done")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert notifier(hass).settings.targets == (PHONE,)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"quiet_from": "22:00:00"}, {"quiet_to": "quiet_half"}),
        ({"quiet_to": "22:00:00"}, {"quiet_from": "quiet_half"}),
        ({"targets": [], "send_test": True}, {"targets": "no_target"}),
    ],
)
async def test_what_cannot_be(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, Any], errors: dict[str, str]
) -> None:
    """The error is shown at its field, and no input is lost."""
    form: Any = await open_form(hass, entry, "notifications")
    result = await submit(hass, form, **{**CHOICE, **typed})
    assert result["errors"] == errors
    assert not notifier(hass).settings.targets
    result = await submit(hass, result, **CHOICE)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_target_that_is_no_more(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """It is still offered, so that it can be removed."""
    form: Any = await open_form(hass, entry, "notifications")
    await submit(hass, form, **CHOICE)
    hass.services.async_remove("notify", "mobile_app_phone")
    form = await open_form(hass, entry, "notifications")
    targets = next(key for key in form["data_schema"].schema if key == "targets")
    offered = form["data_schema"].schema[targets].config["options"]
    assert PHONE in {one["value"] for one in offered}
    result = await submit(hass, form, **{**CHOICE, "targets": []})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert notifier(hass).settings.targets == ()
