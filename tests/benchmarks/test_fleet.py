"""The benchmark of a fleet: each of its measuring parts by itself."""

from collections.abc import Iterator
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from benchmarks import fleet
from benchmarks.farm import Farm, running
from benchmarks.fleet_home import Measured, Start, Upgraded, Window, write_entries
from benchmarks.fleet_process import DOMAIN, Probe
from benchmarks.fleet_report import IDLE, NEW, PARENT, report
from benchmarks.garbage import Heap
from benchmarks.grid import Punctuality, punctuality
from custom_components.mikrotik_monitoring.routeros import Client, Command, LinkSettings
from simulator import SimulatedRouter
from tests.conftest import PASSWORD, USER, add_router

WINDOW = Window(
    seconds=10.0,
    cpu=1.0,
    threads={"MainThread": 0.8, "Recorder": 0.2},
    lag_p50=0.001,
    lag_p99=0.002,
    lag_max=0.5,
    states=100,
    memory=100_000_000,
    live=10,
    enabled=5,
    remembered=0,
    rows=50,
    polls=Punctuality(due=200, on_time=199, worst=0.4),
)


def test_polls_on_their_grid_are_on_time() -> None:
    """A router's grid is derived from its polls, whatever their offset."""
    even = [3.3 + 5 * turn for turn in range(12)]
    found = punctuality([even, [time + 1 for time in even]], start=0, end=60, interval=5)
    assert (found.due, found.on_time) == (24, 24)
    assert found.worst == pytest.approx(0)


def test_late_and_missing_polls_are_not_on_time() -> None:
    """A poll that comes late and a turn without a poll both count."""
    times = [5.0 * turn for turn in range(12)]
    late = [time + (0.3 if time == 20 else 0.2 if time == 25 else 0) for time in times]
    found = punctuality([late, times[:6]], start=0, end=60, interval=5)
    assert (found.due, found.on_time) == (24, 17)
    assert found.worst == pytest.approx(0.3)
    assert found.share == pytest.approx(17 / 24)


def test_a_second_poll_of_a_turn_makes_up_for_nothing() -> None:
    """More than one poll in a turn counts once, and having no router is not a failure."""
    found = punctuality([[0.0, 0.1, 5.0], []], start=0, end=15, interval=5)
    assert (found.due, found.on_time) == (6, 2)
    assert punctuality([], start=0, end=15, interval=5).share == 1


async def test_a_farm_tells_when_it_was_asked() -> None:
    """Each router's arrivals of one command are reported once."""
    with running(Farm(routers=2, interfaces=1, connections=1), apart=False) as farm:
        settings = LinkSettings(
            host="127.0.0.1", port=farm.ports[1], username=USER, password=PASSWORD
        )
        client = Client(settings)
        await client.open()
        await client.call(Command("/system/resource/print"), timeout=5)
        await client.call(Command("/interface/print"), timeout=5)
        await client.close()
        asked = farm.asked("/interface/print")
        assert [len(times) for times in asked.arrivals] == [0, 1]
        assert asked.cpu > 0
        assert farm.asked("/interface/print").arrivals == [[], []]


def test_entries_are_those_of_the_first_release(tmp_path: Path) -> None:
    """Home Assistant finds an entry for each router of the farm, as 0.1.0 wrote them."""
    (tmp_path / ".storage").mkdir()
    with running(Farm(routers=2, interfaces=1, connections=1), apart=False) as farm:
        write_entries(tmp_path, farm)
        stored = json.loads((tmp_path / ".storage" / "core.config_entries").read_text())
        entries = stored["data"]["entries"]
        assert [entry["data"]["port"] for entry in entries] == farm.ports
        assert [entry["unique_id"] for entry in entries] == farm.serials
        assert {(entry["version"], entry["minor_version"]) for entry in entries} == {(1, 1)}


@pytest.fixture
def probe(hass: HomeAssistant) -> Iterator[Probe]:
    """Return a probe of the test's own Home Assistant."""
    probe = Probe(hass.loop)
    yield probe
    probe.stop()


