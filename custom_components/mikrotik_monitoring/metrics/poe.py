"""What ports feed to the devices behind them: power over ethernet."""

from dataclasses import dataclass
from functools import partial
from typing import Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    EntityCategory,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfPower,
)

from ..routeros import Command, Row, values
from .model import MEDIUM, Group, Menu, Query, Scope, SensorMetric
from .monitor import monitor_once

_MENU = "/interface/ethernet/poe"

# MikroTik's manual on PoE-out names these; newer controllers have words of their own.
_OTHER = "other"
STATUSES = (
    "powered-on",
    "waiting-for-load",
    "off",
    "disabled",
    "overload",
    "short-circuit",
    "voltage-too-low",
    "voltage-too-high",
    "current-too-low",
    _OTHER,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PoeRow:
    """``/interface/ethernet/poe/monitor``: W, V and mA; None where the board does not measure."""

    status: str | None
    power: float | None
    voltage: float | None
    current: float | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        status = row.get("poe-out-status")
        return cls(
            status=status if status is None or status in STATUSES else _OTHER,
            power=values.decimal(row.get("poe-out-power")),
            voltage=values.decimal(row.get("poe-out-voltage")),
            current=values.decimal(row.get("poe-out-current")),
        )


class PoeGroup(Group[PoeRow]):
    """All ports that feed others, from one ``monitor`` after the list of them."""

    @override
    async def read(self, query: Query[PoeRow]) -> dict[str, PoeRow | None]:
        """Ask for the ports, then what they feed; they are told apart as the interfaces are."""
        ports = await query.interfaces.resolve(
            query.ask,
            await query.ask(Command(path=f"{_MENU}/print", proplist=(".id", "name"))),
        )
        watched = {row.get("name"): facts for facts, row in ports if facts.is_watched}
        ids = [row[".id"] for facts, row in ports if facts.is_watched and ".id" in row]
        rows = await monitor_once(query.ask, _MENU, ids, self.fields(query.keys))
        return {
            facts.instance: PoeRow.from_row(row)
            for row in rows
            if (facts := watched.get(row.get("name"))) is not None
        }


_measured = partial(
    SensorMetric[PoeRow],
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
)

POE = PoeGroup(
    key="interface.poe",
    title="PoE-out",
    about="Per port that feeds other devices over ethernet.",
    menus=(Menu("/interface/ethernet/poe"),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        # Of a switch with 48 such ports, those that feed something are worth an entity at first.
        _measured(
            key="interface.poe.power",
            about=(
                "Power that the port feeds to the device behind it; on at first where a device "
                "is fed, absent on boards that do not measure."
            ),
            fields=("poe-out-power", "poe-out-status"),
            source=lambda row: row.power,
            kind="poe",
            enabled_for=lambda row: row.status == "powered-on",
            device_class=SensorDeviceClass.POWER,
            native_unit_of_measurement=UnitOfPower.WATT,
            suggested_display_precision=1,
            resolution=0.1,
        ),
        _measured(
            key="interface.poe.voltage",
            about="Voltage at which the port feeds; absent on boards that do not measure.",
            fields=("poe-out-voltage",),
            source=lambda row: row.voltage,
            device_class=SensorDeviceClass.VOLTAGE,
            native_unit_of_measurement=UnitOfElectricPotential.VOLT,
            suggested_display_precision=1,
            resolution=0.1,
            kind="poe",
            entity_registry_enabled_default=False,
        ),
        _measured(
            key="interface.poe.current",
            about="Current that the port feeds; absent on boards that do not measure.",
            fields=("poe-out-current",),
            source=lambda row: row.current,
            device_class=SensorDeviceClass.CURRENT,
            native_unit_of_measurement=UnitOfElectricCurrent.MILLIAMPERE,
            suggested_display_precision=0,
            resolution=1,
            kind="poe",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="interface.poe.status",
            about=(
                "What the port's feeding does, in RouterOS' words; a word that is not known "
                "here is shown as other."
            ),
            fields=("poe-out-status",),
            source=lambda row: row.status,
            device_class=SensorDeviceClass.ENUM,
            options=list(STATUSES),
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="poe",
            entity_registry_enabled_default=False,
        ),
    ),
)
