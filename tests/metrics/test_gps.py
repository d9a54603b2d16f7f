"""GPS: what the receiver reports, and that the position stays private."""

from collections.abc import Set as AbstractSet
import json
import logging
from typing import Any

from homeassistant.const import STATE_NOT_HOME, STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.choosing import families_to_choose
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_DETAIL, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics.gps import GPS, GpsRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.position import Position
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import SimulatedRouter, load_profile
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    latest,
    outcome_of,
    poll,
    request_full_read,
    serial_of,
)

from .entities import enable, find, state_of

MONITOR = "/system/gps/monitor"
PRINT = "/system/gps/print"
HERE = {"latitude": "56.949649", "longitude": "24.105186"}
PERSONAL = {"latitude", "longitude", "speed", "altitude"}


def told(**changes: str | None) -> Row:
    """Return the reply of a receiver with a fix, with some changes."""
    row = {
        "latitude": "56.969689",
        "longitude": "24.162471",
        "altitude": "25.799999 m",
        "speed": "0.759320 km/h",
        "valid": "true",
        "satellites": "6",
        "horizontal-dilution": "1.3",
        "data-age": "1s",
    }
    changed = {name.replace("_", "-"): text for name, text in changes.items()}
    return {name: text for name, text in {**row, **changed}.items() if text is not None}


def test_what_a_receiver_tells() -> None:
    """Units as on the console are removed."""
    row = GpsRow.from_row(told(), "dd")
    assert (row.valid, row.satellites, row.dilution) == (True, 6, 1.3)
    assert (row.speed, row.altitude) == (0.75932, 25.799999)
    assert row.position == Position(56.969689, 24.162471)
    assert GpsRow.from_row(told(altitude="12.5m", data_age=None), "dd").altitude == 12.5
    for hidden in ("56.9", "24.1", "25.7", "0.75"):
        assert hidden not in repr(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"valid": "false"},
        {"valid": None},
        {"valid": "perhaps"},
        {"data_age": "never"},
        {"data_age": "5m"},
    ],
)
def test_without_a_fix_nothing_moves(changes: dict[str, str | None]) -> None:
    """RouterOS still reports the last position, also of a silent receiver."""
    row = GpsRow.from_row(told(**changes), "dd")
    assert not row.valid
    assert (row.position, row.speed, row.altitude) == (None, None, None)
    is_silent = "data_age" in changes
    assert (row.satellites is None) is is_silent
    assert GpsRow.from_row({}, "dd").valid is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "form", "expected"),
    [
        ("56.969689", "24.162471", "dd", (56.969689, 24.162471)),
        ("-33.868800", "-151.209300", "dd", (-33.8688, -151.2093)),
        ("S 33.8688", "W 151.2093", "dd", (-33.8688, -151.2093)),
        ("N 56 58' 10.884''", "E 24 9' 44.900''", "dms", (56.96969, 24.162472)),
        ("S 0 30' 0.000''", "W 24 9' 0''", "dms", (-0.5, -24.15)),
        ("N 56° 58' 10.884\"", "E 24° 9' 44.9\"", "dms", (56.96969, 24.162472)),
        ("5658.1814 N", "02409.7483 E", "ddmm", (56.96969, 24.162472)),
        ("N 56 58.1814", "E 24 9.7483", "ddmm", (56.96969, 24.162472)),
        ("S 0058.5", "E 00030.0", "ddmm", (-0.975, 0.5)),
    ],
)
def test_positions(latitude: str, longitude: str, form: str, expected: tuple[float, float]) -> None:
    """RouterOS writes a position in one of three forms, with the hemisphere before or after."""
    assert Position.parse(latitude, longitude, form) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("none", "none"),
        ("", ""),
        (None, None),
        ("56.9", None),
        ("91.0", "24.1"),
        ("56.9", "181"),
        ("0.000000", "0.000000"),
        ("N 56 60' 1''", "E 24 9' 1''"),
        ("1 2 3 4", "1"),
        ("56.9 north", "24.1 east"),
    ],
)
def test_nowhere(latitude: str | None, longitude: str | None) -> None:
    """What is no position, or none on the Earth, is unknown."""
    assert Position.parse(latitude, longitude, "dms") is None


