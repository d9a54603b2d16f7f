"""What ports report beside their counters: optical power, and PoE output."""

import pytest

from .conftest import Clock, Start
from .wire import logged_in

_POE = "/interface/ethernet/poe"
_OPTICS = ("/interface/ethernet/monitor", "=numbers=sfp-sfpplus1,sfp-sfpplus2", "=once=")


async def test_light_moves(start: Start, clock: Clock) -> None:
    """A module's readings move with time, repeatably; a cable has none."""
    async with logged_in(await start("crs_poe")) as wire:
        module, cable = await wire.rows(*_OPTICS)
        assert module["sfp-vendor-part-number"] == "S+31DLC10D"
        assert cable["sfp-module-present"] == "true"
        assert "sfp-temperature" not in cable
        assert await wire.rows(*_OPTICS) == [module, cable]
        clock.now += 600
        later, _ = await wire.rows(*_OPTICS)
        assert later["sfp-rx-power"] != module["sfp-rx-power"]
        assert float(later["sfp-temperature"]) == pytest.approx(36, rel=0.1)


async def test_ports_that_feed(start: Start) -> None:
    """Watts, volts and milliamperes of ports that feed, nothing of one that waits."""
    async with logged_in(await start("crs_poe")) as wire:
        rows = await wire.rows(f"{_POE}/print", "=.proplist=.id,name,poe-voltage")
        assert [row["name"] for row in rows] == [f"ether{number}" for number in range(1, 49)]
        assert rows[0]["poe-voltage"] == "auto"
        numbers = f"=numbers={rows[0]['.id']},{rows[3]['.id']}"
        fed, idle = await wire.rows(f"{_POE}/monitor", numbers, "=once=")
        watts = float(fed["poe-out-voltage"]) * int(fed["poe-out-current"]) / 1000
        assert watts == pytest.approx(float(fed["poe-out-power"]), abs=0.1)
        waiting = {"poe-out": "auto-on", "poe-out-status": "waiting-for-load"}
        assert idle == {"name": "ether4", **waiting}
        await wire.ask(f"{_POE}/set", f"=.id={rows[0]['.id']}", "=poe-out=off")
        [off] = await wire.rows(f"{_POE}/monitor", "=numbers=ether1", "=once=")
        assert off == {"name": "ether1", "poe-out": "off", "poe-out-status": "disabled"}
        reply = await wire.ask(f"{_POE}/monitor", "=interface=ether1", "=once=")
        assert reply[0][-1] == "=message=unknown parameter interface"


async def test_a_board_that_measures_nothing(start: Start) -> None:
    """A small router has one such port; most boards have no such menu."""
    async with logged_in(await start("hap_v6")) as wire:
        [row] = await wire.rows(f"{_POE}/print")
        assert (row["name"], "poe-voltage" in row) == ("ether5", False)
        [row] = await wire.rows(f"{_POE}/monitor", "=numbers=ether5", "=once=")
        waiting = {"poe-out": "auto-on", "poe-out-status": "waiting-for-load"}
        assert row == {"name": "ether5", **waiting}
    async with logged_in(await start("rb5009")) as wire:
        reply = await wire.ask(f"{_POE}/print")
        assert reply[0][-1] == "=message=no such command or directory (poe)"
