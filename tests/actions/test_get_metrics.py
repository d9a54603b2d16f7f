"""The action for a router's metrics: values with their ages, and why one is missing."""

from typing import Any

from homeassistant.const import STATE_NOT_HOME
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, UnknownUser
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_COLLECTION, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics.model import TIERS
from simulator import Fault, SimulatedRouter

from ..conftest import Clock, StartRouter, add_router, is_connected, wait_for
from .calls import device_of

type Metrics = dict[str, dict[str, Any]]


async def call(
    hass: HomeAssistant, *entries: MockConfigEntry, user_id: str | None = None, **fields: Any
) -> dict[str, Any]:
    """Get the metrics of routers; return the response by their devices."""
    data = {"device_id": [device_of(hass, entry) for entry in entries], **fields}
    context = Context(user_id=user_id)
    response = await hass.services.async_call(
        DOMAIN, "get_metrics", data, blocking=True, return_response=True, context=context
    )
    assert response is not None
    return dict(response)


async def metrics(hass: HomeAssistant, entry: MockConfigEntry, **fields: Any) -> Metrics:
    """Get the metrics of a router; return them by their entities."""
    ((_, answer),) = (await call(hass, entry, **fields)).items()
    assert len({one["entity_id"] for one in answer["metrics"]}) == len(answer["metrics"])
    return {one["entity_id"]: one for one in answer["metrics"]}


def entity_of(hass: HomeAssistant, entry: MockConfigEntry, metric: str, instance: str = "") -> str:
    """Return the entity of a metric."""
    unique_id = catalogue_of(entry).unique_id(metric, instance)
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    (found,) = [one.entity_id for one in entities if one.unique_id == unique_id]
    return found


