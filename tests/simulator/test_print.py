"""`print` and what goes with it: fields, queries, counts, refusals."""

import pytest

from simulator import SimulatedRouter

from .conftest import Clock, Start
from .wire import Wire, logged_in

DONE = ("!done",)
EMPTY = ("!empty",)
NO_SUCH = ("!trap", "=message=no such command")


async def test_fields_as_asked(wire: Wire) -> None:
    """The reply has the requested fields, in that order, `.id` only if named, no unknown ones."""
    reply = await wire.ask("/system/identity/print", "=.proplist=nonsense,name")
    assert reply == [("!re", "=name=home-rb5009"), DONE]
    [row] = await wire.rows("/interface/print", "=.proplist=type,name", "?name=ether1")
    assert list(row) == ["type", "name"]
    [row] = await wire.rows("/interface/print", "=.proplist=.id", "?name=ether1")
    assert row == {".id": "*1"}
    [row] = await wire.rows("/interface/getall", "?name=ether1")
    assert list(row)[:4] == [".id", "name", "default-name", "type"]


async def test_rows_without_fields_are_bare(wire: Wire) -> None:
    """A row that has none of the fields is still a row."""
    reply = await wire.ask("/ip/service/print", "=.proplist=comment", "?dynamic=yes", "?#!")
    assert reply == [*[("!re",)] * 8, DONE]


async def test_empty_reply(start: Start) -> None:
    """Since 7.18 a reply without rows has `!empty`; the tag is in every sentence."""
    for version, words in (("7.17.2", []), ("7.18", [("!empty", ".tag=5")])):
        router = await start(changes={"version": version})
        async with logged_in(router) as wire:
            reply = await wire.ask("/ip/address/print", "?interface=none", ".tag=5")
            assert reply == [*words, ("!done", ".tag=5")]


async def test_count_only(wire: Wire, router: SimulatedRouter) -> None:
    """A count has no rows and obeys the query."""
    every = len(router.rows("/interface"))
    assert await wire.ask("/interface/print", "=count-only=") == [("!done", f"=ret={every}")]
    reply = await wire.ask("/interface/print", "=count-only=", "?type=vlan", ".tag=a")
    assert reply == [("!done", ".tag=a", "=ret=2")]
    assert await wire.ask("/interface/print", "=count-only=", "?type=x") == [("!done", "=ret=0")]


@pytest.mark.parametrize(
    "menu",
    ["/system/resource", "/system/identity", "/ip/firewall/connection/tracking", "/system/clock"],
)
@pytest.mark.parametrize("argument", ["detail", "count-only", "follow-only", "nonsense"])
async def test_singletons_refuse(wire: Wire, menu: str, argument: str) -> None:
    """A menu of one row has neither details nor a count."""
    reply = await wire.ask(f"{menu}/print", f"={argument}=")
    assert reply == [("!trap", f"=message=unknown parameter {argument}"), DONE]


async def test_arguments_by_version(start: Start) -> None:
    """v6 does not name the unknown argument; newer versions have more of them."""
    router = await start("hap_v6")
    async with logged_in(router) as wire:
        reply = await wire.ask("/interface/print", "=nonsense=1")
        assert reply == [("!trap", "=message=unknown parameter"), DONE]
        assert (await wire.rows("/interface/print", "=detail=", "=stats="))[0]["name"] == "ether1"
    router = await start("chr")
    async with logged_in(router) as wire:
        assert len(await wire.rows("/interface/print", "=group-by=type", "=order-by=name")) == 4
        reply = await wire.ask("/ip/firewall/connection/print", "=follow-only=")
        assert reply == [("!trap", "=message=unknown parameter follow-only"), DONE]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/ip/adress/print", "adress"),
        ("/caps-man/registration-table/getall", "caps-man"),
        ("/routing/bgp/peer/print", "peer"),
        ("/interface/ethernet/poe/print", "poe"),
    ],
)
async def test_missing_menu(wire: Wire, path: str, part: str) -> None:
    """Two traps name the part of the path that is not there."""
    assert await wire.ask(path, ".tag=1") == [
        ("!trap", ".tag=1", "=category=0", f"=message=no such command or directory ({part})"),
        ("!trap", ".tag=1", "=message=no such command prefix"),
        ("!done", ".tag=1"),
    ]


