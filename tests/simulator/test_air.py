"""Radios, controllers of access points and links on 60 GHz, as routers have them."""

import pytest

from .conftest import Start
from .wire import logged_in, trapped

REMOTE = "/interface/wifi/capsman/remote-cap/print"
OLDER = "/caps-man/remote-cap/print"


async def test_a_radio_is_measured_by_name_id_and_place(start: Start) -> None:
    """One row per radio in the order of the command, without a name."""
    router = await start("hap_v6")
    monitor = "/interface/wireless/monitor"
    async with logged_in(router) as wire:
        for numbers in ("wlan1,wlan2", "*1,*2", "0,1"):
            first, second = await wire.rows(monitor, f"=numbers={numbers}", "=once=")
            assert (first["channel"][:4], second["channel"][:4]) == ("2437", "5220")
            assert "name" not in first
        [row] = await wire.rows(monitor, "=.id=*2", "=once=", "=.proplist=status")
        assert row == {"status": "running-ap"}
        assert await wire.ask(monitor, "=numbers=wlan9", "=once=") == trapped("no such item")


@pytest.mark.parametrize(
    ("profile", "version", "missing", "there"),
    [
        ("capsman", "7.18.2", OLDER, REMOTE),
        ("capsman", "7.12.1", REMOTE, OLDER),
        ("capsman_v6", "6.49.18", REMOTE, OLDER),
    ],
)
async def test_controllers(
    start: Start, profile: str, version: str, missing: str, there: str
) -> None:
    """The newer one is part of the system since 7.13, when the older one became a package."""
    async with logged_in(await start(profile, changes={"version": version})) as wire:
        await wire.rows(there)
        name = missing.split("/")[1 if missing == OLDER else 2]
        reply = await wire.ask(missing)
        assert reply[0][-1] == f"=message=no such command or directory ({name})"


async def test_a_router_that_controls_nothing(start: Start) -> None:
    """The newer menus are everywhere: switched off, and empty."""
    async with logged_in(await start("rb5009")) as wire:
        [capsman] = await wire.rows("/interface/wifi/capsman/print")
        [cap] = await wire.rows("/interface/wifi/cap/print")
        assert capsman["enabled"] == cap["enabled"] == "no"
        assert await wire.rows(REMOTE) == []


async def test_60_ghz(start: Start) -> None:
    """Only a board with such a radio has the menu; its password is in the row."""
    async with logged_in(await start("wap60g")) as wire:
        [row] = await wire.rows("/interface/w60g/print")
        assert {"name", "default-name", "running", "password"} <= row.keys()
        [told] = await wire.rows("/interface/w60g/monitor", "=numbers=wlan60-1", "=once=")
        assert "," in told["tx-sector-info"]
        assert await wire.rows("/interface/w60g/station/print") == []
    async with logged_in(await start("rb5009")) as wire:
        reply = await wire.ask("/interface/w60g/print")
        assert reply[0][-1] == "=message=no such command or directory (w60g)"
