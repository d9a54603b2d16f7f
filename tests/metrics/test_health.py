"""The board's sensors, as RouterOS 6 and 7 report them."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.health import HEALTH, Kind, SensorRow
from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import SimulatedRouter, load_profile
from tests.conftest import Clock, StartRouter, add_router, last_full, outcome_of, poll

from .entities import entity_id, find, state_of

MENU = "/system/health"
EDGE = load_profile("ccr_isp").sensors
METRICS = {
    "temperature": "health.temperature",
    "voltage": "health.voltage",
    "current": "health.current",
    "consumption": "health.power",
    "speed": "health.fan.speed",
    "state": "health.state",
}


def metric_of(name: str) -> str:
    """Return the metric a sensor belongs to by its name."""
    return METRICS[name.rpartition("-")[2].rstrip("0123456789")]


def told(router: SimulatedRouter) -> dict[str, str]:
    """Return the router's readings, by the sensors' names."""
    rows = router.rows(MENU)
    if "name" not in rows[0]:
        return rows[0]
    return {row["name"]: row["value"] for row in rows}


@pytest.mark.parametrize(
    ("profile", "version"),
    [("rb5009", "7.20.4"), ("rb5009", "6.49.18"), ("hap_v6", "6.49.18"), ("ltap", "7.21.3")],
)
async def test_every_sensor_of_the_board(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, version: str
) -> None:
    """Rows of RouterOS 7 and the fields of RouterOS 6 give the same entities."""
    changes = {"sensors": EDGE} if profile == "rb5009" else {}
    router = await start_router(profile, version=version, **changes)
    entry = await add_router(hass, router)
    clock.offset += 300
    await poll(entry, clock, "short")
    sensors = told(router)
    assert sensors
    for name, value in sensors.items():
        state = state_of(hass, router, metric_of(name), name)
        if metric_of(name) == "health.state":
            assert (state, value) == ("off", "ok")
        else:
            assert float(state) == pytest.approx(float(value), rel=0.01), name


async def test_names_and_units(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A sensor is named after what it measures, in its own unit."""
    router = await start_router(sensors=EDGE)
    await add_router(hass, router)
    for metric, instance, name, unit in (
        ("health.temperature", "cpu-temperature", "CPU temperature", "°C"),
        ("health.temperature", "board-temperature1", "Board 1 temperature", "°C"),
        ("health.voltage", "psu1-voltage", "PSU 1 voltage", "V"),
        ("health.current", "psu2-current", "PSU 2 current", "A"),
        ("health.power", "power-consumption", "Total power", "W"),
        ("health.fan.speed", "fan1-speed", "Fan 1 speed", "rpm"),
        ("health.state", "psu2-state", "PSU 2 state", None),
    ):
        state = hass.states.get(entity_id(hass, router, metric, instance))
        assert state is not None
        assert state.name == f"home-rb5009 {name}"
        assert state.attributes.get("unit_of_measurement") == unit


async def test_a_power_supply_fails_and_is_well_again(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A state that is not ok is a problem."""
    router = await start_router(sensors=EDGE)
    entry = await add_router(hass, router)
    supply = {"name": "psu2-state"}
    for word, state in (("ok", "off"), ("fail", "on"), ("ok", "off")):
        router.set_field(MENU, supply, {"value": word})
        await poll(entry, clock, "short")
        assert state_of(hass, router, "health.state", "psu2-state") == state
    assert state_of(hass, router, "health.state", "psu1-state") == "off"


@pytest.mark.parametrize(
    ("profile", "version", "fate"),
    [
        ("chr", "7.24", Outcome.ANSWERED),
        ("chr", "6.49.18", Outcome.ANSWERED),
        ("hap_ax", "7.16", Outcome.ANSWERED),
        ("hap_ax", "7.22.1", Outcome.ABSENT),
    ],
)
async def test_a_board_without_sensors(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    version: str,
    fate: Outcome,
) -> None:
    """A virtual router has something else in the menu; from 7.17 such boards lack it."""
    router = await start_router(profile, version=version)
    entry = await add_router(hass, router)
    assert outcome_of(entry, HEALTH.key) is fate
    full = last_full(entry, HEALTH.key)
    assert not (full and full.rows)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not router.journal.commands(f"{MENU}/print")


async def test_a_sensor_that_appears_later(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A module in a cage brings a sensor: it becomes an entity without a reload."""
    router = await start_router()
    entry = await add_router(hass, router)
    router.add_row(MENU, {"name": "sfp-temperature", "value": "39", "type": "C"})
    await poll(entry, clock, "short")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "health.temperature", "sfp-temperature") == "39.0"
    assert find(hass, router, "health.voltage", "sfp-temperature") is None


