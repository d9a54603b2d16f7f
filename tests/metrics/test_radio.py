"""Radios of each wireless stack, what each reports, and those of managed access points."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_INSTANCES
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME, Query
from custom_components.mikrotik_monitoring.metrics.radio import RADIOS, RadioRow
from custom_components.mikrotik_monitoring.metrics.radio_list import Radio, list_radios
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    Row,
)
from simulator import Fault, SimulatedRouter, load_profile
from simulator.profile import Interface
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    latest,
    outcome_of,
    poll,
    request_full_read,
)

from .entities import enable, find, ports, state_of

WIFI, WIRELESS, CAPSMAN = "/interface/wifi", "/interface/wireless", "/caps-man/interface"
RUNNING = "wireless.radio.running"
DETAILS = ("state", "channel", "frequency", "width", "tx_power", "noise", "overall_ccq")
BANDS = tuple(f"wireless.clients.{band}" for band in ("2ghz", "5ghz", "6ghz"))


def details(hass: HomeAssistant, router: SimulatedRouter, instance: str) -> list[str | None]:
    """Return the states of a radio, None where it has no entity."""
    keys = [f"wireless.radio.{detail}" for detail in DETAILS]
    return [
        state_of(hass, router, key, instance) if find(hass, router, key, instance) else None
        for key in keys
    ]


def tell(router: SimulatedRouter, menu: str, name: str, **fields: str) -> None:
    """Change a radio's fields; an underscore in a name stands for a hyphen."""
    told = {key.replace("_", "-"): text for key, text in fields.items()}
    router.device.monitored[menu][name] = {**router.device.monitored[menu][name], **told}


@pytest.mark.parametrize(
    ("profile", "instance", "shown"),
    [
        (
            "hap_v6",
            "port:wlan2",
            ["running-ap", "5220/20-eCee/ac/P", "5220", "80", "20", "-109", "91"],
        ),
        ("ltap", "port:wlan1", ["running-ap", "2462/20/gn", "2462", "20", "20", "-108", "72"]),
        ("hap_ax", "port:wifi1", ["running", "5500/ax/Ceee/D", "5500", "80", "23", None, None]),
        ("hap_ax", "name:wifi-guests", ["running", "2437/ax/eC", "2437", "40", "16", None, None]),
        (
            "capsman_v6",
            "name:cap2",
            ["running-ap", "5240/20-Ceee/ac/P", "5240", "80", "20", None, None],
        ),
        ("capsman", "name:hall-5g", ["running", "5180/ax/Ceee", "5180", "80", "22", None, None]),
    ],
)
async def test_radios(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    instance: str,
    shown: list[str | None],
) -> None:
    """Whether one works is on by default, the rest with its kinds, as far as it is reported."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert state_of(hass, router, RUNNING, instance) == STATE_ON
    assert details(hass, router, instance) == [None] * len(DETAILS)
    await enable(hass, entry, clock, "wireless.radio.channel", instance=instance)
    assert details(hass, router, instance) == shown


async def test_radar_and_words_that_are_not_known(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """While it listens for radar a radio serves nobody; an unknown word means unknown."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "wireless.radio.state", instance="port:wlan2")
    for status, running, word in (
        ("radar-detecting", STATE_OFF, "radar-detecting"),
        ("running-ap", STATE_ON, "running-ap"),
        ("connected-to-ess", STATE_ON, "connected-to-ess"),
        ("searching-for-network...", STATE_OFF, "searching-for-network"),
        ("Painting - blue", STATE_UNKNOWN, "painting"),
        ("", STATE_UNKNOWN, STATE_UNKNOWN),
        ("running-ap", STATE_ON, "running-ap"),
    ):
        tell(router, WIRELESS, "wlan2", status=status)
        await poll(entry, clock, "short")
        assert state_of(hass, router, RUNNING, "port:wlan2") == running
        assert state_of(hass, router, "wireless.radio.state", "port:wlan2") == word
        assert state_of(hass, router, RUNNING, "port:wlan1") == STATE_ON


