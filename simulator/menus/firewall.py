"""The connection table and its settings."""

from bisect import bisect_left
from collections.abc import Callable
from typing import override

from ..device import Device
from ..noise import uniform
from ..table import Cell, Generated, Record, Singleton, Table, read
from ..values import duration
from ..version import Version

_SPLIT_BY_FAMILY = Version(7, 20)
_IPV6 = "/ipv6/firewall/connection"
_FIRST_ID = 0x1000
_TIMEOUTS = {
    "tcp-syn-sent-timeout": "5s",
    "tcp-syn-received-timeout": "5s",
    "tcp-established-timeout": "1d",
    "tcp-fin-wait-timeout": "10s",
    "tcp-close-wait-timeout": "10s",
    "tcp-last-ack-timeout": "10s",
    "tcp-time-wait-timeout": "10s",
    "tcp-close-timeout": "10s",
    "tcp-max-retrans-timeout": "5m",
    "tcp-unacked-timeout": "5m",
    "loose-tcp-tracking": "true",
    "udp-timeout": "30s",
    "udp-stream-timeout": "3m",
    "icmp-timeout": "10s",
    "generic-timeout": "10m",
}


def build(device: Device) -> dict[str, Table]:
    """Return the connection table, generated row by row on demand, and its settings."""
    profile = device.profile
    wave = device.wave(profile.connections, swing=0.06, day=profile.day, name="connections")

    def total(at: float) -> int:
        return min(int(wave.value(at)), profile.max_connections)

    return {
        "/ip/firewall/connection": _Connections(total, _Maker(device)),
        "/ip/firewall/connection/tracking": Singleton([_tracking(device, total)]),
    }


def _tracking(device: Device, total: Callable[[float], int]) -> Record:
    """Return the row of `/ip/firewall/connection/tracking`."""

    def ipv6(at: float) -> int:
        table = device.tables.get(_IPV6)
        return 0 if table is None else table.count(at)

    entries: dict[str, Cell] = {
        "max-entries": str(device.profile.max_connections),
        "total-entries": lambda at: str(total(at) + ipv6(at)),
    }
    if device.release >= _SPLIT_BY_FAMILY:
        entries["total-ip4-entries"] = lambda at: str(total(at))
        entries["total-ip6-entries"] = lambda at: str(ipv6(at))
    families: dict[str, Cell] = {}
    if not device.release.old:
        families = {"active-ipv4": "yes", "active-ipv6": "yes"}
    return {"enabled": "auto", **families, **_TIMEOUTS, **entries}


class _Connections(Generated):
    """The connection table; it counts the connections of a protocol without generating rows."""

    def __init__(self, total: Callable[[float], int], maker: _Maker) -> None:
        """Start with no connection counted."""
        super().__init__(total, maker)
        self._total = total
        self._maker = maker
        self._seen = 0
        self._numbers: dict[str, list[int]] = {}

    @override
    def count_of(self, name: str, value: str, at: float) -> int | None:
        """Return how many connections of a protocol there are at a moment."""
        if name != "protocol":
            return None
        total = self._total(at)
        for number in range(self._seen, total):
            self._numbers.setdefault(self._maker.protocol(number), []).append(number)
        self._seen = max(self._seen, total)
        added = sum(read(record, name, at) == value for record in self._records)
        return added + bisect_left(self._numbers.get(value, []), total)


class _Maker:
    """Generates a connection's row from its number alone."""

    def __init__(self, device: Device) -> None:
        """Store what the rows depend on."""
        self._seed = device.number("connection")
        self._tcp = device.profile.tcp_share
        self._old = device.release.old

    def protocol(self, number: int) -> str:
        """Return the protocol of a connection."""
        return self._protocol(uniform(self._seed, number))

    def _protocol(self, pick: float) -> str:
        """Return the protocol that a number from 0 to 1 picks."""
        if pick < self._tcp:
            return "tcp"
        return "udp" if pick < self._tcp + (1 - self._tcp) * 0.95 else "icmp"

    def __call__(self, number: int, at: float) -> Record:
        """Return one row; its protocol and ends never change."""
        pick = uniform(self._seed, number)
        tail = int(pick * 2**40)
        source = f"10.{tail & 63}.{tail >> 6 & 255}.{1 + (tail >> 14) % 253}"
        target = f"198.51.{100 + (tail >> 22) % 100}.{1 + (tail >> 30) % 253}"
        port = 1024 + (tail >> 8) % 60_000
        protocol = self._protocol(pick)
        if protocol == "icmp":
            return self._row(number, at, (protocol, source, target))
        return self._row(number, at, (protocol, f"{source}:{port}", f"{target}:443"))

    def _row(self, number: int, at: float, ends: tuple[str, str, str]) -> Record:
        """Return the row of a connection between two ends."""
        protocol, source, target = ends
        carried = number % 977 * 1311
        row: Record = {
            ".id": f"*{_FIRST_ID + number:X}",
            "protocol": protocol,
            "src-address": source,
            "dst-address": target,
            "reply-src-address": target,
            "reply-dst-address": source,
        }
        if protocol == "tcp":
            row["tcp-state"] = "established" if number % 9 else "time-wait"
        row["timeout"] = duration(5 + (number * 37 + int(at)) % 86_000)
        if self._old:
            row["connection-type"] = ""
        row |= {"orig-packets": str(carried // 400), "orig-bytes": str(carried)}
        row |= {
            "orig-rate": "0",
            "repl-packets": str(carried // 200),
            "repl-bytes": str(carried * 7),
        }
        flags = dict.fromkeys(("seen-reply", "assured", "confirmed"), "true")
        return row | {"repl-rate": "0"} | flags
