"""The links of ethernet ports, optical modules, and utilisation."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.ethernet import ETHERNET, EthernetRow
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, CommandRefusedError, Row
from simulator import Fault, SimulatedRouter
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, ask, poll

from .entities import enable, entity_id, find, ports, state_of
from .menus import Menus, interface
from .readings import Known

PORTS: list[Row] = [
    {".id": "*1", "name": "wan, fibre", "default-name": "ether1", "disabled": "false"},
    {".id": "*2", "name": "ether2", "default-name": "ether2"},
    {".id": "*3", "name": "ether3", "default-name": "ether3", "disabled": "true"},
]
NAMES = ("e1", "e2", "e3")
FEW = ports("crs_poe", "ether1", "sfp-sfpplus1", "sfp-sfpplus2", "sfp-sfpplus3")
OPTICS = {
    "interface.sfp.temperature": "sfp-temperature",
    "interface.sfp.rx_power": "sfp-rx-power",
    "interface.sfp.tx_power": "sfp-tx-power",
    "interface.sfp.voltage": "sfp-supply-voltage",
    "interface.sfp.bias": "sfp-tx-bias-current",
}


async def read(
    listed: list[Row], links: list[Row], *keys: str
) -> tuple[dict[str, EthernetRow | None], list[Command]]:
    """Let the group read; return its rows, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path == "/interface/print":
            return [{**row, "type": "ether"} for row in listed]
        asked.append(command)
        return listed if command.path.endswith("/print") else links

    query = Query[EthernetRow](ask=ask, keys=frozenset(keys) or ETHERNET.keys)
    return await ETHERNET.read(query), asked


async def test_one_command_for_all_ports() -> None:
    """Ports are given by ``.id``, without disabled ones; names may contain commas."""
    rows, (first, second) = await read(
        PORTS,
        [{"name": "ether2", "rate": "100Mbps"}, {"name": "wan, fibre", "rate": "2.5Gbps"}, {}],
    )
    assert first.proplist == (".id", "name", "default-name")
    assert second.path == "/interface/ethernet/monitor"
    assert second.arguments == (("numbers", "*1,*2"), ("once", ""))
    assert second.proplist[:2] == ("name", "rate")
    speeds = {port: row and row.speed for port, row in rows.items()}
    expected = {"port:ether1": 2_500_000_000, "port:ether2": 100_000_000, "port:ether3": None}
    assert speeds == expected


async def test_ports_are_listed_once() -> None:
    """After that the interface table has them; they are listed again where one is refused."""
    listed, monitor = "/interface/ethernet/print", "/interface/ethernet/monitor"
    rows = [{".id": f"*{name}", "name": name, "default-name": name} for name in ("e1", "e2")]
    links: list[Row] = [{"name": "e1", "rate": "1Gbps"}, {"name": "e2", "rate": "10Mbps"}]
    menus = Menus(ETHERNET, {"/interface/ethernet": rows, monitor: links}, *map(interface, NAMES))
    first = await menus.read()
    assert menus.paths == [listed, monitor]
    second = await menus.read("interface.link.speed")
    assert menus.paths == [monitor]
    assert menus.asked[0].arguments == (("numbers", "*e1,*e2"), ("once", ""))
    assert second == first
    menus.menus[monitor] = CommandRefusedError("no such item", 0)
    with pytest.raises(CommandRefusedError):
        await menus.read("interface.link.speed")
    assert menus.paths == [monitor, listed, monitor]


async def test_without_ports_nothing_is_monitored() -> None:
    """A router may have none, or none that is enabled."""
    rows, asked = await read(PORTS[2:], [])
    assert rows == {"port:ether3": None}
    assert len(asked) == 1


