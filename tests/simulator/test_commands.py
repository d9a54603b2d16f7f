"""Commands beside `print`: tags, monitors, ping, writing, permissions."""

import asyncio
from functools import partial

import pytest

from simulator import Host, SimulatedRouter, User
from tests.conftest import wait_for

from .conftest import Clock, Start
from .wire import DENIED, DONE, Wire, fields, logged_in, trapped


async def test_tags_interleave(wire: Wire) -> None:
    """Commands run in parallel, each reply with its own tag."""
    wire.send("/ping", "=address=1.1.1.1", "=count=3", "=interval=20ms", ".tag=slow")
    wire.send("/system/identity/print", ".tag=quick")
    order: list[str] = []
    while order.count("!done") < 2:
        sentence = await wire.sentence()
        assert sentence is not None
        order.append(sentence[0] if sentence[0] == "!done" else sentence[1])
    assert order == [".tag=slow", ".tag=quick", "!done", ".tag=slow", ".tag=slow", "!done"]


async def test_cancel(wire: Wire) -> None:
    """A cancelled command is trapped; its `!done` follows that of the cancel."""
    wire.send("/ip/address/listen", ".tag=10")
    wire.send("/ping", "=address=1.1.1.1", ".tag=11")
    assert (await wire.sentence() or ())[:2] == ("!re", ".tag=11")
    wire.send("/cancel", "=tag=10", ".tag=20")
    expected = [
        ("!trap", ".tag=10", "=category=2", "=message=interrupted"),
        ("!done", ".tag=20"),
        ("!done", ".tag=10"),
    ]
    assert [await wire.sentence() for _ in range(3)] == expected
    wire.send("/cancel", ".tag=21")
    assert (await wire.sentence() or ())[:2] == ("!trap", ".tag=11")
    assert [await wire.sentence() for _ in range(2)] == [("!done", ".tag=21"), ("!done", ".tag=11")]
    assert await wire.ask("/cancel", "=tag=99") == [DONE]


async def test_listen(wire: Wire, router: SimulatedRouter) -> None:
    """Changes are sent as they happen; a removed row is dead."""
    wire.send("/ip/address/listen", "?interface=bridge", ".tag=1")
    await wait_for(lambda: router.device.tables["/ip/address"].listeners)
    router.add_row("/ip/address", {"address": "10.9.9.1/24", "interface": "ether5"})
    new = router.add_row("/ip/address", {"address": "10.9.8.1/24", "interface": "bridge"})
    added = fields(await wire.sentence() or ())
    assert (added[".id"], added["address"]) == (new, "10.9.8.1/24")
    router.remove_row("/ip/address", {".id": new})
    assert fields(await wire.sentence() or ()) == {".id": new, ".dead": "true"}
    wire.close()


async def test_follow(wire: Wire, router: SimulatedRouter) -> None:
    """`follow` first prints, `follow-only` does not; a singleton has no `listen`."""
    wire.send("/ip/pool/print", "=follow=")
    assert fields(await wire.sentence() or ())["name"] == "lan"
    wire.send("/ip/pool/print", "=follow-only=")
    await wait_for(lambda: len(router.device.tables["/ip/pool"].listeners) == 2)
    router.add_row("/ip/pool", {"name": "guests"})
    assert [fields(await wire.sentence() or ())["name"] for _ in range(2)] == ["guests"] * 2
    reply = await wire.ask("/system/identity/listen")
    assert reply == trapped("unknown parameter follow-only")


async def test_print_interval(wire: Wire) -> None:
    """With an interval `print` goes on."""
    wire.send("/ip/pool/print", "=interval=20ms")
    assert [fields(await wire.sentence() or ())["name"] for _ in range(3)] == ["lan"] * 3


