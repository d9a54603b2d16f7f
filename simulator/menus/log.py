"""The router's log in its memory: the newest lines, numbered since the router was started."""

from collections.abc import Iterator
from typing import override

from ..device import Device
from ..table import ID, Record, Rows
from ..values import log_time

# What the memory holds unless it is told otherwise.
_LINES = 1000
# What a router that has run for a while has logged before.
_FIRST_ID = 0x1CB36


class Log(Rows):
    """The lines that the profile brings, then those that the device notes, oldest first."""

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
        """Return the lines written so far; of too many the oldest are gone."""
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
        """Boot: the memory has what was noted since alone, numbered from the beginning."""
        self._records.clear()
        self._noted = len(self._device.log)
        self._next_id = 1

    def _write(self, when: float, topics: str, text: str) -> None:
        """Add a line; its time shows without a date as long as the day lasts."""
        device = self._device

        def time(at: float) -> str:
            return log_time(device.wall(when), device.wall(at), device.release)

        self.add({ID: self._new_id(), "time": time, "topics": topics, "message": text})
        del self._records[:-_LINES]
