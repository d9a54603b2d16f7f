"""A person adds routers and looks at their graphs; what was recorded is what the routers did."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
import math
from pathlib import Path
import time
from typing import Any, Final

import pytest

from scripts.home_assistant import HomeAssistant
from scripts.home_assistant_socket import Socket
from simulator import SimulatedRouter

from .browser import HomePages
from .log import complaints
from .pace import Patience
from .truth import Point, asked, one_window, polls, recorded, whole_time

USER, PASSWORD = "monitor", "monitor-password"
GRAPHS: Final = ["Interface traffic", "CPU usage", "Memory usage", "Active connections"]

# Seconds of an idle machine from the last click until all graphs have points.
PROMPTLY: Final = 10
# Seconds of recording that are compared, and between two polls.
COMPARED: Final = 60
POLL = 5
# Errors that clocks alone explain, as a share, and Mbit/s below which they do not count.
FULL_ERROR, FULL_BAND = 0.01, 0.0001
BALANCED_ERROR, BALANCED_BAND = 0.02, 0.001

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(4000)]


async def _entities(socket: Socket, entry_id: str) -> dict[str, str]:
    """Return the enabled entities of a router: their ids by unique id."""
    entities = await socket.call("config/entity_registry/list")
    return {
        entity["unique_id"]: entity["entity_id"]
        for entity in entities
        if entity["config_entry_id"] == entry_id and entity["disabled_by"] is None
    }


def _counters(router: SimulatedRouter, entities: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return which interface's counter each traffic entity shows, by entity id."""
    found = {}
    for row in router.rows("/interface"):
        port = row.get("default-name")
        instance = f"port:{port}" if port else f"name:{row['name']}"
        for unique_id, entity_id in entities.items():
            for way in ("rx", "tx"):
                if unique_id.endswith(f"_interface.traffic.{way}_{instance}"):
                    found[entity_id] = (row["name"], f"{way}-byte")
    return found


async def _history(
    home_assistant: HomeAssistant, router: SimulatedRouter, entry_id: str, since: datetime
) -> list[tuple[str, str, list[Point]]]:
    """Return the recorded traffic of a router: interface, counter, points."""
    async with home_assistant.socket() as socket:
        counters = _counters(router, await _entities(socket, entry_id))
        history = await recorded(socket, list(counters), since.isoformat())
    return [(*counters[entity_id], points) for entity_id, points in history.items()]


async def _check_full(
    home_assistant: HomeAssistant, router: SimulatedRouter, entry_id: str, since: datetime
) -> None:
    """Each poll is recorded: means over a minute are the true ones."""
    compared = 0
    history = await _history(home_assistant, router, entry_id, since)
    done = polls(router, [points for _, _, points in history])
    for interface, counter, points in history:
        # The first may be from before the level was chosen.
        whole = points[2:]
        means = whole_time(router, interface, counter, whole, done) if len(whole) > 2 else None
        if means is not None and means.seconds >= COMPARED:
            assert means.miss <= FULL_ERROR * means.real + FULL_BAND, (interface, means)
            compared += 1
    assert compared >= 10


async def _check_balanced(
    home_assistant: HomeAssistant, router: SimulatedRouter, entry_id: str, since: datetime
) -> int:
    """After the first sample, the recorded values are means over ten to twenty seconds.

    Return how much was compared: idle ports seldom leave their dead band.
    """
    compared = 0
    times = asked(router)
    for interface, counter, points in await _history(home_assistant, router, entry_id, since):
        for before, point in pairwise(points):
            if math.isnan(before.value) or math.isnan(point.value):
                continue
            mean = one_window(router, interface, counter, point, times)
            assert mean.miss <= BALANCED_ERROR * mean.real + BALANCED_BAND, (interface, mean)
            compared += 1
    return compared


async def _entries(home_assistant: HomeAssistant) -> dict[str, str]:
    """Return the ids of the routers' entries by title."""
    async with home_assistant.socket() as socket:
        entries = await socket.call("config_entries/get", domain="mikrotik_monitoring")
    return {entry["title"]: entry["entry_id"] for entry in entries}


async def _is_away(home_assistant: HomeAssistant, entity_id: str) -> bool:
    state: dict[str, Any] = await home_assistant.rest("GET", f"/api/states/{entity_id}")
    return bool(state["state"] == "unavailable")


async def _is_there(home_assistant: HomeAssistant, entity_id: str) -> bool:
    return not await _is_away(home_assistant, entity_id)


