"""Home Assistant as ``hass`` runs it, with a probe in its event loop.

Usage: python -m benchmarks.fleet_process [arguments of hass]
The probe adds commands to Home Assistant's WebSocket API: ``fleet/window`` closes a window of
measurements and begins the next, ``fleet/status`` returns which routers have values,
``fleet/touch`` has the entity registry written, as renaming an entity does, ``fleet/heap``
collects all garbage and returns what that costs.
"""

from array import array
import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
import os
from pathlib import Path
import sys
from threading import enumerate as all_threads
from time import monotonic, process_time
from typing import Any, Final

from homeassistant import __main__ as hass_program, runner
from homeassistant.components import websocket_api
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, async_get_hass_or_none, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import DATA_INSTANCE

from benchmarks.garbage import Collections, heap

DOMAIN: Final = "mikrotik_monitoring"

# Seconds: how often lateness is measured, and how often the routers are checked.
_BEAT = 0.025
_LOOK = 0.5

# The unique ids of sensors that have values once connected, and once rates are available.
_CONNECTED = "system.cpu.load"
_VALUES = "interface.traffic.rx_port:ether1"

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Probe:
    """Measures the event loop it runs in, the threads and the memory of the process."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start to measure, before Home Assistant exists."""
        self._loop = loop
        self._hass: HomeAssistant | None = None
        self._connected: dict[str, float] = {}
        self._ready: dict[str, float] = {}
        self._states = 0
        self._collections = Collections()
        self._open()
        self._beat(loop.time())
        self._look()

    def stop(self) -> None:
        """Stop measuring."""
        self._next_beat.cancel()
        self._next_look.cancel()
        self._collections.stop()

    def _open(self) -> None:
        """Begin a window."""
        self._opened = monotonic()
        self._cpu = process_time()
        self._threads = thread_cpu()
        self._collecting = self._collections.seconds
        self._states_before = self._states
        self._lags = array("d")

    def _beat(self, due: float) -> None:
        """Note how late this call is, and schedule the next one."""
        now = self._loop.time()
        self._lags.append(now - due)
        self._next_beat = self._loop.call_at(now + _BEAT, self._beat, now + _BEAT)

    def _look(self) -> None:
        """Check periodically."""
        self._next_look = self._loop.call_later(_LOOK, self._look)
        self.look()

    def look(self) -> None:
        """Attach to Home Assistant once it exists, then note which routers have values."""
        if self._hass is None:
            self._hass = self._attach()
        elif len(self._ready) < len(serials := self._serials(self._hass)):
            for serial in serials - self._ready.keys():
                self._look_at(self._hass, serial)

    def _attach(self) -> HomeAssistant | None:
        """Register the commands and the counter of states; None while it is too early."""
        hass = async_get_hass_or_none()
        if hass is None or er.DATA_REGISTRY not in hass.data:
            return None
        for name, command in (
            ("fleet/window", self._window),
            ("fleet/status", self._status),
            ("fleet/touch", self._touch),
            ("fleet/heap", self._heap),
        ):
            schema = websocket_api.BASE_COMMAND_MESSAGE_SCHEMA.extend({"type": name})
            websocket_api.async_register_command(hass, name, command, schema)
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._count_state)
        return hass

    def _serials(self, hass: HomeAssistant) -> set[str]:
        """Return the serial numbers of all routers with entries."""
        return {entry.unique_id or "" for entry in hass.config_entries.async_entries(DOMAIN)}

    def _look_at(self, hass: HomeAssistant, serial: str) -> None:
        """Note since when a router is connected and has rates."""
        if has_value(hass, f"{serial}_{_CONNECTED}"):
            self._connected.setdefault(serial, monotonic())
            if has_value(hass, f"{serial}_{_VALUES}"):
                self._ready[serial] = monotonic()

    @callback
    def _count_state(self, _: Event[Any]) -> None:
        self._states += 1

    @callback
    def _window(
        self, hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: Any
    ) -> None:
        """Return what was measured in the window that ends now."""
        entities = er.async_get(hass)
        ours = entities.entities.values()
        # A window that is closed at once has no measurements.
        lags = sorted(self._lags) or [0.0]
        connection.send_result(
            message["id"],
            {
                "seconds": monotonic() - self._opened,
                "cpu": process_time() - self._cpu,
                "threads": {
                    name: ticks / _TICKS for name, ticks in (thread_cpu() - self._threads).items()
                },
                "collecting": self._collections.seconds - self._collecting,
                "lag_p50": lags[len(lags) // 2],
                "lag_p99": lags[int(0.99 * (len(lags) - 1))],
                "lag_max": lags[-1],
                "states": self._states - self._states_before,
                "memory": memory(),
                "live": sum(entry.platform == DOMAIN for entry in ours),
                "enabled": sum(entry.platform == DOMAIN and not entry.disabled for entry in ours),
                "remembered": sum(
                    entry.platform == DOMAIN for entry in entities.deleted_entities.values()
                ),
            },
        )
        self._open()

    @callback
    def _status(
        self, hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: Any
    ) -> None:
        """Return how many routers there are, and when each had its values (monotonic)."""
        answer = {
            "routers": len(self._serials(hass)),
            "connected": sorted(self._connected.values()),
            "ready": sorted(self._ready.values()),
            "integration": integration_folder(),
            "backlog": backlog(hass),
        }
        connection.send_result(message["id"], answer)

    @callback
    def _touch(
        self, hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: Any
    ) -> None:
        """Rename one entity and rename it back: the registry is written soon after."""
        entities = er.async_get(hass)
        for entry in list(entities.entities.values())[:1]:
            entities.async_update_entity(entry.entity_id, name=f"Renamed {monotonic()}")
            entities.async_update_entity(entry.entity_id, name=entry.name)
        connection.send_result(message["id"])

    @callback
    def _heap(
        self, hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: Any
    ) -> None:
        """Return how many objects a full collection visits, and how long it takes."""
        connection.send_result(message["id"], asdict(heap()))


def has_value(hass: HomeAssistant, unique_id: str) -> bool:
    """Return whether a sensor of the integration has a value."""
    entity_id = er.async_get(hass).async_get_entity_id("sensor", DOMAIN, unique_id)
    state = hass.states.get(entity_id) if entity_id else None
    return state is not None and state.state not in {STATE_UNAVAILABLE, STATE_UNKNOWN}


def backlog(hass: HomeAssistant) -> int:
    """Return how many events are queued for the recorder."""
    recorder = hass.data.get(DATA_INSTANCE)
    return recorder.backlog if recorder else 0


def integration_folder() -> str | None:
    """Return the folder the integration was loaded from, None if it was not loaded."""
    module = sys.modules.get(f"custom_components.{DOMAIN}")
    return str(Path(module.__file__).resolve().parent) if module and module.__file__ else None


def thread_cpu() -> Counter[str]:
    """Return the CPU of the threads in clock ticks, by name without number."""
    found: Counter[str] = Counter()
    for thread in all_threads():
        with suppress(OSError):
            text = Path(f"/proc/self/task/{thread.native_id}/stat").read_text(encoding="utf-8")
            # The name in brackets may contain spaces; user and system time are fields 14 and 15.
            user, system = text.rpartition(")")[2].split()[11:13]
            found[thread.name.partition("_")[0]] += int(user) + int(system)
    return found


def memory() -> int:
    """Return the bytes of memory that the process occupies."""
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * _PAGE


async def run_measured(runtime_config: runner.RuntimeConfig) -> int:
    """Set up and run Home Assistant, with the probe from the start."""
    Probe(asyncio.get_running_loop())
    return await setup_and_run(runtime_config)


setup_and_run = runner.setup_and_run_hass


def leave_checkout() -> None:
    """Remove this checkout from the path, or its integration would be found first."""
    root = Path(__file__).resolve().parent.parent
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != root]


if __name__ == "__main__":
    leave_checkout()
    runner.setup_and_run_hass = run_measured
    sys.exit(hass_program.main())
