"""OSPF neighbours of RouterOS 6 and 7."""

from datetime import datetime, timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME
from custom_components.mikrotik_monitoring.metrics.ospf import OSPF, NeighbourRow, OspfRow, word_of
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .answering import Asked
from .entities import enable, find, state_of

MENU = "/routing/ospf/neighbor"
PRINT = f"{MENU}/print"
NORTH = "core-v2 10.255.0.2 10.0.101.1"
DETAILS = (
    "ospf.neighbour.full",
    "ospf.neighbour.state",
    "ospf.neighbour.uptime",
    "ospf.neighbour.changes",
)


def neighbour(number: int, state: str = "Full", changes: int = 5, **more: str) -> Row:
    """Return a neighbour as RouterOS 7 lists it."""
    row = {
        "instance": "v2",
        "router-id": f"10.255.0.{number}",
        "address": f"10.0.0.{number}",
        "state": state,
        "state-changes": str(changes),
    }
    return row | ({"adjacency": "1d2h"} if state == "Full" else {}) | more


def asked(*rows: Row) -> Asked:
    """Return a router that lists some neighbours."""
    return Asked(OSPF, {PRINT: list(rows)})


@pytest.mark.parametrize(
    ("row", "state", "is_up"),
    [
        ({"state": "Full"}, "full", True),
        ({"state": "full"}, "full", True),
        ({"state": "Loading..."}, "loading", False),
        ({"state": "ExStart"}, "exstart", False),
        ({"state": "Down - no hello"}, "down", False),
        ({"state": "2-Way"}, "two_way", True),
        ({"state": "TwoWay", "dr": "10.0.0.8", "bdr": "10.0.0.9"}, "two_way", True),
        ({"state": "2-Way", "address": "10.0.0.8", "dr": "10.0.0.8"}, "two_way", False),
        ({"state": "2-Way", "router-id": "10.0.0.9", "bdr": "10.0.0.9"}, "two_way", False),
        ({"state": "2-Way", "address": "1.1.1.1", "dr-address": "1.1.1.1"}, "two_way", False),
        ({"state": "Dreaming"}, None, None),
        ({"state": ""}, None, None),
        ({}, None, None),
    ],
)
def test_states(row: Row, state: str | None, is_up: bool | None) -> None:
    """RouterOS' words in any spelling; 2-Way is enough for two that are no DR, nothing for one."""
    parsed = NeighbourRow.from_row(row)
    assert (parsed.state, parsed.is_up) == (state, is_up)


def test_a_word_that_is_not_known_is_told() -> None:
    """Diagnostics have it; the state is unknown, not down."""
    assert OSPF.remarks(NeighbourRow.from_row({"state": "Dreaming - of"})) == ("state dreaming",)
    assert OSPF.remarks(NeighbourRow.from_row({"state": "Full"})) == ()
    assert OSPF.remarks(OspfRow(up=1, down=0, known=1, changes=0)) == ()
    assert word_of(None) is None


async def test_all_together() -> None:
    """A neighbour that is neither full nor down counts as one all the same."""
    rows = await asked(
        neighbour(2),
        neighbour(3, "2-Way", dr="10.0.0.9"),
        neighbour(4, "Init"),
        neighbour(5, "Dreaming"),
    ).read()
    assert rows[""] == OspfRow(up=2, down=1, known=4, changes=0)
    since = rows["v2 10.255.0.2 10.0.0.2"].since
    assert abs(dt_util.utcnow() - timedelta(hours=26) - since) < timedelta(seconds=60)
    assert rows["v2 10.255.0.3 10.0.0.3"].since is None


async def test_without_neighbours() -> None:
    """There is nothing, not even a total; without the menu the read is refused."""
    assert await asked().read() == {}
    with pytest.raises(NoSuchCommandError):
        await Asked(OSPF, {}).read()


async def test_a_neighbour_that_vanishes() -> None:
    """It is down until it is back, and forgotten after a week."""
    router = asked(neighbour(2), neighbour(3))
    await router.read()
    gone = router.answers[PRINT] = [neighbour(2)]
    rows = await router.read()
    name = "v2 10.255.0.3 10.0.0.3"
    assert (rows[name].is_up, rows[name].state, rows[name].since) == (False, "down", None)
    assert rows[""] == OspfRow(up=1, down=1, known=2, changes=1)
    assert name in await router.read(after=AWAY_TIME - 60)
    router.answers[PRINT] = [neighbour(2), neighbour(3, changes=6)]
    rows = await router.read()
    assert rows[""] == OspfRow(up=2, down=0, known=2, changes=7)
    assert rows[name].away_at is None
    router.answers[PRINT] = gone
    await router.read()
    rows = await router.read(after=AWAY_TIME + 60)
    assert rows[""] == OspfRow(up=1, down=0, known=1, changes=8)
    assert name not in rows


