"""An interface: the flows through it and the counters that its row shows."""

from collections.abc import Callable

from .profile import Interface, Profile, Share
from .table import Record, read
from .traffic import Counter, Flow, Nothing, Pattern, PatternFlow, ShareFlow, SumFlow, flow_seed

_PHYSICAL = frozenset({"ether"})
_RARE = {
    "rx-drop": 0.0004,
    "tx-drop": 0.0002,
    "tx-queue-drop": 0.003,
    "rx-error": 0.0003,
    "tx-error": 0.0001,
}


class Port:
    """An interface of the router, its counters by their RouterOS names."""

    def __init__(self, interface: Interface, counters: dict[str, Counter], record: Record) -> None:
        """Combine the profile's interface with the counters and the row to fill."""
        self.interface = interface
        self.counters = counters
        self.record = record
        self.link_downs = interface.link_downs
        self.went_down: float | None = None
        self.came_up: float | None = None

    @property
    def default_name(self) -> str | None:
        """Return the default name."""
        return self.interface.default_name

    @property
    def physical(self) -> bool:
        """Return whether it is an Ethernet port of the board."""
        return self.interface.type in _PHYSICAL

    def name(self, at: float) -> str:
        """Return the current name."""
        return read(self.record, "name", at) or ""

    def running(self, at: float) -> bool:
        """Return whether the link is up."""
        return read(self.record, "running", at) == "true"

    def bytes_per_second(self, at: float) -> float:
        """Return the traffic at this moment, both directions together."""
        return self.counters["rx-byte"].rate(at) + self.counters["tx-byte"].rate(at)

    def rate(self, counter: str, at: float) -> float:
        """Return the growth per second of one of its counters."""
        return self.counters[counter].rate(at)

    def link(self, at: float, *, up: bool) -> None:
        """Bring the link up or down; counters stand still while it is down."""
        if up:
            self.came_up = at
        else:
            self.link_downs += 1
            self.went_down = at
        for counter in self.counters.values():
            counter.link(at, up=up)

    def reset(self, at: float) -> None:
        """Set all counters to zero."""
        for counter in self.counters.values():
            counter.reset(at)

    def restart(self, at: float) -> None:
        """Boot: zero counters and no link-downs."""
        self.reset(at)
        self.link_downs = 0
        self.went_down = self.came_up = None

    def cell(self, counter: str) -> Callable[[float], str]:
        """Return the cell that shows a counter."""
        source = self.counters[counter]
        return lambda at: str(source.value(at))


class Flows:
    """The byte flows of all interfaces; those that carry others' traffic are built on demand."""

    def __init__(self, profile: Profile, *, seed: int, day_start: float) -> None:
        """Store what makes flows repeatable."""
        self._profile = profile
        self._seed = seed
        self._day_start = day_start
        self._interfaces = {interface.name: interface for interface in profile.interfaces}
        self._known: dict[tuple[str, str], Flow] = {}

    def of(self, interface: Interface, way: str) -> Flow:
        """Return the flow of an interface, `rx` or `tx`."""
        key = (interface.name, way)
        if key not in self._known:
            self._known[key] = self._make(interface, way)
        return self._known[key]

    def _make(self, interface: Interface, way: str) -> Flow:
        """Build a flow: the traffic carried for other interfaces, and its own."""
        shares: tuple[Share, ...] = interface.rx_from if way == "rx" else interface.tx_from
        parts = [(self.of(self._interfaces[name], other), share) for name, other, share in shares]
        own = interface.rx if way == "rx" else interface.tx
        if own is not None:
            parts.append((self.pattern(own, interface.name, way), 1.0))
        if not parts:
            return Nothing()
        return parts[0][0] if len(parts) == 1 and own is not None else SumFlow(parts)

    def pattern(self, pattern: Pattern, name: str, way: str) -> Flow:
        """Build a flow that follows a pattern."""
        seed = flow_seed(self._seed, self._profile.serial, name, way)
        return PatternFlow(pattern, seed=seed, day_start=self._day_start)


def build_port(interface: Interface, flows: Flows, uptime: float) -> Port:
    """Return an interface with counters as after so many seconds, its row still empty."""
    carries = interface.running and not interface.disabled
    counters: dict[str, Counter] = {}
    for way, size in zip(("rx", "tx"), interface.packet, strict=True):
        flow: Flow = flows.of(interface, way)
        for key, follower in (("byte", flow), ("packet", _Packets(flow, size))):
            lived = int(follower.mean * uptime) if carries else 0
            counters[f"{way}-{key}"] = Counter(follower, base=lived, counts=carries)
            quick = ShareFlow(follower, 0.97)
            counters[f"fp-{way}-{key}"] = Counter(quick, base=lived * 97 // 100, counts=carries)
    for key, mean in _RARE.items():
        pattern = Pattern(mean=mean, kind="rare", day="flat")
        flow = flows.pattern(pattern, interface.name, key)
        counters[key] = Counter(flow, base=int(mean * uptime) * carries, counts=carries)
    return Port(interface, counters, {})


class _Packets:
    """The packets of a byte flow, of a mean size."""

    def __init__(self, flow: Flow, size: int) -> None:
        """Cut a flow of bytes into packets."""
        self._flow = flow
        self._size = size

    @property
    def mean(self) -> float:
        """Return packets per second over the long run."""
        return self._flow.mean / self._size

    def total(self, seconds: float) -> int:
        """Return whole packets."""
        return self._flow.total(seconds) // self._size

    def rate(self, seconds: float) -> float:
        """Return packets per second."""
        return self._flow.rate(seconds) / self._size