@pytest.mark.parametrize("path", ["/interface/prnt", "/ip/print", "/nonsense", "/tool/print"])
async def test_missing_command(wire: Wire, path: str) -> None:
    """A menu that exists, without such a command."""
    assert await wire.ask(path) == [NO_SUCH, DONE]


async def test_existing_command_without_effect(wire: Wire) -> None:
    """A command that changes nothing here just replies `!done`."""
    assert await wire.ask("/system/backup/save") == [EMPTY, DONE]
    assert await wire.ask("/interface/find") == [EMPTY, DONE]


QUERIES = [
    (["?type=vlan"], {"vlan20-guest", "vlan30-iot"}),
    (["?=type=vlan"], {"vlan20-guest", "vlan30-iot"}),
    (["?type=vlan", "?type=bridge", "?#|"], {"vlan20-guest", "vlan30-iot", "bridge"}),
    (["?type=vlan", "?comment=Guests"], {"vlan20-guest"}),
    (["?type=vlan", "?comment=Guests", "?#!"], {"vlan30-iot"}),
    (["?type=vlan", "?comment=Guests", "?#!&"], {"vlan30-iot"}),
    (["?name=ether1", "?name=ether2", "?#|.|"], {"ether1", "ether2"}),
    (["?default-name", "?running=no"], {"ether7", "ether8", "sfp-sfpplus1"}),
    (["?-default-name", "?-comment"], {"lo"}),
    (["?>mtu=1500"], {"lo", "bridge"}),
    (["?<mtu=1500"], {"wg-office"}),
    (["?<name=ether1"], {"bridge"}),
    (["?running=true", "?type=bridge"], {"bridge"}),
    (["?running=yes", "?type=bridge"], {"bridge"}),
    (["?.id=*3"], {"ether3"}),
    (["?name=ether1", "?name=ether2", "?#1"], {"ether1"}),
    (["?name=ether1", "?name=ether2", "?#0"], {"ether2"}),
    (["?name=ether1", "?name=ether2", "?#1.||"], {"ether1", "ether2"}),
    (["?name=ether1", "?name=ether2", "?#1!|&"], set()),
    (["?type=", "?type=nonsense", "?#|"], set()),
    (["?dynamic=no", "?name=ether1"], set()),
    (["?dynamic=yes", "?#!", "?name=ether1"], {"ether1"}),
]


@pytest.mark.parametrize(("queries", "names"), QUERIES)
async def test_query(wire: Wire, queries: list[str], names: set[str]) -> None:
    """The words of a query are a stack machine; what is left must all be true."""
    rows = await wire.rows("/interface/print", "=.proplist=name", *queries)
    assert {row["name"] for row in rows} == names


@pytest.mark.parametrize("word", ["?#&", "?#5", "?#5!", "?#.", "?#x"])
async def test_bad_query(wire: Wire, word: str) -> None:
    """A query that takes more from the stack than there is, is refused."""
    reply = await wire.ask("/interface/print", word)
    assert reply == [("!trap", "=category=1", "=message=invalid query"), DONE]


async def test_absent_flag(start: Start) -> None:
    """Whether a missing flag counts as `no` is the profile's choice."""
    router = await start(changes={"absent_flag_is_no": True})
    async with logged_in(router) as wire:
        rows = await wire.rows("/interface/print", "?dynamic=no", "?name=ether1")
        assert [row["name"] for row in rows] == ["ether1"]
        assert not await wire.rows("/interface/print", "?comment=no", "?name=lo")
        assert not await wire.rows("/interface/print", "?<dynamic=no", "?name=ether1")