async def test_the_last_one_vanishes() -> None:
    """The totals say so, for as long as it is remembered."""
    router = asked(neighbour(2))
    await router.read()
    router.answers[PRINT] = []
    assert (await router.read())[""] == OspfRow(up=0, down=1, known=1, changes=1)
    assert await router.read(after=AWAY_TIME + 60) == {}


async def test_what_was_known_before_home_assistant_started() -> None:
    """A neighbour with entities that is not listed now is down, not unknown."""
    rows = await asked(neighbour(2)).read(registered={"", "v2 old", "v2 10.255.0.2 10.0.0.2"})
    assert rows["v2 old"].is_up is False
    assert rows[""] == OspfRow(up=1, down=1, known=2, changes=0)


@pytest.mark.parametrize(("before", "after", "grown"), [(5, 5, 0), (5, 9, 4), (9, 3, 3)])
async def test_changes(before: int, after: int, grown: int) -> None:
    """A neighbour's count starts again where it was forgotten between two polls."""
    router = asked(neighbour(2, changes=before))
    await router.read()
    router.answers[PRINT] = [neighbour(2, changes=after)]
    assert (await router.read())[""].changes == grown


async def test_neighbours_that_nothing_tells_apart() -> None:
    """The worst of them is shown."""
    rows = await asked(neighbour(2), neighbour(2, "Init"), neighbour(2, "Dreaming")).read()
    assert rows["v2 10.255.0.2 10.0.0.2"].state == "init"


async def test_what_is_asked() -> None:
    """One command, by the names of the fields."""
    router = asked(neighbour(2))
    await router.read("ospf.neighbours.full")
    [command] = router.commands
    assert command.proplist == (
        *("instance", "router-id", "address", "state", "interface"),
        *("dr", "bdr", "dr-address", "backup-dr-address"),
    )
    await router.read()
    assert {"adjacency", "state-changes"} < set(router.commands[0].proplist)


@pytest.mark.parametrize("version", ["7.18.2", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """The total is on by default, each neighbour with its kind; lost and back."""
    router = await start_router("core", version=version)
    entry = await add_router(hass, router)
    assert state_of(hass, router, "ospf.neighbours.full") == "4"
    for metric in (*DETAILS, "ospf.neighbours.known"):
        assert find(hass, router, metric) is find(hass, router, metric, NORTH) is None
    await enable(hass, entry, clock, *DETAILS, "ospf.neighbours.known", instance=NORTH)
    assert state_of(hass, router, "ospf.neighbours.known") == "5"
    full, state, since, changes = (state_of(hass, router, one, NORTH) for one in DETAILS)
    assert (full, state, changes) == (STATE_ON, "full", "6")
    assert clock.now - datetime.fromisoformat(since) > timedelta(days=4)
    row = router.rows(MENU)[0]
    router.remove_row(MENU, {"address": "10.0.101.1"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "ospf.neighbours.full") == "3"
    assert state_of(hass, router, DETAILS[0], NORTH) == STATE_OFF
    assert state_of(hass, router, DETAILS[2], NORTH) == STATE_UNKNOWN
    router.add_row(MENU, {name: value for name, value in row.items() if name != ".id"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "ospf.neighbours.full") == "4"
    assert state_of(hass, router, DETAILS[0], NORTH) == STATE_ON


async def test_a_named_neighbour_has_all(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its neighbours have none."""
    router = await start_router("core")
    await add_router(hass, router, instances={"routing": ["*10.255.0.2*"]})
    await clock.settle()
    assert state_of(hass, router, "ospf.neighbour.state", NORTH) == "full"
    assert find(hass, router, "ospf.neighbour.state", "core-v2 10.255.0.3 10.0.102.1") is None


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_router_without_routing_protocols(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It has empty menus, and costs nothing after the first read."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    for group in ("ospf", "bfd", "rip"):
        assert outcome_of(entry, group) is Outcome.ANSWERED
    router.journal.clear()
    await poll(entry, clock, "medium")
    assert router.journal
    assert not [one for one in router.journal if one.command.startswith("/routing")]
