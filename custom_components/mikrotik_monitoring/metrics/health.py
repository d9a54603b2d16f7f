"""The board's own sensors: temperatures, voltages, currents, power, fans and power supplies."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
import re
from string import ascii_lowercase
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    REVOLUTIONS_PER_MINUTE,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfPower,
    UnitOfTemperature,
)

from ..routeros import Command, Row, values
from .model import SHORT, BinaryMetric, Graph, MenuGroup, Query, SensorMetric


class Kind(StrEnum):
    """What a sensor measures."""

    TEMPERATURE = "temperature"
    VOLTAGE = "voltage"
    CURRENT = "current"
    POWER = "power"
    FAN_SPEED = "fan speed"
    STATE = "state"


# The type of a sensor in RouterOS 7; a state has none.
_TYPES: Final = {
    "C": Kind.TEMPERATURE,
    "V": Kind.VOLTAGE,
    "A": Kind.CURRENT,
    "W": Kind.POWER,
    "RPM": Kind.FAN_SPEED,
}

# The last word of a name: RouterOS 6 has no type, and lists settings among the sensors.
_WORDS: Final = {
    "temperature": Kind.TEMPERATURE,
    "voltage": Kind.VOLTAGE,
    "current": Kind.CURRENT,
    "consumption": Kind.POWER,
    "speed": Kind.FAN_SPEED,
}
_NAME: Final = re.compile(
    r"(?:(?P<part>.+)-)?(?P<word>temperature|voltage|current|consumption|speed)-?(?P<number>\d*)"
    r"|(?P<subject>.+)-state",
    re.ASCII,
)

# RouterOS 6 has its sensors as fields of one row, so each is requested by its name.
_WIDE: Final = (
    "voltage",
    "temperature",
    "cpu-temperature",
    "board-temperature1",
    "board-temperature2",
    "sfp-temperature",
    "switch-temperature",
    "phy-temperature",
    "current",
    "power-consumption",
    "poe-out-consumption",
    "jack-voltage",
    "2pin-voltage",
    "poe-in-voltage",
    "psu1-voltage",
    "psu2-voltage",
    "psu1-current",
    "psu2-current",
    "psu1-state",
    "psu2-state",
    "fan-state",
    "fan1-speed",
    "fan2-speed",
    "fan3-speed",
    "fan4-speed",
)

# The part measured, for names that do not say it: "temperature", "voltage", "power-consumption".
_WHOLE: Final = {
    Kind.TEMPERATURE: "board",
    Kind.VOLTAGE: "supply",
    Kind.CURRENT: "supply",
    Kind.POWER: "total",
    Kind.FAN_SPEED: "fan",
}
# The parts of a board that need a translation; all others are abbreviations in any language.
_TRANSLATED: Final = {
    Kind.TEMPERATURE: ("board", "board_number", "switch"),
    Kind.VOLTAGE: ("supply", "jack"),
    Kind.CURRENT: ("supply",),
    Kind.POWER: ("total",),
    Kind.FAN_SPEED: ("fan", "fan_number"),
    Kind.STATE: ("fan", "fan_number"),
}
_PART: Final = re.compile(r"(?P<word>[a-z]+)(?P<number>\d*)", re.ASCII)
_ABBREVIATIONS: Final = {"cpu", "pcb", "phy", "psu", "sfp"}
_POWER_OVER_ETHERNET: Final = re.compile(r"poe\b", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class SensorRow:
    """A sensor of ``/system/health``: °C, V, A, W or rpm; a state has a word instead."""

    name: str
    kind: Kind
    value: float | None = None
    state: str | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self | None:
        """Parse a row with name, value and perhaps type; None if it is no sensor."""
        name, text = row.get("name", ""), row.get("value", "")
        kind = _TYPES.get(row.get("type", "")) or _kind_of(name)
        if kind is None:
            return None
        if kind is Kind.STATE:
            return cls(name=name, kind=kind, state=text or None)
        return cls(name=name, kind=kind, value=_number(text))

    @property
    def failed(self) -> bool | None:
        """Return whether a fan or a power supply reports anything but ok."""
        return None if self.state is None else self.state != "ok"

    @property
    def variant(self) -> str:
        """Return the translated part that the sensor measures, empty if its label is its name."""
        found = _PART.fullmatch(self._part)
        if found is None:
            return ""
        word = f"{found['word']}_number" if found["number"] else found["word"]
        return word if word in _TRANSLATED[self.kind] else ""

    @property
    def label(self) -> str:
        """Return the part that the sensor measures: "CPU", "PSU 1", "PoE-in", or a number alone."""
        if self.variant:
            return self._part.lstrip(ascii_lowercase)
        return _words(self._part) if _NAME.fullmatch(self.name) else self.name

    @property
    def _part(self) -> str:
        """Return the part that the sensor measures, by RouterOS's name: "cpu", "psu1"."""
        if (found := _NAME.fullmatch(self.name)) is None:
            return self.name
        part = found["subject"] or found["part"] or ""
        # "power-consumption" is that of the whole router.
        if part in {"", "power"}:
            part = _WHOLE.get(self.kind, self.name)
        return f"{part}{found['number'] or ''}"


