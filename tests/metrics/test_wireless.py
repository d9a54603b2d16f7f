"""Wireless clients of each of RouterOS' stacks, and of several at once."""

from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.wireless import (
    WIRELESS,
    Registration,
    WirelessRow,
)
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import Fault, SimulatedRouter, load_profile
from simulator.profile import Interface
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll, request_full_read

from .entities import enable, entity_id, find, ports, state_of
from .menus import Menus, interface

WIFI = "/interface/wifi/registration-table"
LEGACY = "/interface/wireless/registration-table"
CAPSMAN = "/caps-man/registration-table"
RADIO = "wireless.radio.clients"
SIGNALS = (
    "wireless.radio.signal.average",
    "wireless.radio.signal.worst",
    "wireless.radio.ccq",
)


def asked(router: SimulatedRouter) -> list[str]:
    """Return the registration tables that were read since the journal was cleared."""
    return [one.command for one in router.journal if "registration-table" in one.command]


@pytest.mark.parametrize(
    ("profile", "total", "radios"),
    [
        ("hap_v6", 3, {"port:wlan1": 1, "port:wlan2": 2}),
        ("hap_ax", 4, {"port:wifi1": 3, "port:wifi2": 1, "name:wifi-guests": 0}),
        ("ltap", 5, {"port:wlan1": 5}),
    ],
)
async def test_clients(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    total: int,
    radios: dict[str, int],
) -> None:
    """Each stack's clients are counted, per radio or virtual access point, and all together."""
    router = await start_router(profile)
    await add_router(hass, router)
    assert state_of(hass, router, "wireless.clients") == str(total)
    for instance, clients in radios.items():
        assert state_of(hass, router, RADIO, instance) == str(clients)
    state = hass.states.get(entity_id(hass, router, RADIO, next(iter(radios))))
    assert state is not None
    assert state.name.endswith(f"{next(iter(radios)).partition(':')[2]} clients")


