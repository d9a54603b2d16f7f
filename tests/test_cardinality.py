"""How many entities every profile has by default."""

from functools import partial
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_DETAIL
from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.choices import Detail
from custom_components.mikrotik_monitoring.options.first_estimate import async_count, estimate
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import PROFILE_NAMES, SimulatedRouter, load_profile
from simulator.profile import Interface

from .conftest import Clock, StartRouter, add_router, ask, metric_entities, serial_of

# Most entities of a router itself, an SFP port, another port or radio, and all else.
ROUTER, OPTICAL, PHYSICAL, VIRTUAL = 53, 9, 7, 5

# Above this many, only the sums of a kind exist.
CROWD = 20

# Entities that control its polling.
OPERATING = 6
# Registry entries for each enabled entity.
REGISTERED = 1.5

# By which factor the estimate before a router is added may differ from its entities.
ESTIMATED = 1.6


def bound(router: SimulatedRouter) -> int:
    """Return how many entities may be enabled, given what the router has."""
    cages = {port.interface.name for port in router.device.ports if port.interface.sfp is not None}
    most = ROUTER
    for row in router.rows("/interface"):
        if row.get("dynamic") == "true" or row["type"] == "loopback":
            continue
        if row["name"] in cages:
            most += OPTICAL
        else:
            most += PHYSICAL if "default-name" in row else VIRTUAL
    return most


async def entities_of(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, **options: Any
) -> list[er.RegistryEntry]:
    """Add a router, poll every tier, and return the entities of its metrics."""
    entry = await add_router(hass, router, **options)
    await clock.advance(70, step=60)
    return metric_entities(hass, entry)


def metric_of(router: SimulatedRouter, entity: er.RegistryEntry) -> str:
    """Return the key of an entity's metric."""
    key = Catalogue(serial_of(router), GROUPS).entity_key(entity.unique_id)
    assert key is not None
    return key.metric


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_at_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """What is enabled fits a page; little is disabled, and all of that is the router's own."""
    router = await start_router(profile)
    entities = await entities_of(hass, router, clock)
    enabled = [entity for entity in entities if entity.disabled_by is None]
    assert 20 < len(enabled) <= bound(router), (len(enabled), bound(router))
    assert len(enabled) < len(entities) <= REGISTERED * len(enabled), (len(entities), len(enabled))
    assert not [entity for entity in entities if "<pppoe-" in entity.unique_id]
    for entity in entities:
        assert entity.disabled_by is None or METRICS[metric_of(router, entity)].kind is None


@pytest.mark.parametrize("profile", PROFILE_NAMES)
@pytest.mark.parametrize(("detail", "least", "most"), [("essential", 0.2, 1), ("everything", 1, 5)])
async def test_by_detail(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    *,
    profile: str,
    detail: str,
    least: float,
    most: float,
) -> None:
    """Essential is less than the default, everything several times as much; each is enabled."""
    router = await start_router(profile)
    entities = await entities_of(hass, router, clock, **{OPTION_DETAIL: detail})
    assert all(entity.disabled_by is None for entity in entities)
    assert least * bound(router) < len(entities) <= most * bound(router)
    assert not [entity for entity in entities if "<pppoe-" in entity.unique_id]
    [entry] = hass.config_entries.async_entries(DOMAIN)
    counts = await async_count(partial(_ask, entry))
    assert counts is not None
    about = estimate(counts, Detail(detail)).sensors
    assert about / ESTIMATED < len(entities) < about * ESTIMATED, about


async def _ask(entry: MockConfigEntry, command: Command, **_: Any) -> list[Row]:
    """Send a command over the entry's link; ignore other arguments."""
    return await ask(entry, command)


async def test_everything_of_too_many_is_their_sums(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """No detail lifts a limit: of 200 queues and 30 VLANs none exists, in no group."""
    router = await start_router("isp_edge")
    entities = await entities_of(hass, router, clock, **{OPTION_DETAIL: "everything"})
    there = {metric_of(router, entity) for entity in entities}
    assert "queue.all.count" in there
    assert not [key for key in there if key.startswith("queue.simple.")]
    assert not [entity for entity in entities if "_name:vlan" in entity.unique_id]


async def test_only_sums_of_a_crowd(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of 200 queues, 25 of the tree, 30 VLANs and 24 watched hosts none exists, their sums do."""
    router = await start_router("isp_edge")
    entities = await entities_of(hass, router, clock)
    there = {metric_of(router, entity) for entity in entities}
    for key in ("queue.simple", "queue.tree", "netwatch"):
        (group,) = [group for group in GROUPS if group.key == key]
        assert group.summary_above == CROWD
        assert not {metric.key for metric in group.metrics if not metric.summary} & there
    assert {"queue.all.upload", "queue.all.download", "queue.all.drops"} <= there
    assert {"queue.tree.all.rate", "queue.tree.all.drops", "queue.dynamic.count"} <= there
    assert sum(row["type"] == "vlan" for row in router.rows("/interface")) == 30
    assert not [entity for entity in entities if "_name:vlan" in entity.unique_id]


async def test_few_of_a_kind_are_all_there(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Two VLANs, three watched hosts and two queues are what a person wants to see."""
    entities = await entities_of(hass, router, clock)
    on = [metric_of(router, entity) for entity in entities if entity.disabled_by is None]
    assert on.count("netwatch.up") == 3
    assert on.count("queue.simple.download") == 2
    assert sum(entity.disabled_by is None for entity in entities if "vlan20" in entity.unique_id)


async def test_a_thousand_queues(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """They are their sums, until some are named."""
    router = await start_router("rb5009")
    for number in range(1000):
        router.add_row(
            "/queue/simple",
            {"name": f"customer-{number}", "target": "192.0.2.0/24", "bytes": "1/2"},
        )
    entities = await entities_of(hass, router, clock)
    assert len(entities) <= 300
    assert not [entity for entity in entities if "customer-" in entity.unique_id]


async def test_twenty_interfaces(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A hundred such routers are at most 22,000 entries."""
    profile = load_profile("rb5009")
    vlans = [
        Interface(name=f"vlan{number}", type="vlan", comment=f"Floor {number}")
        for number in range(20 - len(profile.interfaces))
    ]
    router = await start_router("rb5009", interfaces=(*profile.interfaces, *vlans))
    entities = await entities_of(hass, router, clock)
    assert len({entity.device_id for entity in entities}) >= 20
    assert len(entities) <= 220


async def test_a_port_without_a_link_has_its_link_alone(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The rest comes with its first link, and stays when that is gone and the router restarts."""
    router = await start_router("rb2011_v6")
    unused = next(
        row
        for row in router.rows("/interface")
        if row["type"] == "ether" and row["running"] != "true" and row["rx-byte"] == "0"
    )
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    instance = f"port:{unused['default-name']}"

    def of_port() -> set[str]:
        registry = er.async_get(hass)
        entities = er.async_entries_for_config_entry(registry, entry.entry_id)
        return {
            metric_of(router, one) for one in entities if one.unique_id.endswith(f"_{instance}")
        }

    assert of_port() == {"interface.running"}
    router.set_field("/interface", {"name": unused["name"]}, {"running": "true"})
    await clock.advance(10)
    grown = of_port()
    assert {"interface.traffic.rx", "interface.errors.rate"} <= grown
    router.set_field("/interface", {"name": unused["name"]}, {"running": "false"})
    router.reboot()
    await clock.advance(130, step=10)
    assert of_port() == grown
