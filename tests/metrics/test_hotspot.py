"""Hotspots: users and hosts are counted, and nothing of a guest is read."""

import json

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.hotspot import HOTSPOT, MOST_SERVERS
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import Fault
from simulator.profiles.hotspot_guests import GUEST, PASSWORD
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .asked import Asked, shown
from .entities import enable, find, state_of

SERVERS = "/ip/hotspot/print"
ACTIVE = "/ip/hotspot/active/print"
HOSTS = "/ip/hotspot/host/print"
WAITING = f"{HOSTS} ?authorized=yes ?bypassed=yes ?#|!"


def server(name: str, **more: str) -> Row:
    """Return a hotspot server."""
    return {"name": name, "disabled": "false", **more}


async def test_counts_of_servers_and_all_together() -> None:
    """A server that is disabled is listed, and not monitored."""
    router = Asked(
        {
            SERVERS: [server("rooms"), server("lobby"), server("old", disabled="true")],
            ACTIVE: "31",
            f"{ACTIVE} ?server=rooms": "24",
            f"{ACTIVE} ?server=lobby": "7",
            HOSTS: "50",
            WAITING: "12",
        }
    )
    rows = await router.read(HOTSPOT)
    assert rows["old"] is None
    assert shown(HOTSPOT, rows[""]) == {
        "hotspot.users": 31,
        "hotspot.hosts": 50,
        "hotspot.hosts.waiting": 12,
    }
    assert shown(HOTSPOT, rows["rooms"], "rooms") == {"hotspot.server.users": 24}
    assert shown(HOTSPOT, rows["lobby"], "lobby") == {"hotspot.server.users": 7}


async def test_only_what_is_wanted_is_counted() -> None:
    """Between full readings the servers are remembered, and one count is one command."""
    router = Asked({SERVERS: [server("rooms"), server("lobby")], ACTIVE: "3", HOSTS: "4"})
    rows = await router.read(HOTSPOT)
    again = await router.read(HOTSPOT, "hotspot.users", before=rows)
    assert router.asked == [ACTIVE]
    assert again.keys() == rows.keys()
    await router.read(HOTSPOT, "hotspot.server.users", before=rows)
    assert router.asked == [f"{ACTIVE} ?server=rooms", f"{ACTIVE} ?server=lobby"]
    assert all(("count-only", "") in one.arguments for one in router.commands)
    router.answers[SERVERS] = [server("rooms")]
    assert (await router.read(HOTSPOT, before=rows, is_full=True)).keys() == {"rooms", ""}


async def test_a_router_without_a_hotspot() -> None:
    """Nothing is counted where there is no server, or where all are disabled."""
    router = Asked({SERVERS: []})
    assert await router.read(HOTSPOT) == {}
    router.answers[SERVERS] = [server("old", disabled="yes")]
    assert await router.read(HOTSPOT) == {"old": None}
    assert router.asked == [SERVERS]


async def test_many_servers_are_counted_together_alone() -> None:
    """Each count walks the table: there are no counts per server."""
    names = [f"hotspot{number}" for number in range(MOST_SERVERS + 1)]
    router = Asked({SERVERS: [server(name) for name in names], ACTIVE: "40", HOSTS: "90"})
    rows = await router.read(HOTSPOT)
    assert len(router.asked) == 4
    assert shown(HOTSPOT, rows[names[0]], names[0]) == {}
    assert shown(HOTSPOT, rows[""])["hotspot.users"] == 40


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_guests_come_and_go(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """The users are on by default, the rest comes with its kinds."""
    router = await start_router("hotspot", version=version)
    entry = await add_router(hass, router)
    users = len(router.rows("/ip/hotspot/active"))
    assert state_of(hass, router, "hotspot.users") == str(users)
    assert find(hass, router, "hotspot.hosts") is None
    assert find(hass, router, "hotspot.server.users", "rooms") is None
    await enable(hass, entry, clock, "hotspot.hosts", "hotspot.server.users", instance="rooms")
    guest = router.rows("/ip/hotspot/active")[0]
    router.remove_row("/ip/hotspot/active", {"user": guest["user"]})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "hotspot.users") == str(users - 1)
    assert state_of(hass, router, "hotspot.server.users", "rooms") == "70"
    router.add_row("/ip/hotspot/active", {"server": "rooms", "user": "new"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "hotspot.users") == str(users)
    assert state_of(hass, router, "hotspot.server.users", "rooms") == "71"
    router.faults.set(Fault.REFUSE, command=ACTIVE, message="failure: busy")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "hotspot.users") == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, "hotspot.users") == str(users)


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_nothing_of_a_guest_is_read(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    version: str,
) -> None:
    """Whatever is chosen: no name or password is requested, shown, logged or reported."""
    router = await start_router("hotspot", version=version)
    entry = await add_router(hass, router, detail="everything")
    await clock.advance(400, step=100)
    menus = (ACTIVE, HOSTS, "/user-manager", "/tool/user-manager", "/ppp/secret", "/ppp/active")
    asked = [one for one in router.journal if one.command.startswith(menus)]
    assert len({one.command for one in asked}) >= 5
    assert all("=count-only=" in one.words for one in asked)
    states = [state.as_dict() for state in hass.states.async_all()]
    entities = [entity.extended_dict for entity in er.async_get(hass).entities.values()]
    assert len(states) > 100
    report = await async_get_config_entry_diagnostics(hass, entry)
    text = json.dumps([states, entities, report], default=str) + caplog.text
    assert GUEST not in text
    assert PASSWORD not in text


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_it_costs_nothing_elsewhere(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """An empty menu is read at first and in the hourly pass."""
    router = await start_router(profile)
    entry = await add_router(hass, router, detail="everything")
    assert outcome_of(entry, HOTSPOT.key) is Outcome.ANSWERED
    router.journal.clear()
    await poll(entry, clock, "short", "medium")
    unused = (
        "/ip/hotspot",
        "/user-manager",
        "/tool/user-manager",
        "/radius",
        "/ipv6/dhcp",
        "/ppp/p",
    )
    assert not [one.command for one in router.journal if one.command.startswith(unused)]
