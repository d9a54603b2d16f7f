"""UPS: whether the router runs on line power, and how long the battery lasts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    EntityCategory,
    UnitOfElectricPotential,
    UnitOfFrequency,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)

from ..routeros import Command, Row, values
from .bounds import Bounds
from .model import SHORT, BinaryMetric, Graph, Group, Menu, Query, SensorMetric
from .naming import together

_MENU: Final = "/system/ups"
_SETTINGS: Final = (".id", "name", "disabled", "invalid")
# A field of every UPS that is connected.
_ALWAYS: Final = ("on-line",)
_MINUTE: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsRow:
    """``/system/ups/monitor``: percent, minutes, V, Hz and °C; None for what it does not report.

    ``identifier`` is its ``.id`` in the session, empty where its port is gone. An alarm that a UPS
    does not raise is missing from its reply.
    """

    identifier: str
    on_line: bool | None = None
    charge: float | None = None
    runtime: float | None = None
    load: float | None = None
    line_voltage: float | None = None
    output_voltage: float | None = None
    battery_voltage: float | None = None
    frequency: float | None = None
    temperature: float | None = None
    low_battery: bool | None = None
    replace_battery: bool | None = None
    overload: bool | None = None

    @classmethod
    def from_row(cls, row: Row, identifier: str) -> Self:
        """Parse a UPS's reply; it is empty without the field for line power."""
        on_line = values.flag(row.get("on-line"))
        if on_line is None:
            return cls(identifier=identifier)
        runtime = values.duration(row.get("runtime-left"))
        return cls(
            identifier=identifier,
            on_line=on_line,
            charge=values.decimal(row.get("battery-charge")),
            runtime=None if runtime is None else runtime / _MINUTE,
            load=values.decimal(row.get("load")),
            line_voltage=values.decimal(row.get("line-voltage")),
            output_voltage=values.decimal(row.get("output-voltage")),
            battery_voltage=values.decimal(row.get("battery-voltage")),
            frequency=values.decimal(row.get("frequency")),
            temperature=values.decimal(row.get("temperature")),
            low_battery=_alarm(row, "low-battery"),
            replace_battery=_alarm(row, "replace-battery"),
            overload=_alarm(row, "overload", "overloaded-output"),
        )


def _row(identifier: str | None, told: Mapping[str, Row]) -> UpsRow | None:
    """Return the row of a UPS, None for one that is not queried."""
    return None if identifier is None else UpsRow.from_row(told.get(identifier, {}), identifier)


def _worst(one: UpsRow, other: UpsRow) -> UpsRow:
    """Combine two of the same name: the one that is not on line power counts."""
    return other if one.on_line else one


def _alarm(row: Row, *names: str) -> bool:
    """Return whether a UPS raises an alarm, whose name differs between versions."""
    return any(values.flag(row.get(name), absent=False) for name in names)


type _Found = list[tuple[str, str | None]]


@dataclass(frozen=True, kw_only=True)
class UpsGroup(Group[UpsRow]):
    """All configured UPSs, which are listed in full readings, once an hour."""

    @override
    async def read(self, query: Query[UpsRow]) -> dict[str, UpsRow | None]:
        """Measure those that are not disabled, in one command."""
        configured = await _configured(query)
        heard = list(filter(None, (identifier for _, identifier in configured)))
        told = await self._measure(query, heard)
        disabled = () if query.before is None or query.is_full else query.before.listed
        rows = ((name, _row(identifier, told)) for name, identifier in configured)
        known: dict[str, UpsRow | None] = together(rows, _worst)
        return {**dict.fromkeys(disabled), **known}

    async def _measure(self, query: Query[UpsRow], heard: list[str]) -> dict[str, Row]:
        """Return the reply of each UPS, by its ``.id``: replies have no names, but keep the order.

        Where not all of them reply, each is queried alone.
        """
        if not heard:
            return {}
        fields = (*_ALWAYS, *self.fields(query.keys))
        rows = await query.ask(_monitor(heard, fields))
        if len(rows) == len(heard):
            return dict(zip(heard, rows, strict=True))
        if len(heard) == 1:
            return {}
        alone = [(one, await query.ask(_monitor([one], fields))) for one in heard]
        return {one: rows[0] for one, rows in alone if rows}


def _monitor(identifiers: Iterable[str], fields: Iterable[str]) -> Command:
    """Return the command that measures some UPSs."""
    return Command(
        path=f"{_MENU}/monitor",
        arguments=(("numbers", ",".join(identifiers)), ("once", "")),
        proplist=tuple(dict.fromkeys(fields)),
    )


async def _configured(query: Query[UpsRow]) -> _Found:
    """Return name and ``.id`` of each UPS: None for one that is disabled, "" for a lost port."""
    if query.before is not None and not query.is_full:
        return [(name, row.identifier) for name, row in query.before.rows.items()]
    rows = await query.ask(Command(f"{_MENU}/print", proplist=_SETTINGS))
    return [(row.get("name", ""), _identifier(row)) for row in rows]


