"""Containers: words of RouterOS up to 7.22, flags from 7.23 on, and none of their contents."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.container import (
    CONTAINERS,
    ContainerRow,
    ContainersRow,
)
from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import Fault
from tests.conftest import (
    EVERYTHING,
    Clock,
    StartRouter,
    add_router,
    latest,
    outcome_of,
    poll,
)

from .entities import enable, find, state_of

PRINT = "/container/print"
MADE_UP = "76e7fc0c-e2c0-4b8c-b3b0-4c985c496a90"


async def read(*rows: Row) -> tuple[Mapping[str, Any], list[Command]]:
    """Let the group read some containers; return their rows, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        return list(rows)

    return await CONTAINERS.read(Query[Any](ask=ask, keys=CONTAINERS.keys)), asked


@pytest.mark.parametrize(
    ("row", "running"),
    [
        ({"status": "running"}, True),
        ({"status": "healthy"}, True),
        ({"status": "Running"}, True),
        ({"status": "stopped"}, False),
        ({"status": "error - exited"}, False),
        ({"status": "extracting..."}, False),
        ({"status": "starting"}, False),
        ({"status": "deleting"}, False),
        ({"status": "levitating"}, None),
        ({"status": ""}, None),
        ({"running": "true"}, True),
        ({"running": ""}, True),
        ({"healthy": "true"}, True),
        ({"unhealthy": "true"}, True),
        ({"stopped": "true"}, False),
        ({"stopped": "true", "running": "false"}, False),
        ({"running": "true", "stopping": "true"}, False),
        ({"error": "true", "healthy": "false"}, False),
        ({}, None),
        ({"stopped": "false"}, None),
    ],
)
def test_whether_it_runs(row: Row, running: bool | None) -> None:
    """One word up to 7.22, flags from 7.23 on; any other state is unknown."""
    assert ContainerRow.from_row(row).running is running


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"name": "dns"}, "dns"),
        (
            {"name": MADE_UP, "repo": "registry-1.docker.io/adguard/adguardhome:latest"},
            "adguardhome",
        ),
        ({"name": MADE_UP, "tag": "prom/node-exporter"}, "node-exporter"),
        ({"name": MADE_UP, "remote-image": "ghcr.io/a/b@sha256:0123"}, "b"),
        ({"name": MADE_UP, "tag": "", "repo": ""}, MADE_UP),
        ({"tag": "nginx:1.27"}, "nginx"),
        ({}, ""),
    ],
)
def test_what_a_person_calls_it(row: Row, label: str) -> None:
    """Before 7.20 its name is generated, and the image says more."""
    assert ContainerRow.from_row(row).label == label


def test_what_it_takes() -> None:
    """Bytes are plain or as the console writes them; a missing field is unknown."""
    row = ContainerRow.from_row(
        {"memory-current": "27.5MiB", "cpu-usage": "112.4%", "restart-count": "3"}
    )
    assert (row.memory, row.cpu, row.restarts) == (28_835_840, 112.4, 3)
    assert ContainerRow.from_row({"memory-current": "4096"}).memory == 4096
    bare = ContainerRow.from_row({"status": "running"})
    assert bare.memory is bare.cpu is bare.restarts is None


async def test_all_together() -> None:
    """Those that run, of all; one in an unknown state does not count as running."""
    rows, (asked,) = await read(
        {"name": "a", "status": "running"},
        {"name": "b", "status": "stopped"},
        {"name": "c", "status": "levitating"},
    )
    assert rows[""] == ContainersRow(count=3, running=1)
    assert CONTAINERS.label is not None
    assert [CONTAINERS.label(row) for row in rows.values()] == ["", "a", "b", "c"]
    secret = {"env", "envlist", "envlists", "mounts", "mountlists", "cmd", "entrypoint"}
    assert not secret & set(asked.proplist)
    assert (await read())[0] == {}


@pytest.mark.parametrize(
    ("first", "second", "running"),
    [
        ("running", "running", True),
        ("running", "stopped", False),
        ("running", "levitating", None),
        ("levitating", "stopped", False),
    ],
)
async def test_two_of_one_name(first: str, second: str, running: bool | None) -> None:
    """Both have to run."""
    rows, _ = await read({"name": "a", "status": first}, {"name": "a", "status": second})
    assert rows["a"].running is running
    assert rows[""].count == 2


@pytest.mark.parametrize("version", ["7.20.8", "7.22.1", "7.23.3"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """The totals are on by default, each container with its kind, on both versions."""
    router = await start_router("rose", version=version)
    entry = await add_router(hass, router)
    assert ("status" in router.rows("/container")[0]) is (version < "7.23")
    assert state_of(hass, router, "container.all.running") == "3"
    assert find(hass, router, "container.all.count") is None
    assert find(hass, router, "container.running", "dns") is None
    wanted = ("container.all.count", "container.running", "container.memory", "container.cpu")
    await enable(hass, entry, clock, *wanted, instance="dns")
    assert state_of(hass, router, "container.all.count") == "4"
    assert state_of(hass, router, "container.running", "dns") == STATE_ON
    assert state_of(hass, router, "container.running", "build") == STATE_OFF
    assert float(state_of(hass, router, "container.memory", "dns")) == pytest.approx(90, rel=0.05)
    assert find(hass, router, "container.memory", "build") is None
    asked = [word for one in router.journal.commands(PRINT) for word in one.words]
    assert asked
    assert not [word for word in asked if "env" in word or "cmd" in word or "mount" in word]
    assert "simulated-secret" in router.rows("/container")[0]["env"]
    for group in ("container", "disk"):
        assert "simulated-secret" not in repr(latest(entry, group))


async def test_a_container_that_stops(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its own state and the totals follow, down and up; a refusal affects just these."""
    router = await start_router("rose")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "container.running", instance="dns")
    for status, state, running in (("stopped", STATE_OFF, "2"), ("running", STATE_ON, "3")):
        router.set_field("/container", {"name": "dns"}, {"status": status})
        await poll(entry, clock, "medium")
        assert state_of(hass, router, "container.running", "dns") == state
        assert state_of(hass, router, "container.all.running") == running
    router.faults.set(Fault.REFUSE, command=PRINT, message="busy")
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "container.all.running") == STATE_UNAVAILABLE
    assert state_of(hass, router, "disk.all.failed") == "1"
    router.faults.clear()
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "container.all.running") == "3"


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_router_without_the_package(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It has no such menu, and is not queried again."""
    router = await start_router(profile)
    entry = await add_router(hass, router, **EVERYTHING)
    assert outcome_of(entry, CONTAINERS.key) is Outcome.ABSENT
    router.journal.clear()
    await poll(entry, clock, "medium")
    assert not router.journal.commands(PRINT)
