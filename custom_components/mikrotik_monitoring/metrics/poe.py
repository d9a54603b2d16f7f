"""Power over ethernet (PoE) that ports supply to other devices."""

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

# The states in MikroTik's manual on PoE-out; newer controllers have others.
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
    """All PoE-out ports, from one ``monitor`` after the list of them."""

    @override
    async def read(self, query: Query[PoeRow]) -> dict[str, PoeRow | None]:
        """List the ports, then measure them; their instances are those of the interfaces."""
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
    about="Per port that supplies power to other devices over ethernet (PoE-out).",
    menus=(Menu("/interface/ethernet/poe"),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        # On a switch with 48 such ports, only those that supply a device are enabled by default.
        _measured(
            key="interface.poe.power",
            about=(
                "Power that the port supplies to its device; enabled by default where a device "
                "is powered, absent on boards that do not measure it."
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
            about="Output voltage of the port; absent on boards that do not measure it.",
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
            about="Output current of the port; absent on boards that do not measure it.",
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
                "PoE-out status of the port as RouterOS names it; a status that is not "
                "recognised is shown as other."
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
