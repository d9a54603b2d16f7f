"""An entry and a registry as 0.1.0 wrote them: nothing that a person used is lost."""

import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_KEPT, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.migration import MINOR_VERSION, async_migrate
from simulator import SimulatedRouter

from .conftest import Clock, entry_data, serial_of
from .metrics.entities import state_of

WRITTEN: dict[str, Any] = json.loads(
    (Path(__file__).parent / "fixtures/registry_0_1_0.json").read_text(encoding="utf-8")
)
# What a person had enabled (off by default), and disabled (on by default).
ENABLED = ("interface.packets.rx_port:ether1", "interface.errors.rate_name:bridge")
OWN = "poll.commands"
SWITCHED_OFF = "interface.traffic.rx_port:ether5"


@pytest.fixture
def old(hass: HomeAssistant, router: SimulatedRouter) -> MockConfigEntry:
    """Return an entry of 0.1.0 with its devices and entities."""
    assert WRITTEN["unique_id"] == serial_of(router)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=WRITTEN["title"],
        data=entry_data(router),
        options={"recording_level": "compact"},
        unique_id=WRITTEN["unique_id"],
        version=1,
        minor_version=1,
    )
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    parent = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, WRITTEN["unique_id"])}
    )
    places = {"": parent.id}
    for identifier, name in WRITTEN["devices"].items():
        places[identifier] = devices.async_get_or_create_child(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, identifier)},
            name=name,
            parent_device_id=parent.id,
        ).id
    registry = er.async_get(hass)
    for entity_id, unique_id, disabled_by, place in WRITTEN["entities"]:
        platform, object_id = entity_id.split(".")
        key = unique_id.removeprefix(f"{WRITTEN['unique_id']}_")
        by = disabled_by and er.RegistryEntryDisabler(disabled_by)
        if key in {*ENABLED, OWN}:
            assert by is er.RegistryEntryDisabler.INTEGRATION
            by = None
        elif key == SWITCHED_OFF:
            assert by is None
            by = er.RegistryEntryDisabler.USER
        registry.async_get_or_create(
            platform,
            DOMAIN,
            unique_id,
            config_entry=entry,
            device_id=places[place],
            disabled_by=by,
            suggested_object_id=object_id,
        )
    # Of another version, or of no metric at all.
    registry.async_get_or_create("button", DOMAIN, f"{entry.unique_id}_poll", config_entry=entry)
    return entry


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, er.RegistryEntry]:
    """Return an entry's entities by their unique ids without the router's part."""
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {one.unique_id.removeprefix(f"{entry.unique_id}_"): one for one in found}