async def test_monitor_traffic(wire: Wire, router: SimulatedRouter, clock: Clock) -> None:
    """Rates of several interfaces, each what its counter grows by."""
    command = ("/interface/monitor-traffic", "=interface=ether1,ether2", "=once=")
    rows = await wire.rows(*command)
    assert [row["name"] for row in rows] == ["ether1", "ether2"]
    start = clock.now // 5 * 5
    grown = router.rate("ether2", "tx-byte", start, start + 5)
    assert float(rows[1]["tx-bits-per-second"]) == pytest.approx(grown * 8, rel=0.01)
    assert "tx-queue-drops-per-second" in rows[0]
    reply = await wire.ask("/interface/monitor-traffic", "=interface=nope", "=once=")
    message = "input does not match any value of interface"
    assert reply == trapped(message, "=category=1")
    wire.send("/interface/monitor-traffic", "=interface=ether1", "=interval=20ms")
    sections = [fields(await wire.sentence() or ())[".section"] for _ in range(3)]
    assert sections == ["0", "1", "2"]


async def test_monitor_ethernet(wire: Wire) -> None:
    """One row per port in `numbers`; `interface` is no argument of it."""
    rows = await wire.rows("/interface/ethernet/monitor", "=numbers=ether1,*8,8", "=once=")
    assert [row["name"] for row in rows] == ["ether1", "ether8", "sfp-sfpplus1"]
    assert (rows[0]["rate"], rows[0]["status"]) == ("2.5Gbps", "link-ok")
    assert "rate" not in rows[1]
    rows = await wire.rows("/interface/ethernet/monitor", "=.id=sfp-sfpplus1", "=once=")
    assert rows[0]["sfp-module-present"] == "false"
    monitor = "/interface/ethernet/monitor"
    reply = await wire.ask(monitor, "=interface=ether1", "=once=")
    assert reply == trapped("unknown parameter interface")
    assert await wire.ask(monitor, "=numbers=nope", "=once=") == trapped("no such item")
    assert await wire.ask(monitor, "=once=") == trapped("missing =numbers=")


async def test_optics(start: Start) -> None:
    """A module reports its optical power; a virtual port reports little."""
    async with logged_in(await start("ccr_isp")) as wire:
        command = ("/interface/ethernet/monitor", "=numbers=sfp-sfpplus1,ether1", "=once=")
        optical, copper = await wire.rows(*command)
        assert optical["rate"] == "10Gbps"
        assert float(optical["sfp-rx-power"]) == pytest.approx(-5.874, rel=0.03)
        assert "sfp-rx-power" not in copper
    async with logged_in(await start("chr")) as wire:
        [row] = await wire.rows("/interface/ethernet/monitor", "=numbers=ether1", "=once=")
        assert row == {"name": "ether1", "status": "link-ok"}
    async with logged_in(await start("hap_v6")) as wire:
        [row] = await wire.rows("/interface/ethernet/monitor", "=numbers=ether1", "=once=")
        assert row["rate"] == "100Mbps"


async def test_monitor_resource(wire: Wire) -> None:
    """Load of every processor and the memory left."""
    [row] = await wire.rows("/system/resource/monitor", "=once=")
    assert len(row["cpu-used-per-cpu"].split(",")) == 4
    assert int(row["free-memory"]) > 0


async def test_pppoe_client(wire: Wire, router: SimulatedRouter) -> None:
    """A dialled connection is connected while it runs."""
    router.add_row("/interface", {"name": "pppoe-out1", "type": "pppoe-out"})
    command = ("/interface/pppoe-client/monitor", "=numbers=pppoe-out1", "=once=")
    [row] = await wire.rows(*command)
    assert row["status"] == "connected"
    router.set_field("/interface", {"name": "pppoe-out1"}, {"running": "false"})
    assert await wire.rows(*command) == [{"status": "disconnected"}]


async def test_ping(wire: Wire) -> None:
    """One row per packet, with the counts so far."""
    rows = await wire.rows("/ping", "=address=203.0.113.1", "=count=3", "=interval=10ms")
    assert [row["seq"] for row in rows] == ["0", "1", "2"]
    assert rows[-1]["received"] == rows[-1]["sent"] == "3"
    assert rows[-1]["packet-loss"] == "0"
    assert rows[-1]["avg-rtt"].endswith("us")
    rows = await wire.rows("/tool/ping", "=address=one.example.net", "=count=1")
    assert rows[0]["host"].startswith("198.18.")
    again = await wire.rows("/ping", "=address=one.example.net", "=count=1")
    assert again[0]["host"] == rows[0]["host"]
    assert len(await wire.rows("/ping", "=address=2001:db8::1", "=count=1")) == 1