async def test_a_radio_that_is_disabled_and_enabled(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It is not down, it is not watched; the interface table shows it at once."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    router.set_field("/interface", {"name": "wifi1"}, {"disabled": "true"})
    await poll(entry, clock, "realtime", "short")
    assert state_of(hass, router, RUNNING, "port:wifi1") == STATE_UNAVAILABLE
    router.set_field("/interface", {"name": "wifi1"}, {"disabled": "false"})
    await poll(entry, clock, "realtime", "short")
    assert state_of(hass, router, RUNNING, "port:wifi1") == STATE_ON
    tell(router, WIFI, "wifi2", state="disabled")
    await poll(entry, clock, "short")
    assert state_of(hass, router, RUNNING, "port:wifi2") == STATE_UNAVAILABLE


async def test_what_is_asked(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """One command for all radios, with the wanted fields; they are listed once an hour."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    router.journal.clear()
    await poll(entry, clock, "short")
    [asked] = [one for one in router.journal if one.command in {f"{WIFI}/print", f"{WIFI}/monitor"}]
    assert asked.command == f"{WIFI}/monitor"
    fields = {"name", "status", "state", "current-state"}
    [words] = [word for word in asked.words if word.startswith("=.proplist=")]
    assert set(words.removeprefix("=.proplist=").split(",")) == fields
    router.journal.clear()
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert len(router.journal.commands(f"{WIFI}/print")) >= 1


@pytest.mark.parametrize(
    ("profile", "outcome"), [("rb5009", Outcome.ANSWERED), ("ccr_v6", Outcome.ANSWERED)]
)
async def test_a_router_without_radios(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, outcome: Outcome
) -> None:
    """Its menus are empty: nothing is read between full reads."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, RADIOS.key) is outcome
    router.journal.clear()
    await poll(entry, clock, "short")
    menus = (WIFI, WIRELESS, "/caps-man", "/interface/w60g")
    assert not [one for one in router.journal if one.command.startswith(menus)]


async def test_a_router_without_any_stack(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Without the packages there is no menu at all."""
    router = await start_router("hap_v6", missing=frozenset({WIFI, WIRELESS, CAPSMAN}))
    entry = await add_router(hass, router)
    assert outcome_of(entry, RADIOS.key) is Outcome.ABSENT


async def test_a_radio_that_is_gone(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The router refuses the measurement: the others are listed again, at once."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    router.remove_row("/interface", {"name": "wifi-guests"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, RUNNING, "port:wifi1") == STATE_ON
    assert state_of(hass, router, RUNNING, "name:wifi-guests") == STATE_UNAVAILABLE


async def test_a_refused_monitor_is_back(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What is refused is unavailable until the router replies."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=f"{WIRELESS}/monitor", message="failure: busy")
    await poll(entry, clock, "short")
    assert state_of(hass, router, RUNNING, "port:wlan1") == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, RUNNING, "port:wlan1") == STATE_ON


async def test_wifiwave2(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """From 7.1 to 7.12 the newer stack is a package with another name."""
    profile = load_profile("hap_ax")
    radio = Interface(name="wifi1", type="wifiwave2", default_name="wifi1")
    told = {"state": "running", "channel": "5500/ax/Ceee", "registered-peers": "2"}
    router = await start_router(
        "hap_ax",
        version="7.12.1",
        features=profile.features | {"wifiwave2"},
        interfaces=(*ports("hap_ax", "ether1"), radio),
        monitored={"/interface/wifiwave2": {"wifi1": told}},
    )
    entry = await add_router(hass, router)
    assert state_of(hass, router, RUNNING, "port:wifi1") == STATE_ON
    await enable(hass, entry, clock, "wireless.radio.channel", instance="port:wifi1")
    expected = ["running", "5500/ax/Ceee", "5500", "80", None, None, None]
    assert details(hass, router, "port:wifi1") == expected


async def test_clients_by_band(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """They are summed up where enabled; a band without a radio has no sensor."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    assert [find(hass, router, band) for band in BANDS] == [None] * 3
    await enable(hass, entry, clock, BANDS[0], instance="")
    assert [state_of(hass, router, band) for band in BANDS[:2]] == ["1", "2"]
    assert find(hass, router, BANDS[2]) is None
    router.remove_row(f"{WIRELESS}/registration-table", {"interface": "wlan2"})
    await poll(entry, clock, "short")
    assert [state_of(hass, router, band) for band in BANDS[:2]] == ["1", "0"]


async def test_a_chip_that_tells_no_channel(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """That of an RB4011 reports neither channel nor noise: its band is the configured one."""
    router = await start_router("hap_v6")
    told = {"status": "running-ap", "wireless-protocol": "802.11", "registered-clients": "2"}
    router.device.monitored[WIRELESS]["wlan2"] = dict(told)
    entry = await add_router(hass, router)
    assert state_of(hass, router, RUNNING, "port:wlan2") == STATE_ON
    await enable(hass, entry, clock, "wireless.radio.channel", BANDS[1], instance="port:wlan2")
    assert details(hass, router, "port:wlan2") == ["running-ap", *[None] * 6]
    assert state_of(hass, router, BANDS[1]) == "2"


@pytest.mark.parametrize(
    ("profile", "menu", "instance"),
    [("capsman", "/interface", "gym-5g"), ("capsman_v6", "/interface", "cap1")],
)
async def test_a_controller_loses_a_radio(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    menu: str,
    instance: str,
) -> None:
    """It vanishes with its access point, so it is down, and is back under another id."""
    router = await start_router(profile)
    [row] = [row for row in router.rows(menu) if row["name"] == instance]
    entry = await add_router(hass, router)
    router.remove_row(menu, {"name": instance})
    for _ in range(2):
        await poll(entry, clock, "realtime", "short")
        assert state_of(hass, router, RUNNING, f"name:{instance}") == STATE_OFF
    row.pop(".id")
    router.add_row(menu, row)
    other = {"cap": "ap-gym@48:A9:8A:61:0C:30%*9", "current-state": "running-ap"}
    for view in (WIFI, CAPSMAN):
        if view in router.menus:
            router.set_field(view, {"name": instance}, other)
    await poll(entry, clock, "realtime", "short")
    assert state_of(hass, router, RUNNING, f"name:{instance}") == STATE_ON


async def test_after_a_week_a_radio_is_forgotten(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """An access point that does not come back was removed."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    router.remove_row("/interface", {"name": "gym-6g"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, RUNNING, "name:gym-6g") == STATE_OFF
    clock.offset += AWAY_TIME
    await poll(entry, clock, "short")
    reading = latest(entry, RADIOS.key)
    assert reading is not None
    assert "name:gym-5g" in reading.listed
    assert "name:gym-6g" not in reading.listed


async def test_more_radios_than_can_be_shown(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """On a large controller only named radios are shown, with all their sensors."""
    radios = tuple(
        Interface(name=f"room-{number}", type="wifi", dynamic=True) for number in range(21)
    )
    told = {"state": "running", "channel": "5180/ax/Ceee"}
    router = await start_router(
        "capsman",
        interfaces=(*ports("capsman", "ether1"), *radios),
        monitored={WIFI: {radio.name: told for radio in radios}},
    )
    await add_router(hass, router, **{OPTION_INSTANCES: {"wireless": ["room-7"]}})
    assert find(hass, router, RUNNING, "name:room-6") is None
    assert state_of(hass, router, RUNNING, "name:room-7") == STATE_ON
    assert state_of(hass, router, "wireless.radio.channel", "name:room-7") == "5180/ax/Ceee"


def radio(name: str, stack: str = WIRELESS, **facts: Any) -> Radio:
    """Return the listed row of a radio."""
    return Radio(
        stack=stack, id=f"*{name}", name=name, instance=f"port:{name}", is_disabled=False, **facts
    )


async def read(rows: dict[str, list[Row]], **query: Any) -> dict[str, RadioRow | None]:
    """Let the group read a router with just these menus."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path not in rows:
            raise NoSuchCommandError("no such command")
        return rows[command.path]

    return await RADIOS.read(Query(ask=ask, keys=RADIOS.keys, **query))


async def test_replies_with_and_without_names() -> None:
    """They are in the order of the command; where some are missing, names decide."""
    listed: list[Row] = [
        {".id": "*1", "name": "wlan1", "default-name": "wlan1"},
        {".id": "*2", "name": "wlan2", "default-name": "wlan2", "disabled": "true"},
        {".id": "*3", "name": "wlan3", "default-name": "wlan3"},
    ]
    menus = {f"{WIRELESS}/print": listed, "/interface/print": []}
    both: list[Row] = [{"status": "running-ap"}, {"status": "radar-detecting"}]
    rows = await read({**menus, f"{WIRELESS}/monitor": both})
    assert {key: row and row.running for key, row in rows.items() if key} == {
        "port:wlan1": True,
        "port:wlan2": None,
        "port:wlan3": False,
    }
    assert rows["port:wlan2"] is None
    rows = await read({**menus, f"{WIRELESS}/monitor": [{"name": "wlan3", **both[0]}]})
    assert {key: row and row.running for key, row in rows.items() if key} == {
        "port:wlan1": None,
        "port:wlan2": None,
        "port:wlan3": True,
    }


async def test_a_stack_that_refuses_to_the_end() -> None:
    """Listing them again does not help: the group fails with the reason."""
    refused: list[str] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path == f"{WIRELESS}/print":
            return [{".id": "*1", "name": "wlan1"}]
        if command.path == f"{WIRELESS}/monitor":
            refused.append(command.path)
            raise CommandRefusedError("no such item")
        return []

    with pytest.raises(CommandRefusedError):
        await RADIOS.read(Query(ask=ask, keys=RADIOS.keys))
    assert len(refused) == 1


async def test_virtual_access_points_have_what_their_radio_tells() -> None:
    """Band and access point are only in the radio's row; a circle has no master."""
    rows: list[Row] = [
        {".id": "*1", "name": "a", "cap": "ap@02:00:00:00:00:01%*1"},
        {".id": "*2", "name": "b", "master-interface": "a"},
        {".id": "*3", "name": "c", "master-interface": "d"},
        {".id": "*4", "name": "d", "master-interface": "c"},
        {".id": "*5", "name": "e", "master-interface": "gone"},
    ]

    async def ask(command: Command, **_: Any) -> list[Row]:
        return rows if command.path == f"{WIFI}/print" else []

    found = await list_radios(Query(ask=ask, keys=frozenset()), [WIFI])
    caps = {one.name: one.cap for one in found}
    assert caps == {"a": rows[0]["cap"], "b": rows[0]["cap"], "c": "", "d": "", "e": ""}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"noise-floor": "-103dBm"}, {"noise": -103.0}),
        ({"overall-tx-ccq": "65%"}, {"ccq": 65.0}),
        ({"overall-tx-ccq": "113"}, {"ccq": 113.0}),
        ({"tx-power": "14"}, {"power": 14.0}),
        ({"tx-power": "14", "channel": "2412/20/gn(18dBm)"}, {"power": 14.0, "frequency": 2412}),
        ({"tx-power": "n/a"}, {"power": None}),
        ({"state": "no connection to CAPsMAN"}, {"running": False}),
        ({"current-state": "running-ap"}, {"running": True, "state": "running-ap"}),
        ({}, {"running": None, "state": None, "channel": None, "noise": None, "ccq": None}),
    ],
)
async def test_odd_values(row: Row, expected: dict[str, Any]) -> None:
    """Units of the console are removed; what is absent is unknown."""
    parsed = RadioRow.from_row(row, radio("wlan1"))
    assert {key: getattr(parsed, key) for key in expected} == expected
