"""A router that reboots, changes while it runs, and records its commands."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulator import SimulatedRouter, load_profile
from tests.conftest import wait_for

from .conftest import Clock, Start
from .wire import Wire, logged_in

INTERFACES = "/interface"


async def test_reboot(router: SimulatedRouter, clock: Clock) -> None:
    """Sessions drop; uptime, counters and link-downs start again."""
    async with logged_in(router) as wire:
        wire.send("/ping", "=address=1.1.1.1", ".tag=1")
        await wire.sentence()
        router.reboot()
        assert await wire.ended()
    [resource] = router.rows("/system/resource")
    assert (resource["uptime"], resource["write-sect-since-reboot"]) == ("0s", "0")
    assert router.counter("ether2", "rx-byte") == 0
    assert {row["link-downs"] for row in router.rows(INTERFACES)} == {"0"}
    assert "last-link-down-time" not in router.rows(INTERFACES)[0]
    clock.now += 90
    assert router.rows("/system/resource")[0]["uptime"] == "1m30s"
    assert router.counter("ether2", "rx-byte") > 0
    async with logged_in(router) as wire:
        assert len(await wire.rows("/system/identity/print")) == 1


async def test_reboot_renumbers(start: Start) -> None:
    """Dynamic rows have another `.id` after a boot, others keep theirs."""
    router = await start("ccr_isp")
    before = {row["name"]: row for row in router.rows(INTERFACES)}
    router.reboot()
    after = {row["name"]: row for row in router.rows(INTERFACES)}
    assert before.keys() == after.keys()
    for name, row in before.items():
        assert (row[".id"] == after[name][".id"]) is ("dynamic" not in row)
    shown = {row["name"]: row[".id"] for row in router.rows("/interface/pppoe-server")}
    assert shown["<pppoe-u1000>"] == after["<pppoe-u1000>"][".id"]


async def test_down(start: Start, clock: Clock) -> None:
    """While it is down TCP is refused; then it is back on the same ports."""
    router = await start(tls="certificate")
    ports = (router.port, router.tls_port)
    router.reboot(down_for=0.05)
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect(router.host, router.port)
    clock.now += 40
    await wait_for(lambda: router._servers)
    async with logged_in(router):
        assert (router.port, router.tls_port) == ports
    assert router.rows("/system/resource")[0]["uptime"] == "0s"


async def test_stopped_while_down(start: Start) -> None:
    """A router that is stopped does not come back."""
    router = await start()
    router.reboot(down_for=0.02)
    await router.stop()
    await asyncio.sleep(0.04)
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect(router.host, router.port)
    port = router.port
    await router.start()
    assert router.port == port
    async with logged_in(router):
        assert len(router.sessions) == 1


async def test_reboot_over_the_wire(wire: Wire, router: SimulatedRouter) -> None:
    """The command gets its reply before the router goes down."""
    assert (await wire.ask("/system/reboot"))[-1] == ("!done",)
    assert await wire.ended()
    assert router.rows("/system/resource")[0]["uptime"] == "0s"


async def test_reset_counters(router: SimulatedRouter, clock: Clock) -> None:
    """A counter's past values stay as they were."""
    before = router.counter("ether2", "tx-byte")
    clock.now += 100
    router.reset_counters("ether2")
    assert router.counter("ether2", "tx-byte") == 0
    assert router.counter("ether2", "tx-byte", at=1000.0) == before
    assert router.counter("ether3", "tx-byte") > 0
    router.reset_counters()
    assert router.counter("ether3", "tx-byte") == 0


async def test_ports_come_and_go(wire: Wire, router: SimulatedRouter, clock: Clock) -> None:
    """A port that appears late counts from zero, in every menu; one that vanishes is gone."""
    new = router.add_row(INTERFACES, {"name": "ether9", "default-name": "ether9", "type": "ether"})
    [row] = await wire.rows("/interface/ethernet/print", "?default-name=ether9")
    assert (row["name"], row[".id"], row["running"]) == ("ether9", new, "true")
    assert router.counter("ether9", "rx-byte") == 0
    clock.now += 10
    assert router.counter("ether9", "rx-byte") > 0
    assert router.rate("ether9", "rx-byte", 1000, 1010) == router.counter("ether9", "rx-byte") / 10
    router.remove_row(INTERFACES, {"name": "ether9"})
    assert not await wire.rows("/interface/print", "?name=ether9")
    assert not await wire.rows("/interface/ethernet/print", "?name=ether9")
    with pytest.raises(LookupError):
        router.counter("ether9", "rx-byte")
    router.add_row(INTERFACES, {"name": "veth1", "type": "veth", "running": "false"})
    clock.now += 10
    assert router.counter("veth1", "rx-byte") == 0


