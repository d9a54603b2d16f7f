"""A router that answers on its first connection and not on the second: gone, then back."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    CONNECTIONS,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    latest,
    outcome_of,
    start_poll,
    wait_for,
)
from tests.metrics.entities import state_of

LONG = "ping"
QUICK = "system.cpu.load"


async def told(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str | None, str | None]:
    """Return the diagnostics of the second connection and of a group that needs it."""
    report = await async_get_config_entry_diagnostics(hass, entry)
    group = report["tiers"]["short"]["groups"][LONG]
    return report["link"]["second_connection"], group["error"]


def lines(caplog: pytest.LogCaptureFixture, title: str) -> list[str]:
    """Return the lines of the log about a router."""
    return [
        one.message
        for one in caplog.records
        if one.message.startswith(title) and one.levelname != "DEBUG"
    ]


def logins(router: SimulatedRouter) -> tuple[int, int]:
    """Return how many logins a router has accepted, and how many it has refused."""
    return router.logins, router.refused_logins


@pytest.mark.parametrize(
    ("fault", "most_refused", "is_asked"),
    [(Fault.HANG_UP, 0, False), (Fault.WRONG_PASSWORD, 4, True)],
)
async def test_none_beside_the_first(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    most_refused: int,
    is_asked: bool,
) -> None:
    """Long commands fail, with a reason, one line and few logins; all else goes on."""
    caplog.set_level("INFO")
    router, beside = await start_router(), await start_router("chr")
    entry, other = await add_router(hass, router), await add_router(hass, beside)
    await clock.advance(70, step=10)
    assert latest(entry, LONG) is not None
    before = logins(beside)
    caplog.clear()
    router.faults.set(fault, place=2)
    router.sessions[1].abort()
    await clock.advance(600, step=20)
    assert latest(entry, LONG) is None
    assert outcome_of(entry, LONG) is Outcome.FAILING
    assert state_of(hass, router, QUICK) != STATE_UNAVAILABLE
    why, of_group = await told(hass, entry)
    assert why == of_group
    assert "the second connection" in str(why)
    assert [line for line in lines(caplog, entry.title) if "the second connection" in line] == [
        lines(caplog, entry.title)[0]
    ]
    assert len(lines(caplog, entry.title)) == 1
    assert logins(router) == (CONNECTIONS, most_refused)
    assert router.connections <= CONNECTIONS + 15
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH] * is_asked

    router.faults.clear()
    await clock.advance(420, step=20)
    assert latest(entry, LONG) is not None
    assert (await told(hass, entry)) == (None, None)
    assert lines(caplog, entry.title)[1:] == [f"{entry.title}: the second connection works again"]
    assert logins(router) == (CONNECTIONS + 1, most_refused)
    assert logins(beside) == before
    assert lines(caplog, other.title) == []


async def test_one_session_only_from_the_start(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The reason is known before anything else is."""
    router.limit_sessions(1)
    entry = await add_router(hass, router)
    await clock.advance(20)
    assert state_of(hass, router, QUICK) != STATE_UNAVAILABLE
    assert "cannot be opened: the router closed" in str((await told(hass, entry))[0])
    router.limit_sessions(20)
    await clock.advance(130, step=10)
    assert latest(entry, LONG) is not None
    assert logins(router) == (CONNECTIONS, 0)


async def test_silence(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """A silent second connection is detected by its next command."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=10)
    router.faults.set(Fault.SILENT, place=2)
    start_poll(entry, "short")
    await clock.skip(60)
    assert latest(entry, LONG) is None
    assert "was lost: the router stays silent" in str((await told(hass, entry))[0])
    assert state_of(hass, router, QUICK) != STATE_UNAVAILABLE
    router.faults.clear()
    await clock.advance(130, step=10)
    assert latest(entry, LONG) is not None
    assert logins(router) == (CONNECTIONS + 1, 0)


async def test_a_slow_router_is_read_at_a_longer_interval(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """One that needs 4.5 s for a command is too slow for five seconds, but not for a minute."""
    entry = await add_router(hass, router, realtime_interval=60)
    await clock.advance(70, step=10)
    seen = latest(entry, "system.resource")
    router.faults.set(Fault.SLOW, command="/system/resource/print", seconds=4.5)
    await clock.advance(60, step=10)
    now = latest(entry, "system.resource")
    assert now is not None
    assert seen is not None
    assert now.at > seen.at
    assert now.asked_at is not None
    assert now.at - now.asked_at > 4


@pytest.mark.parametrize("fault", [Fault.FATAL, Fault.REFUSE])
async def test_forged_lines(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    """Text of a router cannot look like a log line of its own."""
    caplog.set_level("DEBUG")
    entry = await add_router(hass, router)
    router.set_field("/interface", {"default-name": "ether1"}, {"comment": "up\r\nFORGED" * 9000})
    router.faults.set(fault, command="/system/resource/print", message="bye\nFORGED" * 9000)
    await clock.advance(20)
    assert any("FORGED" in line for line in caplog.text.splitlines())
    assert not [line for line in caplog.text.splitlines() if line.startswith("FORGED")]
    assert max(map(len, lines(caplog, entry.title))) < 600
    router.faults.clear()
    await clock.skip(60)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(20)
    assert state_of(hass, router, QUICK) != STATE_UNAVAILABLE
