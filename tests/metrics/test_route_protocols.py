"""Routes counted by protocol."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics import route_protocols
from custom_components.mikrotik_monitoring.metrics.counts import POLLS_TO_SKIP, GuardedCount
from custom_components.mikrotik_monitoring.metrics.route_protocols import PROTOCOLS
from custom_components.mikrotik_monitoring.routeros import Command

from .menus import Menus


async def test_protocols_that_are_used() -> None:
    """One without routes has no value; without IPv6 its count is missing."""
    menus = Menus(PROTOCOLS, {"/ip/route": 12})
    rows = await menus.read()
    values = menus.values(rows, "")
    assert values.keys() == PROTOCOLS.keys - {"route.protocol.ipv6"}
    assert set(values.values()) == {12}
    menus = Menus(PROTOCOLS, {"/ip/route": 0, "/ipv6/route": 4})
    assert menus.values(await menus.read(), "") == {"route.protocol.ipv6": 4}
    assert all("count-only" in dict(asked.arguments) for asked in menus.asked)


async def test_only_what_is_wanted_is_counted() -> None:
    """One command for each; a protocol that was used and is no longer has none."""
    menus = Menus(PROTOCOLS, {"/ip/route": 12})
    await menus.read()
    menus.menus["/ip/route"] = 0
    rows = await menus.read("route.protocol.bgp")
    assert [asked.queries for asked in menus.asked] == [("?bgp=yes", "?active=yes")]
    assert rows[""].number("bgp") == 0


async def test_a_slow_count_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other counts walk the same table: none is made until its turn comes again."""
    counted: list[Command] = []

    async def slowly(_: Any, command: Command, __: Any) -> GuardedCount:
        counted.append(command)
        return GuardedCount(seconds=4.0, turns=POLLS_TO_SKIP)

    menus = Menus(PROTOCOLS, {"/ip/route": 900_000})
    with monkeypatch.context() as patched:
        patched.setattr(route_protocols, "guarded_count", slowly)
        rows = await menus.read()
        assert len(counted) == 1
        assert menus.values(rows, "") == {}
        assert PROTOCOLS.remarks(rows[""]) == ("counting routes took 4 s",)
        for _ in range(POLLS_TO_SKIP):
            await menus.read()
        assert len(counted) == 1
    rows = await menus.read()
    assert rows[""].number("bgp") == 900_000
    assert PROTOCOLS.remarks(rows[""]) == ()
