"""Units of an owner's own metric: which are valid, by Home Assistant's tables, and factors."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
    UNIT_CONVERTERS,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    UnitOfDataRate,
    UnitOfInformation,
    UnitOfRatio,
    UnitOfTime,
)

from ..routeros.menus import FieldKind

# The device classes of Home Assistant that a router may measure.
DEVICE_CLASSES: Final = (
    SensorDeviceClass.BATTERY,
    SensorDeviceClass.CURRENT,
    SensorDeviceClass.DATA_RATE,
    SensorDeviceClass.DATA_SIZE,
    SensorDeviceClass.DISTANCE,
    SensorDeviceClass.DURATION,
    SensorDeviceClass.FREQUENCY,
    SensorDeviceClass.POWER,
    SensorDeviceClass.SIGNAL_STRENGTH,
    SensorDeviceClass.TEMPERATURE,
    SensorDeviceClass.VOLTAGE,
)
# An angle has its own arithmetic, and no router measures one.
STATE_CLASSES: Final = (
    SensorStateClass.MEASUREMENT,
    SensorStateClass.TOTAL,
    SensorStateClass.TOTAL_INCREASING,
)
# Units that are offered without a class; others may be typed.
PLAIN_UNITS: Final = (
    UnitOfRatio.PERCENTAGE,
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    "packets",
    "packets/s",
    "1/s",
)
_LONGEST_UNIT: Final = 20

# The unit and class of each kind of field, and those of its growth per second.
_NATIVE: Final[Mapping[FieldKind, tuple[str, SensorDeviceClass]]] = MappingProxyType(
    {
        FieldKind.OCTETS: (UnitOfInformation.BYTES, SensorDeviceClass.DATA_SIZE),
        FieldKind.SIZE: (UnitOfInformation.BYTES, SensorDeviceClass.DATA_SIZE),
        FieldKind.BIT_RATE: (UnitOfDataRate.BITS_PER_SECOND, SensorDeviceClass.DATA_RATE),
        FieldKind.DURATION: (UnitOfTime.SECONDS, SensorDeviceClass.DURATION),
    }
)
_NATIVE_RATE: Final[Mapping[FieldKind, tuple[str, SensorDeviceClass]]] = MappingProxyType(
    {
        FieldKind.OCTETS: (UnitOfDataRate.BYTES_PER_SECOND, SensorDeviceClass.DATA_RATE),
        FieldKind.SIZE: (UnitOfDataRate.BYTES_PER_SECOND, SensorDeviceClass.DATA_RATE),
    }
)
# Plain whole numbers may be of any class.
_ANY: Final = frozenset({FieldKind.NUMBER, FieldKind.COUNTER, FieldKind.TEXT})


def native(kind: FieldKind, *, is_rate: bool) -> tuple[str, SensorDeviceClass] | None:
    """Return the unit and class of a kind of field, None where the field does not imply them."""
    return (_NATIVE_RATE if is_rate else _NATIVE).get(kind)


def device_classes(kind: FieldKind, *, is_rate: bool) -> tuple[SensorDeviceClass, ...]:
    """Return the device classes that a field may have; having none is always possible."""
    if (known := native(kind, is_rate=is_rate)) is not None:
        return (known[1],)
    if kind is FieldKind.PERCENT and not is_rate:
        return (SensorDeviceClass.BATTERY,)
    if kind in _ANY:
        return (SensorDeviceClass.DATA_RATE,) if is_rate else DEVICE_CLASSES
    return ()


def units(device_class: SensorDeviceClass | None) -> tuple[str, ...]:
    """Return the units that Home Assistant has for a class, those without a class for None."""
    if device_class is None:
        return PLAIN_UNITS
    return tuple(sorted(str(unit) for unit in DEVICE_CLASS_UNITS[device_class] if unit))


def state_classes(
    device_class: SensorDeviceClass | None, allowed: Iterable[SensorStateClass]
) -> tuple[SensorStateClass, ...]:
    """Return those of some state classes that Home Assistant allows for a device class."""
    if device_class is None:
        return tuple(allowed)
    return tuple(one for one in allowed if one in DEVICE_CLASS_STATE_CLASSES[device_class])


def fits(device_class: SensorDeviceClass | None, unit: str | None) -> bool:
    """Return whether a class and a unit may be combined; without a class any unit may."""
    if device_class is not None:
        return unit in units(device_class)
    return unit is None or (len(unit) <= _LONGEST_UNIT and unit.isprintable())


def factor(kind: FieldKind, unit: str | None, *, is_rate: bool) -> float:
    """Return the factor that converts a field's numbers into a unit; 1 where that is unknown."""
    known = native(kind, is_rate=is_rate)
    converter = UNIT_CONVERTERS.get(known[1]) if known is not None else None
    if known is None or converter is None or unit not in converter.VALID_UNITS:
        return 1
    return converter.convert(1, known[0], unit)
