"""Which interfaces are watched: chosen in four ways, each with what it costs."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_INTERFACES
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.test_options_flow import open_form, save, send

from .test_review import enabled, number, review


async def test_by_type(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """The types are those that the router has; one at least is needed."""
    entry = await add_router(hass, router)
    await clock.advance(320, step=40)
    result = await send(hass, await open_form(hass, entry, "interfaces"), {"by": "type"})
    assert result["step_id"] == "interfaces_type"
    assert result["data_schema"] is not None
    [field] = result["data_schema"].schema.values()
    assert {"ether", "bridge", "vlan"} <= set(field.config["options"])
    result = await send(hass, result, {"types": []})
    assert result["errors"] == {"base": "nothing_chosen"}
    result = await send(hass, result, {"types": ["vlan", "ether"]})
    assert 0 < number(result, "interfaces") < number(result, "interfaces_now")
    foretold = number(result, "sensors")
    await save(hass, result)
    await clock.advance(15)
    assert entry.options[OPTION_INTERFACES] == {"by": "type", "types": ["vlan", "ether"]}
    assert len(enabled(hass, entry)) == pytest.approx(foretold, rel=0.02)


async def test_by_pattern(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Blank patterns are ignored, and both lists are optional."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    typed = {"include": [" ether* ", " "], "exclude": [""]}
    await save(hass, await review(hass, entry, "interfaces", {"by": "pattern"}, typed))
    stored = {"by": "pattern", "include": ["ether*"], "exclude": []}
    assert entry.options[OPTION_INTERFACES] == stored
    result = await send(hass, await open_form(hass, entry, "interfaces"), {"by": "pattern"})
    assert result["data_schema"] is not None
    shown = {str(one): one.description for one in result["data_schema"].schema}
    assert shown["include"] == {"suggested_value": ["ether*"]}
    await save(hass, await send(hass, result, {}))
    assert entry.options[OPTION_INTERFACES] == {"by": "pattern", "include": [], "exclude": []}


async def test_picked(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Each is named as on the router, and one that is currently absent stays picked."""
    away = {OPTION_INTERFACES: {"by": "all", "picked": ["name:wg-away", "port:ether1"]}}
    entry = await add_router(hass, router, **away)
    await clock.advance(320, step=40)
    result = await send(hass, await open_form(hass, entry, "interfaces"), {"by": "picked"})
    assert result["data_schema"] is not None
    [(marker, field)] = result["data_schema"].schema.items()
    labels = {one["value"]: one["label"] for one in field.config["options"]}
    assert labels["name:wg-away"] == "wg-away"
    [comment] = [row["comment"] for row in router.rows("/interface") if row["name"] == "ether1"]
    assert labels["port:ether1"] == f"ether1 · {comment}"
    assert marker.description == {"suggested_value": ["name:wg-away", "port:ether1"]}
    result = await send(hass, result, {"picked": []})
    assert result["errors"] == {"base": "nothing_chosen"}
    result = await send(hass, result, {"picked": ["port:ether2"]})
    assert number(result, "interfaces") == 1
    await save(hass, result)
    assert entry.options[OPTION_INTERFACES] == {"by": "picked", "picked": ["port:ether2"]}
    await clock.advance(15)
    result = await review(hass, entry, "interfaces", {"by": "all"})
    assert number(result, "interfaces_now") == 1
    foretold = number(result, "sensors")
    assert foretold > number(result, "sensors_now") + 20
    await save(hass, result)
    await clock.advance(70, step=60)
    assert len(enabled(hass, entry)) == pytest.approx(foretold, rel=0.5)


async def test_those_that_are_watched_are_picked_at_first(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Leaving one out is one click."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    result = await send(hass, await open_form(hass, entry, "interfaces"), {"by": "picked"})
    assert result["data_schema"] is not None
    [marker] = result["data_schema"].schema
    assert len(marker.description["suggested_value"]) == len(
        [row for row in router.rows("/interface") if row["type"] != "loopback"]
    )


@pytest.mark.parametrize(
    ("by", "typed"), [("type", {"types": ["ether"]}), ("pattern", {"include": ["ether1"]})]
)
async def test_a_router_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, by: str, typed: dict[str, Any]
) -> None:
    """Types and patterns can be typed; the choice takes effect once the router is loaded."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    await save(hass, await review(hass, entry, "interfaces", {"by": by}, typed))
    assert entry.options[OPTION_INTERFACES]["by"] == by
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(70, step=60)
    assert not [one for one in enabled(hass, entry) if "bridge" in one]
    result = await open_form(hass, entry, "interfaces")
    assert result["type"] is FlowResultType.FORM
    assert result["data_schema"] is not None
    [marker] = result["data_schema"].schema
    assert marker.description == {"suggested_value": by}
