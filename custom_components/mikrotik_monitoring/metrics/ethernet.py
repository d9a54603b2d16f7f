"""The links of the ethernet ports, and the optical modules in their cages."""

from dataclasses import dataclass
from functools import partial
from typing import Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfDataRate,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfTemperature,
)

from ..routeros import Command, Row, values
from .model import MEDIUM, BinaryMetric, Group, Menu, Query, Scope, SensorMetric
from .monitor import monitor_once

_MENU = "/interface/ethernet"

# Asked whatever is enabled: other groups relate their numbers to the speed of the link.
_ALWAYS = ("rate",)


@dataclass(frozen=True, kw_only=True, slots=True)
class EthernetRow:
    """``/interface/ethernet/monitor``: speed in bit/s, °C, dBm, V and mA.

    Speed and duplex are None without a link; what an optical module measures is None for a
    copper port, an empty cage and a module that does not measure.
    """

    has_speed: bool
    speed: int | None
    full_duplex: bool | None
    temperature: float | None
    rx_power: float | None
    tx_power: float | None
    voltage: float | None
    bias: float | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            has_speed="rate" in row or "auto-negotiation" in row,
            speed=values.bit_rate(row.get("rate")),
            full_duplex=values.flag(row.get("full-duplex")),
            temperature=values.decimal(row.get("sfp-temperature")),
            rx_power=values.decimal(row.get("sfp-rx-power")),
            tx_power=values.decimal(row.get("sfp-tx-power")),
            voltage=values.decimal(row.get("sfp-supply-voltage")),
            bias=values.decimal(row.get("sfp-tx-bias-current")),
        )


class EthernetGroup(Group[EthernetRow]):
    """The state of all links, from one ``monitor`` after the list of the ports."""

    @override
    async def read(self, query: Query[EthernetRow]) -> dict[str, EthernetRow | None]:
        """Ask for the ports, then for the links of those that are watched."""
        ports = await query.interfaces.resolve(
            query.ask,
            await query.ask(
                Command(path=f"{_MENU}/print", proplist=(".id", "name", "default-name"))
            ),
        )
        watched = {row.get("name"): facts for facts, row in ports if facts.is_watched}
        ids = [row[".id"] for facts, row in ports if facts.is_watched and ".id" in row]
        links = await monitor_once(
            query.ask, _MENU, ids, dict.fromkeys((*_ALWAYS, *self.fields(query.keys)))
        )
        read: dict[str, EthernetRow | None] = {facts.instance: None for facts, _ in ports}
        for link in links:
            if (facts := watched.get(link.get("name"))) is not None:
                read[facts.instance] = EthernetRow.from_row(link)
        return read


_module = partial(
    SensorMetric[EthernetRow],
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
)
_optical_power = partial(
    _module,
    device_class=SensorDeviceClass.SIGNAL_STRENGTH,
    native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    suggested_display_precision=2,
    resolution=0.01,
)

ETHERNET = EthernetGroup(
    key="interface.ethernet",
    title="Links and optical modules",
    about="Per ethernet port, from one measurement of all ports.",
    menus=(Menu("/interface/ethernet"),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        SensorMetric(
            key="interface.link.speed",
            about="Speed of the link as negotiated or set; unknown without a link.",
            fields=("rate", "auto-negotiation"),
            source=lambda row: row.speed,
            supported=lambda row: row.has_speed,
            device_class=SensorDeviceClass.DATA_RATE,
            native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
            suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="link",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric(
            key="interface.link.full_duplex",
            about="Whether the link sends and receives at once; off is half duplex.",
            fields=("full-duplex", "auto-negotiation"),
            source=lambda row: row.full_duplex,
            supported=lambda row: row.has_speed,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="link",
            entity_registry_enabled_default=False,
        ),
        _module(
            key="interface.sfp.temperature",
            about=(
                "Temperature that the optical module measures in itself; modules without "
                "diagnostics and copper cables tell none."
            ),
            fields=("sfp-temperature",),
            source=lambda row: row.temperature,
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            suggested_display_precision=0,
        ),
        _optical_power(
            key="interface.sfp.rx_power",
            about="Light that the module receives; how much is enough depends on the module.",
            fields=("sfp-rx-power",),
            source=lambda row: row.rx_power,
        ),
        _optical_power(
            key="interface.sfp.tx_power",
            about="Light that the module sends.",
            fields=("sfp-tx-power",),
            source=lambda row: row.tx_power,
        ),
        _module(
            key="interface.sfp.voltage",
            about="Supply voltage that the module measures.",
            fields=("sfp-supply-voltage",),
            source=lambda row: row.voltage,
            device_class=SensorDeviceClass.VOLTAGE,
            native_unit_of_measurement=UnitOfElectricPotential.VOLT,
            suggested_display_precision=2,
            resolution=0.01,
            kind="optics",
            entity_registry_enabled_default=False,
        ),
        _module(
            key="interface.sfp.bias",
            about="Current through the module's laser: it rises as the laser ages.",
            fields=("sfp-tx-bias-current",),
            source=lambda row: row.bias,
            device_class=SensorDeviceClass.CURRENT,
            native_unit_of_measurement=UnitOfElectricCurrent.MILLIAMPERE,
            suggested_display_precision=0,
            kind="optics",
            entity_registry_enabled_default=False,
        ),
    ),
)
