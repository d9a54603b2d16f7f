"""Which gateway is in use, by the routes of RouterOS 6 and 7."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics import route_walk
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME
from custom_components.mikrotik_monitoring.metrics.route_default import DEFAULT_ROUTES
from custom_components.mikrotik_monitoring.routeros import Row
from tests.conftest import Clock, StartRouter, add_router, poll

from .entities import enable, find, state_of
from .menus import Menus, interface

IPV4, IPV6 = "/ip/route", "/ipv6/route"
GATEWAY: Final = "route.default.gateway"


def v7(gateway: str, **more: str) -> Row:
    """Return an active default route of RouterOS 7; underscores stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    row = {"dst-address": "0.0.0.0/0", "routing-table": "main", "gateway": gateway}
    return row | {"active": "true", "immediate-gw": f"{gateway}%ether1"} | named


def v6(gateway: str, status: str, **more: str) -> Row:
    """Return an active default route of RouterOS 6."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    row = {"dst-address": "0.0.0.0/0", "gateway": gateway, "gateway-status": status}
    return row | {"active": "true"} | named


async def gateway_of(*routes: Row, table: str = "") -> object:
    """Return the gateway shown for some routes."""
    names = ("ether1", "pppoe-out1", "lte1", "a,b@c")
    menus = Menus(DEFAULT_ROUTES, {IPV4: list(routes)}, *map(interface, names))
    return (await menus.read())[table].gateway


@pytest.mark.parametrize(
    ("routes", "shown"),
    [
        ([v7("192.0.2.1")], "192.0.2.1 (ether1)"),
        ([v7("192.0.2.1", immediate_gw="")], "192.0.2.1"),
        ([v7("192.0.2.1%ether1")], "192.0.2.1 (ether1)"),
        ([v7("pppoe-out1", immediate_gw="pppoe-out1")], "pppoe-out1"),
        ([v7("a,b@c", immediate_gw="a,b@c")], "a,b@c"),
        # A recursive one is reached through another gateway.
        ([v7("9.9.9.9", immediate_gw="192.0.2.1%ether1")], "9.9.9.9 (ether1)"),
        # Two rows where they are balanced.
        (
            [v7("192.0.2.1", ecmp=""), v7("pppoe-out1", ecmp="", immediate_gw="pppoe-out1")],
            "192.0.2.1 (ether1), pppoe-out1",
        ),
        ([v7("192.0.2.1", active="false"), v7("192.0.2.1", inactive="true", active="no")], "none"),
        # The active one, whatever its distance.
        (
            [v7("192.0.2.1", active="false"), v7("lte1", distance="9", immediate_gw="lte1")],
            "lte1",
        ),
        ([{"dst-address": "0.0.0.0/0", "active": "true", "blackhole": ""}], "blackhole"),
        ([{"dst-address": "0.0.0.0/0", "active": "true"}], "none"),
        ([v6("192.0.2.1", "192.0.2.1 reachable via  ether1")], "192.0.2.1 (ether1)"),
        ([v6("lte1", "lte1 reachable")], "lte1"),
        ([v6("8.8.8.8", "8.8.8.8 recursive via 192.0.2.1 ether1")], "8.8.8.8 (ether1)"),
        # One row where they are balanced; an unreachable one is not in use.
        (
            [v6("192.0.2.1,lte1", "192.0.2.1 reachable via  ether1,lte1 reachable")],
            "192.0.2.1 (ether1), lte1",
        ),
        (
            [v6("192.0.2.1,192.0.2.9", "192.0.2.1 unreachable,192.0.2.9 reachable via  ether1")],
            "192.0.2.9 (ether1)",
        ),
        ([v6("", "", type="unreachable")], "unreachable"),
    ],
)
async def test_forms(routes: list[Row], shown: str) -> None:
    """In all forms of RouterOS the state is the gateway and its interface."""
    assert await gateway_of(*routes) == shown


async def test_the_smaller_distance_comes_first() -> None:
    """Also where the router lists it last."""
    far, near = v7("192.0.2.9", distance="20"), v7("192.0.2.1", distance="1")
    assert await gateway_of(far, near) == "192.0.2.1 (ether1), 192.0.2.9 (ether1)"


@pytest.mark.parametrize(
    "other", [v7("lte1", routing_table="voip"), v6("lte1", "lte1 reachable", routing_mark="voip")]
)
async def test_policy_routing_is_no_fail_over(other: Row) -> None:
    """A route of another table says nothing of the main one; each has its row."""
    down = v7("192.0.2.1", active="false")
    menus = Menus(DEFAULT_ROUTES, {IPV4: [other, down]}, interface("lte1"))
    rows = await menus.read()
    assert (rows[""].gateway, rows[""].active, rows[""].configured) == ("none", 0, 1)
    assert rows["voip"].gateway.startswith("lte1")
    assert menus.values(rows, "voip").keys() == {"route.table.gateway", "route.table.changes"}


async def test_changes() -> None:
    """Each change counts, also to none; a table that lost its routes is remembered."""
    menus = Menus(DEFAULT_ROUTES, {IPV4: [v7("192.0.2.1"), v7("lte1", routing_table="voip")]})
    assert (await menus.read())[""].changes == 0
    menus.menus[IPV4] = [v7("192.0.2.1"), v7("192.0.2.9", active="false")]
    rows = await menus.read(GATEWAY, is_full=True)
    assert (rows[""].changes, rows["voip"].gateway, rows["voip"].changes) == (0, "none", 1)
    menus.menus[IPV4] = [v7("192.0.2.1", active="false"), v7("192.0.2.9")]
    assert (await menus.read(GATEWAY))[""].changes == 1
    menus.menus[IPV4] = []
    rows = await menus.read(GATEWAY)
    assert (rows[""].gateway, rows[""].changes, rows[""].configured) == ("none", 2, 0)
    menus.menus[IPV4] = [v7("192.0.2.9")]
    assert (await menus.read(GATEWAY, is_full=True))[""].changes == 3


async def test_a_table_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is remembered for a week."""
    menus = Menus(DEFAULT_ROUTES, {IPV4: [v7("192.0.2.1"), v7("lte1", routing_table="voip")]})
    await menus.read()
    menus.menus[IPV4] = [v7("192.0.2.1")]
    assert "voip" in await menus.read()
    module = "custom_components.mikrotik_monitoring.metrics.route_default.AWAY_TIME"
    monkeypatch.setattr(module, -AWAY_TIME)
    assert "voip" not in await menus.read()


