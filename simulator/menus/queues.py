"""Simple queues, those of subscribers among them, and the queue tree."""

from collections.abc import Iterator
from typing import override

from ..device import Device
from ..port import Port
from ..rules import Queue
from ..table import ID, Cell, Record, Table
from ..traffic import Pattern, ShareFlow
from ..values import flag
from .counted import Counted, CountedCell, CountedPair

_FIRST_DYNAMIC_ID = 0xF10001
_FIRST_TREE_ID = 0x1000000
_PACKET = 0.0014
_COUNTERS = ("bytes", "packets", "dropped")
_NOTHING = ("queued-bytes", "queued-packets")
_BURSTS = {"burst-limit": "0", "burst-threshold": "0", "burst-time": "0s", "bucket-size": "0.1"}


def build(device: Device) -> dict[str, Table]:
    """Return the simple queues and the tree."""
    simple, tree = SimpleQueues(device), Counted(device, first_id=_FIRST_TREE_ID)
    for queue in device.profile.queues:
        simple.add(_simple(device, queue))
    for queue in device.profile.queue_tree:
        tree.add(_tree(device, queue))
    return {"/queue/simple": simple, "/queue/tree": tree}


class SimpleQueues(Counted):
    """The queues that were configured, and one for each subscriber's interface."""

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Iterate over the configured ones, then over the subscribers'."""
        yield from super().records(at)
        if not self._device.profile.subscriber_queues:
            return
        for number, port in enumerate(self._device.ports):
            if port.interface.dynamic:
                yield _dynamic(port, f"*{_FIRST_DYNAMIC_ID + number:X}", at)

    @override
    def count(self, at: float) -> int:
        """Return how many there are."""
        return sum(1 for _ in self.records(at))


def _cells(
    device: Device, name: str, mean: float, drops: float, *, counts: bool
) -> tuple[CountedCell, CountedCell, CountedCell]:
    """Return bytes, packets and drops of one direction of a queue."""
    octets = device.flow(Pattern(mean=mean, day=device.profile.day), f"{name}/bytes")
    lost = Pattern(mean=drops, kind="aggregate", day=device.profile.day)
    flows = (octets, ShareFlow(octets, _PACKET), device.flow(lost, f"{name}/drops"))
    bytes_cell, packets_cell, drops_cell = (
        CountedCell(device, flow, counts=counts) for flow in flows
    )
    return bytes_cell, packets_cell, drops_cell


def _simple(device: Device, queue: Queue) -> dict[str, Cell]:
    """Return the row of a simple queue."""
    counts = not queue.disabled
    up = _cells(device, f"queue/{queue.name}/up", queue.up, queue.drops / 4, counts=counts)
    down = _cells(device, f"queue/{queue.name}/down", queue.down, queue.drops, counts=counts)
    row: dict[str, Cell] = {
        "name": queue.name,
        "target": queue.target,
        "parent": queue.parent,
        "packet-marks": "",
        "priority": "8/8",
        "queue": "default-small/default-small",
        "limit-at": "0/0",
        "max-limit": f"{queue.limit_up}/{queue.limit_down}",
        **{name: f"{value}/{value}" for name, value in _BURSTS.items()},
    }
    pairs = {name: CountedPair(*both) for name, *both in zip(_COUNTERS, up, down, strict=True)}
    row |= pairs
    row |= {
        "rate": lambda at: pairs["bytes"].rate(at, 8),
        "packet-rate": pairs["packets"].rate,
        **dict.fromkeys(_NOTHING, "0/0"),
    }
    names = (*_COUNTERS, "rate", "packet-rate", *_NOTHING)
    row |= {f"total-{name}": "0" for name in names}
    return row | {"invalid": "false", "dynamic": "false", "disabled": flag(queue.disabled)}


def _tree(device: Device, queue: Queue) -> dict[str, Cell]:
    """Return the row of a queue of the tree."""
    counts = not queue.disabled
    cells = _cells(device, f"tree/{queue.name}", queue.down, queue.drops, counts=counts)
    octets, packets, drops = cells
    return {
        "name": queue.name,
        "parent": queue.parent,
        "packet-mark": "",
        "limit-at": "0",
        "queue": "default",
        "priority": "8",
        "max-limit": str(queue.limit_down),
        **_BURSTS,
        "bytes": octets,
        "packets": packets,
        "dropped": drops,
        "rate": lambda at: str(int(octets.rate(at) * 8)),
        "packet-rate": lambda at: str(int(packets.rate(at))),
        **dict.fromkeys(_NOTHING, "0"),
        "invalid": "false",
        "disabled": flag(queue.disabled),
    }


def _dynamic(port: Port, identifier: str, at: float) -> Record:
    """Return the row of a subscriber's queue: what its interface receives is the upload."""
    name = port.name(at)

    def both(counter: str) -> str:
        return "/".join(str(port.counters[f"{way}-{counter}"].value(at)) for way in ("rx", "tx"))

    rates = (int(port.counters[f"{way}-byte"].rate(at) * 8) for way in ("rx", "tx"))
    return {
        ID: identifier,
        "name": name,
        "target": name,
        "parent": "none",
        "packet-marks": "",
        "max-limit": "20000000/100000000",
        "bytes": both("byte"),
        "packets": both("packet"),
        "dropped": "0/0",
        "rate": "/".join(map(str, rates)),
        **dict.fromkeys(_NOTHING, "0/0"),
        "dynamic": "true",
        "disabled": "false",
    }