async def test_one_by_identifier(wire: Wire) -> None:
    """`.id` as an argument picks a row."""
    rows = await wire.rows("/interface/print", "=.id=*2")
    assert [row["name"] for row in rows] == ["ether2"]
    assert await wire.ask("/interface/print", "=.id=*2", "=count-only=") == [("!done", "=ret=1")]


async def test_odd_bytes(wire: Wire, router: SimulatedRouter) -> None:
    """Bytes of any encoding, lengths of any size and odd names survive."""
    long = "x" * 20_000
    odd = ("yes", "007", "a/b", "<pppoe-x>", 'say "hi"', "ēka")
    for name in odd:
        router.add_row("/interface", {"name": name, "type": "veth"})
    router.set_field("/interface", {"name": "yes"}, {"comment": b"\xe0\xef\xe0 \xff=y"})
    router.set_field("/interface", {"name": "007"}, {"comment": long})
    rows = {row["name"]: row for row in await wire.rows("/interface/print", "?type=veth")}
    assert set(rows) == set(odd)
    assert rows["yes"]["comment"].encode("utf-8", "surrogateescape") == b"\xe0\xef\xe0 \xff=y"
    assert rows["007"]["comment"] == long
    [row] = await wire.rows("/interface/print", "?comment=\udce0\udcef\udce0 \udcff=y")
    assert row["name"] == "yes"
    [neighbour] = await wire.rows("/ip/neighbor/print")
    assert neighbour["identity"] == "ap-upstairs\x00\x00\x00"
    router.set_field("/interface", {"name": "007"}, {"comment": None})
    [row] = await wire.rows("/interface/print", "?name=007")
    assert "comment" not in row


async def test_cp1251(start: Start) -> None:
    """Comments written by WinBox come back as they went in."""
    router = await start("hap_v6")
    async with logged_in(router) as wire:
        [row] = await wire.rows("/interface/print", "?name=ether1")
        data = row["comment"].encode("utf-8", "surrogateescape")
        assert data.decode("cp1251") == "Провайдер"


async def test_connections(start: Start) -> None:
    """A large table is generated row by row; counts and queries agree with it."""
    router = await start("ccr_isp", changes={"connections": 3000})
    async with logged_in(router) as wire:
        rows = await wire.rows("/ip/firewall/connection/print", "=.proplist=protocol,tcp-state")
        [tracking] = await wire.rows("/ip/firewall/connection/tracking/print")
        assert tracking["total-entries"] == tracking["total-ip4-entries"] == str(len(rows))
        everything = await wire.ask("/ip/firewall/connection/print", "=count-only=")
        assert everything == [("!done", f"=ret={len(rows)}")]
        for protocol in ("tcp", "udp", "icmp"):
            count = sum(row["protocol"] == protocol for row in rows)
            assert count > 10
            reply = await wire.ask(
                "/ip/firewall/connection/print", "=count-only=", f"?protocol={protocol}"
            )
            assert reply == [("!done", f"=ret={count}")]
        router.add_row("/ip/firewall/connection", {"protocol": "gre"})
        [row] = await wire.rows("/ip/firewall/connection/print", "?protocol=gre")
        assert row["protocol"] == "gre"


async def test_v6_formats(start: Start) -> None:
    """v6 has its own dates, flags, health and no new menus."""
    router = await start("hap_v6")
    async with logged_in(router) as wire:
        [resource] = await wire.rows("/system/resource/print")
        assert resource["version"] == "6.49.18 (long-term)"
        assert resource["build-time"] == "Feb/26/2025 09:41:07"
        assert (await wire.rows("/system/clock/print"))[0]["date"] == "sep/14/2026"
        health = await wire.ask("/system/health/print")
        assert len(health) == 2
        assert health[0][1].startswith("=voltage=23.")
        assert (await wire.rows("/ip/arp/print"))[0]["DHCP"] == "true"
        assert (await wire.rows("/ip/firewall/connection/print"))[0]["connection-type"] == ""
        assert (await wire.ask("/tool/ping", "=address=1.1.1.1"))[0] == NO_SUCH
        assert (await wire.ask("/routing/bgp/session/print"))[0][0] == "!trap"
        assert await wire.ask("/routing/bgp/peer/print") == [DONE]