async def test_renamed_port(wire: Wire, router: SimulatedRouter) -> None:
    """A name that is set in one menu shows in the other; the port keeps its counters."""
    before = router.counter("ether1", "rx-byte")
    await wire.ask("/interface/ethernet/set", "=.id=*1", "=name=wan")
    assert (await wire.rows("/interface/print", "?default-name=ether1"))[0]["name"] == "wan"
    assert router.counter("wan", "rx-byte") == router.counter("ether1", "rx-byte") == before


async def test_link_down(router: SimulatedRouter, clock: Clock) -> None:
    """A link that goes down counts as one, comes up again and counts on."""
    router.set_field(INTERFACES, {"name": "ether2"}, {"running": "false"})
    stood = router.counter("ether2", "tx-byte")
    clock.now += 30
    assert router.counter("ether2", "tx-byte") == stood
    router.set_field(INTERFACES, {"name": "ether2"}, {"running": "true"})
    clock.now += 30
    assert router.counter("ether2", "tx-byte") > stood
    assert router.counter("ether2", "tx-byte", at=1010.0) == stood
    row = next(row for row in router.rows(INTERFACES) if row["name"] == "ether2")
    assert row["link-downs"] == "2"
    assert row["last-link-down-time"] == "2026-09-14 12:00:00"
    assert row["last-link-up-time"] == "2026-09-14 12:00:30"


async def test_unknown_rows(router: SimulatedRouter) -> None:
    """A test that names a missing row gets an error."""
    with pytest.raises(LookupError, match="no row of /interface has"):
        router.set_field(INTERFACES, {"name": "nope"}, {"comment": "x"})
    with pytest.raises(LookupError):
        router.remove_row(INTERFACES, {"name": "nope"})
    with pytest.raises(KeyError):
        router.rows("/no/such/menu")
    with pytest.raises(ValueError, match="no profile 'nope'"):
        load_profile("nope")


async def test_journal(router: SimulatedRouter, clock: Clock) -> None:
    """Every command is recorded, with its user and time, passwords masked."""
    async with logged_in(router, "monitor") as wire:
        clock.now += 5
        await wire.ask("/interface/print", "=.proplist=name")
    login, asked = router.journal
    assert (login.words, login.user) == (("/login", "=name=monitor", "=password=***"), "")
    assert asked.words == ("/interface/print", "=.proplist=name")
    assert (asked.time, asked.user, asked.session) == (1005.0, "monitor", login.session)
    assert [one.command for one in router.journal[:2]] == ["/login", "/interface/print"]
    assert router.journal.commands("/interface/print") == [asked]
    assert len(router.journal.commands()) == len(router.journal) == 2
    assert "monitor-password" not in repr(list(router.journal)) + repr(router.users)
    router.journal.clear()
    assert not router.journal


async def test_long_journal(router: SimulatedRouter, wire: Wire) -> None:
    """A router that runs for weeks forgets the oldest commands."""
    router.journal.kept = 3
    for _ in range(20):
        await wire.ask("/ip/pool/print")
    assert 3 <= len(router.journal) <= 6


async def test_many_routers() -> None:
    """Twenty routers start in a moment, each with a serial number of its own."""
    routers = [
        SimulatedRouter(load_profile("rb5009", serial=f"HF{number:09}"), seed=number)
        for number in range(20)
    ]
    await asyncio.gather(*(router.start() for router in routers))
    assert len({router.port for router in routers}) == 20
    assert len({router.counter("ether2", "rx-byte") for router in routers}) > 0
    for router in routers:
        await router.stop()


@pytest.mark.parametrize(("offset", "hours"), [("+02:00", 2), ("-05:00", -5)])
def test_the_clock_is_that_of_its_zone(offset: str, hours: int) -> None:
    """With the real clock it shows the time of the router's zone."""
    router = SimulatedRouter(load_profile("rb5009", gmt_offset=offset))
    [row] = router.rows("/system/clock")
    shown = datetime.fromisoformat(f"{row['date']} {row['time']}+00:00")
    assert abs(shown - datetime.now(UTC) - timedelta(hours=hours)) < timedelta(minutes=30)
