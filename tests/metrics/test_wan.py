"""WAN clients of RouterOS 6 and 7: leases, and connections that are dialled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.metrics.wan import WAN, WanRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import PermissionDeniedError, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .entities import enable, find, state_of
from .menus import Menus, interface

DHCP = "/ip/dhcp-client"
PPPOE = "/interface/pppoe-client/monitor"
ETHER = interface("ether1")
DIALS = interface("pppoe-out1", "pppoe-out")
PORT, DIALLED = "port:ether1", "name:pppoe-out1"


def lease(**more: str) -> Row:
    """Return a DHCP client that is bound."""
    return {"interface": "ether1", "status": "bound", "address": "192.0.2.7/24"} | more


async def read_lease(**more: str) -> WanRow:
    """Return the group's row of a DHCP client."""
    rows = await Menus(WAN, {DHCP: [lease(**more)]}, ETHER).read()
    row = rows[PORT]
    assert isinstance(row, WanRow)
    return row


@pytest.mark.parametrize(
    ("status", "up", "address"),
    [
        ("bound", True, "192.0.2.7"),
        ("renewing...", True, "192.0.2.7"),
        ("rebinding...", True, "192.0.2.7"),
        ("Bound", True, "192.0.2.7"),
        ("searching...", False, None),
        ("requesting...", False, None),
        ("stopped", False, None),
        ("error", False, None),
        ("levitating...", None, None),
        ("", None, None),
    ],
)
async def test_states_of_a_lease(status: str, up: bool | None, address: str | None) -> None:
    """The dots are part of RouterOS's word; fields left from an old lease do not count."""
    row = await read_lease(status=status)
    assert (row.up, row.address) == (up, address)
    assert row.state == (status.rstrip(".").casefold() or None)


async def test_a_lease_without_an_address() -> None:
    """A missing or empty field is unknown."""
    assert (await read_lease(address="")).address is None
    rows = await Menus(WAN, {DHCP: [{"interface": "ether1", "status": "bound"}]}, ETHER).read()
    assert rows[PORT].address is None
    assert (await read_lease(invalid="true")).up is False


async def test_what_is_disabled_or_not_watched() -> None:
    """They are listed, not monitored; of two clients on an interface the one that is up shows."""
    menus = Menus(WAN, {DHCP: [lease(disabled="true")]}, ETHER)
    assert await menus.read() == {PORT: None}
    menus.menus[DHCP] = [lease(status="stopped", disabled="true"), lease(), lease(status="error")]
    assert (await menus.read())[PORT].up
    menus.is_watched = lambda _: False
    assert await menus.read() == {PORT: None}


async def test_a_router_without_any() -> None:
    """One print at first; it finds nothing, so nothing is read until the next full read."""
    menus = Menus(WAN, {DHCP: []}, ETHER)
    assert await menus.read() == {}
    assert menus.paths == ["/ip/dhcp-client/print"]
    assert await Menus(WAN, {}, ETHER).read() == {}, "RouterOS 6 without the package"


MEASURED: Row = {"status": "connected", "uptime": "13h59m53s", "local-address": "203.0.113.9"}


async def test_a_session() -> None:
    """The interface shows whether it is up; the rest is measured."""
    menus = Menus(WAN, {DHCP: [], PPPOE: [MEASURED]}, ETHER, DIALS)
    row = (await menus.read())[DIALLED]
    assert (row.up, row.address, row.state) == (True, "203.0.113.9", "connected")
    began = dt_util.utcnow() - timedelta(hours=13, minutes=59, seconds=53)
    assert abs(row.since - began) < timedelta(seconds=5)
    assert set(menus.values({DIALLED: row}, DIALLED)) == WAN.keys


