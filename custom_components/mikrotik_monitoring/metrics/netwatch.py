"""Netwatch: the hosts that the router itself monitors, up or down."""

from dataclasses import dataclass, replace
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio, UnitOfTime

from ..routeros import Command, Row, values
from .model import SHORT, V7, BinaryMetric, DeadBand, Graph, Group, Menu, Query, SensorMetric
from .naming import together, told_apart

_MENU: Final = "/tool/netwatch"
_NAMES: Final = ("name", "comment", "host")
# What distinguishes entries of the same name and host.
_DETAILS: Final = ("type", "port", "record-type", "dns-server", "src-address")
_IDENTITY: Final = (*_NAMES, *_DETAILS, "disabled")
# With more entries than this, none gets an entity of its own.
_CROWD: Final = 20
_STATUS: Final = {"up": True, "down": False}
# The time that a test of each type reports, apart from pings: a DNS test has none.
_WEB: Final = frozenset({"http-get", "https-get"})
_TIMES: Final = {"tcp-conn": "tcp-connect-time", **dict.fromkeys(_WEB, "http-resp-time")}


@dataclass(frozen=True, kw_only=True, slots=True)
class NetwatchRow:
    """An entry: whether it is up, None before the first test; times in ms and loss in percent.

    ``time`` is until a TCP connection was established, or a web server responded with ``code``.
    ``kind`` is empty where the router has just one, as RouterOS 6 has; ``detail`` distinguishes
    the entry from others of its name.
    """

    kind: str
    detail: str
    up: bool | None
    rtt: float | None
    loss: float | None
    time: float | None
    code: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        kind = row.get("type", "")
        return cls(
            kind=kind,
            detail=_detail(row),
            up=_STATUS.get(row.get("status", "")),
            rtt=_milliseconds(row.get("rtt-avg")),
            loss=values.decimal(row.get("loss-percent")),
            time=_milliseconds(row.get(_TIMES.get(kind, ""))),
            # Without a response there is no code, which some versions report as 0.
            code=values.count(row.get("http-status-code")) or None,
        )

    def worst(self, other: NetwatchRow) -> NetwatchRow:
        """Combine two indistinguishable entries; the worse counts: down, unknown, up."""
        up = True if self.up and other.up else None
        return replace(
            self,
            up=False if False in {self.up, other.up} else up,
            rtt=_highest(self.rtt, other.rtt),
            loss=_highest(self.loss, other.loss),
            time=_highest(self.time, other.time),
            code=_highest(self.code, other.code),
        )


def _milliseconds(text: str | None) -> float | None:
    """Return the milliseconds of a duration."""
    seconds = values.duration(text)
    return None if seconds is None else 1000 * seconds


def _highest[NumberT: (int, float)](*numbers: NumberT | None) -> NumberT | None:
    """Return the highest of the known numbers."""
    return max((number for number in numbers if number is not None), default=None)


def _name(row: Row) -> str:
    """Return the display name of an entry: RouterOS 6 has no names, most entries no comment."""
    return row.get("name") or row.get("comment") or row.get("host", "")


def _detail(row: Row) -> str:
    """Return the detail of an entry beside its name: "tcp-conn 443"."""
    host = row.get("host", "")
    kind, *others = (row.get(field, "") for field in _DETAILS)
    return " ".join(filter(None, (kind, "" if host == _name(row) else host, *others)))


def _pings(row: NetwatchRow) -> bool:
    """Return whether an entry is tested with pings, so that it has round trips."""
    return row.kind == "icmp"


def _is_timed(row: NetwatchRow) -> bool:
    """Return whether an entry's test reports a time, but is not a ping."""
    return row.kind in _TIMES


def _asks_web(row: NetwatchRow) -> bool:
    """Return whether an entry tests a web server, which responds with a status code."""
    return row.kind in _WEB


def _test(row: NetwatchRow) -> str:
    """Return what is timed, as the suffix of a translation key."""
    return "http" if row.kind in _WEB else "tcp" if row.kind in _TIMES else ""


def _always(_: NetwatchRow) -> bool:
    """Return True: the metric exists also before the first test."""
    return True


@dataclass(frozen=True, kw_only=True)
class NetwatchGroup(Group[NetwatchRow]):
    """The entries that are not disabled, by their names."""

    @override
    async def read(self, query: Query[NetwatchRow]) -> dict[str, NetwatchRow | None]:
        """Print the entries, with just the fields that the metrics wanted need."""
        proplist = (*_IDENTITY, *self.fields(query.keys))
        rows = await query.ask(Command(f"{_MENU}/print", proplist=proplist))
        known = _known_by(query, rows)
        return together(
            (
                (
                    known[_name(row)][_detail(row)],
                    None if values.flag(row.get("disabled")) else NetwatchRow.from_row(row),
                )
                for row in rows
            ),
            NetwatchRow.worst,
        )


def _known_by(query: Query[NetwatchRow], rows: list[Row]) -> dict[str, dict[str, str]]:
    """Return the key of each entry, by its name and its detail."""
    before = {} if query.before is None else query.before.rows
    known = frozenset() if query.before is None else query.before.listed
    if query.is_full or query.before is None:
        known = query.registered()
    details: dict[str, dict[str, None]] = {}
    for row in rows:
        details.setdefault(_name(row), {})[_detail(row)] = None
    return {
        name: told_apart(
            name, found, known=known, holder=before[name].detail if name in before else None
        )
        for name, found in details.items()
    }


NETWATCH = NetwatchGroup(
    key="netwatch",
    title="Netwatch",
    about=(
        "Per entry of the router's own Netwatch; of several indistinguishable entries the worst "
        "is shown."
    ),
    menus=(Menu(_MENU),),
    tier=SHORT,
    has_instances=True,
    family="netwatch",
    summary_above=_CROWD,
    metrics=(
        BinaryMetric(
            key="netwatch.up",
            about=(
                "Whether the entry's host is up according to Netwatch on the router; unknown "
                "before its first test. Disabled entries are not monitored."
            ),
            fields=("status",),
            source=lambda row: row.up,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        SensorMetric(
            key="netwatch.rtt",
            menus=(Menu(_MENU, V7),),
            about="Mean round-trip time of the entry's last test; only for entries of type icmp.",
            fields=("rtt-avg",),
            source=lambda row: row.rtt,
            supported=_pings,
            graph=Graph.LATENCY,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.MILLISECONDS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=2,
            resolution=0.01,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="netwatch.loss",
            menus=(Menu(_MENU, V7),),
            about="Share of packets lost in the entry's last test; only for entries of type icmp.",
            fields=("loss-percent",),
            source=lambda row: row.loss,
            supported=_pings,
            graph=Graph.LATENCY,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="netwatch.time",
            menus=(Menu(_MENU, V7),),
            about=(
                "Duration of the entry's last test: until the TCP connection was established "
                "(tcp-conn), or until the web server responded (http-get, https-get)."
            ),
            fields=("tcp-connect-time", "http-resp-time"),
            source=lambda row: row.time,
            supported=_is_timed,
            variant=_test,
            variants=("tcp", "http"),
            graph=Graph.LATENCY,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.MILLISECONDS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=2,
            resolution=0.01,
            dead_band=DeadBand(absolute=0.2, relative=0.1),
            kind="details",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="netwatch.code",
            menus=(Menu(_MENU, V7),),
            about=(
                "HTTP status code of the web server's response in the entry's last test, such as "
                "200; only for entries of types http-get and https-get."
            ),
            fields=("http-status-code",),
            source=lambda row: row.code,
            supported=_asks_web,
            kind="details",
            entity_registry_enabled_default=False,
        ),
    ),
)
