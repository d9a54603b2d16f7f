"""Counters of switch chips' ports."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Metric
from custom_components.mikrotik_monitoring.metrics.switch_chip import SWITCH, SwitchPortRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from simulator import Fault
from tests.conftest import Clock, StartRouter, add_router, latest, outcome_of, poll

from .answering import Asked, interface
from .entities import find, state_of

PRINT = "/interface/ethernet/switch/port/print"
TABLE = [
    interface("wan", 1, **{"default-name": "ether1"}),
    interface("ether2", 2, disabled="true", **{"default-name": "ether2"}),
]
# As terraform-routeros shows it for a board with one chip, without what is 0 there.
PORT: Row = {
    "name": "switch1-cpu",
    "rx-64": "17",
    "rx-1519-max": "0",
    "rx-broadcast": "1049998",
    "rx-bytes": "55163404001",
    "rx-too-long": "75",
    "rx-pause": "3",
    "tx-pause": "4",
}


def metric(key: str) -> Metric:
    """Return a metric of the group."""
    return next(one for one in SWITCH.metrics if one.key == key)


def asked(*rows: Row) -> Asked:
    """Return a router whose chip has some ports."""
    return Asked(SWITCH, {"/interface/print": TABLE, PRINT: list(rows)})


@pytest.mark.parametrize(
    ("text", "count"),
    [("7", 7), ("12,0", 12), ("12, 3", 15), ("", None), ("12,x", None), ("-1", None), ("x", None)],
)
def test_counters(text: str, count: int | None) -> None:
    """The CPU port of several chips has one for each of them."""
    row = SwitchPortRow.from_row({"name": "cpu", "rx-too-long": text})
    assert metric("switch.port.rx_too_long").source(row) == count


def test_what_a_chip_does_not_count() -> None:
    """It has no entity; a counter of 0 has one."""
    row = SwitchPortRow.from_row(PORT)
    supported = {one.key for one in SWITCH.metrics if one.is_supported(row)}
    ways = ("rx_64", "rx_1519_max", "rx_broadcast", "rx_bytes", "rx_too_long", "rx_pause")
    assert {f"switch.port.{way}" for way in ways} <= supported
    assert "switch.port.rx_jabber" not in supported
    assert metric("switch.port.rx_bytes").source(row) == 55_163_404_001


async def test_ports() -> None:
    """Their instances are those of their interfaces, the CPU port's is its name."""
    wan: Row = {"name": "wan", "rx-too-long": "5", "rx-jabber": "2", "tx-drop": "9"}
    rows = await asked(wan, {"name": "ether2", "rx-jabber": "8"}, PORT).read()
    assert list(rows) == ["", "port:ether1", "port:ether2", "name:switch1-cpu"]
    assert rows["port:ether2"] is None
    assert SWITCH.label is not None
    assert [SWITCH.label(rows[name]) for name in ("port:ether1", "")] == ["wan", ""]
    totals = {one.key: one.source(rows[""]) for one in SWITCH.metrics if one.summary}
    assert totals == {"switch.drops": 9, "switch.errors": 82, "switch.pauses": 7}


async def test_what_is_asked() -> None:
    """The counters that are wanted, with the flag that some boards need for them."""
    router = asked(PORT)
    await router.read("switch.port.rx_jabber", "switch.pauses")
    [command] = [one for one in router.commands if one.path == PRINT]
    assert command.arguments == (("stats", ""),)
    assert command.proplist == ("name", "rx-pause", "tx-pause", "rx-jabber")


async def test_without_a_chip() -> None:
    """An empty menu has no totals, and most virtual routers have no menu."""
    assert await asked().read() == {}
    with pytest.raises(NoSuchCommandError):
        await Asked(SWITCH, {}).read()


@pytest.mark.parametrize("profile", ["hap_v6", "rb5009"])
async def test_a_named_port(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Of more than four ports only named ones have entities, with the chosen kinds."""
    router = await start_router(profile)
    options = {"instances": {"switch": ["ether2"]}, "kinds": {"switch": ["frames", "totals"]}}
    entry = await add_router(hass, router, **options)
    assert find(hass, router, "switch.port.rx_multicast", "port:ether3") is None
    assert find(hass, router, "switch.port.rx_too_long", "port:ether2") is None
    [row] = [row for row in router.rows(PRINT.removesuffix("/print")) if row["name"] == "ether2"]
    shown = float(state_of(hass, router, "switch.port.rx_multicast", "port:ether2"))
    assert 0 < shown <= float(row["rx-multicast"])
    assert float(state_of(hass, router, "switch.errors")) >= 12
    assert float(state_of(hass, router, "switch.drops")) >= 0
    router.faults.set(Fault.REFUSE, command=PRINT, message="failure: chip is busy")
    await poll(entry, clock, "medium")
    assert outcome_of(entry, SWITCH.key) is Outcome.FAILING
    assert outcome_of(entry, "interface.ethernet") is Outcome.ANSWERED
    router.faults.clear()
    await poll(entry, clock, "medium")
    assert outcome_of(entry, SWITCH.key) is Outcome.ANSWERED
    reading = latest(entry, SWITCH.key)
    assert reading is not None
    assert set(reading.rows["port:ether2"].counts) >= {"rx-multicast", "tx-pause"}


@pytest.mark.parametrize("profile", ["chr", "ltap"])
async def test_a_router_without_a_chip(
    hass: HomeAssistant, start_router: StartRouter, profile: str
) -> None:
    """It has no such menu, which is not read again."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, SWITCH.key) is Outcome.ABSENT