async def test_every_metric_with_its_value(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """All that is registered; numbers are numbers; the router is not queried."""
    entry = await add_router(hass, router)
    await clock.advance(20)
    router.journal.clear()
    found = await metrics(hass, entry)
    assert not router.journal.commands()
    catalogue = catalogue_of(entry)
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    expected = {one.entity_id for one in registered if catalogue.entity_key(one.unique_id)}
    assert len(expected) > 100
    assert set(found) == expected
    for entity_id, metric in found.items():
        state = hass.states.get(entity_id)
        known = state is not None and state.state not in {"unknown", "unavailable"}
        assert (metric["value"] is not None) == known, metric
        assert (metric["reason"] is None) == known, metric
        assert metric["tier"] in {tier.key for tier in TIERS}
    cpu = found["sensor.home_rb5009_cpu"]
    assert cpu.pop("age") <= 10
    assert cpu == {
        "key": "system.cpu.load",
        "instance": "",
        "entity_id": "sensor.home_rb5009_cpu",
        "name": "CPU",
        "value": float(_text(hass, "sensor.home_rb5009_cpu")),
        "unit": "%",
        "tier": "realtime",
        "category": "cpu",
        "reason": None,
    }
    rate = found[entity_of(hass, entry, "interface.traffic.rx", "port:ether1")]
    assert rate["value"] == float(_text(hass, rate["entity_id"]))
    assert (rate["instance"], rate["unit"]) == ("port:ether1", "Mbit/s")
    assert rate["name"].startswith("ether1")
    assert found[entity_of(hass, entry, "interface.running", "port:ether1")]["value"] is True
    version = found[entity_of(hass, entry, "system.version")]
    assert version["value"] == _text(hass, version["entity_id"])
    assert version["category"] == "system"


def _text(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_only_what_is_asked_for(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """By category, by interface and by whether it is enabled."""
    entry = await add_router(hass, router)
    every = await metrics(hass, entry)
    some = await metrics(hass, entry, category=["cpu", "memory"])
    assert 2 < len(some) < len(every)
    assert some.keys() == {
        key for key, one in every.items() if one["category"] in {"cpu", "memory"}
    }
    assert await metrics(hass, entry, category="system")
    ports = await metrics(hass, entry, interface=["ETHER1", "ether2 *"])
    assert {one["instance"] for one in ports.values()} == {"port:ether1", "port:ether2"}
    by_pattern = await metrics(hass, entry, interface="ether?")
    assert len({one["instance"] for one in by_pattern.values()}) > 3
    enabled = await metrics(hass, entry, only_enabled=True)
    left_out = every.keys() - enabled.keys()
    assert left_out
    assert {every[one]["reason"] for one in left_out} == {"disabled"}
    assert "disabled" not in {one["reason"] for one in enabled.values()}
    both = await metrics(hass, entry, category="interface_traffic", interface="ether1")
    assert both
    assert {one["category"] for one in both.values()} == {"interface_traffic"}
    assert await metrics(hass, entry, category="bgp", interface="ether1") == {}


async def test_what_cannot_be_asked_for(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """An unknown category, an unknown interface; of two routers only one has it."""
    entries = [await add_router(hass, await start_router(name)) for name in ("rb5009", "chr")]
    with pytest.raises(vol.Invalid):
        await call(hass, entries[0], category="weather")
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, entries[0], interface="ether99")
    assert caught.value.translation_key == "no_such_interface"
    assert caught.value.translation_placeholders == {
        "name": entries[0].title,
        "interface": "ether99",
    }
    answer = await call(hass, *entries, interface="sfp-sfpplus1")
    assert answer[device_of(hass, entries[0])]["metrics"]
    assert "sfp-sfpplus1" in answer[device_of(hass, entries[1])]["error"]


async def test_where_a_router_is(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A tracker's value is its zone, and never its coordinates."""
    entry = await add_router(
        hass, await start_router("ltap"), **{OPTION_KINDS: {"gps": ["position"]}}
    )
    await clock.advance(65, step=65)
    position = (await metrics(hass, entry))[entity_of(hass, entry, "gps.position")]
    assert (position["value"], position["reason"]) == (STATE_NOT_HOME, None)
    assert not any("56.9" in str(value) for value in position.values())


async def test_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Each metric says that it is not connected; unloaded, that it is not loaded."""
    entry = await add_router(hass, router)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.settle()
    found = await metrics(hass, entry, only_enabled=True)
    missing = {one["reason"] for one in found.values() if one["value"] is None}
    assert missing == {"not_connected"}
    assert {one["age"] for one in found.values() if one["value"] is None} == {None}
    assert found[entity_of(hass, entry, "link.reachable")]["value"] is False
    await hass.config_entries.async_unload(entry.entry_id)
    found = await metrics(hass, entry, only_enabled=True)
    assert {(one["value"], one["reason"]) for one in found.values()} == {(None, "not_loaded")}
    assert found[entity_of(hass, entry, "system.cpu.load")]["unit"] == "%"


async def test_a_router_whose_collection_is_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its owner's choice is the reason, not a lost link."""
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, OPTION_COLLECTION: False}
    )
    await wait_for(lambda: not is_connected(entry))
    await clock.settle()
    found = await metrics(hass, entry, only_enabled=True)
    assert {(one["value"], one["reason"]) for one in found.values()} == {(None, "collection_off")}


async def test_each_reason(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """The router refuses it, lacks it, fails to reply or no longer lists it."""
    entry = await add_router(hass, router)
    cpu = entity_of(hass, entry, "system.cpu.load")
    router.faults.set(Fault.REFUSE, command="/system/resource/print", message="failure")
    router.faults.set(
        Fault.REFUSE, command="/ip/dhcp-server/lease/print", message="not enough permissions (9)"
    )
    await clock.advance(620, step=20)
    found = await metrics(hass, entry)
    assert found[cpu]["reason"] == "failed"
    of_leases = [one for one in found.values() if one["key"] == "dhcp.leases.active"]
    assert of_leases
    assert {one["reason"] for one in of_leases} == {"not_permitted"}
    router.faults.clear()


async def test_what_is_not_listed_and_what_was_never_there(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Old entities, of an interface that is gone and of a menu that this router lacks."""
    router = await start_router("chr")
    entry = await add_router(hass, router)
    registry, catalogue = er.async_get(hass), catalogue_of(entry)
    made = {}
    for metric in ("interface.traffic.rx", "interface.poe.power"):
        unique_id = catalogue.unique_id(metric, "port:ether77")
        entity = registry.async_get_or_create("sensor", DOMAIN, unique_id, config_entry=entry)
        made[metric] = entity.entity_id
    found = await metrics(hass, entry)
    assert found[made["interface.traffic.rx"]]["reason"] == "not_listed"
    assert found[made["interface.poe.power"]]["reason"] == "not_supported"


async def test_a_value_that_is_not_known(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A rate needs two readings."""
    entry = await add_router(hass, router)
    rate = entity_of(hass, entry, "interface.traffic.rx", "port:ether1")
    assert (await metrics(hass, entry))[rate]["reason"] == "no_value"
    await clock.advance(15)
    assert (await metrics(hass, entry))[rate]["reason"] is None


async def test_only_what_a_user_may_read(
    hass: HomeAssistant, router: SimulatedRouter, hass_admin_user: MockUser, clock: Clock
) -> None:
    """One entity if only one is permitted; an unknown user is refused."""
    entry = await add_router(hass, router)
    cpu = entity_of(hass, entry, "system.cpu.load")
    guest = MockUser(id="guest", name="Guest", groups=[]).add_to_hass(hass)
    guest.mock_policy({"entities": {"entity_ids": {cpu: {"read": True}}}})
    assert set(await metrics(hass, entry, user_id=guest.id)) == {cpu}
    guest.mock_policy({})
    assert await metrics(hass, entry, user_id=guest.id) == {}
    with pytest.raises(ServiceValidationError):
        await metrics(hass, entry, user_id=guest.id, interface="ether1")
    assert len(await metrics(hass, entry, user_id=hass_admin_user.id)) > 100
    with pytest.raises(UnknownUser):
        await metrics(hass, entry, user_id="nobody")


async def test_states_that_are_no_numbers(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A state that a person has set is reported as it is; without a reading it has no age."""
    entry = await add_router(hass, router)
    cpu = entity_of(hass, entry, "system.cpu.load")
    await hass.config_entries.async_unload(entry.entry_id)
    for state, value in (("plenty", "plenty"), ("nan", "nan"), ("1e2", 100), ("7", 7)):
        hass.states.async_set(cpu, state, {"unit_of_measurement": "‰"})
        metric = (await metrics(hass, entry))[cpu]
        told = (metric["value"], metric["unit"], metric["age"], metric["reason"])
        assert told == (value, "‰", None, None)
