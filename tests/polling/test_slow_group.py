"""A group that takes longer than its tier's interval."""

from homeassistant.core import HomeAssistant

from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, add_router, revision, skipped, start_poll, wait_for

_SLOW = "/tool/netwatch/print"
_QUICK = "health.sensors"


async def test_a_slow_group_costs_no_other_values(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A read that does not end is left out of the next ticks, not its tier, until it is back."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    router.faults.set(Fault.SILENT, command=_SLOW)
    router.journal.clear()

    async def poll_answered() -> None:
        before = revision(entry, _QUICK)
        start_poll(entry, "short")
        await wait_for(lambda: revision(entry, _QUICK) > before)

    await poll_answered()
    await wait_for(lambda: bool(router.journal.commands(_SLOW)))
    router.journal.clear()
    for tick in range(1, 4):
        await poll_answered()
        # On a machine so slow that its deadline has passed meanwhile, it is asked again.
        assert skipped(entry, "short") + len(router.journal.commands(_SLOW)) == tick
    assert skipped(entry, "short")
    router.faults.clear()
    await clock.skip(11)
    await poll_answered()
    await wait_for(lambda: bool(router.journal.commands(_SLOW)))
