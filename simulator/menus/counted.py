"""Tables whose rows carry counters of their own."""

from collections.abc import Mapping
from typing import override

from ..device import Device
from ..table import Record, Rows
from ..traffic import Counter, Flow

_ZEROS = frozenset({"0", "0/0"})


class CountedCell:
    """A cell that shows a counter of a rule or of a queue."""

    def __init__(self, device: Device, flow: Flow, *, counts: bool = True) -> None:
        """Show the flow's total since the router was started."""
        lived = int(flow.mean * device.profile.uptime) if counts else 0
        self._device = device
        self._counter = Counter(flow, base=lived, counts=counts)

    def __call__(self, at: float) -> str:
        """Return the counter's text."""
        return str(self.value(at))

    def value(self, at: float) -> int:
        """Return the counter."""
        return self._counter.value(at)

    def rate(self, at: float) -> float:
        """Return the growth per second."""
        return self._counter.rate(at)

    def reset(self) -> None:
        """Start again from zero."""
        self._counter.reset(self._device.seconds)


class CountedPair:
    """A cell of two values, upload before download as the queue's target sees them."""

    def __init__(self, up: CountedCell, down: CountedCell) -> None:
        """Join two counters."""
        self.ways = (up, down)

    def __call__(self, at: float) -> str:
        """Return both counters' text."""
        return "/".join(str(way.value(at)) for way in self.ways)

    def rate(self, at: float, factor: float = 1) -> str:
        """Return both growths per second."""
        return "/".join(str(int(way.rate(at) * factor)) for way in self.ways)

    def reset(self) -> None:
        """Start both again from zero."""
        for way in self.ways:
            way.reset()


class Counted(Rows):
    """A table whose rows have counters: they start again after a boot, or when set to zero."""

    def __init__(self, device: Device, *, first_id: int = 1) -> None:
        """Begin without rows."""
        super().__init__(first_id=first_id)
        self._device = device

    @override
    def change(self, record: Record, values: Mapping[str, str | None]) -> None:
        """Write cells; zero resets a counter, as `reset-counters` does."""
        left: dict[str, str | None] = {}
        for name, value in values.items():
            cell = record.get(name)
            if isinstance(cell, CountedCell | CountedPair) and value in _ZEROS:
                cell.reset()
            else:
                left[name] = value
        super().change(record, left)

    @override
    def renumber(self) -> None:
        """Boot: dynamic rows get new identifiers, and all counters start from zero."""
        super().renumber()
        for record in self._records:
            for cell in record.values():
                if isinstance(cell, CountedCell | CountedPair):
                    cell.reset()
