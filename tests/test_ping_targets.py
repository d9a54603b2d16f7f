"""Ping targets that an owner added, on RouterOS 6 and 7, and gateways that are left out."""

from types import MappingProxyType
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_KINDS,
    OPTION_PING_GATEWAYS,
)
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.ping import PING
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from simulator import Fault, Host, SimulatedRouter

from .conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    logins,
    outcome_of,
    poll,
    request_full_read,
    serial_of,
    skipped,
    wait_for,
)
from .metrics.entities import find, state_of

FAR = "198.51.100.9"
GATEWAY = "203.0.113.1"


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, title: str = "Far away", **data: Any
) -> ConfigSubentry:
    """Add a target, as its subentry flow does."""
    subentry = ConfigSubentry(
        data=MappingProxyType({"address": FAR, "count": 3, "tier": "short", **data}),
        subentry_type="ping_target",
        title=title,
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    await clock.settle()
    return subentry


def group_of(subentry: ConfigSubentry) -> str:
    """Return the key of a target's group."""
    return f"ping_target.{subentry.subentry_id}"


def registered(hass: HomeAssistant, router: SimulatedRouter, instance: str) -> er.RegistryEntry:
    """Return the registry's entry of a target's mean latency."""
    entity_id = find(hass, router, "ping.latency.avg", instance)
    assert entity_id is not None
    return er.async_get(hass).entities[entity_id]


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_target_is_measured(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """At once, without a login, at the owner's interval, with the gateways' metrics."""
    router = await start_router(profile)
    router.hosts[FAR] = Host(round_trip=0.02, queueing=0)
    entry = await add_router(hass, router)
    before = logins(entry)
    target = await add(hass, entry, clock)
    assert logins(entry) == before
    assert state_of(hass, router, "ping.latency.avg", target.subentry_id) == "20.0"
    assert state_of(hass, router, "ping.jitter", target.subentry_id) == "0.0"
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"
    router.hosts[FAR] = Host(round_trip=0.02, loss=1)
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "50.0"
    # The window covers ten minutes, in which no reply came.
    await clock.advance(660, step=60)
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "100.0"
    assert state_of(hass, router, "ping.latency.avg", target.subentry_id) == "unknown"
    router.hosts[FAR] = Host(round_trip=0.04, queueing=0)
    await clock.advance(660, step=60)
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"
    assert state_of(hass, router, "ping.latency.avg", target.subentry_id) == "40.0"


async def test_what_its_entities_are(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Named as the owner says, on the router's page, the subentry's own; kinds hold for it too."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock, "Bürø/東京 (2)")
    entity = registered(hass, router, target.subentry_id)
    assert entity.config_subentry_id == target.subentry_id
    assert entity.original_name == "Latency Bürø/東京 (2)"
    state = hass.states.get(entity.entity_id)
    assert state is not None
    assert state.name.endswith("Latency Bürø/東京 (2)")
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, serial_of(router)), entry.entry_id
    )
    assert device is not None
    assert entity.device_id == device.id
    assert device.config_subentry_id is None
    assert find(hass, router, "ping.latency.max", target.subentry_id) is None
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, OPTION_KINDS: {"ping": ["details"]}}
    )
    await clock.settle()
    for metric in ("ping.latency.min", "ping.latency.max"):
        assert float(state_of(hass, router, metric, target.subentry_id)) > 0


