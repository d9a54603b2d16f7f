"""Repairs that are checked again on submit: first unchanged, then fixed."""

from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.components import frontend
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.dashboard import panel
from custom_components.mikrotik_monitoring.issue import is_reported
from custom_components.mikrotik_monitoring.reactions import clock_off
from custom_components.mikrotik_monitoring.repair_flows import recheck
from simulator import Fault, SimulatedRouter
from simulator.users import policy_text
from tests.conftest import (
    PASSWORD,
    USER,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    poll,
    start_poll,
    wait_for,
)
from tests.dashboard.conftest import absent_router

from .conftest import Person


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the wait for a problem to disappear."""
    monkeypatch.setattr(recheck, "PATIENCE", 2.0)


@pytest.fixture
def clocks_agree(monkeypatch: pytest.MonkeyPatch, far: timedelta) -> None:
    """Judge clocks as the integration does."""
    monkeypatch.setattr(clock_off, "FAR", far)


TRACKING = "/ip/firewall/connection/tracking/print"
NOT_ENOUGH = "not enough permissions (9)"
IDENTITY = "/system/resource/print"


async def test_a_policy_that_is_granted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """As long as the group lacks it, the form says so; then the refused menus are read at once."""
    router.faults.set(Fault.REFUSE, command=TRACKING, message=NOT_ENOUGH)
    entry = await add_router(hass, router)
    await clock.settle()
    issue = f"missing_policy_read_{entry.entry_id}"
    form = await person.open(issue)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["command"].startswith("/user group add")
    form = await person.submit(form)
    assert form["errors"] == {"base": "still_so"}
    router.faults.clear()
    before = len(router.journal.commands(TRACKING))
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    assert len(router.journal.commands(TRACKING)) > before
    assert not is_reported(hass, issue)


async def test_a_policy_that_the_group_lacks(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """While the router lists it as missing, nothing is read in vain; once granted, it is."""

    def grant(policies: frozenset[str]) -> None:
        router.users[USER] = replace(had, policies=policies)
        row = {"policy": policy_text(policies)}
        router.set_field("/user/group", {"name": had.group}, row)

    had = router.users[USER]
    grant(had.policies - {"test"})
    entry = await add_router(hass, router)
    await clock.settle()
    issue = f"missing_policy_test_{entry.entry_id}"
    before = len(router.journal.commands("/ping"))
    form = await person.submit(await person.open(issue))
    assert form["errors"] == {"base": "still_so"}
    assert len(router.journal.commands("/ping")) == before
    grant(had.policies)
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    assert len(router.journal.commands("/ping")) > before
    assert not is_reported(hass, issue)


async def test_a_router_that_cannot_be_asked(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """The form says why: it is away, or its entry is no longer loaded."""
    router.faults.set(Fault.REFUSE, command=TRACKING, message=NOT_ENOUGH)
    entry = await add_router(hass, router)
    await clock.settle()
    form = await person.open(f"missing_policy_read_{entry.entry_id}")
    await router.stop()
    start_poll(entry, "realtime")
    await wait_for(lambda: not is_connected(entry))
    form = await person.submit(form)
    assert form["errors"] == {"base": "not_connected"}
    await hass.config_entries.async_unload(entry.entry_id)
    form = await person.submit(form)
    assert form["errors"] == {"base": "not_loaded"}


async def test_a_second_connection_that_is_let_in(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """After a quarter of an hour it is a repair, with the remedy; then it connects again."""
    entry = await add_router(hass, router)
    await clock.settle()
    issue = f"one_session_{entry.entry_id}"
    router.faults.set(Fault.HANG_UP, place=2)
    router.sessions[1].abort()
    await clock.advance(600, step=60)
    assert not is_reported(hass, issue)
    await clock.advance(600, step=60)
    form = await person.open(issue)
    assert form["description_placeholders"]["command"] == "/ip service set api max-sessions=20"
    assert PASSWORD not in str(form)
    form = await person.submit(form)
    assert form["errors"] == {"base": "still_so"}
    assert form["description_placeholders"]["command"].startswith("/ip service")
    router.faults.clear()
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    assert not is_reported(hass, issue)


@pytest.mark.parametrize(
    ("profile", "command"),
    [
        ("rb5009", "/system/ntp/client/set enabled=yes servers=pool.ntp.org"),
        ("hap_v6", "/system ntp client set enabled=yes server-dns-names=pool.ntp.org"),
    ],
)
async def test_a_clock_that_is_set(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    person: Person,
    clocks_agree: None,
    profile: str,
    command: str,
) -> None:
    """One that is wrong for ten minutes is a repair, until a reading is right."""
    router = await start_router(profile)
    wrong = _now(router, clock) - datetime(1970, 1, 2, 3, 4)  # noqa: DTZ001 - it is local time.
    _set_clock(router, clock, ahead=-wrong)
    entry = await add_router(hass, router)
    issue = f"clock_off_{entry.entry_id}"
    await poll(entry, clock, "long")
    assert not is_reported(hass, issue)
    clock.offset += 601
    await poll(entry, clock, "long")
    form = await person.open(issue)
    said = form["description_placeholders"]
    assert said["shown"].startswith("1970-01-0")
    shown = datetime.strptime(said["now"], "%Y-%m-%d %H:%M").replace(
        tzinfo=dt_util.DEFAULT_TIME_ZONE
    )
    assert abs(shown - clock.now) < timedelta(minutes=5)
    assert said["command"] == command
    form = await person.submit(form)
    assert form["errors"] == {"base": "still_so"}
    _set_clock(router, clock)
    assert (await person.submit(form))["type"] == "create_entry"
    assert not is_reported(hass, issue)


@pytest.mark.parametrize(("minutes", "is_wrong"), [(4, False), (-4, False), (6, True), (-6, True)])
async def test_how_far_off_a_clock_may_be(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    clocks_agree: None,
    minutes: int,
    is_wrong: bool,
) -> None:
    """Five minutes either way; setting the clock restarts the time that it is wrong."""
    _set_clock(router, clock, ahead=timedelta(minutes=minutes))
    entry = await add_router(hass, router)
    clock.offset += 601
    await poll(entry, clock, "long")
    issue = f"clock_off_{entry.entry_id}"
    assert is_reported(hass, issue) is is_wrong
    _set_clock(router, clock)
    await poll(entry, clock, "long")
    assert not is_reported(hass, issue)
    _set_clock(router, clock, ahead=timedelta(minutes=minutes))
    await poll(entry, clock, "long")
    assert not is_reported(hass, issue)


def _now(router: SimulatedRouter, clock: Clock) -> datetime:
    """Return a router's local time."""
    zone = datetime.strptime(router.profile.gmt_offset, "%z").tzinfo
    return clock.now.astimezone(zone).replace(tzinfo=None)