async def test_only_what_is_wanted_is_asked() -> None:
    """States take one print for leases and one for all that dials, without a measurement."""
    l2tp = interface("l2tp-out1", "l2tp-out", running="false")
    menus = Menus(WAN, {DHCP: [lease()], PPPOE: [MEASURED]}, ETHER, DIALS, l2tp)
    menus.menus["/interface/l2tp-client/monitor"] = [{}]
    await menus.read()
    rows = await menus.read("wan.up")
    assert menus.paths == ["/ip/dhcp-client/print", "/interface/print"]
    assert "address" not in menus.asked[0].proplist
    assert menus.asked[1].queries == ("?type=pppoe-out", "?type=l2tp-out", "?#|")
    assert [row.up for row in rows.values()] == [True, True, False]
    await menus.read("wan.address")
    assert menus.paths[2:] == [PPPOE, "/interface/l2tp-client/monitor"]
    assert menus.asked[2].proplist == ("name", "local-address")


async def test_dialled_alone() -> None:
    """Where there is no lease the menu is not read before the next full read."""
    menus = Menus(WAN, {DHCP: [], PPPOE: [MEASURED]}, ETHER, DIALS)
    await menus.read()
    await menus.read("wan.up")
    assert menus.paths == ["/interface/print"]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("terminating... - failed to authenticate", "terminating: failed to authenticate"),
        ("terminating... - hungup", "terminating: hungup"),
        ("dialing...", "dialing"),
        ("verifying password...", "verifying password"),
        ("disconnected", "disconnected"),
    ],
)
async def test_why_it_is_down(status: str, shown: str) -> None:
    """A wrong password is distinguished from a dead line."""
    down = interface("pppoe-out1", "pppoe-out", running="false")
    row = (await Menus(WAN, {DHCP: [], PPPOE: [{"status": status}]}, down).read())[DIALLED]
    assert (row.up, row.shown_state, row.address, row.since) == (False, shown, None, None)


async def test_replies_without_names() -> None:
    """They are in the order of the command; where there are names, these count."""
    other = interface("pppoe-out2", "pppoe-out")
    first, second = MEASURED, MEASURED | {"local-address": "203.0.113.200"}
    menus = Menus(WAN, {DHCP: [], PPPOE: [first, second]}, DIALS, other)
    rows = await menus.read()
    assert [row.address for row in rows.values()] == ["203.0.113.9", "203.0.113.200"]
    menus.menus[PPPOE] = [second | {"name": "pppoe-out1"}, first | {"name": "pppoe-out2"}]
    rows = await menus.read()
    assert [row.address for row in rows.values()] == ["203.0.113.200", "203.0.113.9"]
    menus.menus[PPPOE] = [first]
    assert {row.address for row in (await menus.read()).values()} == {None}


async def test_a_measurement_that_is_refused() -> None:
    """Only the details are missing, and diagnostics have the reason."""
    refusal = PermissionDeniedError("not enough permissions (9)", 0)
    row = (await Menus(WAN, {DHCP: [], PPPOE: refusal}, DIALS).read())[DIALLED]
    assert (row.up, row.address) == (True, None)
    assert WAN.remarks(row) == ("not enough permissions (9)",)
    assert WAN.remarks(replace(row, refusal="")) == ()


async def losses(menus: Menus, menu: str, *replies: list[Row] | bool) -> list[int]:
    """Return the losses after each of some readings."""
    counted = []
    for reply in replies:
        if isinstance(reply, bool):
            menus.interfaces = [interface("pppoe-out1", "pppoe-out", running=str(reply).lower())]
        else:
            menus.menus[menu] = reply
        (row,) = (await menus.read()).values()
        counted.append(row.losses)
    return counted


async def test_losses() -> None:
    """A session that ended, or is another one, was lost; so was a lease with another address."""
    young = MEASURED | {"uptime": "4s"}
    menus = Menus(WAN, {DHCP: [], PPPOE: [MEASURED]}, DIALS)
    assert await losses(menus, PPPOE, [MEASURED], [young], False, [{}], True) == [0, 1, 2, 2, 2]
    menus = Menus(WAN, {DHCP: [lease()]}, ETHER)
    replies = (
        [lease()],
        [lease(status="renewing...")],
        [lease(address="192.0.2.8/24")],
        [lease(status="searching...")],
        [lease(status="what")],
        [lease(address="192.0.2.8/24")],
    )
    assert await losses(menus, DHCP, *replies) == [0, 0, 1, 2, 2, 2]


