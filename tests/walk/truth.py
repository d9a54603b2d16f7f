"""The data of a simulated router at the times it was polled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from simulator import SimulatedRouter
from simulator.port import Port

type Row = dict[str, str]
type Told = str | float | bool | datetime | None


@dataclass(kw_only=True)
class Truth:
    """A router, and the three times of its clock at which every group was read.

    ``first`` was the first poll, which totals still show: they are written every five minutes.
    Rates are the growth from ``before`` to ``now``. ``wall`` is the time of day then.
    """

    router: SimulatedRouter
    first: float
    before: float
    now: float
    wall: datetime
    # Round trips that the test set for the ping targets, in ms, None for a lost packet.
    round_trips: tuple[float | None, ...] = ()
    # Commands that the router received and bytes that it sent, up to the last two polls.
    asked: tuple[int, int] = (0, 0)
    answered: tuple[int, int] = (0, 0)
    # The peers whose session was lost between the last two polls.
    lost_peers: frozenset[str] = frozenset()
    _kept: dict[tuple[str, float], list[Row]] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Return the time between the last two polls."""
        return self.now - self.before

    @property
    def has_old_release(self) -> bool:
        """Return whether it runs RouterOS 6."""
        return self.router.profile.version.startswith("6")

    def has(self, menu: str) -> bool:
        """Return whether the router has a menu."""
        return menu in self.router.menus

    def rows(self, menu: str, at: float | None = None) -> list[Row]:
        """Return the rows of a menu now or at another time, none where it is missing."""
        if not self.has(menu):
            return []
        place = menu, self.now if at is None else at
        if place not in self._kept:
            rows = self.router.rows(menu, at=place[1])
            self._kept[place] = [{name: as_shown(row[name]) for name in row} for row in rows]
        return self._kept[place]

    def row(self, menu: str, at: float | None = None) -> Row:
        """Return the row of a menu that has just one."""
        return next(iter(self.rows(menu, at)), {})

    def grown(self, menu: str) -> list[tuple[Row, Row]]:
        """Return each row of a menu as it was before and as it is now."""
        return list(zip(self.rows(menu, self.before), self.rows(menu), strict=True))

    @property
    def routes_to_everywhere(self) -> list[Row]:
        """Return the active routes to everywhere."""
        routes = (
            *((row, "0.0.0.0/0") for row in self.rows("/ip/route")),
            *((row, "::/0") for row in self.rows("/ipv6/route")),
        )
        return [
            row
            for row, everywhere in routes
            if row["dst-address"] == everywhere and row.get("active") == "true"
        ]

    @property
    def default_routes(self) -> list[Row]:
        """Return those whose gateway has an address: behind a modem it has none."""
        other_ends = {
            row["interface"] for row in self.rows("/ip/address") if row["address"].endswith("/32")
        }
        return [
            row
            for row in self.routes_to_everywhere
            if row["gateway"] in other_ends or not {".", ":"}.isdisjoint(row["gateway"])
        ]

    @cached_property
    def ports(self) -> dict[str, WatchedPort]:
        """Return the interfaces that are watched, by instance."""
        found = {}
        for row in self.rows("/interface"):
            if row.get("dynamic") == "true" or row["disabled"] == "true":
                continue
            if row["type"] != "loopback":
                port = self.router.device.port(row["name"], self.router.device.seconds)
                assert port is not None
                found[known_by(row)] = WatchedPort(truth=self, row=row, port=port)
        return found

    def named(self, name: str) -> str:
        """Return the instance of the interface with a name."""
        return next((key for key, one in self.ports.items() if one.name == name), f"name:{name}")


@dataclass(frozen=True, kw_only=True)
class WatchedPort:
    """An interface of a router, and the row of ``/interface`` that shows it."""

    truth: Truth
    row: Row
    port: Port

    @property
    def name(self) -> str:
        """Return its current name."""
        return self.row["name"]

    @property
    def had_link(self) -> bool:
        """Return whether it is no port, or one that had a link since the router started."""
        counted = any(int(self.row.get(name, 0)) for name in ("rx-byte", "tx-byte", "link-downs"))
        is_up = self.row.get("running") == "true" or "last-link-up-time" in self.row
        return not self.is_socket or counted or is_up

    @property
    def is_socket(self) -> bool:
        """Return whether it is an ethernet port."""
        return self.row["type"] == "ether"

    def rate(self, counter: str) -> float:
        """Return the growth per second of one of its counters."""
        truth = self.truth
        return truth.router.rate(self.name, counter, truth.before, truth.now)

    def first(self, counter: str) -> int:
        """Return a counter as the first poll found it."""
        return self.truth.router.counter(self.name, counter, self.truth.first)

    def monitored(self, measure: Callable[..., Row], *more: object) -> Row:
        """Return what a ``monitor`` command of the simulator measures of it now."""
        device = self.truth.router.device
        return measure(device, *(more or (self.port,)), device.seconds_at(self.truth.now))


def known_by(row: Row) -> str:
    """Return an interface's instance: the socket's default name, else its name."""
    return f"port:{row['default-name']}" if "default-name" in row else f"name:{row['name']}"


def as_shown(text: str) -> str:
    """Return text as it is shown: bytes that are not UTF-8 are read as latin-1."""
    octets = text.encode("utf-8", "surrogateescape")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def told[ValueT](values: dict[str, ValueT | None]) -> dict[str, ValueT]:
    """Return the values without None: there is no entity for what the router does not report."""
    return {instance: value for instance, value in values.items() if value is not None}


def number(text: str | None) -> float | None:
    """Return a field that is a plain number, None where the row lacks it."""
    return None if text is None else float(text)


def seconds(text: str) -> float:
    """Return the seconds of a duration as RouterOS writes it: weeks down to microseconds."""
    units = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6}
    total, digits, unit = 0.0, "", ""
    for char in f"{text}0":
        if char.isdigit() and unit:
            total += int(digits) * units[unit]
            digits, unit = "", ""
        if char.isdigit():
            digits += char
        else:
            unit += char
    return total


def addresses(ranges: str) -> frozenset[int]:
    """Return every address of a pool's ranges: single ones, from-to, networks."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        if "/" in part:
            host, _, bits = part.partition("/")
            size = 2 ** (32 - int(bits))
            start = _address(host) // size * size
            found.update(range(start, start + size))
        else:
            found.update(range(_address(first), _address(last or first) + 1))
    return frozenset(found)


def _address(text: str) -> int:
    """Return an IPv4 address as a number."""
    a, b, c, d = (int(part) for part in text.split("."))
    return ((a * 256 + b) * 256 + c) * 256 + d


def lends(ranges: frozenset[int], address: str) -> bool:
    """Return whether a pool holds an address."""
    return _address(address) in ranges
