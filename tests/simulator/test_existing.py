"""What exists on which router, and who may read it, as on real routers."""

import pytest

from simulator import PROFILE_NAMES, SimulatedRouter, User, load_profile
from simulator.menus.menu import Kind

from .conftest import Start
from .wire import DENIED, DONE, Wire, logged_in, trapped

EMPTY = [("!empty",), DONE]


def missing(part: str) -> list[tuple[str, ...]]:
    """Return the refusal of a path with an unknown part."""
    return [
        ("!trap", "=category=0", f"=message=no such command or directory ({part})"),
        ("!trap", "=message=no such command prefix"),
        DONE,
    ]


@pytest.mark.parametrize("argument", ["=stats=", "=stats=detail", "=stats-detail="])
@pytest.mark.parametrize("profile", ["hap_v6", "rb5009", "crs_poe"])
async def test_counters_of_a_switch(start: Start, profile: str, argument: str) -> None:
    """They are requested by a flag, whatever its value, wherever there is a chip."""
    async with logged_in(await start(profile)) as wire:
        for menu in ("/interface/ethernet/switch", "/interface/ethernet/switch/port"):
            assert (await wire.ask(f"{menu}/print", argument))[-1] == DONE


async def test_no_switch(start: Start) -> None:
    """A virtual router has no chip."""
    async with logged_in(await start("chr")) as wire:
        reply = await wire.ask("/interface/ethernet/switch/port/print", "=stats=")
        assert reply == missing("switch")


EVERYWHERE = (
    "/ip/hotspot",
    "/ip/hotspot/host",
    "/ip/ipsec/peer",
    "/ip/tftp",
    "/ip/traffic-flow/target",
    "/ip/dhcp-server/alert",
    "/ip/kid-control/device",
    "/routing/ospf/interface",
    "/routing/rip/neighbor",
)
ON_7 = (
    "/ipv6/dhcp-server/binding",
    "/routing/stats/origin",
    "/routing/ospf/interface-template",
    "/system/ups",
)


@pytest.mark.parametrize("menu", [*EVERYWHERE, *ON_7])
async def test_empty_tables(start: Start, menu: str) -> None:
    """What is not configured is an empty table, not a missing menu; a package may bring it."""
    async with logged_in(await start("chr")) as wire:
        assert await wire.ask(f"{menu}/print") == EMPTY
        assert await wire.ask(f"{menu}/print", "=count-only=") == [("!done", "=ret=0")]
    async with logged_in(await start("hap_v6")) as wire:
        reply = await wire.ask(f"{menu}/print")
        assert (reply == [DONE]) is (menu in EVERYWHERE)


VERSIONS = (
    ("/interface/wifi/capsman/remote-cap", "7.13"),
    ("/interface/wifi/cap", "7.13"),
    ("/ip/nat-pmp", "7.13"),
    ("/ip/dns/adlist", "7.15"),
    ("/routing/bfd/session", "7.10"),
    ("/routing/isis/neighbor", "7.13"),
    ("/ip/service/webserver", "7.21"),
    ("/ip/reverse-proxy", "7.22"),
    ("/system/resource/hardware", "7.20"),
)


@pytest.mark.parametrize(("menu", "since"), VERSIONS)
async def test_menus_by_version(start: Start, menu: str, since: str) -> None:
    """A menu exists since its version, also on routers with little hardware."""
    before = f"7.{int(since.removeprefix('7.')) - 1}.9"
    async with logged_in(await start("chr", changes={"version": since})) as wire:
        assert (await wire.ask(f"{menu}/print"))[0][0] != "!trap"
    async with logged_in(await start("chr", changes={"version": before})) as wire:
        assert (await wire.ask(f"{menu}/print"))[0][0] == "!trap"


GONE = (
    ("/system/resource/usb", "7.19", "7.20"),
    ("/ip/route/vrf", "6.49.18", "7.9"),
    ("/routing/bfd/neighbor", "6.49.18", "7.10"),
    ("/interface/wireless/security-profiles", "7.12", "7.13"),
    ("/caps-man/remote-cap", "7.12", "7.13"),
    ("/interface/veth", "7.20", "7.21"),
)


