"""The router's log in its memory: the newest lines, numbered since the router was started."""

from collections.abc import Iterator
from typing import override

from ..device import Device
from ..table import ID, Record, Rows
from ..values import log_time

# How many lines the memory holds by default.
_LINES = 1000
# The first line's number, as on a router that has run for a while.
_FIRST_ID = 0x1CB36


class Log(Rows):
    """The lines from the profile, then those that the device logs, oldest first."""

    def __init__(self, device: Device) -> None:
        """Show what has been logged before the simulation began."""
        super().__init__(first_id=_FIRST_ID)
        self._device = device
        self._noted = 0
        for line in device.profile.log:
            if line.seconds < device.profile.uptime:
                self._write(-line.seconds, line.topics, line.text)

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Return the lines written so far; the oldest are dropped when there are too many."""
        while self._noted < len(self._device.log):
            topics, text = self._device.log[self._noted]
            self._write(self._device.logged[self._noted], topics, text)
            self._noted += 1
        return super().records(at)

    @override
    def count(self, at: float) -> int:
        """Return how many lines there are."""
        return sum(1 for _ in self.records(at))

    @override
    def renumber(self) -> None:
        """Boot: the memory has only lines logged since, numbered from the beginning."""
        self._records.clear()
        self._noted = len(self._device.log)
        self._next_id = 1

    def _write(self, when: float, topics: str, text: str) -> None:
        """Add a line; its time is shown without a date on the same day."""
        device = self._device

        def time(at: float) -> str:
            return log_time(device.wall(when), device.wall(at), device.release)

        self.add({ID: self._new_id(), "time": time, "topics": topics, "message": text})
        del self._records[:-_LINES]