async def test_clients_come_and_go(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A radio whose last client left has none; it is not gone."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    [first] = [row for row in router.rows(LEGACY) if row["interface"] == "wlan1"]
    router.remove_row(LEGACY, {"interface": "wlan1"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, RADIO, "port:wlan1") == "0"
    assert state_of(hass, router, "wireless.clients") == "2"
    router.add_row(LEGACY, first)
    await poll(entry, clock, "short")
    assert state_of(hass, router, RADIO, "port:wlan1") == "1"
    assert state_of(hass, router, "wireless.clients") == "3"


async def test_signals(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Average, worst and CCQ come with their kinds, and are unknown without a client."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, *SIGNALS, instance="port:wlan2")
    rows = [row for row in router.rows(LEGACY) if row["interface"] == "wlan2"]
    assert [row["signal-strength"] for row in rows] == ["-54@1Mbps", "-70@1Mbps"]
    states = [state_of(hass, router, metric, "port:wlan2") for metric in SIGNALS]
    assert states == ["-62", "-70", "91"]
    router.remove_row(LEGACY, {"interface": "wlan2"})
    await poll(entry, clock, "short")
    states = [state_of(hass, router, metric, "port:wlan2") for metric in SIGNALS]
    assert states == ["unknown"] * 3
    router.add_row(LEGACY, rows[0])
    await poll(entry, clock, "short")
    states = [state_of(hass, router, metric, "port:wlan2") for metric in SIGNALS]
    assert states == ["-54", "-54", "91"]


async def test_signals_of_the_newer_stack(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It reports no CCQ, so there is no such entity."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, *SIGNALS, instance="port:wifi1")
    assert state_of(hass, router, SIGNALS[0], "port:wifi1") == "-57"
    assert state_of(hass, router, SIGNALS[1], "port:wifi1") == "-66"
    assert find(hass, router, "wireless.radio.ccq", "port:wifi1") is None


def controller(**changes: Any) -> dict[str, Any]:
    """Return the changes that make a router the controller of another access point."""
    profile = load_profile("hap_v6")
    cap = Interface(name="cap1", type="cap", dynamic=True)
    clients: tuple[Row, ...] = (
        {"interface": "cap1", "ssid": "flat", "rx-signal": "-55", "uptime": "5m"},
        {"interface": "cap1", "ssid": "flat", "rx-signal": "-65", "uptime": "3m"},
    )
    return {
        "interfaces": (*profile.interfaces, cap),
        "tables": {**profile.tables, CAPSMAN: clients},
        **changes,
    }


async def test_several_stacks_at_once(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The totals are of all stacks; a controller's radios count although they are dynamic."""
    router = await start_router("hap_v6", **controller())
    entry = await add_router(hass, router)
    assert state_of(hass, router, "wireless.clients") == "5"
    assert state_of(hass, router, RADIO, "name:cap1") == "2"
    assert state_of(hass, router, RADIO, "port:wlan2") == "2"
    await enable(hass, entry, clock, *SIGNALS[:2], instance="name:cap1")
    assert state_of(hass, router, SIGNALS[0], "name:cap1") == "-60"
    assert state_of(hass, router, SIGNALS[1], "name:cap1") == "-65"


async def test_absent_stacks_are_not_asked_again(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Until the hourly pass a minute costs one command per stack that the router has and uses."""
    router = await start_router("ltap")
    entry = await add_router(hass, router)
    assert "/interface/wifiwave2/registration-table/print" in asked(router)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert asked(router) == [f"{menu}/print" for menu in (WIFI, LEGACY)]
    router.set_field("/caps-man/manager", {}, {"enabled": "true"})
    router.journal.clear()
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert "/interface/wifiwave2/registration-table/print" in asked(router)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert asked(router) == [f"{menu}/print" for menu in (WIFI, LEGACY, CAPSMAN)]


@pytest.mark.parametrize(
    ("manager", "tables_asked"),
    [([{"enabled": "false"}], 1), ([{"enabled": "yes"}], 2), ([{}], 2), (None, 2)],
)
async def test_the_older_controller_is_asked_unless_it_is_off(
    manager: list[Row] | None, tables_asked: int
) -> None:
    """A router that does not report whether it is one may be one."""
    tables: dict[str, Any] = {LEGACY: [], CAPSMAN: [], "/interface/wireless": []}
    more = {} if manager is None else {"/caps-man/manager": manager}
    menus = Menus(WIRELESS, tables | more, interface("wlan1", "wlan"))
    assert (await menus.read())[""].clients == 0
    await menus.read("wireless.clients")
    assert menus.paths == [f"{LEGACY}/print", f"{CAPSMAN}/print"][:tables_asked]


async def test_who_a_client_is_is_not_asked(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Only the radio, and on the hourly pass the signal, cross the wire."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    lists = [one.words for one in router.journal if "registration-table" in one.command]
    assert lists
    assert not [word for words in lists for word in words if "mac" in word or "comment" in word]
    router.journal.clear()
    await poll(entry, clock, "short")
    [counted] = router.journal.commands(f"{WIFI}/print")
    assert "=.proplist=interface" in counted.words


async def test_a_router_without_radios(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The newer menu is everywhere; where there is no radio there is no entity and no poll."""
    entry = await add_router(hass, router)
    assert find(hass, router, "wireless.clients") is None
    assert outcome_of(entry, WIRELESS.key) is Outcome.ANSWERED
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not asked(router)


async def test_a_router_without_any_stack(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without the packages there is no menu at all."""
    stacks = (WIFI, LEGACY, CAPSMAN)
    router = await start_router("hap_v6", missing=frozenset(stacks))
    entry = await add_router(hass, router)
    assert outcome_of(entry, WIRELESS.key) is Outcome.ABSENT


async def test_a_refused_count_is_unavailable_until_it_is_back(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Half of a total is no total."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=f"{LEGACY}/print", message="failure: busy")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "wireless.clients") == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, "wireless.clients") == "3"


async def test_a_radio_that_comes_with_its_clients(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A controller's new radio becomes an entity with its first client.

    A row that names no radio, or a port, is no client.
    """
    router = await start_router("hap_v6", **controller())
    entry = await add_router(hass, router)
    router.add_row("/interface", {"name": "cap2", "type": "cap", "dynamic": "true"})
    router.add_row(CAPSMAN, {"interface": "cap2", "rx-signal": "-70"})
    router.add_row(CAPSMAN, {"rx-signal": "-75"})
    router.add_row(CAPSMAN, {"interface": "ether1", "rx-signal": "-75"})
    await poll(entry, clock, "short")
    await poll(entry, clock, "short")
    assert state_of(hass, router, RADIO, "name:cap2") == "1"
    assert state_of(hass, router, "wireless.clients") == "6"
    assert find(hass, router, RADIO, "port:ether1") is None


@pytest.mark.parametrize(
    ("row", "signal"),
    [
        ({"signal": "-47"}, -47.0),
        ({"signal-strength": "-62@1Mbps"}, -62.0),
        ({"signal-strength": "-58"}, -58.0),
        ({"signal-strength": "-58dBm@6Mbps"}, None),
        ({"rx-signal": "-55dBm"}, -55.0),
        ({"signal": ""}, None),
        ({}, None),
    ],
)
def test_how_each_stack_tells_the_signal(row: Row, signal: float | None) -> None:
    """Each has its own field, some with the rate at which it was measured."""
    assert Registration.from_row(row).signal == signal


def test_an_access_point_is_no_client() -> None:
    """A radio that is a station has its access point registered: a signal, but no client."""
    rows = ({"ap": "true", "signal-strength": "-61@6Mbps", "tx-ccq": "113"}, {"tx-ccq": "91"})
    row = WirelessRow.from_peers("wlan1", map(Registration.from_row, rows))
    assert (row.clients, row.signals, row.ccqs) == (1, (-61.0,), (113.0, 91.0))


def newer(stack: str, kind: str, *, profile: str = "") -> dict[str, Any]:
    """Return the changes that give a router a station radio of a newer stack."""
    own = {"configuration": profile} if profile else {"configuration.mode": "station-bridge"}
    radio = Interface(name="wifi1", type=kind, default_name="wifi1", more=own)
    modes = ({"name": "office", "mode": "ap"}, {"name": "uplink", "mode": "station"})
    return {
        "interfaces": (*ports("hap_ax", "ether1"), radio),
        "features": load_profile("hap_ax").features | {"wifiwave2"},
        "tables": {
            f"{stack}/configuration": modes,
            f"{stack}/registration-table": ({"interface": "wifi1", "signal": "-52"},),
        },
    }


@pytest.mark.parametrize(
    ("options", "clients"),
    [
        (newer("/interface/wifi", "wifi"), "0"),
        (newer("/interface/wifi", "wifi", profile="uplink"), "0"),
        (newer("/interface/wifi", "wifi", profile="office"), "1"),
        (newer("/interface/wifi", "wifi", profile="gone"), "1"),
        (
            {"version": "7.12.1", **newer("/interface/wifiwave2", "wifiwave2", profile="uplink")},
            "0",
        ),
    ],
)
async def test_a_station_of_the_newer_stacks(
    hass: HomeAssistant, start_router: StartRouter, options: Any, clients: str
) -> None:
    """They do not mark access points: the radio's mode, or its profile's, decides."""
    router = await start_router("hap_ax", **options)
    await add_router(hass, router)
    assert state_of(hass, router, "wireless.clients") == clients
    assert state_of(hass, router, RADIO, "port:wifi1") == clients


@pytest.mark.parametrize("profile", ["hap_v6", "ltap"])
@pytest.mark.parametrize("by", ["flag", "mode"])
async def test_a_station_of_the_older_stack(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, by: str
) -> None:
    """An access point's row has a flag, the radio a mode; as an access point it has clients."""
    router = await start_router(profile)
    others = [row for row in router.rows(LEGACY) if row["interface"] != "wlan1"]
    entry = await add_router(hass, router)
    number = int(state_of(hass, router, "wireless.clients"))
    assert number > len(others)

    async def change(*, is_station: bool) -> None:
        if by == "flag":
            router.set_field(LEGACY, {"interface": "wlan1"}, {"ap": str(is_station).lower()})
        else:
            mode = "station-pseudobridge" if is_station else "ap-bridge"
            router.set_field("/interface/wireless", {"name": "wlan1"}, {"mode": mode})
            request_full_read(entry, "short")
        await poll(entry, clock, "short")

    await change(is_station=True)
    assert state_of(hass, router, RADIO, "port:wlan1") == "0"
    assert state_of(hass, router, "wireless.clients") == str(len(others))
    await change(is_station=False)
    assert state_of(hass, router, "wireless.clients") == str(number)


async def test_a_flag_of_one_stack_decides_for_it_alone(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """The older one's flag for access points means nothing in a newer one."""
    router = await start_router("hap_ax")
    router.set_field(WIFI, {"interface": "wifi2"}, {"ap": "true"})
    await add_router(hass, router)
    assert state_of(hass, router, "wireless.clients") == "4"