async def test_both_lines_of_an_office(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Their states are on the pages of their interfaces; a lost line is off, and on again."""
    router = await start_router("office")
    entry = await add_router(hass, router)
    assert state_of(hass, router, "wan.up", PORT) == "on"
    assert state_of(hass, router, "wan.up", DIALLED) == "on"
    assert state_of(hass, router, "wan.up", "name:l2tp-out1") == "off"
    assert find(hass, router, "wan.up", "name:bridge") is None
    assert find(hass, router, "wan.address", PORT) is None
    await enable(hass, entry, clock, "wan.address", "wan.state", instance=PORT)
    await poll(entry, clock, "short")
    assert state_of(hass, router, "wan.address", PORT) == "192.168.100.20"
    assert state_of(hass, router, "wan.address", DIALLED) == "198.51.100.77"
    reason = "terminating: peer is not responding"
    assert state_of(hass, router, "wan.state", "name:l2tp-out1") == reason
    router.set_field(DHCP, {"interface": "ether1"}, {"status": "searching...", "address": None})
    router.set_field("/interface", {"name": "pppoe-out1"}, {"running": "false"})
    await poll(entry, clock, "short")
    assert [state_of(hass, router, "wan.up", one) for one in (PORT, DIALLED)] == ["off", "off"]
    assert state_of(hass, router, "wan.address", PORT) == "unknown"
    router.set_field(DHCP, {"interface": "ether1"}, {"status": "bound", "address": "192.0.2.3/24"})
    router.set_field("/interface", {"name": "pppoe-out1"}, {"running": "true"})
    await poll(entry, clock, "short")
    assert [state_of(hass, router, "wan.up", one) for one in (PORT, DIALLED)] == ["on", "on"]
    assert state_of(hass, router, "wan.address", PORT) == "192.0.2.3"
    assert state_of(hass, router, "wan.losses", PORT) == "1"


async def test_a_router_without_clients_is_left_alone(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It costs the full read once an hour."""
    router = await start_router("crs_poe")
    entry = await add_router(hass, router)
    assert outcome_of(entry, "wan") is Outcome.ANSWERED
    router.journal.clear()
    await clock.advance(300, step=60)
    menus = {"/ip/dhcp-client/print", "/ip/cloud/print"}
    menus |= {"/interface/wireguard/peers/print", "/ip/ipsec/active-peers/print"}
    assert not [asked for asked in router.journal if asked.command in menus]


def secrets_of(router: SimulatedRouter) -> set[str]:
    """Return the marker secrets that a router's menus hold."""
    texts: set[str] = set()
    for menu, table in router.device.tables.items():
        del table
        rows: list[dict[str, Any]] = router.rows(menu)
        texts |= {value for row in rows for value in row.values() if "-marker-" in value}
    return texts


async def test_no_secret_is_asked_for(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Rows of clients, peers and SAs are full of them; no such field is requested."""
    router = await start_router("office")
    assert len(secrets_of(router)) > 5
    await add_router(hass, router, detail="everything")
    await clock.advance(70, step=60)
    named: set[str] = set()
    for asked in router.journal:
        words = (word for word in asked.words if word.startswith("=.proplist="))
        named |= {name for word in words for name in word.removeprefix("=.proplist=").split(",")}
    forbidden = {"password", "user", "private-key", "preshared-key", "ipsec-secret", "auth-key"}
    assert not named & (forbidden | {"enc-key", "id", "dns-name", "vpn-private-key"})
    assert router.journal.commands("/ip/cloud/print")
    assert not router.journal.commands("/ip/cloud/force-update")
    # The security check reads how peers exchange keys, and nothing else of them.
    little = {"=count-only=", "=.proplist=exchange-mode"}
    for menu in ("/ip/ipsec/peer/print", "/ip/ipsec/installed-sa/print"):
        assert router.journal.commands(menu)
        assert all(little & set(one.words) for one in router.journal.commands(menu))