class Receiver:
    """A router's receiver, read repeatedly by the group."""

    def __init__(self, settings: list[Row], *rows: Row) -> None:
        """Store the settings, and the measured rows."""
        self.settings = settings
        self.rows = list(rows)
        self.asked: list[Command] = []
        self.before: Reading[GpsRow] | None = None

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Return the settings or the full measurement: older versions accept no list of fields."""
        self.asked.append(command)
        return self.settings if command.path == PRINT else self.rows

    async def read(
        self,
        *keys: str,
        is_full: bool = False,
        wanted: AbstractSet[str] = frozenset(),
    ) -> GpsRow | None:
        """Read once more."""
        query = Query[GpsRow](
            ask=self.ask,
            keys=frozenset(keys) or GPS.keys,
            before=self.before,
            is_full=is_full,
            wanted=lambda: wanted,
        )
        rows = {key: row for key, row in (await GPS.read(query)).items() if row is not None}
        self.before = Reading(at=0, rows=rows)
        return rows.get("")


async def test_settings_are_read_with_all_else() -> None:
    """Between full reads there is one command; the form of the position is remembered."""
    receiver = Receiver([{"enabled": "true", "coordinate-format": "ddmm"}], told())
    receiver.rows = [told(latitude="5658.1814", longitude="2409.7483")]
    await receiver.read(is_full=True)
    row = await receiver.read("gps.valid", "gps.position")
    assert row is not None
    assert row.position == pytest.approx((56.96969, 24.162472), abs=1e-5)
    assert [command.path for command in receiver.asked] == [PRINT, MONITOR, MONITOR]
    assert receiver.asked[0].proplist == ("enabled", "coordinate-format")
    assert receiver.asked[2].proplist == ("valid", "data-age", "latitude", "longitude")


@pytest.mark.parametrize("settings", [[], [{"enabled": "false"}], [{"enabled": "no"}], [{}]])
async def test_a_receiver_that_is_off(settings: list[Row]) -> None:
    """Nothing is measured, and there is nothing to show."""
    receiver = Receiver(settings, told())
    assert await receiver.read(is_full=True) is None
    assert [command.path for command in receiver.asked] == [PRINT]


async def test_what_is_personal_is_not_asked_for_in_full() -> None:
    """A full read requests all fields, of these only those that have an entity."""
    receiver = Receiver([{"enabled": "true"}], told())
    row = await receiver.read(is_full=True)
    assert not PERSONAL & set(receiver.asked[-1].proplist)
    assert row is not None
    assert (row.position, row.speed, row.altitude) == (None, None, None)
    assert all(metric.is_supported(row) for metric in GPS.metrics)
    await receiver.read(is_full=True, wanted={"gps.speed"})
    assert PERSONAL & set(receiver.asked[-1].proplist) == {"speed"}


def position_of(hass: HomeAssistant, router: SimulatedRouter) -> tuple[str, Any, Any]:
    """Return the state of the tracker, and where it is."""
    known_by = f"{serial_of(router)}_gps.position"
    entity_id = er.async_get(hass).async_get_entity_id("device_tracker", DOMAIN, known_by)
    assert entity_id is not None
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state, state.attributes.get("latitude"), state.attributes.get("longitude")


def still(**changes: str) -> dict[str, Any]:
    """Return the changes to the profile that make its receiver stand still."""
    row = {**load_profile("ltap").monitored["/system/gps"][""], **HERE, **changes}
    return {"monitored": {"/system/gps": {"": row}}}


def move(router: SimulatedRouter, **changes: str) -> None:
    """Change what the receiver reports."""
    router.device.monitored["/system/gps"][""].update(changes)


async def track(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> tuple[SimulatedRouter, MockConfigEntry]:
    """Add a router whose tracker is chosen."""
    router = await start_router("ltap", **still())
    entry = await add_router(hass, router, **{OPTION_KINDS: {"gps": ["position"]}})
    await clock.advance(65, step=65)
    return router, entry


@pytest.mark.parametrize("version", ["7.21.3", "6.49.18"])
async def test_at_first(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Only whether it has a fix exists, and nothing personal was requested."""
    router = await start_router("ltap", version=version)
    entry = await add_router(hass, router)
    await clock.advance(130, step=65)
    assert state_of(hass, router, "gps.valid") == STATE_ON
    assert find(hass, router, "gps.satellites") is None
    assert not hass.states.async_entity_ids("device_tracker")
    asked = [word for one in router.journal.commands(MONITOR) for word in one.words]
    assert len(router.journal.commands(MONITOR)) >= 2
    assert not [word for word in asked if any(name in word for name in PERSONAL)]
    move(router, valid="false")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "gps.valid") == STATE_OFF


