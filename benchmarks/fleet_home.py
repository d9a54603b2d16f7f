"""One Home Assistant of the comparison: its configuration, its routers, its measurements."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from pathlib import Path
import re
import sqlite3
from time import monotonic
from typing import Any, Final

from scripts.home_assistant import (
    DOMAIN,
    Configuration,
    HomeAssistant,
    StartError,
    prepare_config,
)
from scripts.home_assistant_socket import Socket

from .farm import Farm, RunningFarm, running
from .garbage import Heap
from .grid import NO_POLLS, Punctuality, punctuality

PROGRAM: Final = "benchmarks.fleet_process"

# A command that only the realtime tier sends, once in each poll, and its interval.
_REALTIME_COMMAND = "/ip/firewall/connection/tracking/print"
_INTERVAL = 5.0

# Home Assistant writes its registries ten seconds after the last change.
REGISTRY_WRITE: Final = 20.0

# Seconds; Home Assistant waits for all entries while it starts.
_START = 1800.0

# Events that may be queued for the recorder, which writes every five seconds.
_USUAL_BACKLOG = 100

# The start of a log record.
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)

_LONG_AGO = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What the probe measured between two moments; times in seconds, sizes in bytes."""

    seconds: float
    cpu: float
    threads: dict[str, float]
    lag_p50: float
    lag_p99: float
    lag_max: float
    states: int
    memory: int
    live: int
    enabled: int
    remembered: int
    collecting: float = 0.0
    rows: int = 0
    farm_cpu: float = 0.0
    polls: Punctuality = NO_POLLS


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """How long from the start of the process until the routers had their values."""

    connected: float
    ready: float
    window: Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Upgraded:
    """The entity registry of an installation that an older version had created."""

    live: int
    enabled: int
    remembered: int
    registry_bytes: int


@dataclass(kw_only=True, slots=True)
class Measured:
    """All that was measured of one Home Assistant."""

    first_start: Start | None = None
    steady: Window | None = None
    writing: Window | None = None
    heap: Heap | None = None
    restart: Start | None = None
    upgraded: Upgraded | None = None
    registry_bytes: int = 0


@dataclass(kw_only=True)
class Home:
    """A Home Assistant with the integration of one checkout, and the routers it monitors."""

    name: str
    checkout: Path
    farm: Farm
    configuration: Configuration
    routers: RunningFarm | None
    measured: Measured = field(default_factory=Measured)
    process: HomeAssistant = field(init=False)
    _started_at: float = 0.0

    async def start(self) -> None:
        """Start Home Assistant and wait until every router has its values."""
        self.process = HomeAssistant(self.configuration, program=PROGRAM)
        self._started_at = monotonic()
        await self.process.start()
        await self.process.wait_ready(_START)

    async def stop(self) -> None:
        """End Home Assistant, if it runs."""
        await self.process.stop()

    async def wait_routers(self) -> Start:
        """Wait until every router has its values; return how long it took from the start."""
        async with asyncio.timeout(_START), self.process.socket() as socket:
            while True:
                status = await socket.call("fleet/status")
                if len(status["ready"]) >= self.farm.routers:
                    break
                await asyncio.sleep(1)
            self._check_checkout(status["integration"])
            window = await self._close(socket)
        last = (max(status[key], default=self._started_at) for key in ("connected", "ready"))
        connected, ready = (moment - self._started_at for moment in last)
        return Start(connected=connected, ready=ready, window=window)

    async def settle(self, seconds: float) -> None:
        """Wait, and then until the recorder has written the backlog of the start."""
        await asyncio.sleep(seconds)
        async with asyncio.timeout(_START), self.process.socket() as socket:
            while True:
                status = await socket.call("fleet/status")
                if status["backlog"] <= _USUAL_BACKLOG:
                    return
                await asyncio.sleep(1)

    async def touch_registry(self) -> None:
        """Have the entity registry written soon."""
        async with self.process.socket() as socket:
            await socket.call("fleet/touch")

    async def measure(self, seconds: float) -> Window:
        """Measure for a while."""
        await self._next_window()
        rows, cpu, start = self._rows(), await self._asked(), monotonic()
        await asyncio.sleep(seconds)
        window = await self._next_window()
        return await self._with_routers(window, rows, cpu[0], (start, start + seconds))

    async def watch(self, seconds: float) -> Window:
        """Measure for a while what the loop does, without the routers' figures."""
        await self._next_window()
        await asyncio.sleep(seconds)
        return await self._next_window()

    async def measure_writing(self, seconds: float) -> Window:
        """Measure while the entity registry is written; raises StartError if it is not."""
        before = self._registry_time()
        await self.touch_registry()
        window = await self.measure(seconds)
        if self.routers is not None and self._registry_time() == before:
            raise StartError(f"{self.name} has not written its registry in {seconds:g} s")
        return window

    async def measure_heap(self) -> Heap:
        """Have all garbage collected."""
        async with self.process.socket() as socket:
            return Heap(**await socket.call("fleet/heap"))

    def registry_bytes(self) -> int:
        """Return the size of the entity registry's file."""
        return self._registry.stat().st_size if self._registry.exists() else 0

    @property
    def _registry(self) -> Path:
        return self.configuration.directory / ".storage" / "core.entity_registry"

    def _registry_time(self) -> int:
        """Return when the registry was last written, in nanoseconds."""
        return self._registry.stat().st_mtime_ns if self._registry.exists() else 0

    def complaints(self) -> list[str]:
        """Return the log's errors, each with its traceback."""
        text = self.process.log.read_text(encoding="utf-8", errors="replace")
        return [record for record in _RECORD.split(text) if " ERROR " in record.partition("\n")[0]]

    async def upgrade(self, checkout: Path) -> Upgraded:
        """Continue with another checkout's integration; return what it makes of the registry."""
        await self.stop()
        self.checkout = checkout
        _link(self.configuration.directory, checkout)
        await self.start()
        await self.wait_routers()
        await self.touch_registry()
        await asyncio.sleep(REGISTRY_WRITE)
        window = await self._next_window()
        return Upgraded(
            live=window.live,
            enabled=window.enabled,
            remembered=window.remembered,
            registry_bytes=self.registry_bytes(),
        )

    async def _next_window(self) -> Window:
        """Close the window of the probe, over a new connection without a backlog."""
        async with self.process.socket() as socket:
            return await self._close(socket)

    async def _close(self, socket: Socket) -> Window:
        """Close the window of the probe."""
        return Window(**await socket.call("fleet/window"))

    async def _with_routers(
        self, window: Window, rows: int, cpu: float, span: tuple[float, float]
    ) -> Window:
        """Add the figures of the database and the routers to a window."""
        cpu_after, arrivals = await self._asked()
        polls = punctuality(arrivals, start=span[0], end=span[1], interval=_INTERVAL)
        values: dict[str, Any] = {name: getattr(window, name) for name in Window.__slots__}
        more = {"rows": self._rows() - rows, "farm_cpu": cpu_after - cpu, "polls": polls}
        return Window(**{**values, **more})

    async def _asked(self) -> tuple[float, list[list[float]]]:
        """Return the CPU of the routers' process and when each router was polled."""
        if self.routers is None:
            return 0.0, []
        asked = await asyncio.to_thread(self.routers.asked, _REALTIME_COMMAND)
        return asked.cpu, asked.arrivals

    def _rows(self) -> int:
        """Return how many states the recorder has written."""
        path = self.configuration.directory / "home-assistant_v2.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            newest = database.execute("SELECT max(state_id) FROM states").fetchone()[0]
        return int(newest or 0)

    def _check_checkout(self, folder: str | None) -> None:
        """Make sure that the integration is the one to be measured."""
        wanted = self.checkout / "custom_components" / DOMAIN
        if self.farm.routers and folder != str(wanted.resolve()):
            raise StartError(f"{self.name} runs the integration of {folder}, not of {wanted}")


