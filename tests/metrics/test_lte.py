"""LTE and 5G modems, by the commands of RouterOS 6 and 7."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.lte import LTE, ModemRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    NoSuchCommandError,
    Row,
    TimedOutError,
)
from simulator import Fault, SimulatedRouter
from simulator.modem import modem_row
from tests.conftest import Clock, StartRouter, add_router, latest, outcome_of, poll

from .entities import enable, entity_id, find, state_of
from .menus import Menus, interface

MONITOR = "/interface/lte/monitor"
INFO = "/interface/lte/info"
SIGNALS = {
    "lte.rsrp": "rsrp",
    "lte.rsrq": "rsrq",
    "lte.sinr": "sinr",
    "lte.rssi": "rssi",
    "lte.nr.rsrp": "nr-rsrp",
    "lte.nr.rsrq": "nr-rsrq",
    "lte.nr.sinr": "nr-sinr",
}


def told(router: SimulatedRouter, modem: str) -> dict[str, str]:
    """Return what a modem reports now."""
    port = router.device.port(modem, router.device.seconds)
    assert port is not None
    return modem_row(router.device, port, router.device.seconds)


@pytest.mark.parametrize("version", ["7.21.3", "6.49.18"])
async def test_signals(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Every signal that the modem reports is an entity, and no other."""
    router = await start_router("ltap", version=version)
    entry = await add_router(hass, router)
    clock.offset += 300
    await poll(entry, clock, "short")
    for modem in ("lte1", "lte2"):
        row = told(router, modem)
        for metric, field in SIGNALS.items():
            if field in row:
                state = state_of(hass, router, metric, f"port:{modem}")
                assert float(state) == pytest.approx(float(row[field]), rel=0.02)
            else:
                assert find(hass, router, metric, f"port:{modem}") is None