@pytest.mark.parametrize(("menu", "last", "gone"), GONE)
async def test_menus_that_are_gone(start: Start, menu: str, last: str, gone: str) -> None:
    """Some moved, or became part of a package."""
    async with logged_in(await start("chr", changes={"version": last})) as wire:
        assert (await wire.ask(f"{menu}/print"))[0][0] != "!trap"
    async with logged_in(await start("chr", changes={"version": gone})) as wire:
        assert (await wire.ask(f"{menu}/print"))[0][0] == "!trap"


async def test_60_ghz_is_hardware(start: Start) -> None:
    """Only a router with such a radio has the menu."""
    async with logged_in(await start("rb5009")) as wire:
        assert await wire.ask("/interface/w60g/monitor", "=numbers=0", "=once=") == missing("w60g")
    features = frozenset({"routerboard", "w60g"})
    rows = {"/interface/w60g": ({"name": "wlan60-1", "running": "true"},)}
    router = await start("rb5009", changes={"features": features, "tables": rows})
    async with logged_in(router, "monitor") as wire:
        assert len(await wire.rows("/interface/w60g/monitor", "=numbers=0", "=once=")) == 1


@pytest.mark.parametrize("name", PROFILE_NAMES)
async def test_menus_of_one_row_have_it(start: Start, name: str) -> None:
    """A router has settings before they are changed; health may have no fields."""
    router = await start(name)
    single = [path for path, menu in router.menus.items() if menu.kind is Kind.SINGLE]
    assert len(single) > 40
    assert [path for path in single if not router.rows(path) and path != "/system/health"] == []


async def test_monitors_need_no_more_than_reading(start: Start) -> None:
    """A radio is given by its position, as old clients do."""
    async with logged_in(await start("hap_v6"), "monitor") as wire:
        assert len(await wire.rows("/interface/wireless/monitor", "=numbers=0", "=once=")) == 1
    async with logged_in(await start("chr"), "monitor") as wire:
        for menu in ("/radius/incoming", "/ip/proxy", "/ip/traffic-flow", "/system/resource"):
            assert len(await wire.rows(f"{menu}/monitor", "=once=")) == 1
        for menu in ("/interface/bonding", "/interface/bridge/port", "/interface/sstp-client"):
            reply = await wire.ask(f"{menu}/monitor", "=numbers=nobody", "=once=")
            assert reply == trapped("no such item")


@pytest.mark.parametrize("command", ["/interface/find", "/interface/bonding/monitor-slaves"])
async def test_reading_that_is_not_built_answers_nothing(start: Start, command: str) -> None:
    """With the policy "read"; commands that write or disturb need others."""
    router = await start("chr")
    async with logged_in(router, "monitor") as wire:
        assert await wire.ask(command) == EMPTY
        for other in ("/ip/dns/cache/flush", "/ip/hotspot/setup", "/interface/wifi/cap/set"):
            reply = await wire.ask(other)
            assert reply in (DENIED, trapped("no such command"))
        assert await wire.ask("/ip/ipsec/installed-sa/flush") == DENIED
        assert await wire.ask("/tool/torch") == DENIED
    api = frozenset({"api"})
    router.users["bare"] = User(name="bare", password="bare-password", group="b", policies=api)
    async with logged_in(router, "bare") as wire:
        assert await wire.ask(command) == DENIED


async def test_a_modem_of_6_is_tested(start: Start) -> None:
    """There `info` needs another policy than "read"; in 7 it is a monitor like others."""
    modem = load_profile("ltap").interfaces
    changes = {"interfaces": modem, "features": frozenset({"lte", "routerboard"})}
    router = await start("hap_v6", changes=changes)
    reads = frozenset({"api", "read"})
    router.users["reads"] = User(name="reads", password="reads-password", group="r", policies=reads)
    async with logged_in(router, "reads") as wire:
        assert await wire.ask("/interface/lte/info", "=number=0", "=once=") == DENIED
    async with logged_in(router, "monitor") as wire:
        assert len(await wire.rows("/interface/lte/info", "=number=0", "=once=")) == 1
    router = await start("ltap")
    router.users["reads"] = User(name="reads", password="reads-password", group="r", policies=reads)
    async with logged_in(router, "reads") as wire:
        assert len(await wire.rows("/interface/lte/monitor", "=numbers=lte1", "=once=")) == 1


