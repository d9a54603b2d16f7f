"""The connection table and its settings."""

from collections.abc import Callable

from ..device import Device
from ..noise import uniform
from ..table import Cell, Generated, Record, Singleton, Table
from ..values import duration
from ..version import Version

_SPLIT_BY_FAMILY = Version(7, 18)
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
    """Return the connection table, made row by row when asked, and its settings."""
    profile = device.profile
    wave = device.wave(profile.connections, swing=0.06, day=profile.day, name="connections")

    def total(at: float) -> int:
        return min(int(wave.value(at)), profile.max_connections)

    return {
        "/ip/firewall/connection": Generated(total, _Maker(device)),
        "/ip/firewall/connection/tracking": Singleton([_tracking(device, total)]),
    }


def _tracking(device: Device, total: Callable[[float], int]) -> Record:
    """Return the row of `/ip/firewall/connection/tracking`."""
    entries: dict[str, Cell] = {
        "max-entries": str(device.profile.max_connections),
        "total-entries": lambda at: str(total(at)),
    }
    if device.release >= _SPLIT_BY_FAMILY:
        entries["total-ip4-entries"] = lambda at: str(total(at))
        entries["total-ip6-entries"] = "0"
    families: dict[str, Cell] = {}
    if not device.release.old:
        families = {"active-ipv4": "yes", "active-ipv6": "yes"}
    return {"enabled": "auto", **families, **_TIMEOUTS, **entries}


class _Maker:
    """Makes a connection's row out of its number alone."""

    def __init__(self, device: Device) -> None:
        """Keep what decides the rows."""
        self._seed = device.number("connection")
        self._tcp = device.profile.tcp_share
        self._old = device.release.old

    def __call__(self, number: int, at: float) -> Record:
        """Return one row; its protocol and ends never change."""
        pick = uniform(self._seed, number)
        tail = int(pick * 2**40)
        source = f"10.{tail & 63}.{tail >> 6 & 255}.{1 + (tail >> 14) % 253}"
        target = f"198.51.{100 + (tail >> 22) % 100}.{1 + (tail >> 30) % 253}"
        port = 1024 + (tail >> 8) % 60_000
        if pick < self._tcp:
            return self._row(number, at, ("tcp", f"{source}:{port}", f"{target}:443"))
        if pick < self._tcp + (1 - self._tcp) * 0.95:
            return self._row(number, at, ("udp", f"{source}:{port}", f"{target}:443"))
        return self._row(number, at, ("icmp", source, target))

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