async def test_gateways_and_targets_do_not_meet(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """After a start and the hourly pass each keeps its own entities."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(1500, step=60)
    request_full_read(entry, "short")
    await clock.advance(1500, step=60)
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"
    assert float(state_of(hass, router, "ping.loss", GATEWAY)) < 10
    catalogue = catalogue_of(entry)
    key = catalogue.entity_key(registered(hass, router, target.subentry_id).unique_id)
    assert key is not None
    assert catalogue.group_of(*key).key == group_of(target)
    assert catalogue.group_of("ping.loss", GATEWAY) is PING
    assert catalogue.group_of("ping.loss") is PING


async def test_it_is_changed_in_place(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Address, name and interval change; the entities, and so their history, are the same."""
    router.hosts[FAR] = Host(round_trip=0.02, queueing=0)
    router.hosts["near.example"] = Host(round_trip=0.001, queueing=0)
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    before = registered(hass, router, target.subentry_id)
    hass.config_entries.async_update_subentry(
        entry,
        target,
        title="Near",
        data={"address": "near.example", "count": 1, "tier": "medium"},
    )
    await clock.settle()
    after = registered(hass, router, target.subentry_id)
    assert (after.id, after.entity_id) == (before.id, before.entity_id)
    assert state_of(hass, router, "ping.latency.avg", target.subentry_id) == "1.0"
    state = hass.states.get(after.entity_id)
    assert state is not None
    assert state.name.endswith("Latency Near")
    router.journal.clear()
    await clock.advance(60)
    assert not [one for one in router.journal if "=address=near.example" in one.words]
    await clock.advance(240, step=60)
    sent = [one for one in router.journal if "=address=near.example" in one.words]
    assert len(sent) == 1
    assert not [one for one in router.journal if f"=address={FAR}" in one.words]


async def test_it_goes_without_residue(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Neither entity nor ping is left of it; the gateways and other targets stay."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    other = await add(hass, entry, clock, "Other", address="198.51.100.10")
    entity_id = registered(hass, router, target.subentry_id).entity_id
    hass.config_entries.async_remove_subentry(entry, target.subentry_id)
    await clock.settle()
    assert hass.states.get(entity_id) is None
    left = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert not [one for one in left if target.subentry_id in one.unique_id]
    router.journal.clear()
    await clock.advance(120, step=60)
    assert not [one for one in router.journal if f"=address={FAR}" in one.words]
    assert state_of(hass, router, "ping.loss", other.subentry_id) == "0.0"
    assert find(hass, router, "ping.loss", GATEWAY) is not None


@pytest.mark.parametrize("version", ["7.21.3", "6.49.18"])
async def test_a_target_that_is_refused_costs_only_itself(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Its values are unknown, diagnostics say why, and it works once the router pings it."""
    router = await start_router("chr", version=version)
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock, "Nobody", address="nobody.invalid")
    other = await add(hass, entry, clock)
    for metric in ("ping.latency.avg", "ping.loss"):
        assert state_of(hass, router, metric, target.subentry_id) == "unknown"
    assert state_of(hass, router, "ping.loss", other.subentry_id) == "0.0"
    report = await async_get_config_entry_diagnostics(hass, entry)
    group = report["tiers"]["short"]["groups"][group_of(target)]
    assert group["outcome"] == "answered"
    [remark] = group["remarks"]
    assert remark.startswith(f"{REDACTED}: ")
    assert "Nobody" not in str(report)
    assert "nobody.invalid" not in str(report)
    router.hosts["nobody.invalid"] = Host(round_trip=0.01)
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"


async def test_without_the_policy_for_tests(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is retried as any group is, and works once the user has the policy."""
    router.faults.set(Fault.REFUSE, command="/ping", message="not enough permissions (9)")
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    assert outcome_of(entry, group_of(target)) is Outcome.FORBIDDEN
    assert find(hass, router, "ping.loss", target.subentry_id) is None
    router.faults.clear()
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"


async def test_of_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A target added meanwhile is measured when it is back; older ones are unavailable."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.settle()
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "unavailable"
    other = await add(hass, entry, clock, "Other", address="198.51.100.10")
    assert find(hass, router, "ping.loss", other.subentry_id) is None
    await router.start()
    await clock.skip(120)
    await wait_for(lambda: is_connected(entry))
    await clock.settle()
    for subentry in (target, other):
        assert state_of(hass, router, "ping.loss", subentry.subentry_id) == "0.0"


async def test_ten_targets_of_a_minute(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """They are pinged one after the other, each once, and other long commands get their turn."""
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    entry = await add_router(hass, router)
    for number in range(10):
        await add(hass, entry, clock, f"Target {number}", address=f"198.51.100.{number}", count=10)
    await clock.advance(60)
    router.journal.clear()
    router.device.pause = pause
    before = skipped(entry, "short")
    await poll(entry, clock, "short")
    pings = router.journal.commands("/ping")
    gateways = 1
    assert len(pings) == 10 + gateways
    assert len({asked.session for asked in pings}) == 1
    # Well below a minute, even if none responds: a packet waits for the next one, no longer.
    assert 20 < sum(paused) < 40
    assert skipped(entry, "short") == before
    router.journal.clear()
    await clock.advance(300)
    assert len(router.journal.commands("/ping")) == 5 * (10 + gateways)


async def test_gateways_that_are_not_wanted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """They go from registry and polling at once, the targets stay; they come back enabled."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock)
    await clock.advance(60)
    before = registered(hass, router, GATEWAY)
    assert state_of(hass, router, "score") != "unknown"
    hass.config_entries.async_update_entry(entry, options={OPTION_PING_GATEWAYS: False})
    await clock.settle()
    assert find(hass, router, "ping.loss", GATEWAY) is None
    assert hass.states.get(before.entity_id) is None
    router.journal.clear()
    await clock.advance(180, step=60)
    addresses = {word for one in router.journal.commands("/ping") for word in one.words}
    assert f"=address={FAR}" in addresses
    assert f"=address={GATEWAY}" not in addresses
    assert state_of(hass, router, "ping.loss", target.subentry_id) == "0.0"
    # The score does not count what the owner left out as missing.
    assert state_of(hass, router, "score") != "unknown"
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(120, step=60)
    assert find(hass, router, "ping.loss", GATEWAY) is None
    hass.config_entries.async_update_entry(entry, options={})
    await clock.settle()
    after = registered(hass, router, GATEWAY)
    assert (after.entity_id, after.disabled_by) == (before.entity_id, None)
    assert float(state_of(hass, router, "ping.loss", GATEWAY)) < 10


async def test_gateways_that_are_not_wanted_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Their entities go when it is set up, whether or not the router responds."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_entry(entry, options={OPTION_PING_GATEWAYS: False})
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    assert find(hass, router, "ping.loss", GATEWAY) is None
    assert find(hass, router, "system.cpu.load") is not None


async def test_data_that_tell_no_target(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Nothing else is affected."""
    entry = await add_router(hass, router)
    for data in ({"address": "no host"}, {"count": 0}, {"count": None}, {"tier": "realtime"}):
        await add(hass, entry, clock, **data)
    assert not [key for key in catalogue_of(entry).groups if key.startswith("ping_target")]
    assert float(state_of(hass, router, "ping.loss", GATEWAY)) < 10


async def test_diagnostics_have_it(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """How it is pinged and with which outcome, but not its address."""
    entry = await add_router(hass, router)
    target = await add(hass, entry, clock, vrf="main")
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["entry"]["password"] == REDACTED
    assert report["added"] == {
        target.subentry_id: {
            "type": "ping_target",
            "data": {"address": REDACTED, "count": 3, "tier": "short", "vrf": "main"},
        }
    }
    assert report["tiers"]["short"]["groups"][group_of(target)]["outcome"] == "answered"