async def migrate(hass: HomeAssistant, entry: MockConfigEntry, clock: Clock) -> None:
    """Set up the entry with this version, and poll every tier."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    await clock.advance(10)


async def test_nothing_that_was_enabled_is_lost(
    hass: HomeAssistant, old: MockConfigEntry, router: SimulatedRouter, clock: Clock
) -> None:
    """What was on is on under its old ids; what nobody had enabled is gone."""
    before = entities(hass, old)
    was_on = {key for key, one in before.items() if one.disabled_by is None}
    await migrate(hass, old, clock)
    assert (old.version, old.minor_version) == (1, MINOR_VERSION)
    after = entities(hass, old)
    assert was_on <= after.keys()
    for key in was_on:
        assert after[key].entity_id == before[key].entity_id
        assert after[key].disabled_by is None
    assert len(was_on) > 100
    assert set(old.options[OPTION_KEPT]) == set(ENABLED)
    assert old.options["recording_level"] == "compact"
    assert after[SWITCHED_OFF].disabled_by is er.RegistryEntryDisabler.USER
    assert after[OWN].disabled_by is None
    disabled = {key for key, one in after.items() if one.disabled_by is not None}
    assert all(METRICS[key].kind is None for key in disabled - {SWITCHED_OFF})
    assert len(before) > 2.5 * len(before.keys() & after.keys())
    # The port's sensor that was kept has a value of its own again.
    assert state_of(hass, router, "interface.packets.rx", "port:ether1") != STATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({"graphs": []}, {"graphs": []}),
        (
            {"graphs": ["cpu", "health"]},
            {
                "graphs": [
                    "cpu",
                    "health",
                    "wan",
                    "vpn",
                    "wifi",
                    "routing",
                    "hardware",
                    "security",
                ],
            },
        ),
    ],
)
async def test_new_graphs_are_shown(
    hass: HomeAssistant, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """A choice among the graphs of 1.3 does not exclude those that were added later."""
    entry = MockConfigEntry(domain=DOMAIN, options=before, version=1, minor_version=3)
    entry.add_to_hass(hass)
    assert await async_migrate(hass, entry)
    assert (entry.minor_version, dict(entry.options)) == (MINOR_VERSION, after)
    assert await async_migrate(hass, entry)
    assert dict(entry.options) == after


@pytest.mark.parametrize("minor_version", [1, 2])
@pytest.mark.parametrize(
    ("unique_id", "serial", "kind"),
    [
        ("HF609AMR21K", "HF609AMR21K", "serial"),
        ("F3WH-B7TG", None, "software_id"),
        ("tRfOhDuWdbC", None, "system_id"),
        ("tRfOhDuWdbC", "", None),
    ],
)
async def test_the_kind_of_id_is_kept(
    hass: HomeAssistant, unique_id: str, serial: str | None, kind: str | None, minor_version: int
) -> None:
    """An older version wrote a serial number on the device, if the router has one."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=unique_id,
        data={"host": "h"},
        version=1,
        minor_version=minor_version,
    )
    entry.add_to_hass(hass)
    if serial != "":
        dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={(DOMAIN, unique_id)}, serial_number=serial
        )
    assert await async_migrate(hass, entry)
    assert entry.minor_version == MINOR_VERSION
    assert entry.data == {"host": "h", **({"id_kind": kind} if kind else {})}


async def test_it_is_done_once(
    hass: HomeAssistant, old: MockConfigEntry, router: SimulatedRouter, clock: Clock
) -> None:
    """What a person disables later is theirs, also over a restart."""
    await migrate(hass, old, clock)
    kept = entities(hass, old)[ENABLED[0]].entity_id
    registry = er.async_get(hass)
    registry.async_update_entity(kept, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.config_entries.async_reload(old.entry_id)
    await clock.settle()
    assert entities(hass, old)[ENABLED[0]].disabled_by is er.RegistryEntryDisabler.USER
    assert set(old.options[OPTION_KEPT]) == set(ENABLED)


async def test_a_chosen_kind_comes_back_enabled_without_a_login(
    hass: HomeAssistant, old: MockConfigEntry, router: SimulatedRouter, clock: Clock
) -> None:
    """Home Assistant remembers what was removed; it returns under its old id, switched on."""
    before = entities(hass, old)
    await migrate(hass, old, clock)
    utilisation = "interface.utilisation.rx_port:ether1"
    assert utilisation not in entities(hass, old)
    logins = len(router.journal.commands("/login"))
    options = {**old.options, OPTION_KINDS: {"interface": ["utilisation"]}}
    hass.config_entries.async_update_entry(old, options=options)
    await clock.settle()
    back = entities(hass, old)[utilisation]
    assert back.disabled_by is None
    assert back.entity_id == before[utilisation].entity_id
    await clock.advance(RELOAD_AFTER_UPDATE_DELAY + 15)
    assert len(router.journal.commands("/login")) == logins
    value = state_of(hass, router, "interface.utilisation.rx", "port:ether1")
    assert 0 <= float(value) <= 100


async def test_an_entry_of_a_later_version_is_left_alone(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """What is not understood is not touched."""
    entry = MockConfigEntry(
        domain=DOMAIN, data=entry_data(router), unique_id=serial_of(router), version=2
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert not router.journal
