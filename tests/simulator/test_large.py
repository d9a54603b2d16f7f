"""The largest router: as much as the profile promises, and fast replies."""

import time

import pytest

from .conftest import Start
from .wire import logged_in

# Seconds of computing in which any table must be sent and read; a tenth is usual.
QUICK = 1.0

TABLES = {
    "/interface": 1000 + 48 + 30 + 1,
    "/interface/ethernet": 48,
    "/interface/vlan": 30,
    "/ppp/active": 1000,
    "/queue/simple": 1200,
    "/ip/firewall/filter": 208,
    "/ip/firewall/raw": 16,
    "/ip/firewall/nat": 32,
    "/ip/firewall/mangle": 24,
    "/ipv6/firewall/filter": 20,
}


async def test_what_it_holds(start: Start) -> None:
    """Ports, VLANs, subscribers with their queues, rules: all can be counted and printed."""
    router = await start("isp_edge")
    assert sum(TABLES[menu] for menu in TABLES if "firewall" in menu) == 300
    async with logged_in(router) as wire:
        for menu, number in TABLES.items():
            assert await wire.ask(f"{menu}/print", "=count-only=") == [("!done", f"=ret={number}")]
            assert len(await wire.rows(f"{menu}/print", "=.proplist=.id")) == number
        dynamic = await wire.ask("/queue/simple/print", "=count-only=", "?dynamic=yes")
        assert dynamic == [("!done", "=ret=1000")]
    leases = router.rows("/ip/dhcp-server/lease")
    assert len(leases) == pytest.approx(2000, rel=0.1)
    assert len({row["server"] for row in leases}) == 3
    [tracking] = router.rows("/ip/firewall/connection/tracking")
    assert int(tracking["total-entries"]) == pytest.approx(50_000, rel=0.1)


@pytest.mark.parametrize(
    "words",
    [
        ("/interface/print",),
        ("/queue/simple/print",),
        ("/queue/simple/print", "=.proplist=rate", "?dynamic=yes"),
        ("/ppp/active/print",),
        ("/ip/dhcp-server/lease/print",),
        ("/ip/pool/print",),
        ("/ip/pool/used/print",),
        ("/ip/firewall/connection/print", "=count-only=", "?protocol=tcp"),
    ],
)
async def test_it_is_quick(start: Start, words: tuple[str, ...]) -> None:
    """A poll must not have to wait for a simulated router."""
    router = await start("isp_edge")
    async with logged_in(router) as wire:
        begun = time.thread_time()
        reply = await wire.ask(*words)
        assert time.thread_time() - begun < QUICK
    assert reply[-1][0] == "!done"


async def test_connections_counted_by_protocol(start: Start) -> None:
    """A count without rows is what a walk finds, also with rows added by hand."""
    router = await start("isp_edge", changes={"connections": 4000})
    router.add_row("/ip/firewall/connection", {"protocol": "udp"})
    rows = router.rows("/ip/firewall/connection")
    async with logged_in(router) as wire:
        for protocol in ("tcp", "udp", "icmp", "gre"):
            number = sum(row["protocol"] == protocol for row in rows)
            query = f"?protocol={protocol}"
            counted = await wire.ask("/ip/firewall/connection/print", "=count-only=", query)
            walked = await wire.ask("/ip/firewall/connection/print", "=count-only=", query, "?#!!")
            assert counted == walked == [("!done", f"=ret={number}")]
        other = await wire.ask("/ip/firewall/connection/print", "=count-only=", "?tcp-state")
        assert other == [("!done", f"=ret={sum('tcp-state' in row for row in rows)}")]
        state = await wire.ask("/ip/firewall/connection/print", "=count-only=", "?assured=true")
        assert state == [("!done", f"=ret={len(rows) - 1}")]
