"""What all tests share: simulated routers, and a clock that can be advanced."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
import time
from types import SimpleNamespace
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.catalogue import whole_catalogue_of
from custom_components.mikrotik_monitoring.choosing import lacking_families
from custom_components.mikrotik_monitoring.const import (
    CONF_TLS_MODE,
    DOMAIN,
    OPTION_INSTANCES,
    OPTION_KINDS,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.model import Reading
from custom_components.mikrotik_monitoring.polling.group_state import GroupState, Outcome
from custom_components.mikrotik_monitoring.reactions import clock_off
from custom_components.mikrotik_monitoring.routeros import Command, Row, mndp
from custom_components.mikrotik_monitoring.routeros.mndp import Neighbour
from simulator import SimulatedRouter, load_profile

from . import journals

USER = "monitor"
PASSWORD = "monitor-password"

# The main connection, and the bulk connection for long commands.
CONNECTIONS = 2

# Seconds of real time after which a test counts as hung: no test may depend on how long it takes.
PATIENCE = 60.0

# The options of an owner who enables everything.
_CATALOGUE = Catalogue("", GROUPS)
EVERYTHING: dict[str, Any] = {
    OPTION_KINDS: {family: list(kinds) for family, kinds in _CATALOGUE.families.items()},
    OPTION_INSTANCES: {family: ["*"] for family in _CATALOGUE.limited_families},
}


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave the loop's debug mode off: the stack it keeps of each callback doubles the run time."""


@pytest.fixture(autouse=True)
def _real_sockets(socket_enabled: None, enable_custom_integrations: None) -> None:
    """Let the client reach the simulated routers, and Home Assistant the integration."""


@pytest.fixture(autouse=True)
def neighbours(monkeypatch: pytest.MonkeyPatch) -> list[Neighbour]:
    """Return the routers that discovery finds on the network: none at first. No packet is sent."""
    found: list[Neighbour] = []

    async def search(seconds: float, **_: Any) -> list[Neighbour]:
        assert 0 < seconds < 2
        return found

    monkeypatch.setattr(mndp, "search", search)
    return found


