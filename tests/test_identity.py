"""The unique ids of entities survive new names, new numbers and another order."""

from collections.abc import Callable
from itertools import count

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedRouter

from .conftest import EVERYTHING, Clock, StartRouter, add_router, serial_of, start_poll, tiers_of
from .metrics.entities import find, state_of
from .walk.watched import enable_all

RX = ("interface.traffic.rx", "port:ether2")


def known_by(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the entities' ids by their unique ids."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.unique_id: entity.entity_id for entity in entities}


def renumber(router: SimulatedRouter) -> set[str]:
    """Give every row of every menu another ``.id``; return the old ones."""
    numbers, old = count(0xABC001), set()
    for table in router.device.tables.values():
        for record in table.records(router.device.seconds):
            if isinstance(identifier := record.get(".id"), str):
                old.add(identifier)
                record[".id"] = f"*{next(numbers):X}"
    return old


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "ccr_v6"])
async def test_new_numbers_change_nothing(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """RouterOS may renumber its rows at any time: no entity comes, goes or is renamed."""
    router = await start_router(profile)
    entry = await add_router(hass, router, **EVERYTHING)
    await enable_all(hass, entry, clock)
    before = known_by(hass, entry)
    assert not [unique_id for unique_id in before if "*" in unique_id]
    old = renumber(router)
    assert not old & {row[".id"] for row in router.rows("/interface")}
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(10)
    assert known_by(hass, entry) == before
    told = [hass.states.get(entity_id) for entity_id in before.values()]
    unavailable = [one.entity_id for one in told if one and one.state == STATE_UNAVAILABLE]
    assert not unavailable


async def test_new_numbers_while_it_is_watched(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Ports, optical modules and what they carry are identified by their names meanwhile."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    before = known_by(hass, entry)
    renumber(router)
    for tier in tiers_of(entry):
        start_poll(entry, tier)
    await clock.advance(10)
    assert known_by(hass, entry) == before
    assert float(state_of(hass, router, *RX)) > 0
    await clock.advance(60)
    assert float(state_of(hass, router, "interface.errors.rate", "port:ether2")) >= 0


async def test_a_renamed_port_keeps_its_history(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Ports are identified by their default names: two that swap names swap nothing else."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    before = known_by(hass, entry)
    for old, new in (("ether1", "x"), ("ether2", "ether1"), ("x", "ether2")):
        router.set_field("/interface", {"name": old}, {"name": new})
    # References to an interface follow its name.
    router.set_field("/ip/dhcp-client", {"interface": "ether1"}, {"interface": "ether2"})
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(10)
    assert known_by(hass, entry) == before
    at = clock()
    shown = hass.states.get(before[f"{serial_of(router)}_interface.traffic.rx_port:ether2"])
    assert shown is not None
    assert shown.name.startswith("ether1 · Office desk")
    rate = router.rate("ether1", "rx-byte", at - 5, at) * 8 / 1e6
    assert float(shown.state) == pytest.approx(rate, rel=0.05)


Rows = Callable[[SimulatedRouter], None]


def twins(menu: str, row: dict[str, str]) -> Rows:
    """Return a function that adds two rows that differ only in their ``.id``."""

    def add(router: SimulatedRouter) -> None:
        router.add_row(menu, row)
        router.add_row(menu, row)

    return add


@pytest.mark.parametrize(
    ("add", "metric", "name"),
    [
        (
            twins(
                "/queue/simple",
                {"name": "twin", "parent": "none", "bytes": "1/2", "dropped": "0/0"},
            ),
            "queue.simple.upload",
            "twin",
        ),
        (
            twins("/queue/tree", {"name": "twin", "parent": "global", "bytes": "7"}),
            "queue.tree.rate",
            "twin",
        ),
        (
            twins(
                "/ip/firewall/filter",
                {
                    "chain": "input",
                    "action": "drop",
                    "comment": "twin",
                    "bytes": "1",
                    "packets": "1",
                },
            ),
            "firewall.rule.packets",
            "rule:filter:input:twin",
        ),
        (
            twins("/tool/netwatch", {"host": "192.0.2.1", "status": "up"}),
            "netwatch.up",
            "192.0.2.1",
        ),
        (
            twins("/routing/bgp/peer", {"name": "twin", "state": "idle", "disabled": "false"}),
            "bgp.peer.established",
            "twin",
        ),
    ],
)
async def test_what_nothing_tells_apart_is_one(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    add: Rows,
    metric: str,
    name: str,
) -> None:
    """Two that are alike have one entity, not one each by the order in which they are listed."""
    profile = "rb5009" if "bgp" not in metric else "hap_v6"
    router = await start_router(profile)
    add(router)
    entry = await add_router(hass, router, **EVERYTHING)
    await clock.settle()
    together, second = (find(hass, router, metric, one) for one in (name, f"{name} (2)"))
    assert together is not None
    assert second is None
    before = known_by(hass, entry)
    renumber(router)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.settle()
    assert known_by(hass, entry) == before