async def read(rows: list[Row]) -> dict[str, SensorRow | None]:
    """Let the group read rows."""

    async def ask(command: Command, **_: object) -> list[Row]:
        assert command.path == f"{MENU}/print"
        assert {"name", "value", "type", "voltage", "psu2-state"} <= set(command.proplist)
        return rows

    return await HEALTH.read(Query(ask=ask, keys=HEALTH.keys))


async def test_settings_beside_the_sensors_of_routeros_6() -> None:
    """Fan settings are no sensors, and a unit as on the console is removed."""
    rows = await read(
        [
            {
                "fan-mode": "auto",
                "use-fan": "main",
                "active-fan": "none",
                "cpu-overtemp-threshold": "100C",
                "state": "disabled",
                "voltage": "24.3V",
                "temperature": "43C",
                "current": "264mA",
                "fan1-speed": "5232RPM",
                "psu1-state": "fail",
            }
        ]
    )
    assert {name: row.value for name, row in rows.items() if row} == {
        "voltage": 24.3,
        "temperature": 43.0,
        "current": 0.264,
        "fan1-speed": 5232.0,
        "psu1-state": None,
    }
    supply = rows["psu1-state"]
    assert supply is not None
    assert supply.failed is True


async def test_odd_rows_of_routeros_7() -> None:
    """The type says what an unknown sensor measures; a row without a value is no sensor."""
    rows = await read(
        [
            {"name": "ambient", "value": "4.7", "type": "C"},
            {"name": "lid", "value": "1", "type": "V"},
            {"name": "temperature", "value": "57"},
            {"name": "voltage", "value": "", "type": "V"},
            {"name": "fan-state", "value": "", "type": ""},
            {"name": "uptime", "value": "3", "type": "s"},
            {"name": "-temperature", "value": "3", "type": "C"},
            {},
        ]
    )
    assert {name: (row.kind, row.value, row.failed) for name, row in rows.items() if row} == {
        "ambient": (Kind.TEMPERATURE, 4.7, None),
        "lid": (Kind.VOLTAGE, 1.0, None),
        "temperature": (Kind.TEMPERATURE, 57.0, None),
        "voltage": (Kind.VOLTAGE, None, None),
        "fan-state": (Kind.STATE, None, None),
        "-temperature": (Kind.TEMPERATURE, 3.0, None),
    }


@pytest.mark.parametrize(
    ("name", "key", "label"),
    [
        ("temperature", "health_temperature_board", ""),
        ("temperature-1", "health_temperature_board_number", "1"),
        ("board-temperature2", "health_temperature_board_number", "2"),
        ("switch-temperature", "health_temperature_switch", ""),
        ("sfp-temperature", "health_temperature", "SFP"),
        ("cpu-temperature", "health_temperature", "CPU"),
        ("voltage", "health_voltage_supply", ""),
        ("jack-voltage", "health_voltage_jack", ""),
        ("jack2-voltage", "health_voltage", "Jack 2"),
        ("2pin-voltage", "health_voltage", "2-pin"),
        ("poe-in-voltage", "health_voltage", "PoE-in"),
        ("current", "health_current_supply", ""),
        ("psu1-current", "health_current", "PSU 1"),
        ("power-consumption", "health_power_total", ""),
        ("poe-out-consumption", "health_power", "PoE-out"),
        ("fan-speed", "health_fan_speed_fan", ""),
        ("fan4-speed", "health_fan_speed_fan_number", "4"),
        ("fan-state", "health_state_fan", ""),
        ("fan2-state", "health_state_fan_number", "2"),
        ("psu2-state", "health_state", "PSU 2"),
    ],
)
def test_names(name: str, key: str, label: str) -> None:
    """Translatable names have texts of their own; an abbreviation is inserted into the text."""
    row = SensorRow.from_row({"name": name, "value": "1"})
    assert row is not None
    metric = next(metric for metric in HEALTH.metrics if metric.is_supported(row))
    assert metric.name_key(row) == key
    assert row.label == label


def test_an_unknown_sensor_keeps_its_name() -> None:
    """A name of another form is shown as it is."""
    row = SensorRow.from_row({"name": "ambient", "value": "1", "type": "C"})
    assert row is not None
    assert (row.variant, row.label) == ("", "ambient")