async def test_the_tracker(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """It shows where the router is, writes no state while it stands, and follows when it moves."""
    router, entry = await track(hass, start_router, clock)
    assert position_of(hass, router) == (STATE_NOT_HOME, 56.949649, 24.105186)
    move(router, latitude="56.949749")
    await poll(entry, clock, "short")
    assert position_of(hass, router)[1] == 56.949649, "eleven metres are the receiver's error"
    move(router, latitude="56.951000")
    await poll(entry, clock, "short")
    assert position_of(hass, router)[1] == 56.951
    move(router, valid="false")
    await poll(entry, clock, "short")
    assert position_of(hass, router) == (STATE_UNKNOWN, None, None)
    move(router, valid="true")
    await poll(entry, clock, "short")
    assert position_of(hass, router)[0] == STATE_NOT_HOME


async def test_the_hourly_reading_keeps_the_position(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It is requested then too while it has an entity; without the kind no longer."""
    router, entry = await track(hass, start_router, clock)
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert position_of(hass, router)[0] == STATE_NOT_HOME
    hass.config_entries.async_update_entry(entry, options={**entry.options, OPTION_KINDS: {}})
    await clock.settle()
    assert not hass.states.async_entity_ids("device_tracker")
    router.journal.clear()
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    (asked,) = router.journal.commands(MONITOR)
    assert not [word for word in asked.words if "latitude" in word or "speed" in word]


@pytest.mark.parametrize("chosen", [[], ["position"]])
async def test_everything_is_all_but_the_position(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, chosen: list[str]
) -> None:
    """Choosing all sensors is not choosing to be tracked on a map."""
    router = await start_router("ltap", **still())
    options = {OPTION_DETAIL: "everything", OPTION_KINDS: {"gps": chosen}}
    entry = await add_router(hass, router, **options)
    await clock.advance(65, step=65)
    assert find(hass, router, "gps.speed")
    assert bool(hass.states.async_entity_ids("device_tracker")) is bool(chosen)
    assert families_to_choose(catalogue_of(entry))["gps"] == ["position"]


async def test_where_it_is_stays_here(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither diagnostics nor the log has it, nor does the text of a reading."""
    caplog.set_level(logging.DEBUG, "custom_components.mikrotik_monitoring")
    router, entry = await track(hass, start_router, clock)
    move(router, latitude="no place at all", longitude="56.949649")
    await poll(entry, clock, "short")
    move(router, **HERE)
    await poll(entry, clock, "short")
    report = json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, entry))
    reading = repr(latest(entry, GPS.key))
    ours = [
        line.getMessage() for line in caplog.records if line.name.startswith("custom_components")
    ]
    for text in (report, reading, *ours):
        assert "56.9" not in text
        assert "24.10" not in text
    assert router.journal.commands(MONITOR)


async def test_movement(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Speed and altitude come with their kind."""
    router = await start_router("ltap", **still(speed="41.7 km/h", altitude="13.2 m"))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "gps.speed", "gps.altitude", "gps.satellites", instance="")
    await poll(entry, clock, "short")
    assert float(state_of(hass, router, "gps.speed")) == 42
    assert float(state_of(hass, router, "gps.altitude")) == 15
    assert int(state_of(hass, router, "gps.satellites")) > 0


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "chr"])
async def test_a_router_without_gps(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It has no such menu, and is not queried again."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, GPS.key) is Outcome.ABSENT
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not [one for one in router.journal if one.command.startswith("/system/gps")]


async def test_a_receiver_that_is_off_costs_nothing(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Once an hour is read whether it is enabled."""
    tables = {**load_profile("ltap").tables, "/system/gps": ({"enabled": "false"},)}
    router = await start_router("ltap", tables=tables)
    entry = await add_router(hass, router)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not [one for one in router.journal if one.command.startswith("/system/gps")]
    assert find(hass, router, "gps.valid") is None