def _identifier(row: Row) -> str | None:
    """Return the id by which a UPS is queried."""
    if values.flag(row.get("disabled"), absent=False):
        return None
    return "" if values.flag(row.get("invalid"), absent=False) else row.get(".id", "")


def _always(_: UpsRow) -> bool:
    """Return True: the metric exists also while the UPS does not respond."""
    return True


def _measured(unit: str, device_class: SensorDeviceClass | None, **more: Any) -> partial[Any]:
    """Return a factory for measurements in a unit."""
    return partial(
        SensorMetric[UpsRow],
        native_unit_of_measurement=unit,
        device_class=device_class,
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        **more,
    )


_percent = partial(_measured, UnitOfRatio.PERCENTAGE)
_volts = _measured(
    UnitOfElectricPotential.VOLT,
    SensorDeviceClass.VOLTAGE,
    suggested_display_precision=1,
    resolution=0.1,
)
_alarm_of = partial(
    BinaryMetric[UpsRow],
    device_class=BinarySensorDeviceClass.PROBLEM,
    kind="alarms",
    entity_registry_enabled_default=False,
)

UPS = UpsGroup(
    key="ups",
    title="UPS",
    about="Per UPS that the router itself monitors, over USB or a serial port.",
    menus=(Menu(_MENU),),
    tier=SHORT,
    has_instances=True,
    family="ups",
    metrics=(
        BinaryMetric[UpsRow](
            key="ups.on_line",
            about=(
                "Whether the UPS is on line power; off means on battery, unknown while the UPS "
                "does not respond."
            ),
            fields=_ALWAYS,
            source=lambda row: row.on_line,
            supported=_always,
            device_class=BinarySensorDeviceClass.POWER,
        ),
        _percent(SensorDeviceClass.BATTERY, suggested_display_precision=0, resolution=1)(
            key="ups.charge",
            about="Charge of the battery.",
            fields=("battery-charge",),
            source=lambda row: row.charge,
            graph=Graph.HARDWARE,
            kind="battery",
        ),
        _measured(
            UnitOfTime.MINUTES,
            SensorDeviceClass.DURATION,
            suggested_display_precision=0,
            resolution=1,
            valid=Bounds(0, 100_000),
        )(
            key="ups.runtime",
            about="Remaining battery runtime at the present load, as the UPS estimates it.",
            fields=("runtime-left",),
            source=lambda row: row.runtime,
            kind="battery",
        ),
        _volts(
            key="ups.battery.voltage",
            about="Voltage of the battery; it falls as the battery ages.",
            fields=("battery-voltage",),
            source=lambda row: row.battery_voltage,
            kind="battery",
        ),
        _percent(None, suggested_display_precision=0, resolution=1, valid=Bounds(0, 400))(
            key="ups.load",
            about="Load of the UPS as a share of its capacity; more than 100 % is an overload.",
            fields=("load",),
            source=lambda row: row.load,
            graph=Graph.HARDWARE,
            kind="power",
        ),
        _volts(
            key="ups.line.voltage",
            about="Input voltage of the UPS.",
            fields=("line-voltage",),
            source=lambda row: row.line_voltage,
            kind="power",
        ),
        _volts(
            key="ups.output.voltage",
            about="Output voltage of the UPS; many that are connected over USB do not report it.",
            fields=("output-voltage",),
            source=lambda row: row.output_voltage,
            kind="power",
        ),
        _measured(
            UnitOfFrequency.HERTZ,
            SensorDeviceClass.FREQUENCY,
            suggested_display_precision=1,
            resolution=0.1,
            valid=Bounds(0, 1_000),
        )(
            key="ups.frequency",
            about="Output frequency of the UPS, which is that of the line while on line power.",
            fields=("frequency",),
            source=lambda row: row.frequency,
            kind="power",
        ),
        _measured(
            UnitOfTemperature.CELSIUS,
            SensorDeviceClass.TEMPERATURE,
            suggested_display_precision=0,
            resolution=1,
        )(
            key="ups.temperature",
            about="Temperature inside the UPS; heat ages batteries.",
            fields=("temperature",),
            source=lambda row: row.temperature,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="battery",
        ),
        _alarm_of(
            key="ups.low_battery",
            about="Whether the UPS reports that its battery is nearly empty.",
            fields=("low-battery",),
            source=lambda row: row.low_battery,
            supported=_always,
        ),
        _alarm_of(
            key="ups.replace_battery",
            about="Whether the UPS reports that its battery needs to be replaced.",
            fields=("replace-battery",),
            source=lambda row: row.replace_battery,
            supported=_always,
        ),
        _alarm_of(
            key="ups.overload",
            about="Whether the UPS is overloaded.",
            fields=("overload", "overloaded-output"),
            source=lambda row: row.overload,
            supported=_always,
        ),
    ),
)