@pytest.fixture(autouse=True)
def far(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Return how far off a router's clock may be, and lift that limit: it is always the same noon.

    Daily waves are then the same in each test.
    """
    usual = clock_off.FAR
    monkeypatch.setattr(clock_off, "FAR", timedelta(days=36_500))
    return usual


class Clock:
    """Home Assistant's two clocks and those of the simulated routers, advanced together."""

    def __init__(self, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
        """Start at a full hour of the loop's clock: hourly work then falls due at fixed times."""
        self.hass = hass
        self.offset = 0.0
        # Seconds of real time that did not count, and when time was held (the loop's own clock).
        self._uncounted = 0.0
        self._held_at: float | None = None
        self._loop_time = loop_time = hass.loop.time
        utcnow = dt_util.utcnow
        start = -loop_time() % 3600
        monkeypatch.setattr(hass.loop, "time", lambda: loop_time() + start + self._ahead)
        monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + timedelta(seconds=self._ahead))

    def __call__(self) -> float:
        """Return monotonic seconds."""
        return self.hass.loop.time()

    @property
    def now(self) -> datetime:
        """Return the wall clock."""
        return dt_util.utcnow()

    @property
    def _ahead(self) -> float:
        """Return by how many seconds the clocks are ahead of the real ones."""
        held = 0.0 if self._held_at is None else self._loop_time() - self._held_at
        return self.offset - self._uncounted - held

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let time pass only when it is advanced, however slow the machine is."""
        self._held_at = self._loop_time()
        yield
        self._uncounted += self._loop_time() - self._held_at
        self._held_at = None

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true, also while time is held."""
        given_up = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < given_up, "it never became true"
            await asyncio.sleep(0)

    async def advance(self, seconds: float, step: float = 5.0) -> None:
        """Advance time in steps; all that falls due in one step is done before the next."""
        while seconds > 0:
            await self.settle()
            self.offset += min(step, seconds)
            seconds -= step
        await self.settle()

    async def skip(self, seconds: float) -> None:
        """Advance the clocks while commands are in progress: deadlines expire."""
        self.offset += seconds
        await self.settle()

    async def skip_until(self, task: asyncio.Future[Any], step: float = 5.0) -> None:
        """Advance the clocks until a task is done, however late it begins to wait."""
        while not task.done():
            self.offset += step
            await asyncio.sleep(0.01)

    async def settle(self) -> None:
        """Wait until everything that was started has finished."""
        for _ in range(3):
            await asyncio.sleep(0)
            await self.hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def clock(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Return a clock that can be advanced."""
    clock = Clock(hass, monkeypatch)
    yield clock
    monkeypatch.undo()


async def _at_once(_: float) -> None:
    """Send the packets of a ping without a pause."""
    await asyncio.sleep(0)


type StartRouter = Callable[..., Any]


@pytest.fixture
async def start_router(clock: Clock) -> AsyncIterator[StartRouter]:
    """Return a function that starts a simulated router of a profile.

    Every test fails if a command that does more than read has reached a router.
    """
    started: list[SimulatedRouter] = []
    with journals.only_readings() as watch:

        async def start(name: str = "rb5009", **options: Any) -> SimulatedRouter:
            profile = load_profile(name, **options)
            router = watch(SimulatedRouter(profile, clock=clock, pause=_at_once))
            await router.start()
            started.append(router)
            return router

        yield start
        for router in started:
            await router.stop()


@pytest.fixture
async def router(start_router: StartRouter) -> SimulatedRouter:
    """Return a simulated home router."""
    router: SimulatedRouter = await start_router()
    return router


def entry_data(router: SimulatedRouter, **changes: Any) -> dict[str, Any]:
    """Return an entry's data for a simulated router."""
    return {
        CONF_HOST: router.host,
        CONF_PORT: router.port,
        CONF_USERNAME: USER,
        CONF_PASSWORD: PASSWORD,
        CONF_TLS_MODE: "off",
        **changes,
    }


def serial_of(router: SimulatedRouter) -> str:
    """Return the router's unique id: its serial number, else its licence's id."""
    if "/system/routerboard" in router.device.tables:
        return router.rows("/system/routerboard")[0]["serial-number"]
    return router.rows("/system/license")[0]["system-id"]


async def add_router(
    hass: HomeAssistant, router: SimulatedRouter, **options: Any
) -> MockConfigEntry:
    """Add a simulated router, set up its entry and poll every tier once."""
    # As the config flow reads it: the simulator keeps bytes that are not UTF-8 as they are.
    name = router.rows("/system/identity")[0]["name"].encode("utf-8", "surrogateescape")
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=name.decode("utf-8", "replace"),
        data=entry_data(router),
        options=options,
        unique_id=serial_of(router),
        # The phases of the tiers follow from this id: for every profile the hourly pass is
        # three quarters of an hour away.
        entry_id=f"watched5118-{serial_of(router)}",
    )
    known_for(entry, timedelta(days=1))
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def known_for(entry: MockConfigEntry, age: timedelta) -> None:
    """Set how long ago a router was added."""
    object.__setattr__(entry, "created_at", dt_util.utcnow() - age)


async def wait_for(condition: Callable[[], object]) -> None:
    """Wait in real time until something is true."""
    for _ in range(int(PATIENCE / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never became true")


def metric_entities(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Return the entities of a router that show a metric: neither its switch nor its buttons."""
    entity_key = whole_catalogue_of(entry).entity_key
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return [entity for entity in entities if entity_key(entity.unique_id) is not None]


def start_poll(entry: MockConfigEntry, tier: str) -> None:
    """Poll a tier now, in the background."""
    entry.runtime_data.coordinators[tier].async_poll()


async def poll(entry: MockConfigEntry, clock: Clock, *tiers: str) -> None:
    """Poll some tiers now, one after the other, and wait until they are done."""
    for tier in tiers:
        start_poll(entry, tier)
        await clock.settle()


def request_full_read(entry: MockConfigEntry, tier: str) -> None:
    """Make the next poll of a tier request every field, as the hourly pass does."""
    entry.runtime_data.coordinators[tier].async_request_full_read()


def tiers_of(entry: MockConfigEntry) -> tuple[str, ...]:
    """Return the tiers in which a router is polled."""
    return tuple(entry.runtime_data.coordinators)


def skipped(entry: MockConfigEntry, tier: str) -> int:
    """Return how many polls of a tier were skipped because the one before was still running."""
    count: int = entry.runtime_data.coordinators[tier].skipped
    return count


def reads_running(entry: MockConfigEntry, tier: str) -> tuple[str, ...]:
    """Return the groups of a tier that are being read."""
    groups: tuple[str, ...] = entry.runtime_data.coordinators[tier].reads_running
    return groups


def last_duration(entry: MockConfigEntry, tier: str) -> float:
    """Return how many seconds the last poll of a tier took."""
    seconds: float = entry.runtime_data.coordinators[tier].last_duration
    return seconds


def _state(entry: MockConfigEntry, group: str) -> Any:
    """Return the state of a group."""
    return next(state for state in entry.runtime_data.states() if state.group.key == group)


def outcome_of(entry: MockConfigEntry, group: str) -> Outcome:
    """Return the outcome of the last read of a group."""
    outcome: Outcome = _state(entry, group).outcome
    return outcome


def revision(entry: MockConfigEntry, group: str) -> int:
    """Return a number that changes with every reply of a group."""
    number: int = _state(entry, group).revision
    return number


def latest(entry: MockConfigEntry, group: str) -> Reading | None:
    """Return the last reading of a group, None if it is no longer valid."""
    reading: Reading | None = _state(entry, group).latest
    return reading


def history(entry: MockConfigEntry, group: str) -> tuple[Reading, ...]:
    """Return the readings of a group that are kept, the last one last."""
    state = _state(entry, group)
    readings: tuple[Reading, ...] = state.history if state.available else ()
    return readings


def compared(entry: MockConfigEntry, group: str) -> tuple[float, float]:
    """Return the times of the two readings that a group's rates compare, by the loop's clock.

    On a slow machine the earlier one is not always the last but one.
    """
    state = _state(entry, group)
    return state.previous.at, state.current.at


def last_full(entry: MockConfigEntry, group: str) -> Reading | None:
    """Return the last reading of a group in which every field was requested."""
    reading: Reading | None = _state(entry, group).last_full
    return reading


def is_connected(entry: MockConfigEntry) -> bool:
    """Return whether the link to the router is up."""
    connected: bool = entry.runtime_data.client.connected
    return connected


def pretend_connected(entry: MockConfigEntry) -> None:
    """Make an entry that is not set up appear to have a connected router."""
    entry.runtime_data = SimpleNamespace(client=SimpleNamespace(connected=True))


def logins(entry: MockConfigEntry) -> int:
    """Return how often the entry has logged in since it was set up."""
    count: int = entry.runtime_data.client.logins
    return count


def bytes_received(entry: MockConfigEntry) -> int:
    """Return how many bytes the router has sent."""
    count: int = entry.runtime_data.client.bytes_received
    return count


async def ask(entry: MockConfigEntry, command: Command) -> list[Row]:
    """Send a command to the router over the entry's own link."""
    rows: list[Row] = await entry.runtime_data.client.call(command, timeout=5)
    return rows


def recording_level(entry: MockConfigEntry) -> str:
    """Return the current recording level."""
    level: str = entry.runtime_data.level
    return level


def lacking_of(entry: MockConfigEntry) -> set[str]:
    """Return the families of which the router has no instance."""
    return lacking_families(entry.runtime_data)


def runtime_of(entry: MockConfigEntry) -> object:
    """Return an entry's runtime data, to check whether it is still the same object."""
    runtime: object = entry.runtime_data
    return runtime


def group_states(entry: MockConfigEntry) -> list[GroupState]:
    """Return the state of each group, for a test to change as a router's reply would."""
    found: list[GroupState] = list(entry.runtime_data.states())
    return found


def break_keeper(entry: MockConfigEntry) -> None:
    """Cancel the task that keeps the link up, as nothing ever should."""
    entry.runtime_data.client._keeper.cancel()


def break_link(entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receive nothing more over the main link, and let nothing detect that."""
    main = entry.runtime_data.client._main
    monkeypatch.setattr(main.connection._link, "_receive", lambda _: None)
    monkeypatch.setattr(main._liveness, "expired", lambda *_: False)


async def break_queue(entry: MockConfigEntry) -> None:
    """Use up all slots for ordinary commands on the main link."""
    slots = entry.runtime_data.client._main.connection._slots
    for _ in range(3):
        await slots.acquire(priority=False)


def break_timer(entry: MockConfigEntry, tier: str) -> None:
    """Cancel the timer of a tier's next tick."""
    entry.runtime_data.coordinators[tier]._timer.cancel()


def break_reader(entry: MockConfigEntry, tier: str, *groups: str) -> None:
    """Make the next read of some groups of a tier, or of all, never finish."""
    coordinator = entry.runtime_data.coordinators[tier]
    read = coordinator._read
    left = set(groups or coordinator.data)

    async def hang(state: Any, keys: frozenset[str]) -> None:
        if state.group.key in left:
            left.discard(state.group.key)
            await asyncio.get_running_loop().create_future()
        await read(state, keys)

    coordinator._read = hang


def break_reader_for_good(entry: MockConfigEntry, tier: str) -> None:
    """Make every read of a tier hang while this link lives."""
    coordinator, client = entry.runtime_data.coordinators[tier], entry.runtime_data.client
    read, link = coordinator._read, client._main

    async def hang(state: Any, keys: frozenset[str]) -> None:
        if client._main is link:
            await asyncio.get_running_loop().create_future()
        await read(state, keys)

    coordinator._read = hang


def is_all_answered(entry: MockConfigEntry) -> bool:
    """Return whether no reply is awaited, except over a link that receives nothing."""
    links = entry.runtime_data.client._opener.connections
    return not any(link._replies for link in links if link._link._receive == link._receive)


def recoveries_of(entry: MockConfigEntry) -> list[str]:
    """Return what the watchdog has restarted, oldest first."""
    return [one.fault.text for one in entry.runtime_data.operation.watchdog.kept]


def recovery_states(entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return the state of the polling at each recovery."""
    return [one.state for one in entry.runtime_data.operation.watchdog.kept]
