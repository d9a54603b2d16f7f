"""The possible range of values for each unit: beyond it, the router has reported nonsense."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from homeassistant.const import (
    REVOLUTIONS_PER_MINUTE,
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    UnitOfDataRate,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfInformation,
    UnitOfPower,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)


class Bounds(NamedTuple):
    """The least and the most that a number can be, both included, in its own unit."""

    least: float
    most: float

    def hold(self, value: object) -> bool:
        """Return whether a value is possible; anything but a number is."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.least <= value <= self.most
        return True


# RouterOS counts in 64 bits.
COUNTERS: Final = Bounds(0, 2**64 - 1)

# Generous where boards and modules differ: values that are odd but possible are shown.
_BY_UNIT: Final[Mapping[str, Bounds]] = MappingProxyType(
    {
        UnitOfRatio.PERCENTAGE: Bounds(0, 100),
        UnitOfTemperature.CELSIUS: Bounds(-100, 300),
        # The fastest port that exists has 1.6 Tbit/s; many of them together.
        UnitOfDataRate.BITS_PER_SECOND: Bounds(0, 10**14),
        UnitOfDataRate.BYTES_PER_SECOND: Bounds(0, 10**13),
        UnitOfInformation.BYTES: COUNTERS,
        UnitOfTime.MILLISECONDS: Bounds(0, 3_600_000),
        UnitOfTime.SECONDS: Bounds(0, 86_400),
        UnitOfTime.DAYS: Bounds(0, 100_000),
        SIGNAL_STRENGTH_DECIBELS: Bounds(-200, 200),
        SIGNAL_STRENGTH_DECIBELS_MILLIWATT: Bounds(-200, 100),
        UnitOfElectricPotential.VOLT: Bounds(-1_000, 1_000),
        UnitOfElectricCurrent.AMPERE: Bounds(-1_000, 1_000),
        UnitOfElectricCurrent.MILLIAMPERE: Bounds(-100_000, 100_000),
        UnitOfPower.WATT: Bounds(0, 100_000),
        REVOLUTIONS_PER_MINUTE: Bounds(0, 200_000),
    }
)


def bounds_of(unit: str | None) -> Bounds:
    """Return the bounds for a unit; a number without a unit is a count."""
    return _BY_UNIT.get(unit or "", COUNTERS)
