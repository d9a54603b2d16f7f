"""Bridges: the root of the spanning tree, ports that it blocks, and hosts."""

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.bridge import (
    BRIDGE,
    BRIDGE_HOSTS,
    BRIDGE_PORTS,
    BridgePortsRow,
    BridgeRow,
)
from custom_components.mikrotik_monitoring.metrics.counts import GuardedCount
from custom_components.mikrotik_monitoring.routeros import CommandRefusedError, Row
from tests.conftest import Clock, StartRouter, add_router, poll

from .answering import Answer, Asked, interface
from .entities import enable, find, state_of

PRINT, MONITOR = "/interface/bridge/print", "/interface/bridge/monitor"
PORTS, PORT_MONITOR = "/interface/bridge/port/print", "/interface/bridge/port/monitor"
LOCAL = "name:bridge-local"
TABLE = [interface("b1", 1), interface("b2", 2), interface("off", 3, disabled="true")]


def root(identifier: str, *, own: bool = False, **more: str) -> Row:
    """Return a measurement that names the root."""
    return {"root-bridge": str(own).lower(), "root-bridge-id": identifier} | more


async def test_the_root() -> None:
    """Without a spanning tree a bridge is no root, though RouterOS may say so."""
    answers: dict[str, Answer] = {
        "/interface/print": TABLE,
        PRINT: [
            {".id": "*1", "name": "b1", "protocol-mode": "rstp"},
            {".id": "*2", "name": "b2", "protocol-mode": "none"},
            {".id": "*3", "name": "off"},
        ],
        MONITOR: [root("0x8000.AA", own=True), root("0x8000.BB", own=True)],
    }
    router = Asked(BRIDGE, answers)
    assert await router.read() == {
        "name:b1": BridgeRow(is_root=True, root="0x8000.AA", changes=0),
        "name:b2": BridgeRow(is_root=None, root=None, changes=None),
        "name:off": None,
    }
    assert router.paths == [PRINT, MONITOR]
    assert router.commands[-1].arguments == (("numbers", "*1,*2"), ("once", ""))
    assert router.commands[-1].proplist == ("name", "root-bridge", "root-bridge-id")


async def test_another_root() -> None:
    """Each new one is a change; a root that is missing for a while is none."""
    answers: dict[str, Answer] = {
        "/interface/print": TABLE,
        PRINT: [{".id": "*1", "name": "b1"}],
        MONITOR: [{}],
    }
    router = Asked(BRIDGE, answers)
    assert (await router.read())["name:b1"].changes is None
    changes = []
    for measured in (root("a"), root("b"), {}, root("b"), root("a")):
        router.answers[MONITOR] = [measured]
        changes.append((await router.read())["name:b1"].changes)
    assert changes == [0, 1, 1, 1, 2]


async def test_ports_of_version_7() -> None:
    """Alternate and backup ports are blocked; changes are those of all ports."""
    rows: list[Row] = [
        {".id": "*0", "bridge": "b1", "role": "root-port", "topology-changes": "3"},
        {".id": "*1", "bridge": "b1", "role": "alternate-port", "topology-changes": "2"},
        {".id": "*2", "bridge": "b1", "role": "backup-port"},
        {".id": "*3", "bridge": "b1", "role": "alternate-port", "disabled": "true"},
        {".id": "*4", "bridge": "b2", "role": "disabled-port", "topology-changes": "0"},
        {".id": "*5", "bridge": "off", "role": "root-port"},
        {".id": "*6", "bridge": "gone", "role": "root-port"},
    ]
    router = Asked(BRIDGE_PORTS, {"/interface/print": TABLE, PORTS: rows})
    assert await router.read() == {
        "name:b1": BridgePortsRow(blocked=2, changes=5),
        "name:b2": BridgePortsRow(blocked=0, changes=0),
        "name:off": None,
    }
    assert router.paths == [PORTS]
    assert "debug-info" not in router.commands[0].proplist


async def test_ports_of_version_6() -> None:
    """Their roles are measured where they are wanted; topology changes are not counted."""
    rows: list[Row] = [{".id": "*0", "bridge": "b1"}, {".id": "*1", "bridge": "b1"}]
    measured = [{"role": "designated-port"}, {"role": "alternate-port"}]
    answers: dict[str, Answer] = {"/interface/print": TABLE, PORTS: rows, PORT_MONITOR: measured}
    router = Asked(BRIDGE_PORTS, answers)
    assert await router.read() == {"name:b1": BridgePortsRow(blocked=1, changes=None)}
    assert router.commands[-1].arguments[0] == ("numbers", "*0,*1")
    assert await router.read("bridge.topology.changes") == {
        "name:b1": BridgePortsRow(blocked=None, changes=None)
    }
    assert router.paths == [PORTS]
    router.answers[PORT_MONITOR] = CommandRefusedError("not enough permissions (9)")
    with pytest.raises(CommandRefusedError):
        await router.read()
    router.answers[PORTS] = []
    assert await router.read() == {}


async def test_hosts_are_counted() -> None:
    """The bridges' own are left out, also where the row has the flag."""
    path = "/interface/bridge/host/print"
    router = Asked(BRIDGE_HOSTS, {path: [{"ret": "41"}]})
    assert await router.read() == {"": GuardedCount(value=41)}
    [command] = router.commands
    assert command.queries == ("?local=yes", "?#!")
    assert command.arguments == (("count-only", ""),)
    [metric] = BRIDGE_HOSTS.metrics
    assert metric.is_supported(GuardedCount(value=41))
    assert metric.is_supported(GuardedCount(seconds=3, turns=9))
    assert not metric.is_supported(GuardedCount(value=0))


@pytest.mark.parametrize("version", ["7.18.2", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """All is off by default; with the kind it is on the bridge's page, and follows the router."""
    router = await start_router("core", version=version)
    entry = await add_router(hass, router)
    assert find(hass, router, "bridge.root", LOCAL) is find(hass, router, "bridge.hosts") is None
    await enable(hass, entry, clock, "bridge.root", instance=LOCAL)
    assert state_of(hass, router, "bridge.root", LOCAL) == STATE_ON
    assert state_of(hass, router, "bridge.ports.blocked", LOCAL) == "1"
    assert state_of(hass, router, "bridge.hosts") == "6"
    told = router.device.monitored["/interface/bridge"]["bridge-local"]
    before = dict(told)
    told |= {"root-bridge": "false", "root-bridge-id": "0x1000.02:00:00:00:00:01"}
    router.set_field("/interface", {"name": "ether4"}, {"running": "false"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "bridge.root", LOCAL) == STATE_OFF
    assert state_of(hass, router, "bridge.root.changes", LOCAL) == "1"
    assert state_of(hass, router, "bridge.ports.blocked", LOCAL) == "0"
    told |= before
    router.set_field("/interface", {"name": "ether4"}, {"running": "true"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "bridge.root", LOCAL) == STATE_ON
    assert state_of(hass, router, "bridge.root.changes", LOCAL) == "2"
    assert state_of(hass, router, "bridge.ports.blocked", LOCAL) == "1"
