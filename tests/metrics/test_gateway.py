"""Which gateways are found in the routes of RouterOS 6 and 7."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.gateway import (
    Gateway,
    Gateways,
    find_gateways,
    gateway_of,
)
from custom_components.mikrotik_monitoring.metrics.route_walk import IPV4, IPV6, walk_routes
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row

type Menus = dict[str, list[Row]]
type Found = dict[str, dict[str, str]]


async def find_all(menus: Menus, *interfaces: str) -> tuple[Gateways, list[Command]]:
    """Return the gateways found in menus, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        menu = command.path.removesuffix("/print")
        if menu not in {"/ip/route", *menus}:
            raise NoSuchCommandError("no such command prefix", 0)
        wanted = dict(query.removeprefix("?").split("=") for query in command.queries)
        return [
            row
            for row in menus.get(menu, [])
            if all(row.get(name, value) == value for name, value in wanted.items())
        ]

    routes = [row for path in (IPV4, IPV6) for row in (await walk_routes(ask, path)).routes]
    return await find_gateways(ask, interfaces.__contains__, routes), asked


async def find(menus: Menus) -> tuple[tuple[Gateway, ...], list[Command]]:
    """Return the gateways of the active routes, and the commands."""
    gateways, asked = await find_all(menus)
    return gateways.active, asked