async def test_chr(start: Start) -> None:
    """A virtual router has no board, a state for health, and a licence of its own."""
    router = await start("chr")
    async with logged_in(router) as wire:
        reply = await wire.ask("/system/routerboard/print")
        assert reply[0][2] == "=message=no such command or directory (routerboard)"
        assert await wire.rows("/system/health/print") == [
            {"state": "disabled", "state-after-reboot": "disabled"}
        ]
        [licence] = await wire.rows("/system/license/print")
        assert licence["system-id"] == router.profile.serial
        rows = {row["name"]: row for row in await wire.rows("/interface/print")}
        assert "rx-error" not in rows["ether2"]
        assert "last-link-down-time" not in rows["ether1"]


async def test_health_menu_gone(start: Start) -> None:
    """A board without sensors loses the menu with 7.17; before it printed nothing."""
    changes = {"features": frozenset({"routerboard"})}
    router = await start(changes={**changes, "version": "7.10.2"})
    async with logged_in(router) as wire:
        assert await wire.ask("/system/health/print") == [DONE]
    router = await start(changes={**changes, "version": "7.17"})
    async with logged_in(router) as wire:
        reply = await wire.ask("/system/health/print")
        assert reply[0][2] == "=message=no such command or directory (health)"


async def test_isp(start: Start) -> None:
    """The provider's router has subscribers, peers, sensors and optics."""
    router = await start("ccr_isp")
    async with logged_in(router) as wire:
        present = len(router.rows("/ppp/active"))
        assert 200 < present < 230
        reply = await wire.ask("/ppp/active/print", "=count-only=")
        assert reply == [("!done", f"=ret={present}")]
        reply = await wire.ask("/interface/print", "=count-only=", "?dynamic=yes")
        assert reply == [("!done", "=ret=200")]
        sessions = await wire.rows("/routing/bgp/session/print")
        assert (sessions[0]["ebgp"], sessions[0]["established"]) == ("", "true")
        assert len(await wire.rows("/routing/bgp/connection/print")) == len(sessions) + 1
        assert {row["type"] for row in await wire.rows("/system/health/print")} >= {"C", "RPM", ""}
        assert len(await wire.rows("/system/resource/cpu/print")) == 16


async def test_sessions_grow_old(start: Start, clock: Clock) -> None:
    """Their uptime grows, and starts again with the router's."""
    router = await start("ccr_isp")
    assert router.rows("/ppp/active")[0]["uptime"] == "6m40s"
    assert router.rows("/routing/bgp/session")[0]["uptime"] == "4w2d11h53m10s720ms"
    clock.now += 65
    assert router.rows("/ppp/active")[0]["uptime"] == "7m45s"
    router.reboot()
    clock.now += 20
    assert router.rows("/ppp/active")[0]["uptime"] == "20s"


async def test_other_router(start: Start) -> None:
    """A profile can be another copy, or another version, of its router."""
    first, second = await start(), await start(changes={"serial": "HF1"})
    assert second.rows("/system/routerboard")[0]["serial-number"] == "HF1"
    macs = [router.rows("/interface")[0]["mac-address"] for router in (first, second)]
    assert macs[0] != macs[1]
    old = await start("hap_v6", changes={"version": "6.42.12"})
    assert old.rows("/system/resource")[0]["version"] == "6.42.12 (bugfix)"
    assert old.rows("/system/package/update")[0]["channel"] == "bugfix"
