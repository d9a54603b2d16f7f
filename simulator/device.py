"""The state of a simulated router: its clock, its ports, its tables."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
import zlib

from .port import Flows, Port, build_port
from .profile import Interface, Profile
from .table import Record, Table
from .traffic import Flow, Pattern, Wave, flow_seed
from .users import User, default_users
from .values import date_time
from .version import Version


class Device:
    """A router as its menus see it; its time is seconds since the simulation began."""

    def __init__(
        self, profile: Profile, *, clock: Callable[[], float], seed: int, started: datetime
    ) -> None:
        """Start at the clock's current value, which is `started` in local time."""
        self.profile = profile
        self.release: Version = profile.release
        self.users: dict[str, User] = default_users()
        self.hosts = dict(profile.hosts)
        # The trap with which a modem refuses to be measured, by interface.
        self.modem_refusals: dict[str, str] = {}
        self.pause: Callable[[float], Awaitable[object]] = asyncio.sleep
        self.log: list[tuple[str, str]] = []
        self.logged: list[float] = []
        self.on_reboot: Callable[[], None] = lambda: self.restart(self.seconds)
        self.boot = -float(profile.uptime)
        self.tables: dict[str, Table] = {}
        # The values of `monitor`, by menu and name of the row.
        self.monitored: dict[str, dict[str, Record]] = {}
        self._clock = clock
        self._load_memo = (-1.0, 0.0)
        self._epoch = clock()
        self._seed = seed
        self._started = started
        self._day_start = (
            started - started.replace(hour=0, minute=0, second=0, microsecond=0)
        ).total_seconds()
        self._flows = Flows(profile, seed=seed, day_start=self._day_start)
        self.ports: list[Port] = [self.make_port(one) for one in profile.interfaces]

    @property
    def seconds(self) -> float:
        """Return the simulation time in seconds."""
        return self._clock() - self._epoch

    def seconds_at(self, clock_time: float) -> float:
        """Return the simulation time in seconds at a time of its clock."""
        return clock_time - self._epoch

    @property
    def clock_time(self) -> float:
        """Return the clock's current value."""
        return self._clock()

    def wall(self, at: float) -> datetime:
        """Return the router's local time at a simulation time."""
        return self._started + timedelta(seconds=at)

    def set_clock(self, by: timedelta) -> None:
        """Set the clock forward or back; uptime and counters are not affected."""
        self._started += by

    def stamp(self, at: float) -> str:
        """Return the router's local time in its version's style."""
        return date_time(self.wall(at), self.release)

    def uptime(self, at: float) -> float:
        """Return the seconds since the last boot."""
        return max(at - self.boot, 0.0)

    def wave(self, middle: float, *, swing: float, day: str, name: str) -> Wave:
        """Return a value of this router that varies."""
        seed = flow_seed(self._seed, self.profile.serial, name)
        return Wave(middle, swing=swing, day=day, seed=seed, day_start=self._day_start)

    def flow(self, pattern: Pattern, name: str) -> Flow:
        """Return a flow of this router that follows a pattern, seeded by its name."""
        return self._flows.pattern(pattern, name, "flow")

    def number(self, *parts: object) -> int:
        """Return a number derived from this router's seed and serial and these parts."""
        return flow_seed(self._seed, self.profile.serial, *parts)

    def table(self, menu: str) -> Table:
        """Return a menu's contents; raises KeyError if the router has no such table."""
        return self.tables[menu]

    def make_port(self, interface: Interface, *, lived: float | None = None) -> Port:
        """Return a port with counters as after `lived` seconds, the router's uptime if None."""
        return build_port(interface, self._flows, self.profile.uptime if lived is None else lived)

    def port(self, name: str, at: float) -> Port | None:
        """Return the interface that has this name or default name."""
        for port in self.ports:
            if port.name(at) == name:
                return port
        return next((port for port in self.ports if port.default_name == name), None)

    def load(self, at: float) -> float:
        """Return how busy the router is, 0 to 1: what its ports carry against its line rate."""
        if at != self._load_memo[0]:
            carried = sum(port.bytes_per_second(at) for port in self.ports if port.physical)
            self._load_memo = (at, min(carried / (2 * self.profile.line_rate), 1.0))
        return self._load_memo[1]

    def note(self, topics: str, text: str) -> None:
        """Write a line to the router's log."""
        self.log.append((topics, text))
        self.logged.append(self.seconds)

    def restart(self, at: float, *, is_clean: bool = True) -> None:
        """Boot: uptime, counters and link-downs start from zero, dynamic rows get new ids.

        The log in memory is lost; its first line gives the reason for the boot.
        """
        self.boot = at
        for port in self.ports:
            port.restart(at)
        for table in self.tables.values():
            table.renumber()
        if is_clean:
            self.note("system,info", "router rebooted")
        else:
            self.note("system,error,critical", "router was rebooted without proper shutdown")


def mac_address(serial: str, index: int) -> str:
    """Return a MAC address unique to this router's port."""
    tail = (zlib.crc32(serial.encode()) + index) & 0xFFFFFF
    return ":".join(f"{byte:02X}" for byte in bytes.fromhex("48A98A") + tail.to_bytes(3))
