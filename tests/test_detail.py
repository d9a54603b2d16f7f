"""The level of detail of a router: a change applies at once, over the present sessions."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.choosing import async_store_choices
from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INTERFACES,
    OPTION_KINDS,
)
from custom_components.mikrotik_monitoring.metrics import METRICS
from simulator import SimulatedRouter

from .conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    metric_entities,
    runtime_of,
    wait_for,
)

LOGIN, NETWATCH, WIFI = "/login", "/tool/netwatch/print", "/interface/wifi/print"

type Entities = dict[str, er.RegistryEntry]


async def watch(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, **options: Any
) -> MockConfigEntry:
    """Add a router and poll every tier."""
    entry = await add_router(hass, router, **options)
    await clock.advance(70, step=60)
    return entry


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, **options: Any
) -> Entities:
    """Change the options, and return the entities that exist then."""
    async_store_choices(hass, entry, {**entry.options, **options})
    await clock.settle()
    await clock.advance(15)
    return entities(hass, entry)


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> Entities:
    """Return all entities by their keys, whatever the detail."""
    prefix = f"{entry.unique_id}_"
    found = metric_entities(hass, entry)
    return {one.unique_id.removeprefix(prefix): one for one in found}


def enabled(found: Entities) -> set[str]:
    """Return those that are enabled."""
    return {key for key, entity in found.items() if entity.disabled_by is None}


def plain(found: Entities) -> dict[str, tuple[str, object]]:
    """Return the entity ids, and by whom each entity is disabled."""
    return {key: (entity.entity_id, entity.disabled_by) for key, entity in found.items()}


async def test_there_and_back(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Essential is the least, everything the most, and standard afterwards what it was."""
    entry = await watch(hass, router, clock)
    runtime, logins = runtime_of(entry), len(router.journal.commands(LOGIN))
    standard = entities(hass, entry)
    essential = await choose(hass, entry, clock, **{OPTION_DETAIL: "essential"})
    everything = await choose(hass, entry, clock, **{OPTION_DETAIL: "everything"})
    again = await choose(hass, entry, clock, **{OPTION_DETAIL: "standard"})
    assert 30 < len(essential) < len(enabled(standard)) * 0.6
    assert len(everything) > len(standard) * 1.5
    assert enabled(essential) == set(essential)
    assert enabled(everything) == set(everything)
    assert set(essential) < enabled(standard) | {
        key for key in essential if METRICS[catalogue_key(entry, key)].summary
    }
    assert set(everything) >= set(standard)
    assert plain(again) == plain(standard)
    assert runtime_of(entry) is runtime
    assert len(router.journal.commands(LOGIN)) == logins


def catalogue_key(entry: MockConfigEntry, key: str) -> str:
    """Return the metric of an entity."""
    found = catalogue_of(entry).entity_key(f"{entry.unique_id}_{key}")
    assert found is not None
    return found.metric


@pytest.mark.parametrize("options", [{OPTION_DETAIL: "standard"}, {OPTION_DETAIL: "custom"}])
async def test_an_absent_detail_is_standard(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, options: dict[str, Any]
) -> None:
    """Older entries keep what they had, with the chosen kinds; so the form begins in custom."""
    kinds = {OPTION_KINDS: {"interface": ["packets"]}}
    entry = await watch(hass, router, clock, **kinds)
    before = plain(entities(hass, entry))
    assert any("interface.packets" in key for key in before)
    assert plain(await choose(hass, entry, clock, **options)) == before


