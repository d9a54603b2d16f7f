"""The links of the ethernet ports, and the optical modules in their cages."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfDataRate,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfTemperature,
)

from ..routeros import Command, CommandRefusedError, Row, values
from .bounds import Bounds
from .interface_index import InterfaceFacts
from .model import MEDIUM, BinaryMetric, Group, Menu, Query, Scope, SensorMetric
from .monitor import monitor_once

_MENU = "/interface/ethernet"

# Always requested: other groups relate their numbers to the speed of the link.
_ALWAYS = ("rate",)
_CHECKSUMS = {"good": False, "bad": True}


@dataclass(frozen=True, kw_only=True, slots=True)
class EthernetRow:
    """``/interface/ethernet/monitor``: speed in bit/s, °C, dBm, V, mA and nm.

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
    wavelength: float | None
    rx_loss: bool | None
    tx_fault: bool | None
    checksum_failed: bool | None

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
            # A direct attach cable reports 0, if anything.
            wavelength=values.decimal(row.get("sfp-wavelength")) or None,
            rx_loss=values.flag(row.get("sfp-rx-loss")),
            tx_fault=values.flag(row.get("sfp-tx-fault")),
            checksum_failed=_CHECKSUMS.get(row.get("eeprom-checksum", "")),
        )


type _Ports = list[tuple[InterfaceFacts, str]]
type _Rows = dict[str, EthernetRow | None]


class EthernetGroup(Group[EthernetRow]):
    """The state of all links, from one ``monitor``; the ports are listed in full readings."""

    @override
    async def read(self, query: Query[EthernetRow]) -> dict[str, EthernetRow | None]:
        """Measure the links of the ports that are monitored."""
        if (known := await _known(query)) is not None:
            with suppress(CommandRefusedError):
                return await self._measured(query, known)
        return await self._measured(query, await _listed(query))

    async def _measured(self, query: Query[EthernetRow], ports: _Ports) -> _Rows:
        """Return the links of ports, None for those that are not monitored."""
        watched = [(facts, known_by) for facts, known_by in ports if facts.is_watched]
        by_name = {facts.name: facts for facts, _ in watched}
        links = await monitor_once(
            query.ask,
            _MENU,
            [known_by for _, known_by in watched if known_by],
            dict.fromkeys((*_ALWAYS, *self.fields(query.keys))),
        )
        read: _Rows = {facts.instance: None for facts, _ in ports}
        for link in links:
            if (facts := by_name.get(link.get("name", ""))) is not None:
                read[facts.instance] = EthernetRow.from_row(link)
        return read


async def _known(query: Query[EthernetRow]) -> _Ports | None:
    """Return the ports of the previous reading as the interface table lists them now.

    An interface has the same ``.id`` in its own menu and in the table. None where there was no
    previous reading.
    """
    if query.is_full or query.before is None:
        return None
    there = query.before.rows.keys() | query.before.listed
    index = await query.interfaces.current(query.ask)
    return [(facts, facts.id) for facts in index if facts.instance in there]


async def _listed(query: Query[EthernetRow]) -> _Ports:
    """Return the ports from their own menu."""
    rows = await query.ask(Command(path=f"{_MENU}/print", proplist=(".id", "name", "default-name")))
    found = await query.interfaces.resolve(query.ask, rows)
    return [(facts, row.get(".id", "")) for facts, row in found]


_module = partial(
    SensorMetric[EthernetRow],
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
)
_alarm = partial(
    BinaryMetric[EthernetRow],
    device_class=BinarySensorDeviceClass.PROBLEM,
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
            about="Speed of the link, negotiated or configured; unknown without a link.",
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
            about="Whether the link can send and receive at the same time; off is half duplex.",
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
                "Internal temperature of the optical module; modules without diagnostics and "
                "copper cables do not report it."
            ),
            fields=("sfp-temperature",),
            source=lambda row: row.temperature,
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            suggested_display_precision=0,
        ),
        _optical_power(
            key="interface.sfp.rx_power",
            about="Optical power that the module receives; the required level depends on it.",
            fields=("sfp-rx-power",),
            source=lambda row: row.rx_power,
        ),
        _optical_power(
            key="interface.sfp.tx_power",
            about="Optical power that the module sends.",
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
            about="Bias current of the module's laser: it rises as the laser ages.",
            fields=("sfp-tx-bias-current",),
            source=lambda row: row.bias,
            device_class=SensorDeviceClass.CURRENT,
            native_unit_of_measurement=UnitOfElectricCurrent.MILLIAMPERE,
            suggested_display_precision=0,
            kind="optics",
            entity_registry_enabled_default=False,
        ),
        _alarm(
            key="interface.sfp.rx_loss",
            about=(
                "Whether the module reports that it receives no light: the fibre is cut or "
                "unplugged, or the other end is off."
            ),
            fields=("sfp-rx-loss",),
            source=lambda row: row.rx_loss,
        ),
        _alarm(
            key="interface.sfp.tx_fault",
            about="Whether the module reports that its own laser or driver has failed.",
            fields=("sfp-tx-fault",),
            source=lambda row: row.tx_fault,
        ),
        _alarm(
            key="interface.sfp.checksum",
            about="Whether the checksum of the module's memory is wrong: it is damaged or forged.",
            fields=("eeprom-checksum",),
            source=lambda row: row.checksum_failed,
            kind="optics",
            entity_registry_enabled_default=False,
        ),
        _module(
            key="interface.sfp.wavelength",
            about="Wavelength at which the module sends; direct attach cables do not report it.",
            fields=("sfp-wavelength",),
            source=lambda row: row.wavelength,
            valid=Bounds(0, 10_000),
            suggested_display_precision=2,
            kind="optics",
            entity_registry_enabled_default=False,
        ),
    ),
)
