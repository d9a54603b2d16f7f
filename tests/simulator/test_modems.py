"""Signals of modems, by the commands of RouterOS 6 and 7."""

from dataclasses import replace

import pytest

from simulator import SimulatedRouter, load_profile

from .conftest import Clock, Start
from .wire import logged_in, trapped

MONITOR = "/interface/lte/monitor"
INFO = "/interface/lte/info"


async def test_monitor(start: Start, clock: Clock) -> None:
    """One row per modem; signals vary, the cell stays."""
    async with logged_in(await start("ltap")) as wire:
        first, second = await wire.rows(MONITOR, "=numbers=lte1,lte2", "=once=")
        assert first["current-operator"] == "LMT"
        assert float(first["rsrp"]) == pytest.approx(-91, rel=0.05)
        assert "nr-rsrp" not in first
        assert float(second["nr-sinr"]) == pytest.approx(18.5, rel=0.25)
        clock.now += 600
        [later] = await wire.rows(MONITOR, "=numbers=lte1", "=once=", "=.proplist=rsrp,status")
        assert later.keys() == {"rsrp", "status"}
        assert later["status"] == "connected"
        assert await wire.ask(MONITOR, "=once=") == trapped("missing =numbers=")
        assert await wire.ask(MONITOR, "=numbers=lte7", "=once=") == trapped("no such item")
        assert await wire.ask(INFO, "=number=lte1", "=once=") == trapped("no such command")


async def test_info(start: Start) -> None:
    """RouterOS 6 has another command with another argument, and only with its package."""
    async with logged_in(await start("ltap", changes={"version": "6.49.18"})) as wire:
        [row] = await wire.rows(INFO, "=number=lte1", "=once=")
        assert row["status"] == "running"
        assert await wire.ask(MONITOR, "=numbers=lte1", "=once=") == trapped("no such command")
        assert await wire.ask(INFO, "=once=") == trapped("missing =number=")
    async with logged_in(await start("hap_v6")) as wire:
        reply = await wire.ask("/interface/lte/print")
        assert reply[0][-1] == "=message=no such command or directory (lte)"


async def test_searching(start: Start, clock: Clock) -> None:
    """A modem without a network reports no signal; its session then starts again."""
    router = await start("ltap")
    async with logged_in(router) as wire:
        router.set_field("/interface", {"name": "lte1"}, {"running": "false"})
        [row] = await wire.rows(MONITOR, "=numbers=lte1", "=once=")
        assert row["status"] == "searching"
        assert not row.keys() & {"rsrp", "current-operator", "session-uptime"}
        router.set_field("/interface", {"name": "lte1"}, {"running": "true"})
        clock.now += 75
        [row] = await wire.rows(MONITOR, "=numbers=lte1", "=once=")
        assert row["session-uptime"] == "1m15s"


def test_the_older_wireless_package(clock: Clock) -> None:
    """From 7.13 it is a package of its own; the menu of the newer one always exists."""
    profile = load_profile("ltap")
    older, newer = "/interface/wireless/registration-table", "/interface/wifi/registration-table"
    both = SimulatedRouter(profile, clock=clock, tls=None).device.tables
    assert {older, newer} <= both.keys()
    without = replace(profile, features=profile.features - {"wireless"})
    one = SimulatedRouter(without, clock=clock, tls=None).device.tables
    assert older not in one
    assert newer in one
