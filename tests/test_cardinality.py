"""How many entities are on at first, on every profile."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics import CATALOGUE, METRICS
from simulator import PROFILE_NAMES, SimulatedRouter

from .conftest import Clock, StartRouter, add_router, serial_of

# A router's own, and those of an SFP port, of another port or radio, and of all else.
ROUTER, OPTICAL, PHYSICAL, VIRTUAL = 45, 9, 7, 5

# Above this many, each of a kind starts disabled.
CROWD = 20


def bound(router: SimulatedRouter) -> int:
    """Return how many entities may be enabled, from what the router has."""
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
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> list[er.RegistryEntry]:
    """Add a router, let every tier answer, and return its entities."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


def metric_of(router: SimulatedRouter, entity: er.RegistryEntry) -> str:
    """Return the key of an entity's metric: instances follow after an underscore."""
    known_by = entity.unique_id.removeprefix(f"{serial_of(router)}_")
    return max(
        (key for key in METRICS if known_by == key or known_by.startswith(f"{key}_")), key=len
    )


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_enabled_at_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """A person gets what fits a page, and all else to turn on."""
    router = await start_router(profile)
    entities = await entities_of(hass, router, clock)
    enabled = [entity for entity in entities if entity.disabled_by is None]
    assert 20 < len(enabled) <= bound(router), (len(enabled), bound(router))
    assert len(entities) > len(enabled)
    assert not [entity for entity in entities if "pppoe-" in entity.unique_id]


async def test_only_sums_of_a_crowd(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of 200 queues, 25 of the tree, 30 VLANs and 24 watched hosts none is on, their sums are."""
    router = await start_router("isp_edge")
    entities = await entities_of(hass, router, clock)
    enabled = [entity for entity in entities if entity.disabled_by is None]
    on = {metric_of(router, entity) for entity in enabled}
    for group in CATALOGUE:
        if group.key in {"queue.simple", "queue.tree", "netwatch"}:
            assert group.crowd == CROWD
            each = {metric.key for metric in group.metrics if not metric.summary}
            assert not each & on
            assert each & {metric_of(router, entity) for entity in entities}
    assert {"queue.all.upload", "queue.all.download", "queue.all.drops"} <= on
    assert {"queue.tree.all.rate", "queue.tree.all.drops", "queue.dynamic.count"} <= on
    vlans = [entity for entity in entities if "_name:vlan" in entity.unique_id]
    assert len({entity.unique_id.partition("_name:")[2] for entity in vlans}) == 30
    assert not [entity for entity in vlans if entity.disabled_by is None]


async def test_few_of_a_kind_are_all_on(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Two VLANs, three watched hosts and two queues are what a person wants to see."""
    entities = await entities_of(hass, router, clock)
    on = [metric_of(router, entity) for entity in entities if entity.disabled_by is None]
    assert on.count("netwatch.up") == 3
    assert on.count("queue.simple.download") == 2
    assert sum(entity.disabled_by is None for entity in entities if "vlan20" in entity.unique_id)
