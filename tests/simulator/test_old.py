"""Routers with RouterOS 6: what only it has, and what it lacks."""

import pytest

from .conftest import Clock, Start
from .wire import Wire, fields, logged_in

NO_PREFIX = "=message=no such command prefix"


async def test_only_the_old_login(start: Start) -> None:
    """Before 6.43 a plain password is not accepted: a challenge comes back."""
    router = await start("rb2011_v6")
    wire = await Wire.connect(router.host, router.port)
    [done] = await wire.login()
    assert len(fields(done)["ret"]) == 32
    wire.close()


async def test_of_its_age(start: Start) -> None:
    """Channels, boot loaders and dates have their old names."""
    router = await start("rb2011_v6")
    assert router.rows("/system/resource")[0]["version"] == "6.42.12 (bugfix)"
    assert router.rows("/system/resource")[0]["build-time"] == "Feb/12/2019 08:22:49"
    assert router.rows("/system/package/update") == [
        {"channel": "bugfix", "installed-version": "6.42.12"}
    ]
    [board] = router.rows("/system/routerboard")
    assert (board["current-firmware"], board["upgrade-firmware"]) == ("3.41", "6.42.12")
    assert router.rows("/interface/ethernet")[0]["speed"] == "1000Mbps"
    assert {row.get("type") for row in router.rows("/tool/netwatch")} == {None}


@pytest.mark.parametrize("profile", ["rb2011_v6", "ccr_v6"])
@pytest.mark.parametrize(
    "menu",
    [
        "/routing/bgp/session",
        "/routing/bgp/connection",
        "/interface/wifi",
        "/interface/wifiwave2",
        "/container",
    ],
)
async def test_menus_of_later(start: Start, profile: str, menu: str) -> None:
    """What came with RouterOS 7 is missing, which two traps report."""
    router = await start(profile, login_style="plain")
    async with logged_in(router) as wire:
        reply = await wire.ask(f"{menu}/print")
        assert [sentence[-1] for sentence in reply[1:]] == [NO_PREFIX, "!done"]


async def test_ipv6_is_a_package(start: Start) -> None:
    """Its menus exist only with it."""
    assert "/ipv6/firewall/filter" not in (await start("rb2011_v6")).device.tables
    assert (await start("ccr_v6")).rows("/ipv6/firewall/filter")


async def test_health_is_one_wide_row(start: Start, clock: Clock) -> None:
    """Settings and states stand between the sensors; nothing has a unit."""
    router = await start("ccr_v6")
    [row] = router.rows("/system/health")
    assert (row["psu1-state"], row["psu2-state"], row["fan-mode"]) == ("ok", "fail", "auto")
    assert float(row["voltage"]) == pytest.approx(24.1, rel=0.02)
    clock.now += 600
    assert router.rows("/system/health")[0]["fan1-speed"] != row["fan1-speed"]


async def test_peers_in_one_menu(start: Start, clock: Clock) -> None:
    """An established one has prefixes and a growing uptime, another just its state."""
    router = await start("ccr_v6")
    *up, down = router.rows("/routing/bgp/peer")
    assert {row["state"] for row in up} == {"established"}
    assert all(int(row["prefix-count"]) for row in up)
    assert down["state"] == "connect"
    assert not {"established", "prefix-count", "uptime"} & set(down)
    clock.now += 60_000
    assert int(router.rows("/routing/bgp/peer")[0]["updates-sent"]) > int(up[0]["updates-sent"])
    router.reboot()
    clock.now += 20
    assert router.rows("/routing/bgp/peer")[0]["uptime"] == "20s"
