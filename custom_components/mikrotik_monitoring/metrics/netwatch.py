"""Netwatch: what the router itself watches, up or down."""

from dataclasses import dataclass, replace
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio, UnitOfTime

from ..routeros import Command, Row, values
from .model import SHORT, V7, BinaryMetric, Graph, Group, Menu, Query, SensorMetric
from .naming import together, told_apart

_MENU: Final = "/tool/netwatch"
_NAMES: Final = ("name", "comment", "host")
# What tells entries of one name apart, beside their hosts.
_DETAILS: Final = ("type", "port", "record-type", "dns-server", "src-address")
_IDENTITY: Final = (*_NAMES, *_DETAILS, "disabled")
# Of more entries than these, none is worth an entity by itself.
_CROWD: Final = 20
_STATUS: Final = {"up": True, "down": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class NetwatchRow:
    """An entry: whether it is up, None before the first test; rtt in ms and loss in percent.

    ``kind`` is empty where the router has just one, as RouterOS 6 has; ``detail`` is what tells
    the entry from others of its name.
    """

    kind: str
    detail: str
    up: bool | None
    rtt: float | None
    loss: float | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        rtt = values.duration(row.get("rtt-avg"))
        return cls(
            kind=row.get("type", ""),
            detail=_detail(row),
            up=_STATUS.get(row.get("status", "")),
            rtt=None if rtt is None else 1000 * rtt,
            loss=values.decimal(row.get("loss-percent")),
        )

    def worst(self, other: NetwatchRow) -> NetwatchRow:
        """Return the worst of two entries that nothing tells apart: down, unknown, up."""
        up = True if self.up and other.up else None
        return replace(
            self,
            up=False if False in {self.up, other.up} else up,
            rtt=_highest(self.rtt, other.rtt),
            loss=_highest(self.loss, other.loss),
        )


def _highest(*numbers: float | None) -> float | None:
    """Return the highest of what is known."""
    return max((number for number in numbers if number is not None), default=None)


def _name(row: Row) -> str:
    """Return what a person calls an entry: RouterOS 6 has no names, most entries no comment."""
    return row.get("name") or row.get("comment") or row.get("host", "")


def _detail(row: Row) -> str:
    """Return what an entry is beside its name: "tcp-conn 443"."""
    host = row.get("host", "")
    kind, *others = (row.get(field, "") for field in _DETAILS)
    return " ".join(filter(None, (kind, "" if host == _name(row) else host, *others)))


def _pings(row: NetwatchRow) -> bool:
    """Return whether an entry is tested with pings, so that it has round trips."""
    return row.kind == "icmp"


def _always(_: NetwatchRow) -> bool:
    """Tell that an entry is up or down, also before the first test."""
    return True


@dataclass(frozen=True, kw_only=True)
class NetwatchGroup(Group[NetwatchRow]):
    """The entries that are not disabled, each under its name."""

    @override
    async def read(self, query: Query[NetwatchRow]) -> dict[str, NetwatchRow | None]:
        """Print the entries, with just the fields the metrics wanted need."""
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
    """Return what each entry is known by, by its name and what it is beside that."""
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
        "Per entry of the router's own Netwatch; of several that nothing tells apart the worst "
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
                "Whether the entry's host answers, as Netwatch on the router found it; unknown "
                "before its first test, disabled entries are not monitored."
            ),
            fields=("status",),
            source=lambda row: row.up,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        SensorMetric(
            key="netwatch.rtt",
            menus=(Menu(_MENU, V7),),
            about="Mean round trip of the entry's last test; entries of the type icmp only.",
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
            about="Share of packets lost in the entry's last test; entries of the type icmp only.",
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
    ),
)
