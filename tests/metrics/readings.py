"""Readings of other groups, for groups that are derived from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from custom_components.mikrotik_monitoring.metrics.model import Group, Reading


class Known:
    """The readings of groups by their keys, the latest one last."""

    def __init__(self, readings: Mapping[str, Sequence[Reading[Any]]]) -> None:
        """Store the readings."""
        self._readings = readings
        self.left_out: set[str] = set()

    @classmethod
    def latest_of(cls, readings: Mapping[str, Reading[Any] | None]) -> Known:
        """Return the readings where each group has one, or none."""
        return cls({key: () if one is None else (one,) for key, one in readings.items()})

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return whether a group is read at all."""
        return group.key not in self.left_out

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the latest reading of a group."""
        return next(reversed(self.history(group)), None)

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return all readings of a group."""
        return tuple(self._readings.get(group.key, ()))
