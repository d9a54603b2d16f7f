"""Bandwidth contracted for an interface: its entities, and the utilisation of it."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.choosing import async_change_options
from custom_components.mikrotik_monitoring.const import OPTION_BANDWIDTH, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics.bandwidth import Bandwidth
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import Metric
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, runtime_of

from .entities import find, state_of

PORT = "port:ether1"
BRIDGE = "name:bridge"
LINES = ("interface.bandwidth.down", "interface.bandwidth.up", "interface.bandwidth.commit")
SHARES = ("interface.utilisation.rx", "interface.utilisation.tx")


async def contract(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, **by_interface: dict[str, int]
) -> int:
    """Set contracts for interfaces and none for all others; return what was removed."""
    bandwidth = {key.replace("_", ":", 1): parts for key, parts in by_interface.items()}
    options = {**entry.options, OPTION_BANDWIDTH: bandwidth}
    removed = await async_change_options(hass, entry, options)
    await clock.settle()
    return removed


def found(hass: HomeAssistant, router: SimulatedRouter, instance: str = PORT) -> list[str]:
    """Return the bandwidth and utilisation metrics that an interface has."""
    return [key for key in (*LINES, *SHARES) if find(hass, router, key, instance)]


async def test_a_contract_brings_its_lines_and_shares_at_once(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Over the same session; each value is the traffic's share of the contracted bandwidth."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    runtime, sessions = runtime_of(entry), list(router.sessions)
    assert found(hass, router) == []
    parts = {"down": 200_000_000, "up": 20_000_000, "commit": 50_000_000}
    assert await contract(hass, entry, clock, port_ether1=parts) == 0
    assert found(hass, router) == [*LINES, *SHARES]
    assert [float(state_of(hass, router, key, PORT)) for key in LINES] == [200, 20, 50]
    await clock.advance(10)
    for way, part in (("rx", "down"), ("tx", "up")):
        bits = float(state_of(hass, router, f"interface.traffic.{way}", PORT)) * 1e6
        share = float(state_of(hass, router, f"interface.utilisation.{way}", PORT))
        assert bits > 0
        assert share == pytest.approx(100 * bits / parts[part], abs=0.06)
    assert found(hass, router, BRIDGE) == []
    assert runtime_of(entry) is runtime
    assert router.sessions == sessions


async def test_what_has_no_speed_has_a_share_of_its_contract(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """In the one direction that is contracted; it goes with the contract, chosen or not."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"interface": ["utilisation"]}})
    await clock.advance(10)
    assert found(hass, router, BRIDGE) == []
    assert found(hass, router) == list(SHARES)
    await contract(hass, entry, clock, name_bridge={"down": 10_000_000})
    assert found(hass, router, BRIDGE) == ["interface.bandwidth.down", "interface.utilisation.rx"]
    assert await contract(hass, entry, clock, port_ether1={"commit": 1_000_000}) == 2
    assert found(hass, router, BRIDGE) == []
    assert found(hass, router) == ["interface.bandwidth.commit", *SHARES]


async def test_another_contract_is_another_share(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The entities stay, and compare with what holds now."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    await contract(hass, entry, clock, port_ether1={"down": 100_000_000})
    assert await contract(hass, entry, clock, port_ether1={"down": 1_000_000}) == 0
    assert float(state_of(hass, router, "interface.bandwidth.down", PORT)) == 1
    await clock.advance(10)
    bits = float(state_of(hass, router, "interface.traffic.rx", PORT)) * 1e6
    share = float(state_of(hass, router, "interface.utilisation.rx", PORT))
    assert share == pytest.approx(100 * bits / 1e6, abs=0.06)
    # Traffic may exceed the contract.
    assert share > 100


async def test_a_router_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """What is no longer contracted goes; what is comes with the next set-up."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    await contract(hass, entry, clock, port_ether1={"down": 100_000_000})
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await contract(hass, entry, clock, port_ether2={"up": 5_000_000}) == 2
    assert found(hass, router) == []
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    await clock.advance(10)
    assert found(hass, router, "port:ether2") == [LINES[1], SHARES[1]]


async def test_one_of_too_many_is_shown_with_its_contract(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of more VLANs than are shown, one that has a contract has its lines."""
    router = await start_router("isp_edge", connections=50)
    vlans = [row["name"] for row in router.rows("/interface") if row["type"] == "vlan"]
    assert len(vlans) > 20
    instance = f"name:{vlans[0]}"
    options = {OPTION_BANDWIDTH: {instance: {"down": 100_000_000}}}
    await add_router(hass, router, **options)
    await clock.advance(10)
    assert found(hass, router, instance) == [LINES[0], SHARES[0]]
    assert found(hass, router, f"name:{vlans[1]}") == []


def utilisation() -> Metric[InterfaceRow]:
    """Return the metric of received traffic."""
    return next(one for one in INTERFACE.metrics if one.key == "interface.utilisation.rx")


@pytest.mark.parametrize(
    ("speed", "share", "is_possible"),
    [
        (1_000_000_000, 1150.0, True),
        (1_000_000_000, 1250.0, False),
        (None, 1250.0, True),
        (1_000_000_000, -1.0, False),
        (None, -1.0, False),
        (1_000_000_000, None, True),
    ],
)
def test_a_share_is_at_most_what_the_link_carries(
    speed: int | None, share: float | None, *, is_possible: bool
) -> None:
    """Ten times the contract passes that link, with a margin for the uncertain time."""
    row: Any = replace(
        InterfaceRow.from_row({"name": "ether1"}, bandwidth=Bandwidth(down=100_000_000)),
        link_speed=speed,
    )
    assert utilisation().is_possible(row, share) is is_possible


def test_parts_have_names() -> None:
    """A name that is none of them gives nothing."""
    bandwidth = Bandwidth.of({"down": 1, "commit": 3})
    assert [bandwidth.part(name) for name in ("down", "up", "commit", "of", None)] == [
        1,
        None,
        3,
        None,
        None,
    ]