async def _until(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Wait until something is true."""
    async with Patience(seconds) as patience:
        while not await condition():
            assert not patience.is_over, f"it did not become true in {seconds} s"
            await asyncio.sleep(0.5)


async def _add_in_browser(
    pages: HomePages, name: str, router: SimulatedRouter, artifacts: Path
) -> None:
    """Add a router as a person does; it is in the fleet, and its graphs are drawn promptly."""
    await pages.add_router(router.host, router.port, USER, PASSWORD)
    await pages.screenshot(artifacts / "config-flow.png")
    async with Patience(PROMPTLY) as patience:
        await pages.submit()
        await pages.open_dashboard()
        await pages.open_tab(name)
        await pages.wait_for_graphs(GRAPHS, patience)


async def _add_over_rest(
    home_assistant: HomeAssistant, pages: HomePages, name: str, router: SimulatedRouter
) -> None:
    """Add a router while its dashboard is open: a tab appears, and soon its graphs."""
    async with Patience(PROMPTLY) as patience:
        result = await home_assistant.add_integration(
            {
                "host": router.host,
                "port": router.port,
                "username": USER,
                "password": PASSWORD,
                "tls_mode": "off",
            },
            {},
        )
        assert (result["type"], result["title"]) == ("create_entry", name)
        await pages.open_tab(name)
        await pages.wait_for_graphs(GRAPHS, patience)


async def _look_at_all(pages: HomePages, names: Sequence[str], artifacts: Path) -> None:
    """Open every router's view."""
    for name in names:
        await pages.open_tab(name)
        async with Patience(PROMPTLY) as patience:
            await pages.wait_for_graphs(GRAPHS, patience)
        await pages.screenshot(artifacts / f"{name}.png")


async def _visit_from_device(
    home_assistant: HomeAssistant, pages: HomePages, entry_id: str
) -> None:
    """Follow the link on the router's device page: it leads to the router's view."""
    async with home_assistant.socket() as socket:
        devices = await socket.call("config/device_registry/list")
    (device,) = [
        device
        for device in devices
        if device["config_entry_id"] == entry_id and device.get("configuration_url")
    ]
    path = device["configuration_url"].removeprefix("homeassistant:/")
    await pages.visit_from_device(device["id"])
    assert pages.page.url == pages.url + path
    async with Patience(PROMPTLY) as patience:
        await pages.wait_for_graphs(GRAPHS, patience)


async def _lose_and_find(
    home_assistant: HomeAssistant, pages: HomePages, router: SimulatedRouter, entry_id: str
) -> None:
    """A router that goes away leaves only a gap in its graphs, and comes back by itself."""
    async with home_assistant.socket() as socket:
        entities = await _entities(socket, entry_id)
    (entity_id,) = [found for known, found in entities.items() if known.endswith("cpu.load")]
    port, tls_port = router.port, router.tls_port
    await router.stop()
    await _until(lambda: _is_away(home_assistant, entity_id), 30)
    await pages.page.reload()
    async with Patience(PROMPTLY) as patience:
        await pages.wait_for_graphs(GRAPHS, patience)
    await router.start(port=port, tls_port=tls_port)
    await _until(lambda: _is_there(home_assistant, entity_id), 60)


async def test_from_the_first_click_to_true_graphs(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """Added in the UI, seen on the dashboard, and recorded as it was."""
    (first, router), *others = routers.items()
    begun = datetime.now(UTC)
    async with HomePages.open(home_assistant.url) as pages:
        await _add_in_browser(pages, first, router, artifacts)
        entry = (await _entries(home_assistant))[first]
        await home_assistant.set_options(entry, {"recording_level": "full"})
        full_since = datetime.now(UTC)
        for name, other in others:
            await _add_over_rest(home_assistant, pages, name, other)
        all_there = time.monotonic()
        entries = await _entries(home_assistant)
        await _visit_from_device(home_assistant, pages, entry)

        await asyncio.sleep(max(0, all_there + COMPARED + 2 * POLL - time.monotonic()))
        await _look_at_all(pages, list(routers), artifacts)
        await _check_full(home_assistant, router, entry, full_since)
        compared = [
            await _check_balanced(home_assistant, other, entries[known], begun)
            for known, other in others
        ]
        assert min(compared) >= 2
        assert sum(compared) >= 20
        await _lose_and_find(home_assistant, pages, other, entries[name])
        assert pages.complaints == []
    assert complaints(home_assistant.log) == []
