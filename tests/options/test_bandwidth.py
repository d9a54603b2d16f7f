"""The form of contracted bandwidth: values are shown, checked, applied at once, cleared."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import OPTION_BANDWIDTH, OPTION_RECORDING_LEVEL
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.dashboard.conftest import absent_router
from tests.metrics.entities import find, state_of
from tests.test_options_flow import open_form

PORT = "port:ether1"


def interfaces(result: ConfigFlowResult) -> dict[str, str]:
    """Return the interfaces that a form offers, by instance."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    selector = schema.schema["interface"]
    assert isinstance(selector, SelectSelector)
    return {one["value"]: one["label"] for one in selector.config["options"]}  # type: ignore[index]


def likely(result: ConfigFlowResult) -> str:
    """Return the interface that a form preselects."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    (marker,) = schema.schema
    return str(marker.default())


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the suggested values of a form's fields."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    return {
        str(marker.schema): marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description
    }


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, instance: str = PORT
) -> ConfigFlowResult:
    """Open the form of an interface."""
    result = await open_form(hass, entry, "bandwidth")
    assert result["type"] is FlowResultType.FORM
    return await configure(hass, result, interface=instance)


async def configure(
    hass: HomeAssistant, result: ConfigFlowResult, **typed: Any
) -> ConfigFlowResult:
    """Submit a form."""
    result = await hass.config_entries.options.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_what_is_typed_is_applied_and_shown_again(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """In Mbit/s, beside the other options; cleared, it is as before."""
    entry = await add_router(hass, router, **{OPTION_RECORDING_LEVEL: "full"})
    await clock.advance(10)
    assert likely(await open_form(hass, entry, "bandwidth")) == PORT
    form = await choose(hass, entry)
    assert suggested(form) == {}
    assert (form["description_placeholders"] or {})["name"].startswith("ether1")
    result = await configure(hass, form, down=50, up=10.5, commit=20)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        OPTION_RECORDING_LEVEL: "full",
        OPTION_BANDWIDTH: {PORT: {"down": 50_000_000, "up": 10_500_000, "commit": 20_000_000}},
    }
    assert float(state_of(hass, router, "interface.bandwidth.up", PORT)) == 10.5
    assert find(hass, router, "interface.utilisation.rx", PORT)
    form = await choose(hass, entry)
    assert suggested(form) == {"down": 50, "up": 10.5, "commit": 20}
    await configure(hass, form)
    assert entry.options == {OPTION_RECORDING_LEVEL: "full", OPTION_BANDWIDTH: {}}
    assert find(hass, router, "interface.bandwidth.up", PORT) is None
    assert find(hass, router, "interface.utilisation.rx", PORT) is None


async def test_a_commit_above_what_is_contracted_is_refused(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The form keeps the input; a commit without contracted rates is accepted."""
    entry = await add_router(hass, router)
    form = await choose(hass, entry)
    form = await configure(hass, form, down=50, commit=60)
    assert form["errors"] == {"commit": "commit_too_high"}
    assert suggested(form) == {"down": 50, "commit": 60}
    result = await configure(hass, form, commit=60)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[OPTION_BANDWIDTH] == {PORT: {"commit": 60_000_000}}


async def test_interfaces_are_offered_with_what_is_contracted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """In natural order; one that the router no longer has can still be cleared."""
    contracted = {PORT: {"down": 50_000_000}, "name:wg-old": {"up": 1_500_000}}
    entry = await add_router(hass, router, **{OPTION_BANDWIDTH: contracted})
    await clock.advance(10)
    offered = interfaces(await open_form(hass, entry, "bandwidth"))
    assert offered[PORT].startswith("ether1 · ")
    assert offered[PORT].endswith(" (50 / - Mbit/s)")
    assert offered["name:wg-old"] == "wg-old (- / 1.5 Mbit/s)"
    assert "Mbit/s" not in offered["name:bridge"]
    ports = [key for key in offered if key.startswith("port:ether")]
    assert ports == [f"port:ether{number}" for number in range(1, 9)]
    assert likely(await open_form(hass, entry, "bandwidth")) == PORT
    await configure(hass, await choose(hass, entry, "name:wg-old"))
    assert entry.options[OPTION_BANDWIDTH] == {PORT: {"down": 50_000_000}}


async def test_a_router_that_is_not_loaded_knows_its_interfaces(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The input is stored."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    assert likely(await open_form(hass, entry, "bandwidth")) == "name:bridge"
    await configure(hass, await choose(hass, entry, "name:bridge"), down=5)
    assert entry.options[OPTION_BANDWIDTH] == {"name:bridge": {"down": 5_000_000}}


async def test_a_router_without_interfaces_has_none_to_choose(hass: HomeAssistant) -> None:
    """It has never responded."""
    entry = absent_router()
    entry.add_to_hass(hass)
    result = await open_form(hass, entry, "bandwidth")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_interfaces")