async def test_ping_nobody(wire: Wire) -> None:
    """No host replies from the network for documentation."""
    rows = await wire.rows("/ping", "=address=192.0.2.7", "=count=2", "=interval=10ms")
    assert rows[-1] == {
        "seq": "1",
        "host": "192.0.2.7",
        "status": "timeout",
        "sent": "2",
        "received": "0",
        "packet-loss": "100",
    }


async def test_ping_what_is_told_to_answer(wire: Wire, router: SimulatedRouter) -> None:
    """A host replies as a test sets it: slowly, seldom, with a status, or not at all."""
    command = ("/ping", "=address=203.0.113.1", "=count=20", "=interval=10ms")
    router.device.pause = partial(asyncio.sleep, 0)
    router.hosts["203.0.113.1"] = Host(round_trip=0.05, loss=0.5)
    rows = await wire.rows(*command)
    assert 0 < int(rows[-1]["packet-loss"]) < 100
    assert all(row["time"] >= "50ms" for row in rows if "time" in row)
    router.hosts["203.0.113.1"] = Host(round_trip=0, loss=1, status="host unreachable")
    assert {row["status"] for row in await wire.rows(*command)} == {"host unreachable"}
    router.hosts["203.0.113.1"] = Host(round_trip=0, refusal="no such item (4)")
    assert await wire.ask(*command) == trapped("no such item (4)")


@pytest.mark.parametrize("profile", ["rb5009", "ccr_v6"])
async def test_ping_of_ipv6(start: Start, profile: str) -> None:
    """A reply over IPv6 has a status; one over IPv4 has none."""
    async with logged_in(await start(profile)) as wire:
        [row] = await wire.rows("/ping", "=address=2001:db8::1", "=count=1")
        assert (row["status"], row["received"]) == ("echo reply", "1")
        assert "time" in row
        [row] = await wire.rows("/ping", "=address=203.0.113.1", "=count=1")
        assert "status" not in row


async def test_ping_answered_by_others(wire: Wire, router: SimulatedRouter) -> None:
    """A host on the way replies from its own address, with a time; the router with a status."""
    command = ("/ping", "=address=203.0.113.1", "=count=1")
    router.hosts["203.0.113.1"] = Host(
        round_trip=0.02, loss=1, status="TTL exceeded", reporter="203.0.113.9"
    )
    [row] = await wire.rows(*command)
    assert (row["host"], row["received"], row["packet-loss"]) == ("203.0.113.9", "0", "100")
    assert {"size", "ttl", "time"} < row.keys()
    assert "avg-rtt" not in row
    router.hosts["203.0.113.1"] = Host(round_trip=0, loss=1, status="no route to host")
    [row] = await wire.rows(*command)
    assert row.keys() == {"seq", "status", "sent", "received", "packet-loss"}


async def test_netwatch_and_peers_move_with_the_clock(start: Start, clock: Clock) -> None:
    """Counts grow and round trips vary; versions have menus of their own."""
    router = await start("ccr_isp")
    [before, *_] = router.rows("/routing/bgp/session")
    trips = set()
    for _ in range(5):
        clock.now += 60
        trips.add(router.rows("/tool/netwatch")[0]["rtt-avg"])
    [after, *_] = router.rows("/routing/bgp/session")
    assert int(after["remote.messages"]) > int(before["remote.messages"])
    assert len(trips) > 1
    old = await start("ccr_isp", changes={"version": "6.49.18"})
    states = [row["state"] for row in old.rows("/routing/bgp/peer")]
    assert states.count("established") == len(states) - 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["=address=no sense"], "invalid value for argument address"),
        (["=address=1.1.1.1", "=src-address=x"], "invalid value for argument src-address"),
        (["=address=1.1.1.1", "=count=x"], "invalid value for argument count"),
        (["=address=1.1.1.1", "=interval=x"], "invalid value for argument interval"),
        (["=address=1.1.1.1", "=interface=no"], "input does not match any value of interface"),
        (["=address=1.1.1.1", "=vrf=no"], "input does not match any value of vrf"),
        (
            ["=address=1.1.1.1", "=interval=9s"],
            "value of interval out of range (00:00:00.01..00:00:05)",
        ),
    ],
)
async def test_ping_refused(wire: Wire, words: list[str], message: str) -> None:
    """Values that make no sense are refused."""
    assert await wire.ask("/ping", *words) == trapped(message, "=category=1")