async def test_what_is_left_out_is_not_asked(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A group that is off is not polled, and its sensors and values come back."""
    entry = await watch(hass, router, clock)
    before = entities(hass, entry)
    there = {key for key in before if key.startswith("netwatch.")}
    assert len(there) == 3
    left = await choose(
        hass, entry, clock, **{OPTION_DETAIL: "custom", OPTION_GROUPS: {"netwatch": "off"}}
    )
    assert set(left) == set(before) - there
    assert not [state for state in hass.states.async_all() if "netwatch" in state.entity_id]
    router.journal.clear()
    await clock.advance(3700, step=60)
    assert len(router.journal.commands("/interface/print")) > 50
    assert not router.journal.commands(NETWATCH)
    back = await choose(hass, entry, clock, **{OPTION_GROUPS: {}})
    assert plain(back) == plain(before)
    assert router.journal.commands(NETWATCH)
    for key in there:
        state = hass.states.get(back[key].entity_id)
        assert state is not None
        assert state.state in {"on", "off"}


async def test_interfaces_are_left_out(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Their pages and sensors go at once, others stay, and all is back when they are watched."""
    entry = await watch(hass, router, clock)
    logins = len(router.journal.commands(LOGIN))
    before, devices = entities(hass, entry), pages(hass, entry)
    assert "port:ether2" in devices
    assert any(one.startswith("name:vlan") for one in devices)
    left = await choose(
        hass, entry, clock, **{OPTION_INTERFACES: {"by": "pattern", "exclude": ["ether?", "vlan*"]}}
    )
    gone = {key for key in before if "_port:ether" in key or "_name:vlan" in key}
    assert len(gone) > 30
    assert set(left) == set(before) - gone
    assert pages(hass, entry) == {
        one for one in devices if not one.startswith(("port:ether", "name:vlan"))
    }
    await clock.advance(3700, step=60)
    assert plain(entities(hass, entry)) == plain(left)
    back = await choose(hass, entry, clock, **{OPTION_INTERFACES: {"by": "all"}})
    assert plain(back) == plain(before)
    assert pages(hass, entry) == devices
    rate = hass.states.get(back["interface.traffic.rx_port:ether2"].entity_id)
    assert rate is not None
    assert float(rate.state) >= 0
    assert len(router.journal.commands(LOGIN)) == logins


def pages(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the interfaces that have a device."""
    devices = dr.async_child_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    prefix = f"{entry.unique_id}_"
    return {
        known_by.removeprefix(prefix)
        for device in devices
        for domain, known_by in device.identifiers
        if domain == DOMAIN
    }


async def test_a_comment_leaves_an_interface_out(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The comment on the router applies from the next hourly pass on."""
    choice = {"by": "pattern", "exclude": ["*not watched*"]}
    entry = await watch(hass, router, clock, **{OPTION_INTERFACES: choice})
    before = entities(hass, entry)
    assert "port:ether3" in pages(hass, entry)
    router.set_field("/interface", {"name": "ether3"}, {"comment": "Not watched"})
    await clock.advance(3700, step=60)
    left = entities(hass, entry)
    assert set(left) == {key for key in before if not key.endswith("_port:ether3")}
    assert "port:ether3" not in pages(hass, entry)
    router.set_field("/interface", {"name": "ether3"}, {"comment": ""})
    await clock.advance(3700, step=60)
    assert set(entities(hass, entry)) == set(before)


async def test_a_router_that_is_not_loaded_is_chosen_for(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What is no longer chosen goes at once, what is chosen comes with the router."""
    router = await start_router("hap_v6")
    entry = await watch(hass, router, clock)
    before = entities(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    async_store_choices(hass, entry, {OPTION_DETAIL: "essential"})
    away = entities(hass, entry)
    assert len(away) < len(enabled(before)) * 0.7
    assert set(away) <= set(before)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(70, step=60)
    assert set(entities(hass, entry)) >= set(away)
    assert enabled(entities(hass, entry)) == set(entities(hass, entry))


async def test_choices_that_follow_each_other_at_once(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The last one applies, whatever the ones before have begun."""
    entry = await watch(hass, router, clock)
    before = plain(entities(hass, entry))
    for options in (
        {OPTION_DETAIL: "custom", OPTION_GROUPS: {"netwatch": "off", "queue.simple": "all"}},
        {OPTION_DETAIL: "essential", OPTION_INTERFACES: {"by": "pattern", "exclude": ["ether*"]}},
        {OPTION_DETAIL: "standard"},
    ):
        async_store_choices(hass, entry, options)
    await clock.settle()
    await clock.advance(70, step=60)
    assert plain(entities(hass, entry)) == before
    for entity_id, disabled_by in before.values():
        assert disabled_by is not None or hass.states.get(entity_id) is not None, entity_id


async def test_what_a_person_disabled_or_enabled_stays_so(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Also what is left out meanwhile; and other choices do not affect it."""
    entry = await watch(hass, router, clock)
    registry = er.async_get(hass)
    before = entities(hass, entry)
    rate, free = before["interface.traffic.rx_port:ether2"], before["system.memory.free"]
    by_person = er.RegistryEntryDisabler.USER
    registry.async_update_entity(rate.entity_id, disabled_by=by_person)
    registry.async_update_entity(free.entity_id, disabled_by=None)
    without = {OPTION_INTERFACES: {"by": "pattern", "exclude": ["ether2"]}}
    assert rate.entity_id not in str(plain(await choose(hass, entry, clock, **without)))
    back = plain(await choose(hass, entry, clock, **{OPTION_INTERFACES: {}}))
    assert back["interface.traffic.rx_port:ether2"] == (rate.entity_id, by_person)
    assert back["system.memory.free"] == (free.entity_id, None)
    custom = {OPTION_DETAIL: "custom", OPTION_GROUPS: {"system.resource": "totals"}}
    totals = plain(await choose(hass, entry, clock, **custom))
    assert totals["system.memory.free"] == (free.entity_id, None)
    # Everything enables it too: the person's choice remains theirs.
    for detail in ("everything", "standard", "essential", "standard"):
        found = plain(await choose(hass, entry, clock, **{OPTION_DETAIL: detail}))
    assert found["system.memory.free"] == (free.entity_id, None)
    assert found["system.memory.total"][1] is er.RegistryEntryDisabler.INTEGRATION


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_interfaces_are_left_out_while_the_router_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, is_loaded: bool
) -> None:
    """They go with the choice, or with the router's return at the latest; the others stay."""
    entry = await watch(hass, router, clock)
    before = entities(hass, entry)
    gone = {key for key in before if key.endswith("_port:ether2")}
    assert gone
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    if not is_loaded:
        assert await hass.config_entries.async_unload(entry.entry_id)
    without = {OPTION_INTERFACES: {"by": "pattern", "exclude": ["ether2"]}}
    async_store_choices(hass, entry, {**entry.options, **without})
    await clock.settle()
    await router.start()
    if not is_loaded:
        assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(140, step=20)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(70, step=20)
    assert set(entities(hass, entry)) == before.keys() - gone
    assert "port:ether2" not in pages(hass, entry)
