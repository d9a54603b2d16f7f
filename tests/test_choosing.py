"""What an owner chooses in the options exists at once, and is removed when unchosen."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectSelector
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import (
    OPTION_DETAIL,
    OPTION_INSTANCES,
    OPTION_KEPT,
    OPTION_KINDS,
    OPTION_RECORDING_LEVEL,
)
from simulator import SimulatedRouter

from .conftest import Clock, StartRouter, add_router, runtime_of
from .metrics.entities import find
from .test_options_flow import open_form, save, send


def registered(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, er.RegistryEntry]:
    """Return an entry's entities by their keys."""
    catalogue = catalogue_of(entry)
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    keys = {catalogue.entity_key(entity.unique_id): entity for entity in entities}
    return {key.text: entity for key, entity in keys.items() if key is not None}


def labels(schema: vol.Schema | None) -> dict[str, dict[str, str]]:
    """Return a form's labels of the kinds, by family."""
    assert schema is not None
    return {
        str(marker.schema): {
            one["value"]: one["label"] for one in field.config["options"] if isinstance(one, dict)
        }
        for marker, field in schema.schema.items()
        if isinstance(field, SelectSelector)
    }


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, **typed: Any
) -> dict[str, dict[str, str]]:
    """Submit the form of kinds; return the labels it showed."""
    result = await send(hass, await open_form(hass, entry, "detail"), {OPTION_DETAIL: "custom"})
    result = await send(hass, result, {})
    assert result["step_id"] == "kinds"
    shown = labels(result["data_schema"])
    await save(hass, await send(hass, result, typed))
    await clock.settle()
    return shown


async def test_the_form_says_how_many_each_kind_adds(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """And it is that many."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    before = registered(hass, entry)
    shown = await choose(hass, entry, clock, interface=["utilisation", "packets"], cpu=["cores"])
    added = registered(hass, entry).keys() - before.keys()
    for family, kind, mark in (
        ("interface", "utilisation", "interface.utilisation."),
        ("interface", "packets", "interface.packets."),
        ("cpu", "cores", "system.cpu.core."),
    ):
        count = sum(key.startswith(mark) for key in added)
        assert count > 3
        assert shown[family][kind].endswith(f"(+{count})")
    assert all(registered(hass, entry)[key].disabled_by is None for key in added)


async def test_what_a_router_lacks_is_not_offered(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Unless it was chosen, so that it can be chosen away."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"wireless": ["signal"]}})
    await clock.advance(70, step=60)
    assert not router.rows("/routing/bgp/session")
    shown = await choose(hass, entry, clock)
    assert {"interface", "queue", "wireless"} <= shown.keys()
    assert "bgp" not in shown
    assert entry.options[OPTION_KINDS] == {}
    assert "wireless" not in await choose(hass, entry, clock)


async def test_choosing_costs_no_login(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Entities come and go over the present sessions, and have values at once."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    runtime, logins = runtime_of(entry), len(router.journal.commands("/login"))
    before = registered(hass, entry).keys()
    await choose(hass, entry, clock, queue=["details"], netwatch=["details"])
    assert entry.options[OPTION_KINDS] == {"queue": ["details"], "netwatch": ["details"]}
    added = registered(hass, entry).keys() - before
    assert added
    totals = [
        hass.states.get(registered(hass, entry)[key].entity_id) for key in added if "total" in key
    ]
    assert totals
    assert all(state is not None and float(state.state) >= 0 for state in totals)
    await choose(hass, entry, clock)
    assert registered(hass, entry).keys() == before
    assert entry.options[OPTION_KINDS] == {}
    await choose(hass, entry, clock, queue=["details"])
    assert registered(hass, entry).keys() - before == {key for key in added if "queue" in key}
    await clock.advance(60)
    assert runtime_of(entry) is runtime
    assert len(router.journal.commands("/login")) == logins


async def test_what_is_kept_stays_until_it_is_removed(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A kind that is no longer chosen removes only the other entities of that kind."""
    kept = "interface.packets.rx_port:ether1"
    entry = await add_router(hass, router, **{OPTION_KEPT: [kept]})
    await clock.advance(10)
    assert [key for key in registered(hass, entry) if "interface.packets" in key] == [kept]
    await choose(hass, entry, clock, interface=["packets"])
    assert len([key for key in registered(hass, entry) if "packets" in key]) > 10
    await choose(hass, entry, clock)
    assert [key for key in registered(hass, entry) if "interface.packets" in key] == [kept]
    assert entry.options[OPTION_KEPT] == [kept]
    await choose(hass, entry, clock, remove_kept=True)
    assert not [key for key in registered(hass, entry) if "interface.packets" in key]
    assert entry.options[OPTION_KEPT] == []


async def test_too_many_are_shown_by_name(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of more queues than can be shown those exist that are named, by name or pattern."""
    router = await start_router("ccr_isp", connections=200)
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    assert find(hass, router, "queue.simple.upload", "customer-01") is None
    await choose(hass, entry, clock, queue_shown=["CUSTOMER-0?", " "])
    assert entry.options[OPTION_INSTANCES] == {"queue": ["CUSTOMER-0?"]}
    shown = [key for key in registered(hass, entry) if key.startswith("queue.simple.upload_")]
    assert len(shown) == 9
    await choose(hass, entry, clock)
    assert find(hass, router, "queue.simple.upload", "customer-01") is None


async def test_a_router_that_is_away_can_be_chosen_for(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Without its replies there are no numbers; what is unchosen is removed by its kind."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"interface": ["packets", "errors"]}})
    await clock.advance(70, step=60)
    assert len([key for key in registered(hass, entry) if "packets" in key]) > 10
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    before = registered(hass, entry)
    shown = await choose(hass, entry, clock, interface=["errors"])
    assert shown["interface"]["packets"] == "Packets per second"
    gone = before.keys() - registered(hass, entry).keys()
    assert gone == {key for key in before if "interface.packets" in key}
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    assert not [key for key in registered(hass, entry) if "interface.packets" in key]


async def test_the_two_forms_leave_each_others_options(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Recording is not reset by choosing kinds, nor kinds by recording."""
    entry = await add_router(hass, router, **{OPTION_RECORDING_LEVEL: "compact"})
    await choose(hass, entry, clock, cpu=["cores"])
    assert entry.options[OPTION_RECORDING_LEVEL] == "compact"
    typed = {"recording_level": "full", "dashboard": {}}
    await save(hass, await send(hass, await open_form(hass, entry), typed))
    await clock.settle()
    assert entry.options[OPTION_KINDS] == {"cpu": ["cores"]}
    assert entry.options[OPTION_RECORDING_LEVEL] == "full"
