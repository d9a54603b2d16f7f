"""The contracted bandwidth of an interface, and the metrics that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, override

from .metric import SensorMetric

# The names of its parts, as in the options.
BANDWIDTH_PARTS: Final = ("down", "up", "commit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bandwidth:
    """The contracted bandwidth of an interface, in bit/s; None for a part that is not contracted.

    ``down`` is what the interface receives, ``up`` what it sends, ``commit`` the committed rate
    of either direction, which is paid for in any case.
    """

    down: int | None = None
    up: int | None = None
    commit: int | None = None

    @classmethod
    def of(cls, parts: Mapping[str, int | None]) -> Self:
        """Return an option's bandwidth, in bit/s."""
        return cls(**{part: parts.get(part) for part in BANDWIDTH_PARTS})

    def part(self, name: str | None) -> int | None:
        """Return a part by its name, in bit/s; None where there is no such part."""
        bits: int | None = getattr(self, name) if name in BANDWIDTH_PARTS else None
        return bits


@dataclass(frozen=True, kw_only=True)
class BandwidthMetric[RowT = Any](SensorMetric[RowT]):
    """A part of the contracted bandwidth itself: a line to compare traffic with."""

    @override
    def needs_contract(self, row: RowT | None) -> bool:
        """Return True: without a contract there is nothing to show."""
        del row
        return True