def _set_clock(router: SimulatedRouter, clock: Clock, ahead: timedelta = timedelta()) -> None:
    """Set a router's clock to the right time or ahead of it."""
    now = _now(router, clock)
    router.device.set_clock(now + ahead - router.device.wall(router.device.seconds))


async def test_a_routeros_that_is_too_old(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """A command that all versions have is missing: it is a repair until it exists."""
    entry = await add_router(hass, router)
    await clock.settle()
    issue = f"too_old_{entry.entry_id}"
    router.faults.set(Fault.REFUSE, command=IDENTITY, message="no such command")
    for session in router.sessions:
        session.abort()
    await wait_for(lambda: is_reported(hass, issue))
    form = await person.open(issue)
    assert "no such command" in form["description_placeholders"]["error"]
    form = await person.submit(form)
    assert form["errors"] == {"base": "still_so"}
    router.faults.clear()
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    assert is_connected(entry)
    await poll(entry, clock, "realtime")


async def test_a_dashboard_that_has_a_place_again(
    hass: HomeAssistant, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is added on submit, once its address is free."""
    monkeypatch.setattr(f"{frontend.__name__}.async_panel_exists", lambda *_: True)
    entry = absent_router()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    form = await person.open("dashboard_path_taken")
    form = await person.submit(form)
    assert form["errors"] == {"base": "still_so"}
    monkeypatch.undo()
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    assert panel.async_path_is_taken(hass)
    assert not is_reported(hass, "dashboard_path_taken")
