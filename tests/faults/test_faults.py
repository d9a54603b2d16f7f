"""Each kind of fault: gone, then back, at the price that the table tells; no other router pays."""

from collections.abc import Callable

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import SimulatedRouter
from tests.metrics.entities import state_of

from .table import FAULTS, FaultRow
from .world import LONG_STEP, STEP, World

HOUR = 3600
TRY_STEP = 15.0

# Read once in each poll of the realtime tier.
_POLL = "/system/resource/print"


class Neighbour:
    """The router beside the faulty one: whatever happens there, nothing happens here."""

    def __init__(self, world: World) -> None:
        """Take what it shows and what it was asked until now."""
        self._world = world
        self._router: SimulatedRouter = world.healthy
        self._available = world.available(world.healthy_entry)
        self._logins = world.logins(self._router)
        self._sessions = {session.number for session in self._router.sessions}
        self._polls = len(self._router.journal.commands(_POLL))
        assert len(self._available) > 40

    def assert_untouched(self, polls: int) -> None:
        """Assert that it shows all it showed, over its own sessions, at its own pace."""
        world = self._world
        assert self._available <= world.available(world.healthy_entry)
        assert world.logins(self._router) == self._logins
        assert {session.number for session in self._router.sessions} == self._sessions
        assert len(self._router.journal.commands(_POLL)) - self._polls >= polls

    def assert_right(self) -> None:
        """Assert that its traffic is what passed in the last five seconds."""
        at = self._world.clock()
        true = self._router.rate("ether1", "rx-byte", at - STEP, at) * 8 / 1e6
        shown = state_of(self._world.hass, self._router, "interface.traffic.rx", "port:ether1")
        assert float(shown) == pytest.approx(true, rel=0.1)


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.key)
async def test_gone_then_back(world: World, row: FaultRow) -> None:
    """What is seen, when, at which price; then all is as it was."""
    if row.over_tls:
        await world.watch_over_tls()
        await world.wait(70)
        world.caplog.clear()
    neighbour, before = Neighbour(world), world.available(world.faulty_entry)
    logins, looks = world.logins(world.faulty), 0
    await row.begin(world)
    looks += await _until(lambda: _is_seen(world, row, before), world, row.seen_within)
    # Logins are counted at the pace of the tries; what costs none shows that in a quarter of it.
    seconds, step = (HOUR, TRY_STEP) if row.logins else (HOUR / 4, LONG_STEP)
    for _ in range(int(seconds / step)):
        await world.wait(step, step)
        looks += 1
        assert _is_seen(world, row, before)
        neighbour.assert_untouched(looks - 1)
    assert world.shown("link.state") == row.states[-1]
    assert world.logins(world.faulty) - logins <= row.logins
    meanwhile = world.lines()
    assert len(meanwhile) == len(row.says), meanwhile
    assert all(part in line for part, line in zip(row.says, meanwhile, strict=True)), meanwhile
    await row.end(world)
    looks += await _until(lambda: _is_back(world, before), world, row.back_within)
    await world.wait(4 * STEP)
    neighbour.assert_untouched(looks - 1)
    neighbour.assert_right()
    assert len(world.lines()) == len(row.says) + len(row.over), world.lines()


async def _until(is_true: Callable[[], bool], world: World, seconds: float) -> int:
    """Let time pass until something is true, for so many seconds at most; return the looks."""
    looks, left = 0, seconds
    await world.settle()
    while not is_true():
        shown = world.shown("link.state"), sorted(world.available(world.faulty_entry))[:5]
        assert left > 0, f"not within {seconds} s: {shown}, {world.lines()}"
        step = STEP if seconds < HOUR else LONG_STEP
        await world.wait(step, step)
        looks, left = looks + 1, left - step
    return looks


def _is_seen(world: World, row: FaultRow, before: set[str]) -> bool:
    """Return whether the fault shows, where it is and nowhere else."""
    link = (world.shown("link.reachable"), world.shown("link.state"))
    lost = before - world.available(world.faulty_entry)
    if row.costs_the_link:
        return link[0] == STATE_OFF and link[1] in row.states and len(lost) == len(before) - 2
    assert link == (STATE_ON, "connected")
    ours = {one for one in before if _key(world, one).startswith(row.costs)}
    assert lost <= ours
    return bool(lost)


def _is_back(world: World, before: set[str]) -> bool:
    """Return whether the router shows all that it showed before."""
    return before <= world.available(world.faulty_entry)


def _key(world: World, entity_id: str) -> str:
    """Return the metric, and the instance, that an entity shows."""
    entity = er.async_get(world.hass).async_get(entity_id)
    assert entity is not None
    return entity.unique_id.removeprefix(f"{world.faulty_entry.unique_id}_")
