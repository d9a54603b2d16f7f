"""A group that takes longer than its tier's interval."""

from homeassistant.core import HomeAssistant

from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, add_router, reads_running, revision, skipped, start_poll

_SLOW = "/tool/netwatch/print"
_QUICK = "health.sensors"


async def test_a_slow_group_costs_no_other_values(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The next ticks skip a read that does not end, not its tier, until it is back."""
    entry = await add_router(hass, router)
    await clock.advance(10)

    async def poll_answered() -> None:
        before = revision(entry, _QUICK)
        start_poll(entry, "short")
        await clock.until(lambda: revision(entry, _QUICK) > before)
        # The reply is there, but the read has not ended yet: the next tick would skip it too.
        await clock.until(lambda: _QUICK not in reads_running(entry, "short"))

    # Otherwise, on a slow machine, the read's deadline or a tick could come between.
    with clock.held():
        router.faults.set(Fault.SILENT, command=_SLOW)
        router.journal.clear()
        await poll_answered()
        await clock.until(lambda: bool(router.journal.commands(_SLOW)))
        for tick in range(1, 4):
            await poll_answered()
            assert skipped(entry, "short") == tick
        assert len(router.journal.commands(_SLOW)) == 1
    router.faults.clear()
    router.journal.clear()
    await clock.skip(11)
    await poll_answered()
    await clock.until(lambda: bool(router.journal.commands(_SLOW)))
