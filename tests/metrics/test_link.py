"""Whether a router is reachable, and why not: while the link is up, lost and back."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.link import LINK, LinkRow, LinkState
from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    CommandRefusedError,
    FingerprintError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TlsError,
    UnreachableError,
)
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, add_router, revision, wait_for

from .entities import state_of


@pytest.mark.parametrize(
    ("lost", "state"),
    [
        (None, LinkState.CONNECTED),
        (UnreachableError("reset"), LinkState.UNREACHABLE),
        (TimedOutError("late"), LinkState.TIMED_OUT),
        (TlsError("handshake"), LinkState.TLS),
        (FingerprintError("AA:BB"), LinkState.FINGERPRINT),
        (AuthenticationError("cannot log in"), LinkState.AUTHENTICATION),
        (PermissionDeniedError("not enough permissions (9)"), LinkState.PERMISSION),
        (CommandRefusedError("failure"), LinkState.REFUSED),
        (ProtocolError("not words"), LinkState.PROTOCOL),
        (RouterOSError("anything"), LinkState.UNREACHABLE),
    ],
)
def test_each_error_has_its_state(lost: RouterOSError | None, state: LinkState) -> None:
    """The narrowest class that fits names it."""
    assert LinkRow.of(lost).state is state


async def test_a_lost_link_is_told_and_stays_told(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Without the router all else is unavailable; these two always have a state."""
    await add_router(hass, router)
    await clock.advance(5)

    def shown() -> tuple[str, str, str]:
        keys = ("link.reachable", "link.state", "system.cpu.load")
        reachable, state, load = (state_of(hass, router, key) for key in keys)
        return reachable, state, load

    assert shown()[:2] == (STATE_ON, "connected")
    await router.stop()
    await wait_for(lambda: shown() == (STATE_OFF, "unreachable", STATE_UNAVAILABLE))
    await clock.advance(600)
    assert shown() == (STATE_OFF, "unreachable", STATE_UNAVAILABLE)
    await router.start()
    await clock.advance(60)
    await wait_for(lambda: shown()[:2] == (STATE_ON, "connected"))
    await clock.advance(5)
    assert shown()[2] != STATE_UNAVAILABLE


async def test_why_follows_the_last_try(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A router that comes back with another password is reachable, but refuses the login."""
    await add_router(hass, router)
    router.faults.set(Fault.WRONG_PASSWORD)
    router.reboot()
    await wait_for(lambda: state_of(hass, router, "link.state") == "authentication")
    assert state_of(hass, router, "link.reachable") == STATE_OFF


async def test_nothing_is_asked_for_it(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is read when the link changes, not in polls."""
    entry = await add_router(hass, router)
    before = revision(entry, LINK.key)
    await clock.advance(60)
    assert revision(entry, LINK.key) == before
