"""Links on 60 GHz: a station, an access point with several, and the fields of old releases."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.metrics.w60g import W60G, W60gRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import Fault, SimulatedRouter, load_profile
from simulator.profile import Interface
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .entities import enable, find, ports, state_of

MENU = "/interface/w60g"
STATIONS = f"{MENU}/station"
CONNECTED, SIGNAL = "w60g.connected", "w60g.signal"
DETAILS = ("signal", "rssi", "mcs", "phy_rate", "packet_errors", "frequency", "distance")
LINK = "port:wlan60-1"


def tell(router: SimulatedRouter, fields: Row) -> None:
    """Change the interface's fields."""
    router.device.monitored[MENU]["wlan60-1"] = dict(fields)


@pytest.mark.parametrize("version", ["7.18.2", "6.49.18"])
async def test_a_station(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Whether its link is up is on by default, its quality comes with its kinds."""
    router = await start_router("wap60g", version=version)
    entry = await add_router(hass, router)
    assert state_of(hass, router, CONNECTED, LINK) == STATE_ON
    assert find(hass, router, SIGNAL, LINK) is None
    await enable(hass, entry, clock, SIGNAL, instance=LINK)
    states = [state_of(hass, router, f"w60g.{key}", LINK) for key in DETAILS]
    assert states == ["80", "-58", "8", "2300.0", "2", "60480", "161"]
    assert state_of(hass, router, "w60g.temperature", LINK) == "49"


async def test_the_link_is_lost_and_back(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without the other end all other values are unknown."""
    router = await start_router("wap60g")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, SIGNAL, instance=LINK)
    told = dict(router.device.monitored[MENU]["wlan60-1"])
    tell(router, {"connected": "false", "frequency": "58320"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_OFF
    assert state_of(hass, router, SIGNAL, LINK) == STATE_UNKNOWN
    tell(router, {})
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_UNKNOWN
    router.device.monitored[MENU]["wlan60-1"] = told
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_ON
    assert state_of(hass, router, SIGNAL, LINK) == "80"


async def test_what_is_asked(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """One command a minute; neither the password nor the lobes of the antenna."""
    router = await start_router("wap60g")
    entry = await add_router(hass, router)
    of_menu = [one for one in router.journal if one.command.startswith(MENU)]
    words = {word for one in of_menu for text in one.words for word in text.split(",")}
    assert not words & {"password", "tx-sector-info", "ssid"}
    router.journal.clear()
    await poll(entry, clock, "short")
    [asked] = [one for one in router.journal if one.command.startswith(MENU)]
    assert asked.command == f"{MENU}/monitor"
    assert "=.proplist=name,connected" in asked.words


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_router_without_60_ghz(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It has no such menu, and costs nothing."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, W60G.key) is Outcome.ABSENT
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not [one for one in router.journal if one.command.startswith(MENU)]


async def test_an_interface_that_is_gone(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The router refuses the measurement, and lists none; later it is back."""
    router = await start_router("wap60g")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=f"{MENU}/monitor", message="no such item")
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_ON
    router.set_field("/interface", {"name": "wlan60-1"}, {"disabled": "true"})
    await poll(entry, clock, "realtime", "short")
    assert state_of(hass, router, CONNECTED, LINK) == STATE_UNAVAILABLE


PEERS = ("48:8F:5A:47:81:9E", "48:8F:5A:47:81:9F")
SERVED: Row = {
    "connected": "true",
    "frequency": "58320",
    "remote-address": ",".join(PEERS),
    "tx-mcs": "8,6",
    "tx-phy-rate": "2.3Gbps,1540.0Mbps",
    "signal": "80,65",
    "rssi": "-57,-62",
    "tx-sector-info": "left 19 degrees, up 26.6 degrees,center",
    "distance": "160.9m,220.88m",
}


def station(number: int, **changes: str) -> Row:
    """Return a station's row."""
    return {
        "name": f"ptp0{number + 1}",
        "parent": "wlan60-1",
        "remote-address": PEERS[number],
        "running": "true",
        "disabled": "false",
        **changes,
    }


async def access_point(start_router: StartRouter, *stations: Row) -> SimulatedRouter:
    """Start a router that serves stations."""
    profile = load_profile("wap60g")
    radio = Interface(name="wlan60-1", type="w60g", default_name="wlan60-1")
    router: SimulatedRouter = await start_router(
        "wap60g",
        interfaces=(*ports("wap60g", "ether1"), radio),
        tables={**profile.tables, STATIONS: stations},
        monitored={MENU: {"wlan60-1": SERVED}},
    )
    return router


async def test_an_access_point(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Each station has the values at its place in the lists; the interface only its state."""
    router = await access_point(start_router, station(0), station(1))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, SIGNAL, instance=LINK)
    assert state_of(hass, router, CONNECTED, LINK) == STATE_ON
    assert state_of(hass, router, SIGNAL, LINK) == STATE_UNKNOWN
    keys = ("connected", "signal", "rssi", "mcs", "phy_rate", "frequency", "distance")
    for name, expected in (
        ("ptp01", [STATE_ON, "80", "-57", "8", "2300.0", "58320", "161"]),
        ("ptp02", [STATE_ON, "65", "-62", "6", "1540.0", "58320", "221"]),
    ):
        states = [state_of(hass, router, f"w60g.{key}", f"name:{name}") for key in keys]
        assert states == expected


async def test_a_station_of_an_access_point_is_lost(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The lists are shorter then: the other station keeps its own values."""
    router = await access_point(start_router, station(0), station(1))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, SIGNAL, instance=LINK)
    alone = {"connected": "true", "remote-address": PEERS[1], "signal": "65", "rssi": "-62"}
    tell(router, alone)
    router.set_field(STATIONS, {"name": "ptp01"}, {"running": "false"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, "name:ptp01") == STATE_OFF
    assert state_of(hass, router, SIGNAL, "name:ptp01") == STATE_UNKNOWN
    assert state_of(hass, router, SIGNAL, "name:ptp02") == "65"
    assert state_of(hass, router, CONNECTED, LINK) == STATE_ON
    tell(router, SERVED)
    router.set_field(STATIONS, {"name": "ptp01"}, {"running": "true"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, CONNECTED, "name:ptp01") == STATE_ON
    assert state_of(hass, router, SIGNAL, "name:ptp01") == "80"


async def read(**menus: list[Row]) -> dict[str, W60gRow | None]:
    """Let the group read a router with these rows: its list, monitor and stations."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path == "/interface/print":
            return []
        name = {f"{MENU}/print": "listed", f"{MENU}/monitor": "told", f"{STATIONS}/print": "served"}
        if (found := menus.get(name[command.path])) is None:
            raise NoSuchCommandError("no such command")
        return found

    return await W60G.read(Query(ask=ask, keys=W60G.keys))


async def test_disabled_ones_and_short_replies() -> None:
    """A disabled one is listed and not watched; one without a reply is unknown."""
    listed: list[Row] = [
        {".id": "*1", "name": "a"},
        {".id": "*2", "name": "b", "disabled": "true"},
        {".id": "*3", "name": "c"},
    ]
    served: list[Row] = [station(0, disabled="true", parent="a"), station(1, parent="b")]
    rows = await read(listed=listed, told=[{"name": "a", "connected": "yes,no"}], served=served)
    assert {key: row and row.connected for key, row in rows.items() if key} == {
        "name:a": True,
        "name:b": None,
        "name:c": None,
        "name:ptp01": None,
        "name:ptp02": None,
    }
    assert rows["name:b"] is rows["name:ptp01"] is rows["name:ptp02"] is None
    assert await read(listed=[], told=[], served=[]) == {}


def test_names_of_old_and_new_releases() -> None:
    """The manual's rows: mcs became tx-mcs, phy-rate tx-phy-rate."""
    old = {"connected": "yes", "mcs": "8", "phy-rate": "2.3Gbps", "distance": "160.9m"}
    new = {"connected": "yes", "tx-mcs": "6", "tx-phy-rate": "1540.0Mbps"}
    new |= {"distance": "220.88m", "tx-packet-error-rate": "5%"}
    first, second = (W60gRow.from_row(row, "wlan60-1") for row in (old, new))
    assert (first.mcs, first.rate, first.distance) == (8, 2_300_000_000, 160.9)
    assert (second.mcs, second.rate, second.errors) == (6, 1_540_000_000, 5.0)
    assert first.connected is second.connected is True


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"connected": ""}, {"connected": True}),
        ({"connected": "no"}, {"connected": False}),
        ({"connected": "maybe"}, {"connected": None}),
        ({"signal": "80%", "rssi": "-68dBm"}, {"signal": 80.0, "rssi": -68.0}),
        ({"tx-phy-rate": "fast", "tx-mcs": ""}, {"rate": None, "mcs": None}),
        ({"baseband-temperature": "28.73"}, {"temperature": 28.73}),
        ({}, {"connected": None, "signal": None, "distance": None}),
    ],
)
def test_odd_values(row: Row, expected: dict[str, Any]) -> None:
    """Units are removed; what is absent is unknown."""
    parsed = W60gRow.from_row(row, "wlan60-1")
    assert {key: getattr(parsed, key) for key in expected} == expected
