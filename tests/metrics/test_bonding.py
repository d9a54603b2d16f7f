"""Bonds: which of their ports carry traffic, from one measurement of all of them."""

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.bonding import BONDING, BondRow
from custom_components.mikrotik_monitoring.routeros import (
    CommandRefusedError,
    NoSuchCommandError,
    Row,
)
from tests.conftest import Clock, StartRouter, add_router, poll

from .answering import Asked, interface
from .entities import enable, find, state_of

PRINT, MONITOR = "/interface/bonding/print", "/interface/bonding/monitor"
BOND = "name:bond-core"
BONDS: list[Row] = [
    {".id": "*1", "name": "bond1", "slaves": "ether1,ether2"},
    {".id": "*2", "name": "bond2", "slaves": "ether3, ether4"},
]


def asked(*measured: Row) -> Asked:
    """Return a router of two bonds, and what it measures of them."""
    table = [interface("bond1", 1), interface("bond2", 2)]
    answers = {"/interface/print": table, PRINT: BONDS, MONITOR: list(measured)}
    return Asked(BONDING, answers)


async def test_a_port_that_is_lost() -> None:
    """An empty list means no port, a missing one unknown; the other end may lack LACP."""
    rows = await asked(
        {
            "name": "bond2",
            "active-ports": "ether3",
            "inactive-ports": "ether4",
            "lacp-partner-system-id": "00:00:00:00:00:00",
        },
        {
            "name": "bond1",
            "active-ports": "ether1,ether2",
            "inactive-ports": "",
            "lacp-partner-system-id": "48:8F:5A:00:00:01",
        },
    ).read()
    assert rows == {
        "name:bond1": BondRow(configured=2, active=2, has_partner=True),
        "name:bond2": BondRow(configured=2, active=1, has_partner=False),
    }


async def test_measurements_without_names() -> None:
    """They come in the order of the command; where one is missing it is unclear whose they are."""
    first, second = {"active-ports": "ether1"}, {"active-ports": ""}
    rows = await asked(first, second).read()
    assert [row.active for row in rows.values()] == [1, 0]
    rows = await asked(first).read()
    assert [row.active for row in rows.values()] == [None, None]
    assert [row.configured for row in rows.values()] == [2, 2]


async def test_ports_that_only_the_measurement_tells() -> None:
    """Active and inactive ones together are the bond's ports."""
    router = asked({"name": "bond1", "active-ports": "a,b", "inactive-ports": "c"})
    router.answers[PRINT] = [{".id": "*1", "name": "bond1"}]
    rows = await router.read()
    assert rows["name:bond1"] == BondRow(configured=3, active=2, has_partner=None)


async def test_what_is_asked() -> None:
    """One measurement of all bonds, none where only what is configured is wanted."""
    router = asked()
    await router.read("bonding.ports.active")
    assert router.paths == [PRINT, MONITOR]
    assert router.commands[-1].arguments == (("numbers", "*1,*2"), ("once", ""))
    assert router.commands[-1].proplist == ("name", "active-ports", "inactive-ports")
    await router.read("bonding.ports.configured")
    assert router.paths == [PRINT]


async def test_routeros_that_measures_nothing() -> None:
    """Before 6.48 there is no such command: only the configuration is available."""
    router = asked()
    router.answers[MONITOR] = NoSuchCommandError("no such command")
    rows = await router.read()
    assert rows["name:bond1"] == BondRow(configured=2, active=None, has_partner=None)


async def test_bonds_that_are_not_there() -> None:
    """An empty menu means no bond, a refusal fails the group."""
    router = asked()
    router.answers[PRINT] = []
    assert await router.read() == {}
    assert router.paths == [PRINT]
    router.answers[PRINT] = BONDS
    router.answers[MONITOR] = CommandRefusedError("no such item")
    with pytest.raises(CommandRefusedError):
        await router.read()


@pytest.mark.parametrize("version", ["7.18.2", "6.49.18"])
async def test_a_leg_is_cut(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """The bond runs on with one port less; then it is complete again."""
    router = await start_router("core", version=version)
    entry = await add_router(hass, router)
    assert state_of(hass, router, "bonding.ports.configured", BOND) == "2"
    assert state_of(hass, router, "bonding.ports.active", BOND) == "2"
    assert find(hass, router, "bonding.partner", BOND) is None
    await enable(hass, entry, clock, "bonding.partner", instance=BOND)
    assert state_of(hass, router, "bonding.partner", BOND) == STATE_ON
    for running, active in (("false", "1"), ("true", "2")):
        router.set_field("/interface", {"name": "sfp-sfpplus2"}, {"running": running})
        await poll(entry, clock, "medium")
        assert state_of(hass, router, "bonding.ports.active", BOND) == active


async def test_an_old_version(hass: HomeAssistant, start_router: StartRouter) -> None:
    """It has only the number of configured ports."""
    router = await start_router("core", version="6.47.10")
    await add_router(hass, router)
    assert state_of(hass, router, "bonding.ports.configured", BOND) == "2"
    assert find(hass, router, "bonding.ports.active", BOND) is None