def _kind_of(name: str) -> Kind | None:
    """Return the kind of a sensor with this name."""
    if (found := _NAME.fullmatch(name)) is None:
        return None
    return Kind.STATE if found["subject"] else _WORDS[found["word"]]


def _number(text: str) -> float | None:
    """Return a reading in the kind's unit; the console writes small currents in mA."""
    value = values.decimal(text)
    return value / 1000 if value is not None and text.endswith("mA") else value


def _words(part: str) -> str:
    """Write "psu1" as "PSU 1", "2pin" as "2-pin", "poe-in" as "PoE-in"."""
    if _POWER_OVER_ETHERNET.match(part):
        return _POWER_OVER_ETHERNET.sub("PoE", part)
    spaced = re.sub(r"(?<=[a-zA-Z])(?=\d)", " ", part.replace("-", " "))
    spaced = re.sub(r"(?<=\d)(?=[a-z])", "-", spaced)
    words = [word.upper() if word in _ABBREVIATIONS else word for word in spaced.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _sensors(row: Row) -> Iterator[Row]:
    """Yield a row per sensor; RouterOS 6 has all of them as fields of one row."""
    if "name" in row:
        yield row
        return
    for name, value in row.items():
        yield {"name": name, "value": value}


def _sensor(row: Row) -> tuple[str, SensorRow] | None:
    """Parse a sensor; its name is its instance."""
    sensor = SensorRow.from_row(row)
    return None if sensor is None else (sensor.name, sensor)


@dataclass(frozen=True, kw_only=True)
class HealthGroup(MenuGroup[SensorRow]):
    """The sensors of either version."""

    @override
    async def read(self, query: Query[SensorRow]) -> dict[str, SensorRow | None]:
        """Print the menu; a virtual router has no sensors."""
        rows = await query.ask(Command(path=f"{self.path}/print", proplist=self.identity))
        sensors = (self.parse(sensor) for row in rows for sensor in _sensors(row))
        return dict(sensor for sensor in sensors if sensor is not None)


def _variant(row: SensorRow) -> str:
    """Return the key part for the sensor's translated name."""
    return row.variant


def _sensor_of(kind: Kind) -> partial[SensorMetric[SensorRow]]:
    """Return a factory for the sensors of a kind."""
    return partial(
        SensorMetric[SensorRow],
        source=lambda row: row.value if row.kind is kind else None,
        variant=_variant,
        variants=_TRANSLATED[kind],
        graph=Graph.HEALTH,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        resolution=0.1,
    )


HEALTH = HealthGroup(
    key="health.sensors",
    title="Health sensors",
    about="Per sensor of the board: all in one row on RouterOS 6, one row each on RouterOS 7.",
    tier=SHORT,
    has_instances=True,
    label=lambda row: row.label,
    path="/system/health",
    identity=("name", "value", "type", *_WIDE),
    parse=_sensor,
    metrics=(
        _sensor_of(Kind.TEMPERATURE)(
            key="health.temperature",
            essential=True,
            about=(
                "A temperature that the board measures: of the board itself, the CPU, the switch "
                "chip or a module."
            ),
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        ),
        _sensor_of(Kind.VOLTAGE)(
            key="health.voltage",
            about=(
                "A voltage that the board measures: of its supply, or of each input or power "
                "supply unit (PSU)."
            ),
            device_class=SensorDeviceClass.VOLTAGE,
            native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        ),
        _sensor_of(Kind.CURRENT)(
            key="health.current",
            about=(
                "A current that the board measures: of its supply, or of each power supply unit."
            ),
            device_class=SensorDeviceClass.CURRENT,
            native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
            suggested_display_precision=2,
            resolution=0.001,
        ),
        _sensor_of(Kind.POWER)(
            key="health.power",
            about="Power that the board consumes, or supplies to other devices over ethernet.",
            device_class=SensorDeviceClass.POWER,
            native_unit_of_measurement=UnitOfPower.WATT,
        ),
        _sensor_of(Kind.FAN_SPEED)(
            key="health.fan.speed",
            about="Speed of a fan; 0 is normal where fans run only when needed.",
            native_unit_of_measurement=REVOLUTIONS_PER_MINUTE,
            suggested_display_precision=0,
            resolution=1,
        ),
        BinaryMetric[SensorRow](
            key="health.state",
            about="Whether a fan or a power supply reports anything but ok.",
            source=lambda row: row.failed,
            variant=_variant,
            variants=_TRANSLATED[Kind.STATE],
            device_class=BinarySensorDeviceClass.PROBLEM,
        ),
    ),
)
