"""BFD sessions of RouterOS 6 and 7, and RIP's neighbours."""

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.bfd import BFD, BfdRow, SessionRow
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME
from custom_components.mikrotik_monitoring.metrics.rip import RIP, RipRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .answering import Asked
from .entities import enable, state_of

SESSION = "/routing/bfd/session"
NEIGHBOUR = "/routing/bfd/neighbor"
RIP_MENU = "/routing/rip/neighbor"


def session(number: int, state: str = "up", **more: str) -> Row:
    """Return a session as RouterOS 7 lists it."""
    row = {"remote-address": f"10.0.0.{number}", "local-address": "10.0.0.1", "state": state}
    return row | ({"up": "true", "uptime": "2h"} if state == "up" else {}) | more


@pytest.mark.parametrize(
    ("row", "state", "is_up"),
    [
        ({"state": "up", "up": "true"}, "up", True),
        ({"state": "up"}, "up", True),
        ({"up": ""}, "up", True),
        ({"state": "down", "up": "false"}, "down", False),
        ({"state": "admin-down"}, "admin_down", False),
        ({"state": "init"}, "init", False),
        ({"state": "sleeping"}, None, None),
        ({"state": "sleeping", "up": "false"}, None, False),
        ({}, None, None),
    ],
)
def test_states(row: Row, state: str | None, is_up: bool | None) -> None:
    """The flag counts where it is reported, else the word; without both the state is unknown."""
    parsed = SessionRow.from_row(row)
    assert (parsed.state, parsed.is_up) == (state, is_up)


def test_what_is_not_up_has_no_uptime() -> None:
    """RouterOS may still report how long it was up, or since when it is down."""
    assert SessionRow.from_row(session(2)).since is not None
    assert SessionRow.from_row(session(2, "down", uptime="5m")).since is None


async def test_sessions_of_version_7() -> None:
    """One that vanishes with its neighbour is down for a week."""
    router = Asked(BFD, {f"{SESSION}/print": [session(2), session(3, "down"), session(4)]})
    rows = await router.read()
    assert rows[""] == BfdRow(menu=SESSION, up=2, known=3)
    router.answers[f"{SESSION}/print"] = [session(2), session(3)]
    rows = await router.read()
    assert rows[""] == BfdRow(menu=SESSION, up=2, known=3)
    assert rows["10.0.0.4 10.0.0.1"].state == "down"
    assert rows["10.0.0.3 10.0.0.1"].is_up
    router.answers[f"{SESSION}/print"] = [session(number) for number in (2, 3, 4)]
    assert (await router.read())[""] == BfdRow(menu=SESSION, up=3, known=3)
    router.answers[f"{SESSION}/print"] = []
    await router.read()
    assert await router.read(after=AWAY_TIME + 60) == {}


async def test_sessions_of_version_6() -> None:
    """They are called neighbours; the menu that a router has is remembered."""
    row = {"address": "10.0.0.2", "interface": "ether1", "state": "up", "uptime": "1d"}
    router = Asked(BFD, {f"{NEIGHBOUR}/print": [row, row | {"state": "down"}]})
    rows = await router.read()
    assert rows[""] == BfdRow(menu=NEIGHBOUR, up=0, known=1)
    assert rows["10.0.0.2 ether1"].is_up is False
    assert router.paths == [f"{SESSION}/print", f"{NEIGHBOUR}/print"]
    await router.read("bfd.sessions.up")
    assert router.paths == [f"{NEIGHBOUR}/print"]
    assert router.commands[0].proplist == ("address", "interface", "state", "up")


async def test_without_sessions() -> None:
    """An empty menu has no totals; 7.1 to 7.9 have neither menu."""
    assert await Asked(BFD, {f"{SESSION}/print": []}).read() == {}
    with pytest.raises(NoSuchCommandError):
        await Asked(BFD, {}).read()


async def test_what_was_known_before_home_assistant_started() -> None:
    """A session with entities that is not listed now is down."""
    router = Asked(BFD, {f"{SESSION}/print": []})
    rows = await router.read(registered={"10.0.0.9 10.0.0.1"})
    assert rows[""] == BfdRow(menu=SESSION, up=0, known=1)


@pytest.mark.parametrize(
    ("version", "menu", "instance"),
    [
        ("7.18.2", SESSION, "10.0.101.1 10.0.101.2"),
        ("6.49.18", NEIGHBOUR, "10.0.101.1 vlan101-north"),
    ],
)
async def test_entities(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    version: str,
    menu: str,
    instance: str,
) -> None:
    """The total is on at first, each session when its kind is chosen; lost and back."""
    router = await start_router("core", version=version)
    entry = await add_router(hass, router)
    assert state_of(hass, router, "bfd.sessions.up") == "2"
    await enable(hass, entry, clock, "bfd.session.up", "bfd.session.state", instance=instance)
    assert state_of(hass, router, "bfd.session.up", instance) == STATE_ON
    field = "remote-address" if menu == SESSION else "address"
    router.set_field(menu, {field: "10.0.101.1"}, {"state": "down", "up": None})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "bfd.session.up", instance) == STATE_OFF
    assert state_of(hass, router, "bfd.session.state", instance) == "down"
    assert state_of(hass, router, "bfd.sessions.up") == "1"
    router.set_field(menu, {field: "10.0.101.1"}, {"state": "up", "up": "true"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "bfd.session.up", instance) == STATE_ON


async def test_rip_is_counted() -> None:
    """Without one there is nothing to show, until there was one."""
    router = Asked(RIP, {f"{RIP_MENU}/print": [{"ret": "0"}]})
    assert await router.read() == {}
    router.answers[f"{RIP_MENU}/print"] = [{"ret": "2"}]
    assert await router.read() == {"": RipRow(neighbours=2)}
    router.answers[f"{RIP_MENU}/print"] = [{"ret": "0"}]
    assert await router.read() == {"": RipRow(neighbours=0)}
    router.answers[f"{RIP_MENU}/print"] = [{"ret": "many"}]
    assert await router.read() == {"": RipRow(neighbours=None)}
    assert all(one.arguments == (("count-only", ""),) for one in router.commands)
    with pytest.raises(NoSuchCommandError):
        await Asked(RIP, {}).read()


async def test_rip_comes_and_goes(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """When the last neighbour goes, the count is zero."""
    router = await start_router("core")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "rip.neighbours", instance="")
    assert state_of(hass, router, "rip.neighbours") == "1"
    router.remove_row(RIP_MENU, {"address": "10.0.120.9"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "rip.neighbours") == "0"
    router.add_row(RIP_MENU, {"address": "10.0.120.9"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "rip.neighbours") == "1"
    assert outcome_of(entry, "rip") is Outcome.ANSWERED
