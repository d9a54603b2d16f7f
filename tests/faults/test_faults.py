"""Each kind of fault: gone, then back, as the table says; no other router is affected."""

from collections import defaultdict
from collections.abc import Callable

from homeassistant.const import (
    EVENT_STATE_CHANGED,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import SimulatedRouter
from tests.metrics.entities import state_of

from .row import HOUR, FaultRow
from .table import FAULTS
from .world import LONG_STEP, STEP, World

GONE = {STATE_UNAVAILABLE}
# The only available entities, with the reason.
LINK = {"link.reachable", "link.state"}
# Logins when a router is back: one for each of its connections.
SESSIONS = 2
# The most characters of a line in the log: a router's text, with ours before it.
LONGEST_LINE = 500

# Read once in each poll of the realtime tier.
_POLL = "/system/resource/print"


class Neighbour:
    """The router beside the faulty one, which must not be affected."""

    def __init__(self, world: World) -> None:
        """Record its states and its commands until now."""
        self._world = world
        self._router: SimulatedRouter = world.healthy
        self._available = world.available(world.healthy_entry)
        self._logins = world.logins(self._router)
        self._sessions = {session.number for session in self._router.sessions}
        self._polls = len(self._router.journal.commands(_POLL))
        assert len(self._available) > 40

    def assert_untouched(self, polls: int) -> None:
        """Assert that it has all its states, its own sessions and its own polling rate."""
        world = self._world
        assert self._available <= world.available(world.healthy_entry)
        assert world.logins(self._router) == self._logins
        assert {session.number for session in self._router.sessions} == self._sessions
        assert len(self._router.journal.commands(_POLL)) - self._polls >= polls

    def assert_right(self) -> None:
        """Assert that its traffic is that of the last five seconds."""
        at = self._world.clock()
        true = self._router.rate("ether1", "rx-byte", at - STEP, at) * 8 / 1e6
        shown = state_of(self._world.hass, self._router, "interface.traffic.rx", "port:ether1")
        assert float(shown) == pytest.approx(true, rel=0.1)


class Watch:
    """Checks both routers while time passes."""

    def __init__(self, world: World, row: FaultRow) -> None:
        """Record the states before."""
        self._world = world
        self._row = row
        self._entry = world.faulty_entry
        self._neighbour = Neighbour(world)
        self._before = world.known(self._entry) if row.is_unknown else world.available(self._entry)
        self._gone = GONE | {STATE_UNKNOWN} if row.is_unknown else GONE
        self._logins = world.logins(world.faulty)
        self._polls = 0.0
        # What each entity has shown since the fault began.
        self._shown: defaultdict[str, set[str]] = defaultdict(set)
        world.hass.bus.async_listen(EVENT_STATE_CHANGED, self._note)

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        """Record each state of an entity, also a short one."""
        if (state := event.data["new_state"]) is not None:
            self._shown[state.entity_id].add(state.state)

    async def begin(self) -> None:
        """Begin the fault."""
        self._shown.clear()
        await self._row.begin(self._world)

    @property
    def logins(self) -> int:
        """Return the logins since the start."""
        return self._world.logins(self._world.faulty) - self._logins

    async def until(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Let time pass until a condition is true, for some seconds at most."""
        await self._world.settle()
        step = LONG_STEP if seconds >= HOUR else self._row.step
        while not is_so():
            shown = self._world.shown("link.state"), sorted(self.lost())
            assert seconds > 0, f"not yet: {shown}, {self._world.lines()}"
            await self.look(step)
            seconds -= step

    async def look(self, seconds: float) -> None:
        """Let some time pass, and check what must always hold."""
        step = min(seconds, self._row.pace)
        await self._world.wait(seconds, step)
        self._polls += seconds / max(step, STEP)
        self._neighbour.assert_untouched(int(self._polls) - 1)
        if self._row.always is not None:
            self._row.always(self._world)

    def _states(self, entity_id: str) -> set[str]:
        """Return an entity's state; of a fault that ends by itself, all states since it began."""
        now = self._world.hass.states.get(entity_id)
        assert now is not None
        return {now.state} | (self._shown[entity_id] if self._row.passes else set())

    def _link(self, metric: str) -> set[str]:
        """Return the states of one of the link's entities, as above."""
        return next(self._states(one) for one in self._before if _key(self._world, one) == metric)

    def lost(self) -> set[str]:
        """Return the metrics, and their instances, that have lost their value."""
        lost = (one for one in self._before if self._states(one) & self._gone)
        return {_key(self._world, one) for one in lost}

    def is_seen(self) -> bool:
        """Return whether the fault shows where it should, and nowhere else."""
        row, lost = self._row, self.lost()
        reachable, states = self._link("link.reachable"), self._link("link.state")
        if row.costs_the_link:
            others = {_key(self._world, one) for one in self._before} - LINK
            return STATE_OFF in reachable and bool(states & {*row.states}) and lost == others
        return (
            reachable == {STATE_ON}
            and states == {"connected"}
            and bool(lost) is not row.costs_nothing
            and all(one.startswith(row.costs) for one in lost)
        )

    def is_back(self) -> bool:
        """Return whether all entities have a value again."""
        shown = (self._world.hass.states.get(one) for one in self._before)
        return all(state is not None and state.state not in self._gone for state in shown)

    def assert_all_well(self) -> None:
        """Assert that the router beside it shows correct values."""
        self._neighbour.assert_right()


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.key)
async def test_gone_then_back(world: World, row: FaultRow) -> None:
    """It shows in time and affects what the table says; then all is as it was."""
    await row.prepare(world)
    world.caplog.clear()
    watch = Watch(world, row)
    for _ in range(row.times):
        await watch.begin()
        await watch.until(watch.is_seen, row.seen_within)
        if not row.passes:
            await _hold(watch, world, row)
            await row.end(world)
        await watch.until(watch.is_back, row.back_within)
    await world.wait(4 * STEP)
    assert watch.is_back()
    watch.assert_all_well()
    assert watch.logins <= row.logins + SESSIONS * (not row.passes)
    assert world.repairs() == ({row.repair} if row.repair_stays else set())
    _assert_said(world, (*row.says, *row.over))
    world.assert_log_is_quiet()


async def _hold(watch: Watch, world: World, row: FaultRow) -> None:
    """Let the fault last, and check that it shows all the time and what it affects."""
    for _ in range(int(row.lasts / row.pace)):
        await watch.look(row.pace)
        assert watch.is_seen(), (world.shown("link.state"), watch.lost(), world.lines())
    assert world.shown("link.state") == row.states[-1]
    assert watch.logins <= row.logins
    assert world.repairs() == ({row.repair} if row.repair else set())
    _assert_said(world, row.says)


def _assert_said(world: World, parts: tuple[str, ...]) -> None:
    """Assert that the log has a line with each of these, and no other."""
    lines = world.lines()
    assert len(lines) == len(parts), lines
    assert all(part in line for part, line in zip(parts, lines, strict=True)), lines
    assert not any(len(line) > LONGEST_LINE or len(line.splitlines()) > 1 for line in lines)


def _key(world: World, entity_id: str) -> str:
    """Return the metric, and the instance, that an entity shows."""
    entity = er.async_get(world.hass).async_get(entity_id)
    assert entity is not None
    return entity.unique_id.removeprefix(f"{world.faulty_entry.unique_id}_")