async def test_ping_by_version(start: Start, wire: Wire) -> None:
    """v6 knows no `vrf` and counts whole milliseconds, v7 no `routing-table`."""
    reply = await wire.ask("/ping", "=address=1.1.1.1", "=routing-table=main")
    assert reply == trapped("unknown parameter routing-table")
    async with logged_in(await start("hap_v6")) as old:
        reply = await old.ask("/ping", "=address=1.1.1.1", "=vrf=main")
        assert reply == trapped("unknown parameter")
        [row] = await old.rows("/ping", "=address=1.1.1.1", "=count=1", "=routing-table=main")
        assert row["time"].removesuffix("ms").isdigit()


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("7.21.3", ["failure: resolve failed"]),
        ("7.16.2", ["invalid value for argument address:", "could not get answer from dns server"]),
        (
            "6.49.18",
            ["invalid value for argument address:", "could not get answer from dns server"],
        ),
    ],
)
async def test_ping_of_a_name_that_nobody_has(
    start: Start, version: str, message: list[str]
) -> None:
    """Older versions report it in several lines, newer ones in one."""
    async with logged_in(await start("chr", changes={"version": version})) as wire:
        for name in ("nobody", "nobody.invalid"):
            [refusal, done] = await wire.ask("/ping", f"=address={name}", "=count=1")
            assert refusal[0] == "!trap"
            [said] = [word for word in refusal if word.startswith("=message=")]
            assert said.startswith(f"=message={message[0]}")
            assert said.endswith(message[-1])
            assert done == ("!done",)


async def test_permissions(router: SimulatedRouter) -> None:
    """Each command needs its policy, and so do secrets."""
    api = frozenset({"api"})
    router.users["bare"] = User(name="bare", password="bare-password", group="b", policies=api)
    async with logged_in(router, "bare") as wire:
        for command in ("/interface/print", "/interface/listen", "/system/identity/print"):
            assert await wire.ask(command) == DENIED
        assert await wire.ask("/ping", "=address=1.1.1.1", "=count=1") == DENIED
        assert await wire.ask("/interface/monitor-traffic", "=interface=ether1") == DENIED
    async with logged_in(router, "monitor") as wire:
        assert len(await wire.rows("/ping", "=address=1.1.1.1", "=count=1")) == 1
        for command in ("/interface/set", "/interface/add", "/interface/remove", "/system/reboot"):
            assert await wire.ask(command, "=.id=*1") == DENIED
        assert await wire.ask("/system/package/update/check-for-updates") == DENIED
        assert await wire.ask("/system/backup/save") == DENIED


async def test_writing(wire: Wire, router: SimulatedRouter) -> None:
    """Rows are added, changed, disabled, enabled and removed."""
    [done] = await wire.ask("/ip/pool/add", "=name=guests", "=ranges=10.0.0.2-10.0.0.9")
    new = fields(done)["ret"]
    assert (await wire.ask("/ip/pool/add", "=name=guests", "=ranges=x"))[0][1].startswith(
        "=message=failure: already have"
    )
    await wire.ask("/ip/pool/set", f"=.id={new}", "=comment=for guests", "=disabled=yes")
    [row] = await wire.rows("/ip/pool/print", "?name=guests")
    assert (row["comment"], row["disabled"]) == ("for guests", "true")
    await wire.ask("/ip/pool/enable", "=numbers=guests")
    assert router.rows("/ip/pool")[1]["disabled"] == "false"
    await wire.ask("/ip/pool/unset", f"=.id={new}", "=value-name=comment")
    assert "comment" not in router.rows("/ip/pool")[1]
    await wire.ask("/ip/pool/remove", f"=.id={new}")
    assert len(router.rows("/ip/pool")) == 1
    await wire.ask("/system/identity/set", "=name=renamed")
    assert router.rows("/system/identity") == [{"name": "renamed"}]