async def test_only_fields_of_enabled_metrics_are_asked() -> None:
    """The speed is always read: utilisation needs it."""
    _, asked = await read(PORTS, [], "interface.sfp.temperature")
    assert asked[1].proplist == ("name", "rate", "sfp-temperature")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, {}),
        ({"status": "link-ok"}, {}),
        (
            {"rate": "1Gbps", "full-duplex": "false", "auto-negotiation": "done"},
            {"interface.link.speed": 1_000_000_000, "interface.link.full_duplex": False},
        ),
        (
            {
                "sfp-temperature": "41",
                "sfp-rx-power": "-5.874",
                "sfp-tx-power": "7",
                "sfp-supply-voltage": "3.322",
                "sfp-tx-bias-current": "6",
                "sfp-wavelength": "1310.00",
                "sfp-rx-loss": "false",
                "sfp-tx-fault": "true",
                "eeprom-checksum": "bad",
            },
            {
                "interface.sfp.temperature": 41,
                "interface.sfp.rx_power": -5.874,
                "interface.sfp.tx_power": 7,
                "interface.sfp.voltage": 3.322,
                "interface.sfp.bias": 6,
                "interface.sfp.wavelength": 1310,
                "interface.sfp.rx_loss": False,
                "interface.sfp.tx_fault": True,
                "interface.sfp.checksum": True,
            },
        ),
        (
            {"sfp-wavelength": "850nm", "eeprom-checksum": "good", "sfp-rx-loss": "yes"},
            {
                "interface.sfp.wavelength": 850,
                "interface.sfp.checksum": False,
                "interface.sfp.rx_loss": True,
            },
        ),
        ({"sfp-wavelength": "0", "eeprom-checksum": "unread", "sfp-tx-fault": "?"}, {}),
        ({"sfp-temperature": "41C", "sfp-rx-power": "-40dBm"}, None),
        ({"sfp-temperature": "", "sfp-rx-power": "no signal", "rate": "auto"}, {}),
    ],
)
def test_rows(row: Row, expected: dict[str, float] | None) -> None:
    """What is absent or no number is None; the console's units are removed."""
    if expected is None:
        expected = {"interface.sfp.temperature": 41, "interface.sfp.rx_power": -40}
    told = {metric.key: metric.source(EthernetRow.from_row(row)) for metric in ETHERNET.metrics}
    assert {key: value for key, value in told.items() if value is not None} == expected


def test_a_port_without_a_link_still_has_a_speed_to_tell() -> None:
    """Its entities exist, and are unknown until the link is up; a virtual port has none."""
    told = {metric.key: metric for metric in ETHERNET.metrics}
    idle = EthernetRow.from_row({"auto-negotiation": "incomplete"})
    virtual = EthernetRow.from_row({"status": "link-ok"})
    for key in ("interface.link.speed", "interface.link.full_duplex"):
        assert told[key].is_supported(idle)
        assert not told[key].is_supported(virtual)


