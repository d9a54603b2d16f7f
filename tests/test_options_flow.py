"""The options of a router: shown as they are, applied without a new login."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import device_registry as dr
import pytest
import voluptuous as vol

from custom_components.mikrotik_monitoring.config_flow import MikrotikConfigFlow
from custom_components.mikrotik_monitoring.const import (
    OPTION_BILLING,
    OPTION_GRAPHS,
    OPTION_PING_GATEWAYS,
    OPTION_RANGE,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
    OPTION_SERIES_LIMIT,
    OPTION_SIDEBAR,
    OPTION_TEXT_ENCODING,
    OPTION_VIEW_TITLE,
)
from custom_components.mikrotik_monitoring.metrics.model import Graph
from custom_components.mikrotik_monitoring.options_flow import MikrotikOptionsFlow
from simulator import SimulatedRouter

from .conftest import Clock, StartRouter, add_router, runtime_of, wait_for

DEFAULTS: dict[str, Any] = {
    OPTION_RECORDING_LEVEL: "balanced",
    OPTION_REALTIME_INTERVAL: "5",
    OPTION_TEXT_ENCODING: "cp1252",
    OPTION_PING_GATEWAYS: True,
    OPTION_BILLING: False,
    "dashboard": {
        OPTION_SIDEBAR: True,
        OPTION_RANGE: "live",
        OPTION_GRAPHS: list(Graph),
        OPTION_SERIES_LIMIT: 10,
    },
}
CHANGED: dict[str, Any] = {
    OPTION_RECORDING_LEVEL: "compact",
    OPTION_REALTIME_INTERVAL: "30",
    OPTION_TEXT_ENCODING: "cp1252",
    OPTION_PING_GATEWAYS: False,
    OPTION_BILLING: True,
    "dashboard": {
        OPTION_SIDEBAR: False,
        OPTION_VIEW_TITLE: "Cellar",
        OPTION_RANGE: "week",
        OPTION_GRAPHS: ["cpu", "memory"],
        OPTION_SERIES_LIMIT: 20,
    },
}


async def open_form(
    hass: HomeAssistant, entry: ConfigEntry, step: str = "recording"
) -> ConfigFlowResult:
    """Open a form of the options, by the menu."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": step}
    )


async def shown(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Any]:
    """Open the options and return what their fields show."""
    result = await open_form(hass, entry)
    assert result["type"] is FlowResultType.FORM
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    hass.config_entries.options.async_abort(result["flow_id"])
    return _values(schema)


def _values(schema: vol.Schema) -> dict[str, Any]:
    """Return the initial values of a form's fields, and those of its section."""
    values = {}
    for marker, field in schema.schema.items():
        if isinstance(field, section):
            values[marker.schema] = _values(field.schema)
        elif "suggested_value" in (marker.description or {}):
            values[marker.schema] = marker.description["suggested_value"]
        elif not isinstance(marker.default, vol.Undefined):
            values[marker.schema] = marker.default()
    return values


async def choose(hass: HomeAssistant, entry: ConfigEntry, values: dict[str, Any]) -> None:
    """Open the options, submit them and wait until they apply."""
    await save(hass, await send(hass, await open_form(hass, entry), values))
    await hass.async_block_till_done()


async def send(
    hass: HomeAssistant, result: ConfigFlowResult, typed: Mapping[str, Any]
) -> ConfigFlowResult:
    """Submit a form of the options."""
    assert result["type"] is FlowResultType.FORM, result
    options = hass.config_entries.options
    return await options.async_configure(result["flow_id"], dict(typed))


async def save(hass: HomeAssistant, result: ConfigFlowResult) -> None:
    """Save the choices in the review step."""
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"].startswith("review")
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "save"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_present_options_are_shown(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The defaults at first, later what was chosen."""
    entry = await add_router(hass, router)
    assert await shown(hass, entry) == DEFAULTS
    await choose(hass, entry, CHANGED)
    assert await shown(hass, entry) == CHANGED
    assert entry.options == {
        OPTION_RECORDING_LEVEL: "compact",
        OPTION_REALTIME_INTERVAL: 30,
        OPTION_TEXT_ENCODING: "cp1252",
        OPTION_PING_GATEWAYS: False,
        OPTION_BILLING: True,
        **CHANGED["dashboard"],
    }


async def test_a_dashboard_without_graphs_is_refused(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The form is shown again with the error, and keeps what was typed."""
    entry = await add_router(hass, router)
    result = await open_form(hass, entry)
    typed = {**CHANGED, "dashboard": {**CHANGED["dashboard"], OPTION_GRAPHS: []}}
    result = await hass.config_entries.options.async_configure(result["flow_id"], typed)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "no_graphs"}
    assert isinstance(result["data_schema"], vol.Schema)
    assert _values(result["data_schema"]) == typed
    await save(hass, await send(hass, result, CHANGED))


async def test_options_are_applied_in_place(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The interval changes at once and back, over the same sessions."""
    entry = await add_router(hass, router)
    runtime = runtime_of(entry)
    sessions = list(router.sessions)
    for options, polls in ((CHANGED, 2), (DEFAULTS, 12)):
        await choose(hass, entry, options)
        with clock.held():
            await clock.advance(30)
            router.journal.clear()
            await clock.advance(60)
        asked = router.journal.commands("/system/resource/print")
        assert sum("cpu-load" in " ".join(one.words) for one in asked) == polls
        assert not router.journal.commands("/login")
    assert entry.state is ConfigEntryState.LOADED
    assert runtime_of(entry) is runtime
    assert router.sessions == sessions


async def test_comments_are_read_in_the_code_page_of_the_option(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """A comment that WinBox wrote in Cyrillic is legible once the code page is set."""
    router = await start_router("hap_v6")
    router.set_field("/interface", {"name": "ether2"}, {"comment": "Офис".encode("cp1251")})
    entry = await add_router(hass, router)
    assert "ether2 · Îôèñ" in names(hass, entry)
    await choose(hass, entry, {**DEFAULTS, OPTION_TEXT_ENCODING: "cp1251"})
    await wait_for(lambda: "ether2 · Офис" in names(hass, entry))


def names(hass: HomeAssistant, entry: ConfigEntry) -> set[str | None]:
    """Return the names of the interfaces' devices."""
    devices = dr.async_child_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {device.name for device in devices}


@pytest.mark.parametrize("flow", [MikrotikConfigFlow, MikrotikOptionsFlow])
def test_steps_have_no_name_in_common(flow: type) -> None:
    """A flow is composed of classes of steps: no two may define the same private name.

    One would override the other.
    """
    of_steps = [
        part
        for part in flow.__mro__
        if part is not flow and part.__module__.startswith(flow.__module__.rpartition(".")[0])
    ]
    assert len(of_steps) > 3
    owners: dict[str, list[type]] = {}
    for part in of_steps:
        for name in vars(part):
            if not name.startswith("__"):
                owners.setdefault(name, []).append(part)
    shared = {
        name: parts
        for name, parts in owners.items()
        # A subclass may override a name on purpose.
        if any(
            not issubclass(one, other) and not issubclass(other, one)
            for one in parts
            for other in parts
        )
    }
    assert not shared