async def test_no_default_route() -> None:
    """A switch without one has no such entities."""
    assert await Menus(DEFAULT_ROUTES, {IPV4: [{"dst-address": "10.0.0.0/8"}]}).read() == {}


async def test_ipv6() -> None:
    """It is walked where its gateway is wanted; the other gateway is never IPv6."""
    slaac = v7("fe80::1%ether1", dst_address="::/0", immediate_gw="fe80::1%ether1", slaac="true")
    menus = Menus(DEFAULT_ROUTES, {IPV4: [], IPV6: [slaac]}, interface("ether1"))
    rows = await menus.read()
    assert menus.values(rows, "") == {"route.default.ipv6": "fe80::1 (ether1)"}
    menus.menus[IPV4] = [v7("192.0.2.1"), v7("192.0.2.2")]
    await menus.read()
    rows = await menus.read(GATEWAY)
    assert menus.paths == ["/ip/route/print"]
    assert rows[""].gateway_ipv6 == "fe80::1 (ether1)"
    menus.menus[IPV6] = []
    rows = await menus.read("route.default.ipv6")
    assert menus.paths == ["/ip/route/print", "/ipv6/route/print"]
    assert rows[""].gateway_ipv6 == "none"


async def test_one_way_is_looked_for_less_often() -> None:
    """One route has no backup; where there are two they are read at each poll."""
    menus = Menus(DEFAULT_ROUTES, {IPV4: [v7("192.0.2.1")]})
    await menus.read()
    asked = []
    for _ in range(6):
        await menus.read(GATEWAY)
        asked.append(len(menus.asked))
    assert asked == [0, 0, 0, 0, 1, 0]
    menus.menus[IPV4] = [v7("192.0.2.1"), v7("192.0.2.2", active="false")]
    await menus.read()
    await menus.read(GATEWAY)
    assert menus.paths == ["/ip/route/print"]


async def test_a_slow_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million routes the default ones are queried every ten minutes."""
    menus = Menus(DEFAULT_ROUTES, {IPV4: [v7("192.0.2.1"), v7("192.0.2.2")]})
    walk_routes = route_walk.walk_routes

    async def walk(*args: Any) -> route_walk.RouteWalk:
        found = await walk_routes(*args)
        return route_walk.RouteWalk(routes=found.routes, asked_at=found.asked_at, seconds=3)

    module = "custom_components.mikrotik_monitoring.metrics.default_routes.walk_routes"
    monkeypatch.setattr(module, walk)
    await menus.read()
    asked = []
    for _ in range(11):
        await menus.read(GATEWAY)
        asked.append(len(menus.asked))
    assert asked == [0] * 9 + [1, 0]


async def test_a_line_that_fails(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The backup takes over, and gives back; it is counted, and pings share the walk."""
    router = await start_router("office")
    entry = await add_router(hass, router)
    assert state_of(hass, router, GATEWAY) == "9.9.9.9 (ether1)"
    assert find(hass, router, "route.default.changes") is None
    assert find(hass, router, "route.table.gateway", "voip") is None
    await enable(hass, entry, clock, "route.default.changes", "route.table.gateway", instance="")
    assert state_of(hass, router, "route.table.gateway", "voip") == "pppoe-out1"
    fibre, reserve = {"gateway": "9.9.9.9"}, {"gateway": "pppoe-out1", "distance": "10"}
    for is_down, shown in ((True, "pppoe-out1"), (False, "9.9.9.9 (ether1)")):
        up, down = (reserve, fibre) if is_down else (fibre, reserve)
        router.set_field(IPV4, up, {"active": "true", "inactive": None})
        router.set_field(IPV4, down, {"active": None, "inactive": "true"})
        clock.offset += 60
        router.journal.clear()
        await poll(entry, clock, "short")
        assert state_of(hass, router, GATEWAY) == shown
        assert len(router.journal.commands("/ip/route/print")) == 1
    assert state_of(hass, router, "route.default.changes") == "2"
    assert state_of(hass, router, "route.table.gateway", "voip") == "pppoe-out1"


async def test_a_table_by_its_name(hass: HomeAssistant, start_router: StartRouter) -> None:
    """A table chosen by name has all its metrics, without the kind."""
    router = await start_router("office")
    await add_router(hass, router, instances={"route": ["voi*"]})
    assert state_of(hass, router, "route.table.gateway", "voip") == "pppoe-out1"
    assert state_of(hass, router, "route.table.changes", "voip") == "0"