@pytest.mark.parametrize("version", ["6.49.18", "7.16.2"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Link and module show what the router's own monitor reports."""
    router = await start_router("crs_poe", version=version, interfaces=FEW)
    entry = await add_router(hass, router)
    await clock.settle()
    port = "port:sfp-sfpplus1"
    await enable(
        hass,
        entry,
        clock,
        *("interface.link.speed", "interface.link.full_duplex"),
        *("interface.sfp.voltage", "interface.sfp.bias"),
        instance=port,
    )
    (truth,) = await monitored(entry, "sfp-sfpplus1")
    assert state_of(hass, router, "interface.link.speed", port) == "10000.0"
    assert state_of(hass, router, "interface.link.full_duplex", port) == "on"
    for key, field in OPTICS.items():
        assert float(state_of(hass, router, key, port)) == pytest.approx(
            float(truth[field]), rel=0.01, abs=0.02
        )


async def test_only_what_a_port_has(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Copper, an empty cage and a cable that measures nothing have no module entities."""
    router = await start_router("crs_poe", interfaces=FEW)
    await add_router(hass, router, **EVERYTHING)
    await clock.settle()
    for port in ("ether1", "sfp-sfpplus2", "sfp-sfpplus3"):
        for key in OPTICS:
            assert find(hass, router, key, f"port:{port}") is None
        assert find(hass, router, "interface.running", f"port:{port}")
    assert find(hass, router, "interface.link.speed", "port:ether1")


async def test_alarms_of_a_module(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """They are on by default, and need no further command."""
    cages = ports("rose", "sfp28-1", "sfp28-2", "sfp28-3")
    router = await start_router("rose", interfaces=cages)
    entry = await add_router(hass, router)
    await clock.settle()
    lit, dark = "port:sfp28-1", "port:sfp28-2"
    for port, loss in ((lit, STATE_OFF), (dark, STATE_ON)):
        assert state_of(hass, router, "interface.sfp.rx_loss", port) == loss
        assert state_of(hass, router, "interface.sfp.tx_fault", port) == STATE_OFF
    assert find(hass, router, "interface.sfp.rx_loss", "port:sfp28-3") is None
    router.set_field("/interface", {"name": "sfp28-1"}, {"running": "false"})
    router.journal.clear()
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "interface.sfp.rx_loss", lit) == STATE_ON
    assert len(router.journal.commands("/interface/ethernet/monitor")) == 1
    router.set_field("/interface", {"name": "sfp28-1"}, {"running": "true"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "interface.sfp.rx_loss", lit) == STATE_OFF


async def test_a_virtual_router_has_no_speed(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A CHR's ports report whether they have a link, no more."""
    router = await start_router("chr")
    await add_router(hass, router)
    await clock.settle()
    assert find(hass, router, "interface.running", "port:ether1")
    assert find(hass, router, "interface.link.speed", "port:ether1") is None


async def test_one_monitor_for_48_ports(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Five minutes cost one list and one monitor, however many ports there are."""
    router = await start_router("crs_poe")
    await add_router(hass, router)
    await clock.settle()
    router.journal.clear()
    await clock.advance(300, step=60)
    (asked,) = router.journal.commands("/interface/ethernet/monitor")
    (numbers,) = [word for word in asked.words if word.startswith("=numbers=")]
    assert numbers.count(",") == len(router.rows("/interface/ethernet")) - 1
    (fields,) = [word for word in asked.words if word.startswith("=.proplist=")]
    assert "rate" in fields.split(",")
    assert any(field.startswith("sfp-") for field in fields.split(","))


async def test_a_refused_monitor_costs_only_its_own(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its entities go, the port's others stay; a minute after it works again they are back."""
    router = await start_router("crs_poe", interfaces=FEW)
    await add_router(hass, router)
    await clock.settle()
    port = "port:sfp-sfpplus1"
    router.faults.set(Fault.REFUSE, command="/interface/ethernet/monitor", message="busy")
    await clock.advance(310, step=31)
    assert state_of(hass, router, "interface.sfp.temperature", port) == "unavailable"
    assert state_of(hass, router, "interface.running", port) == "on"
    router.faults.clear()
    await clock.advance(65)
    assert float(state_of(hass, router, "interface.sfp.temperature", port)) > 0


async def test_utilisation_needs_a_speed() -> None:
    """It is the bit rate's share of the link's speed, unknown without one."""
    metric = next(one for one in INTERFACE.metrics if one.key == "interface.utilisation.rx")
    before, now = (
        {"type": "ether", "rx-byte": "1000"},
        {"type": "ether", "rx-byte": "63501000"},
    )
    port = "port:ether1"

    async def reading(row: Row, at: float, speed: int | None) -> Reading[InterfaceRow]:
        async def ask(*_: Any, **__: Any) -> list[Row]:
            return [{"name": "ether1", "default-name": "ether1", **row}]

        link = EthernetRow.from_row({} if speed is None else {"rate": f"{speed}Mbps"})
        links = {"interface.ethernet": Reading(at=at, rows={port: link})}
        query = Query[InterfaceRow](ask=ask, keys=INTERFACE.keys, readings=Known.latest_of(links))
        rows = await INTERFACE.read(query)
        return Reading(at=at, rows={key: row for key, row in rows.items() if row})

    first = await reading(before, 10, 1000)
    assert metric.value(port, await reading(now, 15, 1000), first) == pytest.approx(10.16)
    assert metric.value(port, await reading(now, 15, None), first) is None
    assert metric.value(port, first, None) is None
    assert metric.is_supported(first.rows[port])
    assert not metric.is_supported(InterfaceRow.from_row({"type": "vlan", "rx-byte": "1"}))


async def test_utilisation_keeps_the_speed_read(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The speed itself is disabled, and it is read all the same."""
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    port = "port:ether1"
    await enable(hass, entry, clock, "interface.utilisation.rx", instance=port)
    await clock.advance(10)
    router.journal.clear()
    await clock.advance(300, step=60)
    assert len(router.journal.commands("/interface/ethernet/monitor")) == 1
    await clock.advance(10)
    bits = float(state_of(hass, router, "interface.traffic.rx", port)) * 1e6
    share = float(state_of(hass, router, "interface.utilisation.rx", port))
    assert share == pytest.approx(100 * bits / 2.5e9, abs=0.06)
    assert entity_id(hass, router, "interface.utilisation.tx", port)
    assert find(hass, router, "interface.utilisation.rx", "name:bridge") is None


async def test_a_virtual_port_has_no_utilisation(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Its link has no speed."""
    router = await start_router("chr")
    await add_router(hass, router)
    await clock.advance(400, step=100)
    assert find(hass, router, "interface.traffic.rx", "port:ether1")
    assert find(hass, router, "interface.utilisation.rx", "port:ether1") is None


async def monitored(entry: Any, port: str) -> list[Row]:
    """Return what the router's monitor reports of a port now."""
    arguments = (("numbers", port), ("once", ""))
    return await ask(entry, Command(path="/interface/ethernet/monitor", arguments=arguments))
