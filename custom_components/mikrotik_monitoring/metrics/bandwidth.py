"""The bandwidth that an owner has contracted for an interface, and metrics that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, override

from .metric import SensorMetric

# The names of its parts, as options have them.
BANDWIDTH_PARTS: Final = ("down", "up", "commit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bandwidth:
    """What is contracted for an interface, in bit/s; None for what is not.

    ``down`` is what the interface receives, ``up`` what it sends, ``commit`` the part of either
    that is paid for in any case.
    """

    down: int | None = None
    up: int | None = None
    commit: int | None = None

    @classmethod
    def of(cls, parts: Mapping[str, int | None]) -> Self:
        """Return what an option holds, in bit/s."""
        return cls(**{part: parts.get(part) for part in BANDWIDTH_PARTS})

    def part(self, name: str | None) -> int | None:
        """Return a part by its name, in bit/s; None for what is none."""
        bits: int | None = getattr(self, name) if name in BANDWIDTH_PARTS else None
        return bits


@dataclass(frozen=True, kw_only=True)
class BandwidthMetric[RowT = Any](SensorMetric[RowT]):
    """A part of the contracted bandwidth itself: a line that traffic is compared with."""

    @override
    def needs_contract(self, row: RowT | None) -> bool:
        """Return whether there is nothing to show without a contract: always."""
        del row
        return True
