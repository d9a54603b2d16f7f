"""BGP peers of RouterOS 6 and 7."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.metrics.bgp import BGP, BgpRow, PeerRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, serial_of

SESSIONS = "/routing/bgp/session"
CONNECTIONS = "/routing/bgp/connection"
PEERS = "/routing/bgp/peer"


class Bgp:
    """A router's menus, read repeatedly by the group."""

    def __init__(self, **menus: list[Row]) -> None:
        """Store the menus, by the last word of their paths."""
        self.menus = menus
        self.asked: list[Command] = []
        self.before: Reading[Any] | None = None

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Return the rows of a menu."""
        self.asked.append(command)
        menu = command.path.split("/")[-2]
        if menu not in self.menus:
            raise NoSuchCommandError(f"no such command or directory ({menu})", 0)
        return self.menus[menu]

    async def read(self, *keys: str, after: float = 0) -> Mapping[str, Any]:
        """Read once more, some seconds later."""
        if self.before is not None:
            aged = {name: _aged(row, after) for name, row in self.before.rows.items()}
            self.before = Reading(at=0, rows=aged, listed=self.before.listed)
        query = Query[Any](ask=self.ask, keys=frozenset(keys) or BGP.keys, before=self.before)
        rows = await BGP.read(query)
        listed = {name: row for name, row in rows.items() if row is not None}
        self.before = Reading(at=0, rows=listed, listed=rows.keys())
        return rows


def _aged(row: Any, seconds: float) -> Any:
    """Return a row as if some seconds had passed."""
    called_at = getattr(row, "called_at", None)
    return row if called_at is None else replace(row, called_at=called_at - seconds)


def session(name: str, **more: str) -> Row:
    """Return an established session, with its flag in the form of the empty text."""
    row = {"name": name, "established": "", "prefix-count": "7", "uptime": "53m10s720ms"}
    return row | {"remote.address": "10.0.0.2"} | more


async def test_sessions_of_version_7() -> None:
    """A session belongs to the connection it is named after."""
    bgp = Bgp(
        session=[session("transit-1"), session("a-1-1", established="true")],
        connection=[{"name": "transit"}, {"name": "a-1"}, {"name": "a"}],
    )
    rows = await bgp.read()
    assert list(rows) == ["", "transit", "a-1", "a"]
    assert rows[""] == BgpRow(menu=SESSIONS, established=2, configured=3, prefixes=14)
    assert rows["transit"].established
    assert rows["transit"].uptime == pytest.approx(3190.72)
    assert rows["a"] == PeerRow(established=False, state="down", prefixes=0)


async def test_a_session_that_stopped_is_down() -> None:
    """RouterOS 7 lists it for a while, with a state and without the flag."""
    bgp = Bgp(
        session=[{"name": "transit-1", "state": "idle", "prefix-count": "12"}],
        connection=[{"name": "transit", "remote.address": "10.0.0.2/32"}],
    )
    rows = await bgp.read()
    assert rows["transit"] == PeerRow(established=False, state="idle", prefixes=0)
    bgp.menus["session"].append(session("transit-2"))
    assert (await bgp.read())["transit"].established


async def test_what_is_disabled_does_not_count() -> None:
    """A disabled connection is listed, but no peer is missing."""
    rows = await Bgp(session=[], connection=[{"name": "old", "disabled": "true"}]).read()
    assert rows == {"": BgpRow(menu=SESSIONS, established=0, configured=0, prefixes=0), "old": None}
    assert await Bgp(session=[], connection=[]).read() == {}


async def test_connections_that_listen() -> None:
    """Each peer of the network is one by its address; a network without any is no fault."""
    bgp = Bgp(
        session=[
            session("ring-1", **{"remote.address": "10.1.0.4"}),
            session("ring-2", **{"remote.address": "10.1.0.9"}),
            session("gone-1"),
        ],
        connection=[
            {"name": "ring", "remote.address": "10.1.0.0/24"},
            {"name": "quiet", "remote.address": "10.2.0.0/24"},
        ],
    )
    rows = await bgp.read()
    assert list(rows) == ["", "ring 10.1.0.4", "ring 10.1.0.9", "gone 10.0.0.2"]
    assert rows[""].configured == 3


async def test_a_peer_that_called_stays() -> None:
    """Once gone it is down for a week, but not in the totals; then it is back, or forgotten."""
    ring = {"name": "ring", "remote.address": "10.1.0.0/24"}
    caller = session("ring-1", **{"remote.address": "10.1.0.4"})
    bgp = Bgp(session=[caller], connection=[ring])
    assert (await bgp.read())["ring 10.1.0.4"].established
    bgp.menus["session"] = []
    for _ in range(2):
        rows = await bgp.read(after=3 * 86_400)
        peer = rows["ring 10.1.0.4"]
        assert (peer.established, peer.state, peer.prefixes, peer.flaps) == (False, "down", 0, 1)
        assert (rows[""].configured, rows[""].established) == (0, 0)
    bgp.menus["session"] = [caller]
    rows = await bgp.read()
    assert rows["ring 10.1.0.4"].established
    assert rows[""].configured == 1
    bgp.menus["session"] = []
    assert "ring 10.1.0.4" in await bgp.read()
    assert "ring 10.1.0.4" not in await bgp.read(after=7 * 86_400)


async def test_a_peer_that_called_goes_with_its_connection() -> None:
    """Without the listening connection it cannot come back."""
    ring = {"name": "ring", "remote.address": "10.1.0.0/24"}
    for change in ({"disabled": "true"}, {"name": "other"}):
        caller = session("ring-1", **{"remote.address": "10.1.0.4"})
        bgp = Bgp(session=[caller], connection=[ring])
        await bgp.read()
        bgp.menus = {"session": [], "connection": [ring | change]}
        assert "ring 10.1.0.4" not in await bgp.read()


def test_what_is_listed_while_it_works() -> None:
    """A peer that connected by itself is, a configured one is not, whatever its name."""
    names = ("ring 10.1.0.4", "ring 2001:db8::1", "transit", "10.1.0.4", "upstream no 4")
    assert [BGP.listed_while_up(name) for name in names] == [True, True, False, False, False]


async def test_peers_that_nothing_tells_apart() -> None:
    """They are combined: down if either is, with the prefixes of both."""
    up = {"name": "transit", "state": "established", "established": "true", "prefix-count": "7"}
    down = {"name": "transit", "state": "idle"}
    for order in ([up, down], [down, up]):
        peer = (await Bgp(peer=order).read())["transit"]
        assert (peer.established, peer.state, peer.prefixes) == (False, "idle", 7)
    assert (await Bgp(peer=[up, up]).read())["transit"].prefixes == 14
    assert (await Bgp(peer=[up, down | {"disabled": "true"}]).read())["transit"].established


async def test_peers_of_version_6() -> None:
    """One row has both configuration and state; the menu of version 7 is tried just once."""
    bgp = Bgp(
        peer=[
            {
                "name": "transit",
                "state": "established",
                "established": "true",
                "prefix-count": "4",
                "uptime": "1w2d3h",
                "updates-received": "99",
                "disabled": "false",
            },
            {"name": "down", "state": "connect", "disabled": "false"},
            {"name": "old", "state": "idle", "disabled": "true"},
        ]
    )
    rows = await bgp.read()
    assert rows[""] == BgpRow(menu=PEERS, established=1, configured=2, prefixes=4)
    assert rows["transit"].updates == 99
    assert dt_util.utcnow() - rows["transit"].since - timedelta(days=9, hours=3) < timedelta(1)
    assert rows["down"].state == "connect"
    assert rows["old"] is None
    assert [command.path for command in bgp.asked] == [f"{SESSIONS}/print", f"{PEERS}/print"]
    await bgp.read("bgp.peer.established")
    assert bgp.asked[-1].proplist == ("name", "state", "established", "disabled")
    assert len(bgp.asked) == 3


async def test_a_router_without_bgp() -> None:
    """Without either menu the group is absent."""
    with pytest.raises(NoSuchCommandError):
        await Bgp().read()


async def test_flaps() -> None:
    """A session that is gone, or another one than before, was lost once."""
    bgp = Bgp(session=[session("t-1")], connection=[{"name": "t"}])

    async def flaps(*sessions: Row) -> int:
        bgp.menus["session"] = list(sessions)
        count: int = (await bgp.read())["t"].flaps
        return count

    assert await flaps(session("t-1", uptime="1h")) == 0
    assert await flaps(session("t-1", uptime="2h")) == 0
    assert await flaps(session("t-2", uptime="5m")) == 1
    assert await flaps() == 2
    assert await flaps() == 2
    assert await flaps(session("t-3", uptime="1s")) == 2
    assert await flaps({"name": "t-3", "established": "true"}) == 2


@pytest.mark.parametrize("version", ["7.23.1", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Peers and totals are as the router has them, and follow it."""
    router = await start_router("ccr_isp", version=version)
    await add_router(hass, router, recording_level="full")
    menu = PEERS if version.startswith("6") else SESSIONS
    rows = [row for row in router.rows(menu) if "established" in row]
    names = [row["name"].removesuffix("-1") if menu == SESSIONS else row["name"] for row in rows]
    registry = er.async_get(hass)

    def state(key: str, instance: str = "", platform: str = "sensor") -> str:
        known_by = "_".join(filter(None, (serial_of(router), key, instance)))
        entity_id = registry.async_get_entity_id(platform, "mikrotik_monitoring", known_by)
        assert entity_id is not None, key
        shown = hass.states.get(entity_id)
        assert shown is not None
        return shown.state

    prefixes = [int(row["prefix-count"]) for row in rows]
    assert [int(state("bgp.peer.prefixes", name)) for name in names] == prefixes
    assert int(state("bgp.prefixes")) == sum(prefixes)
    assert int(state("bgp.sessions.established")) == len(rows)
    assert int(state("bgp.sessions.configured")) == len(rows) + 1
    assert state("bgp.peer.established", "customer-b", "binary_sensor") == "off"
    assert state("bgp.peer.prefixes", "customer-b") == "0"
    assert state("bgp.peer.established", names[0], "binary_sensor") == "on"

    lost = {"established": None, "state": "idle"}
    router.set_field(menu, {"name": rows[0]["name"]}, lost)
    await clock.advance(300, step=300)
    assert state("bgp.peer.established", names[0], "binary_sensor") == "off"
    assert int(state("bgp.prefixes")) == sum(prefixes[1:])
    router.set_field(menu, {"name": rows[0]["name"]}, {"established": "true", "state": None})
    await clock.advance(300, step=300)
    assert state("bgp.peer.established", names[0], "binary_sensor") == "on"


async def test_a_router_without_the_package(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without the menus there are no entities and nothing is read again."""
    router = await start_router("hap_v6", missing=frozenset({PEERS}))
    entry = await add_router(hass, router)
    assert outcome_of(entry, BGP.key) is Outcome.ABSENT
    assert not [e for e in er.async_get(hass).entities.values() if "_bgp." in e.unique_id]
    router.journal.clear()
    await clock.advance(600, step=300)
    assert not [asked for asked in router.journal if "bgp" in asked.command]
    assert CONNECTIONS not in router.menus