def route(gateway: str, **more: str) -> Row:
    """Return an active route; underscores in names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"gateway": gateway, "active": "true", "dst-address": "0.0.0.0/0"} | named


def v7(gateway: str, **more: str) -> Row:
    """Return an active route of RouterOS 7."""
    return route(gateway, **({"routing_table": "main"} | more))


def menu_of(given: Row) -> str:
    """Return the menu that has a route."""
    return "/ipv6/route" if ":" in given["dst-address"] else "/ip/route"


PPPOE: Menus = {
    "/ip/address": [
        {"address": "100.64.3.2/32", "network": "100.64.0.1", "interface": "pppoe-out1"},
        {"address": "10.9.0.2/24", "network": "10.9.0.0", "interface": "wg1"},
        {"address": "10.8.0.2/32", "network": "10.8.0.2", "interface": "lte1"},
    ]
}


@pytest.mark.parametrize(
    ("menus", "found"),
    [
        pytest.param(
            {"/ip/route": [v7("192.0.2.1", immediate_gw="192.0.2.1%ether1")]},
            {"192.0.2.1": {"address": "192.0.2.1"}},
            id="an address",
        ),
        pytest.param(
            {"/ip/route": [v7("192.0.2.1", active="false"), v7("192.0.2.2", active="")]},
            {"192.0.2.2": {"address": "192.0.2.2"}},
            id="only what is active, be it with the empty flag",
        ),
        pytest.param(
            {"/ip/route": [{"gateway": "192.0.2.1"}, {"active": "true"}]}, {}, id="nothing active"
        ),
        pytest.param(
            {"/ip/route": [v7("192.0.2.1%ether2"), v7("192.0.2.1%ether3")]},
            {
                "192.0.2.1%ether2": {"address": "192.0.2.1", "interface": "ether2"},
                "192.0.2.1%ether3": {"address": "192.0.2.1", "interface": "ether3"},
            },
            id="one address behind two ports",
        ),
        pytest.param(
            {"/ipv6/route": [v7("fe80::1%ether1", dst_address="::/0")]},
            {"fe80::1%ether1": {"address": "fe80::1%ether1"}},
            id="link-local",
        ),
        pytest.param(
            {
                "/ipv6/route": [
                    v7("fe80::1", dst_address="::/0", immediate_gw="fe80::1%ether1"),
                    v7("fe80::2", dst_address="::/0", immediate_gw="fe80::9%ether1"),
                ]
            },
            {"fe80::1%ether1": {"address": "fe80::1%ether1"}},
            id="link-local with its interface in the next hop",
        ),
        pytest.param(
            {"/ip/route": [v7("pppoe-out1", immediate_gw="pppoe-out1")], **PPPOE},
            {"pppoe-out1": {"address": "100.64.0.1"}},
            id="PPPoE",
        ),
        pytest.param(
            {"/ip/route": [v7("wg1", immediate_gw="wg1"), v7("lte1"), v7("ether9")], **PPPOE},
            {},
            id="links whose other end has no address",
        ),
        pytest.param(
            {
                "/ip/route": [],
                "/ipv6/route": [v7("pppoe-out1", dst_address="::/0")],
                **PPPOE,
            },
            {},
            id="the other end of IPv4 is no gateway of IPv6",
        ),
        pytest.param(
            {"/ip/route": [v7("lte1", immediate_gw="192.0.2.9%lte1")]},
            {"lte1": {"address": "192.0.2.9", "interface": "lte1"}},
            id="an interface with a next hop",
        ),
        pytest.param(
            {
                "/ip/route": [
                    v7("192.0.2.2", routing_table="guests"),
                    v7("192.0.2.3", routing_table="branch"),
                    v7("192.0.2.4@branch"),
                    v7("192.0.2.5@main", routing_table="branch"),
                    v7("192.0.2.1", distance="9"),
                ],
                "/ip/vrf": [{"name": "branch"}, {"name": "main"}],
            },
            {
                "192.0.2.4@branch": {"address": "192.0.2.4", "vrf": "branch"},
                "192.0.2.1": {"address": "192.0.2.1"},
                "192.0.2.2": {"address": "192.0.2.2"},
                "192.0.2.3@branch": {"address": "192.0.2.3", "vrf": "branch"},
                "192.0.2.5": {"address": "192.0.2.5"},
            },
            id="VRFs, and tables that are none",
        ),
        pytest.param(
            {"/ip/route": [v7("192.0.2.2", routing_table="guests")]},
            {"192.0.2.2": {"address": "192.0.2.2"}},
            id="no VRFs at all",
        ),
        pytest.param(
            {
                "/ip/route": [
                    route("192.0.2.1", routing_mark="isp2", gateway_status=","),
                    route("192.0.2.9", routing_mark="isp2"),
                    route("192.0.2.1,192.0.2.2", distance="2"),
                ]
            },
            {
                "192.0.2.1": {"address": "192.0.2.1"},
                "192.0.2.2": {"address": "192.0.2.2"},
                "192.0.2.9": {"address": "192.0.2.9", "routing-table": "isp2"},
            },
            id="balanced and marked routes of RouterOS 6",
        ),
        pytest.param(
            {
                "/ip/route": [
                    route("pppoe-out1", gateway_status="pppoe-out1 reachable"),
                    route("ether1", gateway_status="192.0.2.7 reachable via  ether1"),
                ],
                **PPPOE,
            },
            {
                "pppoe-out1": {"address": "100.64.0.1"},
                "ether1": {"address": "192.0.2.7", "interface": "ether1"},
            },
            id="interfaces of RouterOS 6",
        ),
    ],
)
async def test_gateways(menus: Menus, found: Found) -> None:
    """Each gateway once, under its name, with the arguments for ``/ping``."""
    everything, _ = await find({"/ip/route": [], "/ip/address": []} | menus)
    gateways = [gateway for gateway in everything if gateway.arguments]
    assert {gateway.name: dict(gateway.arguments) for gateway in gateways} == found
    assert [gateway.name for gateway in gateways] == list(found)


@pytest.mark.parametrize(
    ("given", "interface"),
    [
        (v7("192.0.2.1", immediate_gw="192.0.2.1%ether1"), "ether1"),
        (v7("192.0.2.1%ether2"), "ether2"),
        (v7("pppoe-out1", immediate_gw="pppoe-out1"), "pppoe-out1"),
        (v7("198.51.100.9", immediate_gw="192.0.2.1%ether1"), "ether1"),
        (v7("192.0.2.1", immediate_gw="wg1"), "wg1"),
        (v7("192.0.2.1"), ""),
        (v7("wg1", immediate_gw="wg1"), "wg1"),
        (v7("lte1"), "lte1"),
        (v7("10.0.0.1@main", immediate_gw="10.0.0.1%ether2", routing_table="isp2"), "ether2"),
        (v7("fe80::1", dst_address="::/0", immediate_gw="fe80::9%ether1"), "ether1"),
        (route("192.0.2.1", gateway_status="192.0.2.1 reachable via  ether1"), "ether1"),
        (route("192.0.2.1", gateway_status="192.0.2.1 reachable via  my wan"), "my wan"),
        (route("192.0.2.1%ether3", gateway_status="192.0.2.1%ether3 reachable"), "ether3"),
        (route("10.9.9.9", gateway_status="10.9.9.9 recursive via 192.0.2.1 ether2"), "ether2"),
        (route("pppoe-out1", gateway_status="pppoe-out1 reachable"), "pppoe-out1"),
        (route("l2tp-out1", gateway_status="l2tp-out1 reachable", routing_mark="vpn"), "l2tp-out1"),
        (route("192.0.2.1", gateway_status="192.0.2.1 unreachable"), ""),
    ],
)
async def test_the_interface_a_gateway_is_behind(given: Row, interface: str) -> None:
    """Both versions report it with the gateway, also of one that is found recursively."""
    ((gateway,), _) = await find({menu_of(given): [given], **PPPOE})
    assert gateway.interface == interface
    assert bool(gateway.arguments) != bool(gateway.obstacle)


async def test_balanced_gateways_have_an_interface_each() -> None:
    """RouterOS 6 writes two of them into one row."""
    status = "192.0.2.1 reachable via  ether1,198.51.100.1 reachable via  ether2"
    gateways, _ = await find(
        {"/ip/route": [route("192.0.2.1,198.51.100.1", gateway_status=status)]}
    )
    assert [gateway.interface for gateway in gateways] == ["ether1", "ether2"]


async def test_names_that_look_like_something_else() -> None:
    """An interface may have any name; names of interfaces are looked up first."""
    names = ("to,from", "a@b", "50%", "x%y@z")
    routes = [v7(name, immediate_gw=name) for name in names]
    gateways, _ = await find_all({"/ip/route": routes, "/ip/address": []}, *names)
    assert [gateway.interface for gateway in gateways.active] == list(names)


async def test_one_address_behind_two_interfaces() -> None:
    """Two lines may have the same gateway: they count as two, in any order of the routes."""
    one = v7("10.0.0.1", immediate_gw="10.0.0.1%ether1")
    two = v7("10.0.0.1", immediate_gw="10.0.0.1%ether2", routing_table="isp2")
    for routes in ([one, two], [two, one]):
        gateways, _ = await find({"/ip/route": routes})
        assert {gateway.name: dict(gateway.arguments) for gateway in gateways} == {
            "10.0.0.1%ether1": {"address": "10.0.0.1", "interface": "ether1"},
            "10.0.0.1%ether2": {"address": "10.0.0.1", "interface": "ether2"},
        }
    ((gateway,), _) = await find({"/ip/route": [one]})
    assert gateway.name == "10.0.0.1"


async def test_routes_that_are_not_active() -> None:
    """They are distinguished from missing ones; disabled ones are not."""
    routes = [
        v7("192.0.2.1"),
        v7("192.0.2.1", active="false", distance="5"),
        v7("192.0.2.2", active="false"),
        v7("192.0.2.3", active="false", disabled="true"),
        v7("lte1", active="false"),
    ]
    gateways, _ = await find_all({"/ip/route": routes, "/ip/address": []})
    assert [gateway.name for gateway in gateways.active] == ["192.0.2.1"]
    assert [gateway.name for gateway in gateways.inactive] == ["192.0.2.2"]


@pytest.mark.parametrize(
    "given",
    [
        v7("192.0.2.1"),
        v7("192.0.2.1%ether2"),
        v7("fe80::1%ether1", dst_address="::/0"),
        v7("192.0.2.4@branch"),
    ],
)
async def test_a_gateway_by_its_name(given: Row) -> None:
    """It can be pinged by its instance, without its route."""
    ((gateway,), _) = await find({menu_of(given): [given], "/ip/vrf": [{"name": "branch"}]})
    again = gateway_of(gateway.name)
    assert again is not None
    assert again.name == gateway.name
    assert again.arguments == gateway.arguments
    assert gateway_of("pppoe-out1") is None


async def test_a_plain_router_is_asked_twice() -> None:
    """Neither VRFs nor addresses are read where no route needs them."""
    _, asked = await find({"/ip/route": [v7("192.0.2.1")], "/ipv6/route": []})
    assert [command.path for command in asked] == ["/ip/route/print", "/ipv6/route/print"]
    assert asked[0].queries == ("?dst-address=0.0.0.0/0",)
    assert asked[1].queries == ("?dst-address=::/0",)
    assert "gateway" in asked[0].proplist