async def test_the_probe_measures_its_own_home_assistant(
    hass: HomeAssistant, hass_ws_client: Any, router: SimulatedRouter, probe: Probe
) -> None:
    """It says which routers have values, counts states, and has the registry written."""
    assert await async_setup_component(hass, "websocket_api", {})
    probe.look()
    entry = await add_router(hass, router)
    socket = await hass_ws_client(hass)
    probe.look()
    commands = ("fleet/status", "fleet/touch", "fleet/heap", "fleet/window", "fleet/window")
    for number, command in enumerate(commands, 1):
        await socket.send_json({"id": number, "type": command})
    status, touched, heap, window, closed_at_once = [await socket.receive_json() for _ in commands]
    assert closed_at_once["success"]
    assert status["result"]["routers"] == 1
    assert len(status["result"]["connected"]) == 1
    assert status["result"]["integration"].endswith(DOMAIN)
    assert status["result"]["backlog"] == 0
    assert touched["success"]
    assert heap["result"]["objects"] > 1000
    assert heap["result"]["seconds"] > 0
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    found = window["result"]
    assert found["live"] == len(entities) > 0
    assert found["enabled"] == sum(not entity.disabled for entity in entities)
    assert found["states"] > 0
    assert found["memory"] > 0
    assert found["collecting"] > 0
    assert 0 <= found["lag_p50"] <= found["lag_p99"] <= found["lag_max"]
    assert "MainThread" in found["threads"]


def test_the_report_takes_off_what_an_idle_one_costs() -> None:
    """Shares of CPU are relative to the use above idle; other shares are plain."""
    start = Start(connected=4.0, ready=8.0, window=WINDOW)
    parent = Measured(
        first_start=start,
        steady=WINDOW,
        writing=WINDOW,
        heap=Heap(objects=300_000, seconds=0.3),
        restart=start,
        registry_bytes=1_000_000,
    )
    idle = replace(
        parent,
        steady=replace(WINDOW, cpu=0.2),
        heap=Heap(objects=200_000, seconds=0.1),
        registry_bytes=0,
    )
    upgraded = Upgraded(live=155, enabled=130, remembered=254, registry_bytes=400_000)
    new = replace(
        parent,
        steady=replace(WINDOW, cpu=0.6, lag_max=0.05),
        heap=Heap(objects=240_000, seconds=0.2),
        upgraded=upgraded,
    )
    text = report({IDLE: idle, PARENT: parent, NEW: new})
    assert "155 entities registered, 130 of them enabled, 254 remembered" in text
    assert "a registry of 0.4 MB" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = {line.split("|")[1].strip(): line.split("|")[2:-1] for line in lines}
    assert [cell.strip() for cell in cells["CPU, % of a core"]] == ["2.0", "10.0", "6.0", "0.50"]
    assert cells["Longest stall, ms"][-1].strip() == "0.10"
    assert cells["Polls within 250 ms of their grid, %"][1].strip() == "99.50"
    assert cells["Objects the collector visits, thousands"][-1].strip() == "0.40"
    assert cells["A full collection, ms of CPU"][-1].strip() == "0.50"
    assert cells["Registry, MB"][-1].strip() == "1.00"


@pytest.mark.e2e
@pytest.mark.timeout(400)
def test_a_small_fleet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two checkouts are measured side by side, and nothing of them is left."""
    found = tmp_path / "found.json"
    sizes = ["--routers", "1", "--interfaces", "2", "--settle", "12", "--steady", "11"]
    assert fleet.main([*sizes, "--parent", "HEAD", "--json", str(found)]) == 0
    assert "| Polls within 250 ms of their grid, %" in capsys.readouterr().out
    measured = json.loads(found.read_text())
    for name in (PARENT, NEW):
        assert measured[name]["steady"]["polls"]["due"] == 2
        assert measured[name]["steady"]["live"] > 0
        assert measured[name]["restart"]["ready"] > 0
    assert measured[IDLE]["steady"]["live"] == 0
    assert measured[NEW]["upgraded"]["live"] == measured[NEW]["steady"]["live"]


def test_a_side_may_have_other_options(tmp_path: Path) -> None:
    """To compare the cost of alerts, they are off on one side."""
    (tmp_path / ".storage").mkdir()
    with running(Farm(routers=1, interfaces=1, connections=1), apart=False) as farm:
        write_entries(tmp_path, farm, {"alerts": {"off": ["cpu"], "on": []}})
    stored = json.loads((tmp_path / ".storage" / "core.config_entries").read_text())
    assert stored["data"]["entries"][0]["options"] == {"alerts": {"off": ["cpu"], "on": []}}
