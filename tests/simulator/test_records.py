"""The log, files and changes of a router, as RouterOS 6 and 7 show them."""

import pytest

from simulator import SimulatedRouter
from simulator.profiles.records import MARKER

from .conftest import Start
from .wire import Wire


@pytest.mark.parametrize(
    ("version", "older"), [("7.20.4", "2026-09-10 12:00:00"), ("6.49.18", "sep/10 12:00:00")]
)
async def test_lines_of_today_have_no_date(start: Start, version: str, older: str) -> None:
    """Older ones do, on RouterOS 6 without a year; each has a number of its own."""
    router = await start("rb5009", changes={"version": version})
    rows = router.rows("/log")
    times = [row["time"] for row in rows]
    assert older in times
    assert [time for time in times if " " not in time][:1] == ["07:00:00"]
    numbers = [int(row[".id"].removeprefix("*"), 16) for row in rows]
    assert numbers == list(range(numbers[0], numbers[0] + len(rows)))


async def test_lines_are_asked_for_by_their_numbers(router: SimulatedRouter, wire: Wire) -> None:
    """One with more digits is newer, and a query may be for one topic alone."""
    first = int(router.rows("/log")[0][".id"].removeprefix("*"), 16)
    router.device.note("script,error", "one")
    router.device.note("system,error,critical", "two")
    newest = int(router.rows("/log")[-1][".id"].removeprefix("*"), 16)
    assert newest > first

    async def count(*queries: str) -> str:
        [done] = await wire.ask("/log/print", "=count-only=", *queries)
        return done[1]

    assert await count(f"?>.id=*{newest - 2:X}") == "=ret=2"
    assert await count("?topics=script,error", f"?>.id=*{newest - 2:X}", "?#&") == "=ret=1"
    assert await count("?>.id=*FFFFFF") == "=ret=0"
    assert await count("?>.id=*F") == await count()


async def test_the_memory_is_short_and_empty_after_a_start(router: SimulatedRouter) -> None:
    """The oldest of more than a thousand lines are gone; numbers start again."""
    for number in range(1100):
        router.device.note("firewall,info", f"line {number}")
    rows = router.rows("/log")
    assert (len(rows), rows[-1]["message"]) == (1000, "line 1099")
    router.device.restart(router.device.seconds)
    [row] = router.rows("/log")
    assert (row[".id"], row["message"]) == ("*1", "router rebooted")


async def test_texts_of_a_router(router: SimulatedRouter) -> None:
    """Rows contain private markers, so that a test can see where they leak."""
    for menu, field in (
        ("/log", "message"),
        ("/file", "contents"),
        ("/system/history", "undo"),
        ("/system/scheduler", "on-event"),
    ):
        assert any(MARKER in row.get(field, "") for row in router.rows(menu)), menu


@pytest.mark.parametrize(
    ("version", "mode"), [("7.24", "advanced"), ("7.16.2", "enterprise"), ("6.49.18", None)]
)
async def test_device_mode(start: Start, version: str, mode: str | None) -> None:
    """RouterOS 7 has one, whose names changed with 7.17."""
    router = await start("rb5009", changes={"version": version})
    if mode is None:
        assert "/system/device-mode" not in router.menus
    else:
        assert router.rows("/system/device-mode")[0]["mode"] == mode


async def test_packages(start: Start) -> None:
    """RouterOS 6 has a bundle, 7 one; available ones are listed after a check for updates."""
    old = (await start("hap_v6")).rows("/system/package")
    assert {row["name"] for row in old} >= {"system", "wireless", "ipv6"}
    assert [row["name"] for row in old if row["disabled"] == "true"] == ["ipv6"]
    new = (await start("chr")).rows("/system/package")
    assert [row["name"] for row in new if row.get("available") != "true"] == ["routeros"]
    assert len(new) > 1