@asynccontextmanager
async def home(
    name: str,
    checkout: Path,
    farm: Farm,
    directory: Path,
    port: int,
    options: Mapping[str, Any] | None = None,
) -> AsyncIterator[Home]:
    """Prepare a Home Assistant that monitors a farm, and the farm; end both afterwards."""
    _link(directory, checkout)
    configuration = await prepare_config(directory, port=port)
    if not farm.routers:
        yield Home(
            name=name, checkout=checkout, farm=farm, configuration=configuration, routers=None
        )
        return
    with running(farm) as routers:
        write_entries(directory, routers, options)
        yield Home(
            name=name, checkout=checkout, farm=farm, configuration=configuration, routers=routers
        )


def _link(directory: Path, checkout: Path) -> None:
    """Link the integration of a checkout into a configuration folder."""
    directory.mkdir(exist_ok=True)
    components = directory / "custom_components"
    components.unlink(missing_ok=True)
    components.symlink_to(checkout / "custom_components", target_is_directory=True)


def write_entries(
    directory: Path, routers: RunningFarm, options: Mapping[str, Any] | None = None
) -> None:
    """Write the entries as version 0.1.0 left them, before Home Assistant's first start.

    ``options`` are added to each.
    """
    path = directory / ".storage" / "core.config_entries"
    stored = {"version": 1, "minor_version": 5, "key": "core.config_entries"}
    entries = [
        {**_entry(number, serial, port), "options": dict(options or {})}
        for number, (serial, port) in enumerate(zip(routers.serials, routers.ports, strict=True))
    ]
    path.write_text(json.dumps({**stored, "data": {"entries": entries}}), encoding="utf-8")


def _entry(number: int, serial: str, port: int) -> dict[str, Any]:
    """Return an entry; its id determines the phases of the router's polls."""
    return {
        "created_at": _LONG_AGO,
        "modified_at": _LONG_AGO,
        "data": {
            "host": "127.0.0.1",
            "port": port,
            "username": "monitor",
            "password": "monitor-password",
            "tls_mode": "off",
        },
        "disabled_by": None,
        "discovery_keys": {},
        "domain": DOMAIN,
        "entry_id": f"01FLEET{number:019}",
        "minor_version": 1,
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": serial,
        "unique_id": serial,
        "version": 1,
    }