async def test_who_serves_the_modem(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Operator and technology are on by default; band, cell and session with their kinds."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    assert state_of(hass, router, "lte.operator", "port:lte1") == "LMT"
    assert state_of(hass, router, "lte.technology", "port:lte1") == "LTE-A"
    assert state_of(hass, router, "lte.technology", "port:lte2") == "5G NSA"
    details = ("lte.band", "lte.cell", "lte.cqi", "lte.session.uptime")
    await enable(hass, entry, clock, *details, instance="port:lte1")
    states = [state_of(hass, router, metric, "port:lte1") for metric in details]
    assert states[:3] == ["B3", "5302276", "11"]
    begun = clock.now - timedelta(seconds=router.device.uptime(router.device.seconds) - 41)
    assert abs(datetime.fromisoformat(states[3]) - begun) < timedelta(seconds=3)
    clock.offset += 180
    await poll(entry, clock, "short")
    assert state_of(hass, router, "lte.session.uptime", "port:lte1") == states[3]


async def test_carriers(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Aggregated carriers come with their kind; unknown while the modem searches."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    keys = ("lte.carriers", "lte.bands.aggregated", "lte.bandwidth", "lte.firmware")
    assert [find(hass, router, key, "port:lte1") for key in keys] == [None] * 4
    await enable(hass, entry, clock, *keys, instance="port:lte1")
    shown = [state_of(hass, router, key, "port:lte1") for key in keys]
    assert shown == ["2", "B7", "40.0", "16121.1034.00.01.01.08"]
    shown = [state_of(hass, router, key, "port:lte2") for key in keys]
    assert shown == ["2", "n78", "115.0", "RG520FEUDDR03A03M4G"]
    router.set_field("/interface", {"name": "lte1"}, {"running": "false"})
    await poll(entry, clock, "short")
    assert [state_of(hass, router, key, "port:lte1") for key in keys[:3]] == [STATE_UNKNOWN] * 3
    assert state_of(hass, router, keys[3], "port:lte1") == "16121.1034.00.01.01.08"
    router.set_field("/interface", {"name": "lte1"}, {"running": "true"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, keys[0], "port:lte1") == "2"


async def test_they_stand_on_the_interfaces_page(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The traffic of a modem and its signal are on one page, named by its comment."""
    router = await start_router("ltap")
    await add_router(hass, router)
    entities = er.async_get(hass)
    of_signal = entities.async_get(entity_id(hass, router, "lte.rsrp", "port:lte1"))
    of_traffic = entities.async_get(entity_id(hass, router, "interface.traffic.rx", "port:lte1"))
    assert of_signal is not None
    assert of_traffic is not None
    assert of_signal.device_id == of_traffic.device_id
    assert of_signal.device_id is not None
    state = hass.states.get(of_signal.entity_id)
    assert state is not None
    assert state.name.endswith("lte1 · Passengers RSRP")
    assert state.attributes["unit_of_measurement"] == "dBm"


async def test_a_modem_between_two_cells(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without a network its signals are unknown, and back with it; the other's stay."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    router.set_field("/interface", {"name": "lte1"}, {"running": "false"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "lte.rsrp", "port:lte1") == STATE_UNKNOWN
    assert state_of(hass, router, "lte.operator", "port:lte1") == STATE_UNKNOWN
    assert float(state_of(hass, router, "lte.rsrp", "port:lte2")) < -80
    router.set_field("/interface", {"name": "lte1"}, {"running": "true"})
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "lte.rsrp", "port:lte1")) < -80
    assert state_of(hass, router, "lte.operator", "port:lte1") == "LMT"


async def test_a_modem_that_searches_at_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its entities appear with the network, not with the next hour."""
    router = await start_router("ltap")
    router.set_field("/interface", {"name": "lte1"}, {"running": "false"})
    entry = await add_router(hass, router)
    assert state_of(hass, router, "lte.rsrp", "port:lte1") == STATE_UNKNOWN
    assert find(hass, router, "lte.rssi", "port:lte1") is None
    router.set_field("/interface", {"name": "lte1"}, {"running": "true"})
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "lte.rsrp", "port:lte1")) < -80


async def test_a_modem_that_refuses_for_a_moment(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What it refuses is unknown until it works again."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=MONITOR, message="failure: modem is busy")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "lte.rsrp", "port:lte1") == STATE_UNKNOWN
    router.faults.clear()
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "lte.rsrp", "port:lte1")) < -80


async def test_a_modem_that_refuses_at_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its sensors are not known then, so everything is read again after a minute."""
    router = await start_router("ltap")
    router.faults.set(Fault.REFUSE, command=MONITOR, message="failure: modem is busy")
    entry = await add_router(hass, router)
    assert find(hass, router, "lte.rsrp", "port:lte1") is None
    assert outcome_of(entry, LTE.key) is Outcome.FAILING
    router.faults.clear()
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "lte.rsrp", "port:lte1")) < -80


@pytest.mark.parametrize("version", ["7.21.3", "6.49.18"])
@pytest.mark.parametrize("is_first", [True, False])
async def test_of_two_modems_one_refuses(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str, *, is_first: bool
) -> None:
    """Only that one is unknown, with the reason in diagnostics, until it works again."""
    router = await start_router("ltap", version=version)
    if is_first:
        router.device.modem_refusals["lte1"] = "failure: modem is busy"
    entry = await add_router(hass, router)
    router.device.modem_refusals["lte1"] = "failure: modem is busy"
    await poll(entry, clock, "short")
    assert state_of(hass, router, "lte.rsrp", "port:lte1") == STATE_UNKNOWN
    assert float(state_of(hass, router, "lte.rsrp", "port:lte2")) < -80
    reading = latest(entry, LTE.key)
    assert reading is not None
    assert LTE.remarks(reading.rows["port:lte1"]) == ("failure: modem is busy",)
    assert LTE.remarks(reading.rows["port:lte2"]) == ()
    router.device.modem_refusals.clear()
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "lte.rsrp", "port:lte1")) < -80


async def test_a_modem_that_is_silent() -> None:
    """Only that one is unknown; where none replies the group has failed."""
    modems: list[Row] = [{".id": "*1", "name": "lte1"}, {".id": "*2", "name": "lte2"}]
    silent = {"*1"}

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path.endswith("/print"):
            return modems
        if dict(command.arguments)["numbers"] in silent:
            raise TimedOutError("no answer")
        return [{"rsrp": "-90"}]

    rows = await LTE.read(Query(ask=ask, keys=LTE.keys))
    assert {name: row and row.rsrp for name, row in rows.items()} == {
        "name:lte1": None,
        "name:lte2": -90.0,
    }
    silent.add("*2")
    before = Reading(at=0, rows={name: row for name, row in rows.items() if row is not None})
    with pytest.raises(TimedOutError):
        await LTE.read(Query(ask=ask, keys=LTE.keys, before=before))
    modems.clear()
    assert await LTE.read(Query(ask=ask, keys=LTE.keys, before=before)) == {}


async def test_what_is_asked(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """One measurement per modem; the subscriber's identity never crosses the wire."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    router.journal.clear()
    await poll(entry, clock, "short")
    monitored = router.journal.commands(MONITOR)
    assert len(monitored) == 2
    assert not router.journal.commands(INFO)
    for one in monitored:
        assert "=once=" in one.words
        assert not [word for word in one.words if "im" in word or "iccid" in word]
        assert not [word for word in one.words if "cqi" in word]


async def test_the_older_command_is_remembered(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """RouterOS 6 lacks the newer one, which is tried once."""
    router = await start_router("ltap", version="6.49.18")
    entry = await add_router(hass, router)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not router.journal.commands(MONITOR)
    assert len(router.journal.commands(INFO)) == 2


@pytest.mark.parametrize(
    ("profile", "outcome"), [("rb5009", Outcome.ANSWERED), ("hap_v6", Outcome.ABSENT)]
)
async def test_a_router_without_a_modem(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, outcome: Outcome
) -> None:
    """It has an empty menu or none, and costs nothing."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, LTE.key) is outcome
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not [one for one in router.journal if one.command.startswith("/interface/lte")]


async def measure(*modems: Row, known: str = MONITOR) -> dict[str, ModemRow | None]:
    """Let the group read modems of a router that knows one of the two commands."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path.endswith("/print"):
            return list(modems)
        if command.path != known:
            raise NoSuchCommandError("no such command")
        return []

    return await LTE.read(Query(ask=ask, keys=LTE.keys))


async def test_a_disabled_modem_is_left_alone() -> None:
    """Its port identifies it, even without the interface table."""
    rows = await measure(
        {".id": "*1", "name": "wan", "default-name": "lte1"},
        {".id": "*2", "name": "lte2", "default-name": "lte2", "disabled": "true"},
        {".id": "*3", "name": "usb"},
    )
    assert rows == {
        "port:lte1": ModemRow(command=MONITOR),
        "name:usb": ModemRow(command=MONITOR),
    }


async def test_modems_are_listed_once() -> None:
    """After that the interface table has them; a new one is looked up."""
    listed = "/interface/lte/print"
    named = {"default-name": "lte1"}
    rows: list[Row] = [{".id": "*lte1", "name": "lte1", **named}]
    interfaces = [interface("lte1", "lte", **named)]
    menus = Menus(LTE, {"/interface/lte": rows, MONITOR: [{"rsrp": "-90"}]}, *interfaces)
    first = await menus.read()
    assert menus.paths == [listed, MONITOR]
    assert await menus.read("lte.rsrp") == first
    assert menus.paths == [MONITOR]
    assert menus.asked[0].arguments[0] == ("numbers", "*lte1")
    menus.interfaces.append(interface("lte2", "lte"))
    rows.append({".id": "*lte2", "name": "lte2"})
    assert (await menus.read("lte.rsrp")).keys() == {"port:lte1", "name:lte2"}
    assert menus.paths == [listed, MONITOR, MONITOR]


async def test_neither_command() -> None:
    """A router that has neither has no modem to show."""
    with pytest.raises(NoSuchCommandError):
        await measure({".id": "*1", "name": "lte1"}, known="/none")


@pytest.mark.parametrize(
    ("row", "band"),
    [
        ({"primary-band": "B3@15Mhz earfcn: 1875 phy-cellid: 345"}, "B3"),
        ({"primary-band": "n78@100Mhz earfcn: 636666"}, "n78"),
        ({"earfcn": "1700 (band 3, bandwidth 20Mhz)"}, "B3"),
        ({"earfcn": "1700"}, None),
        ({}, None),
    ],
)
def test_bands(row: Row, band: str | None) -> None:
    """Modems write the band of their cell in several ways."""
    assert ModemRow.from_row(row, MONITOR).band == band


@pytest.mark.parametrize(
    ("row", "carriers", "bands", "bandwidth"),
    [
        (
            {
                "primary-band": "B20@20Mhz earfcn: 6250 phy-cellid: 205",
                "ca-band": "n78@100Mhz earfcn: 636000 phy-cellid: 472,"
                "n78@40Mhz earfcn: 631296 phy-cellid: 472",
            },
            3,
            "n78, n78",
            160.0,
        ),
        ({"primary-band": "B3@15Mhz earfcn: 1875", "ca-band": ""}, 1, None, 15.0),
        ({"primary-band": "B3@1.4MHz"}, 1, None, 1.4),
        ({"primary-band": "B3@15Mhz", "ca-band": "B3@15Mhz,B7@20Mhz"}, 2, "B7", 35.0),
        ({"primary-band": "B3@15Mhz", "ca-band": "B7"}, 2, None, None),
        ({"earfcn": "1700 (band 3, bandwidth 20Mhz)"}, None, None, None),
        ({"ca-band": "B7@20Mhz"}, None, "B7", None),
        ({}, None, None, None),
    ],
)
def test_carriers_as_modems_write_them(
    row: Row, carriers: int | None, bands: str | None, bandwidth: float | None
) -> None:
    """Each contains blanks and colons, separated by commas; some repeat the primary one."""
    parsed = ModemRow.from_row(row, MONITOR)
    assert (parsed.carriers, parsed.aggregated, parsed.bandwidth) == (carriers, bands, bandwidth)


@pytest.mark.parametrize(
    ("revision", "firmware"),
    [("R11eL_v05.04", "R11eL_v05.04"), ('"MikroTik_CP_2.160"', "MikroTik_CP_2.160"), ("", None)],
)
def test_firmware(revision: str, firmware: str | None) -> None:
    """Some modems write it with quotes."""
    assert ModemRow.from_row({"revision": revision}, INFO).firmware == firmware


def test_odd_values() -> None:
    """Units as on the console are removed; empty texts are None."""
    row = ModemRow.from_row(
        {
            "rsrp": "-104dBm",
            "rsrq": "-9.5dB",
            "sinr": "",
            "rssi": "n/a",
            "current-operator": "",
            "access-technology": "",
            "data-class": "LTE",
            "cqi": "5",
        },
        INFO,
    )
    assert (row.rsrp, row.rsrq, row.sinr, row.rssi) == (-104.0, -9.5, None, None)
    assert (row.operator, row.technology, row.cqi) == (None, "LTE", 5)
    assert row.connected is None