async def test_writing_refused(wire: Wire, start: Start) -> None:
    """What does not exist cannot be written."""
    reply = await wire.ask("/ip/pool/set", "=.id=*99", "=name=x")
    assert reply == trapped("no such item (4)")
    reply = await wire.ask("/ip/pool/add", "=nonsense=x")
    assert reply == trapped("unknown parameter nonsense")
    assert await wire.ask("/system/identity/add") == trapped("no such command")
    async with logged_in(await start("hap_v6")) as old:
        reply = await old.ask("/ip/pool/add", "=nonsense=x")
        assert reply == trapped("unknown parameter")


async def test_disabling_a_port(wire: Wire, router: SimulatedRouter, clock: Clock) -> None:
    """A disabled port stops counting, in whichever menu it was disabled; enabled it goes on."""
    await wire.ask("/interface/ethernet/disable", "=.id=*2")
    [row] = await wire.rows("/interface/print", "?name=ether2")
    assert (row["disabled"], row["running"]) == ("true", "false")
    before = router.counter("ether2", "tx-byte")
    clock.now += 60
    assert router.counter("ether2", "tx-byte") == before
    assert (await wire.rows("/interface/print", "?name=ether2"))[0]["link-downs"] == "2"
    [rates] = await wire.rows("/interface/monitor-traffic", "=interface=ether2", "=once=")
    assert rates["tx-bits-per-second"] == "0"
    await wire.ask("/interface/enable", "=numbers=ether2")
    clock.now += 60
    assert router.counter("ether2", "tx-byte") > before


async def test_updates(wire: Wire) -> None:
    """The newest version is known only after a check."""
    [row] = await wire.rows("/system/package/update/print")
    assert "latest-version" not in row
    [row] = await wire.rows("/system/package/update/check-for-updates")
    assert row["status"] == "System is already up to date"
    assert (await wire.rows("/system/package/update/print"))[0]["latest-version"] == "7.20.4"


async def test_reset_counters(wire: Wire, router: SimulatedRouter) -> None:
    """One port, or all."""
    await wire.ask("/interface/reset-counters", "=numbers=ether2")
    assert router.counter("ether2", "rx-byte") == 0
    assert router.counter("ether3", "rx-byte") > 0
    await wire.ask("/interface/ethernet/reset-counters")
    assert router.counter("ether3", "rx-byte") == 0


async def test_words_of_no_kind(wire: Wire) -> None:
    """A word that is neither argument nor query changes nothing, nor do empty sentences."""
    wire.writer.write(b"\0\0")
    reply = await wire.ask("/system/identity/print", "nonsense")
    assert reply == [("!re", "=name=home-rb5009"), DONE]


async def test_monitors_that_a_profile_tells(start: Start) -> None:
    """Each named row is in the reply, also without values; the policy "read" is enough."""
    told = {"/interface/bonding": {"bond1": {"mode": "802.3ad"}}, "/radius/incoming": {"": {}}}
    rows = ({"name": "bond1"}, {"name": "bond2"})
    changes = {"monitored": told, "tables": {"/interface/bonding": rows}}
    router = await start("chr", changes=changes)
    async with logged_in(router, "monitor") as wire:
        monitor = "/interface/bonding/monitor"
        found = await wire.rows(monitor, "=numbers=bond1,bond2", "=once=")
        assert found == [{"mode": "802.3ad"}, {}]
        assert await wire.ask(monitor, "=numbers=bond3", "=once=") == trapped("no such item")
        assert await wire.ask(monitor, "=once=") == trapped("missing =numbers=")
