"""What a router is, as data: hardware, version, ports, and the rows of its menus."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from .rules import Queue, Rule
from .traffic import Pattern
from .version import Version

PROFILE_NAMES = (
    "rb5009",
    "ccr_isp",
    "hap_v6",
    "chr",
    "hap_ax",
    "ltap",
    "crs_poe",
    "isp_edge",
    "rb2011_v6",
    "ccr_v6",
    "office",
    "hotspot",
    "core",
    "capsman",
    "capsman_v6",
    "wap60g",
    "rose",
)

_LONG_TERM_NAME = Version(6, 43, 8)


@dataclass(frozen=True, slots=True)
class Since:
    """A duration that grows: so many seconds when the simulation begins."""

    seconds: float
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Growing:
    """A count that grows: its value when the simulation begins, and its growth per second."""

    start: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Trip:
    """A round trip in seconds, that varies."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Recurring:
    """An age that restarts: its value when the simulation begins, and its maximum, in seconds."""

    seconds: float
    every: float


@dataclass(frozen=True, slots=True)
class Leased:
    """Something leased for so many seconds, and renewed when half of them are over."""

    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Moving:
    """A measured number that varies by a share of itself, and its unit."""

    middle: float
    swing: float
    decimals: int = 0
    unit: str = ""


type Value = str | bytes | Since | Growing | Trip | Recurring | Leased | Moving | Ago
type Row = Mapping[str, Value]
type Share = tuple[str, str, float]
"""Interface name, `rx` or `tx`, and the share of it that is carried on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PoeOut:
    """A port's PoE output; boards that do not measure it have no volts."""

    volts: float | None = None
    watts: float = 0.0

    @property
    def fed(self) -> bool:
        """Return whether something draws power."""
        return self.watts > 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Interface:
    """A row of `/interface` and the traffic behind it; traffic is in bytes per second."""

    name: str
    type: str = "ether"
    default_name: str | None = None
    comment: str | bytes | None = None
    mtu: str = "1500"
    l2mtu: int | None = None
    speed: int = 0
    running: bool = True
    disabled: bool = False
    slave: bool = False
    dynamic: bool = False
    rx: Pattern | None = None
    tx: Pattern | None = None
    rx_from: tuple[Share, ...] = ()
    tx_from: tuple[Share, ...] = ()
    packet: tuple[int, int] = (920, 610)
    link_downs: int = 1
    sfp: Mapping[str, str] | None = None
    poe: PoeOut | None = None
    without: frozenset[str] = frozenset()
    more: Mapping[str, str] = field(default_factory=dict)
    modem: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sensor:
    """A hardware sensor: numbers vary by `swing`, words are constant."""

    name: str
    unit: str
    value: float | str
    swing: float = 0.02
    decimals: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """A host that may be pinged: best round trip in seconds, and the share of packets lost.

    ``queueing`` is the mean delay that queues on the path add, as a share of the round trip;
    ``status`` is the router's status of a packet without a reply, ``reporter`` the host on the
    path that reports it, if any; ``refusal`` is the trap with which the router refuses to send any.
    """

    round_trip: float
    loss: float = 0.0
    queueing: float = 0.12
    status: str = "timeout"
    reporter: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Clients:
    """A DHCP server's clients: about ``number`` of them, with addresses from ``first`` on."""

    server: str
    first: str
    number: int
    most: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log, written so many seconds before the simulation begins."""

    seconds: float
    topics: str
    text: str


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment so many seconds before the simulation begins, as the router's clock had it."""

    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A router; sizes in bytes, uptime in seconds, loads in per cent, `built` in ISO format."""

    name: str
    identity: str | bytes
    version: str
    channel: str = "stable"
    built: str
    factory_software: str | None = None
    board_name: str
    platform: str = "MikroTik"
    architecture: str
    cpu: str | None
    cpu_count: int
    cpu_frequency: int | None
    memory: int
    memory_used: float
    disk: int
    disk_used: float
    bad_blocks: str | None = "0"
    sectors_written: int = 100_000
    cpu_idle: float = 2.0
    cpu_full: float = 60.0
    line_rate: float = 125e6
    connections: int = 500
    max_connections: int = 1_048_576
    tcp_share: float = 0.6
    day: str = "home"
    uptime: int = 1_000_000
    model: str | None = None
    revision: str | None = None
    serial: str
    firmware_type: str | None = None
    factory_firmware: str | None = None
    software_id: str | None = None
    licence: Mapping[str, str] = field(default_factory=dict)
    features: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    absent_flag_is_no: bool = False
    # From 7.21 on: whether sensitive fields are shown only on request.
    hides_sensitive: bool = False
    interfaces: tuple[Interface, ...]
    sensors: tuple[Sensor, ...] = ()
    clients: tuple[Clients, ...] = ()
    sessions_come_and_go: bool = False
    latest_version: str | None = None
    firmware: str | None = None
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    # The values of ``monitor``, by menu and name of the row: "" in a menu of one row, the ``.id``
    # for rows without names.
    monitored: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    # The earlier log lines, oldest first.
    log: tuple[LogLine, ...] = ()
    rules: tuple[Rule, ...] = ()
    queues: tuple[Queue, ...] = ()
    queue_tree: tuple[Queue, ...] = ()
    subscriber_queues: bool = False
    hosts: Mapping[str, Host] = field(default_factory=dict)
    time_zone: str = "Europe/Riga"
    gmt_offset: str = "+02:00"

    @property
    def release(self) -> Version:
        """Return the version's numbers."""
        return Version.parse(self.version)

    @property
    def channel_name(self) -> str:
        """Return this version's name of the channel: before 6.43.8 the names were different."""
        if self.release >= _LONG_TERM_NAME:
            return self.channel
        return {"long-term": "bugfix", "stable": "current"}.get(self.channel, self.channel)


def load_profile(name: str, **changes: Any) -> Profile:
    """Return a profile by name, with fields changed: `version`, `serial` and any other.

    Raises ValueError for a name that is not in PROFILE_NAMES, TypeError for an unknown field.
    """
    if name not in PROFILE_NAMES:
        raise ValueError(f"no profile {name!r}, there are {', '.join(PROFILE_NAMES)}")
    profile: Profile = import_module(f"{__package__}.profiles.{name}").PROFILE
    return replace(profile, **changes)