async def arguments_refused(wire: Wire, menu: str, *arguments: str) -> list[bool]:
    """Return for each argument whether a menu refuses it."""
    replies = [await wire.ask(f"{menu}/print", f"={name}=") for name in arguments]
    return [reply[0][0] == "!trap" for reply in replies]


@pytest.mark.parametrize(
    ("menu", "argument", "last", "since"),
    [
        ("/ppp/secret", "show-sensitive", "7.20.8", "7.21"),
        ("/interface/wireguard", "show-sensitive", "7.20.8", "7.21"),
        ("/ip/address", "comments", "7.21.5", "7.22"),
        ("/ip/address", "order-by", "7.23.2", "7.24"),
    ],
)
async def test_arguments_since(
    start: Start, menu: str, argument: str, last: str, since: str
) -> None:
    """An argument that a version does not have yet is refused by its name."""
    for version, refused in ((last, True), (since, False)):
        async with logged_in(await start("chr", changes={"version": version})) as wire:
            assert await arguments_refused(wire, menu, argument) == [refused]


async def test_arguments_of_some_menus(start: Start) -> None:
    """Not every table has a count, a start row or secrets to show; one row has no order."""
    async with logged_in(await start("chr")) as wire:
        assert await arguments_refused(wire, "/ip/route", "stats", "show-sensitive") == [
            False,
            True,
        ]
        assert await arguments_refused(wire, "/ipv6/address", "stats", "from") == [True, False]
        assert await arguments_refused(wire, "/log", "from", "where") == [True, False]
        assert await arguments_refused(wire, "/system/identity", "oid", "order-by") == [False, True]
        assert await arguments_refused(wire, "/interface", "follow-strict") == [True]
        known = await wire.ask("/ip/route/check", "=dst-ip=1.1.1.1")
        assert known == EMPTY
    async with logged_in(await start("hap_v6")) as wire:
        assert await arguments_refused(wire, "/ip/route", "stats") == [True]
        assert await wire.ask("/ip/route/check") == trapped("no such command")


async def test_monitors_take_a_list_of_fields_since(start: Start) -> None:
    """By the console's argument; the API's own has always existed."""
    for version, refused in (("7.18.2", True), ("7.19", False)):
        async with logged_in(await start("chr", changes={"version": version})) as wire:
            command = ("/system/resource/monitor", "=once=")
            reply = await wire.ask(*command, "=proplist=cpu-used")
            assert (reply[0][0] == "!trap") is refused
            [row] = await wire.rows(*command, "=.proplist=cpu-used")
            assert list(row) == ["cpu-used"]


async def test_ordered_rows_name_the_next(router: SimulatedRouter, wire: Wire) -> None:
    """Newer versions do by default, in a full print of rows that can be moved."""
    rows = await wire.rows("/ip/firewall/filter/print")
    assert [row[".nextid"] for row in rows] == [*(row[".id"] for row in rows[1:]), "*FFFFFFFF"]
    assert ".nextid" not in (await wire.rows("/ip/address/print"))[0]
    assert list((await wire.rows("/ip/firewall/filter/print", "=.proplist=chain"))[0]) == ["chain"]


async def test_why_a_row_is_not_in_force(start: Start) -> None:
    """It comes by default with all fields, and not where some are named."""
    async with logged_in(await start("ccr_isp")) as wire:
        [row] = await wire.rows("/routing/bgp/template/print")
        assert row[".about"].startswith("invalid value")
        [row] = await wire.rows("/routing/bgp/template/print", "=.proplist=name,inactive")
        assert row == {"name": "transit", "inactive": "true"}


async def test_flags_without_text(start: Start) -> None:
    """A blackhole route has a flag with an empty text, and no gateway."""
    async with logged_in(await start("ccr_isp")) as wire:
        [route] = await wire.rows("/ip/route/print", "?blackhole")
        assert route["blackhole"] == ""
        assert "gateway" not in route
