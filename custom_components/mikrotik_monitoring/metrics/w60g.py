"""Links on 60 GHz: whether they are up, and how well."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfDataRate,
    UnitOfFrequency,
    UnitOfLength,
    UnitOfRatio,
    UnitOfTemperature,
)

from ..routeros import Command, CommandRefusedError, Row, values
from .bounds import Bounds
from .interface_index import instance_of
from .model import SHORT, BinaryMetric, DeadBand, Graph, Group, Menu, Query, SensorMetric
from .monitor import monitor_each

_MENU: Final = "/interface/w60g"
_STATIONS: Final = f"{_MENU}/station"
# The field that identifies an access point's stations; requested only where it has any.
_PEER: Final = "remote-address"
# The fields that all of them have in common.
_SHARED: Final = ("frequency",)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Link:
    """An interface, or a station of one: ``parent`` and ``peer`` are empty for an interface."""

    id: str
    name: str
    instance: str
    is_disabled: bool
    is_running: bool | None = None
    parent: str = ""
    peer: str = ""

    @classmethod
    def of(cls, query: Query[Any], row: Row) -> Self:
        """Return the link from a row of either menu."""
        name = row.get("name", "")
        facts = query.interfaces.named(name)
        is_disabled = bool(values.flag(row.get("disabled")))
        return cls(
            id=row.get(".id", ""),
            name=name,
            instance=instance_of(row) if facts is None else facts.instance,
            is_disabled=is_disabled if facts is None else not facts.is_watched,
            is_running=values.flag(row.get("running")),
            parent=row.get("parent", ""),
            peer=row.get(_PEER, "").lower(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class W60gRow:
    """A link: frequency in MHz, signal in percent, RSSI in dBm, rate in bit/s, distance in m.

    For an access point with several stations only whether one of them is connected is set: each
    station has its own row. The instance "" holds the ``interfaces`` as they were listed.
    """

    name: str = ""
    connected: bool | None = None
    frequency: int | None = None
    signal: float | None = None
    rssi: float | None = None
    mcs: int | None = None
    rate: int | None = None
    distance: float | None = None
    errors: float | None = None
    temperature: float | None = None
    interfaces: tuple[_Link, ...] = ()
    has_stations: bool = False

    @classmethod
    def from_row(cls, row: Row, name: str) -> Self:
        """Parse an interface's values for one link; older releases have other names for some."""
        return cls(
            name=name,
            connected=values.flag(row.get("connected")),
            frequency=values.integer(row.get("frequency")),
            signal=values.decimal(row.get("signal")),
            rssi=values.decimal(row.get("rssi")),
            mcs=values.integer(row.get("tx-mcs") or row.get("mcs")),
            rate=values.bit_rate(row.get("tx-phy-rate") or row.get("phy-rate")),
            distance=values.decimal(row.get("distance")),
            errors=values.decimal(row.get("tx-packet-error-rate")),
            temperature=values.decimal(row.get("baseband-temperature")),
        )


type _Rows = dict[str, W60gRow | None]


@dataclass(frozen=True, kw_only=True)
class W60gGroup(Group[W60gRow]):
    """The interfaces, measured with one command, and the stations of access points."""

    @override
    async def read(self, query: Query[W60gRow]) -> _Rows:
        """Measure the interfaces listed before; list them again where one is gone."""
        last = query.before.rows.get("") if query.before else None
        if last is not None and not query.is_full:
            with suppress(CommandRefusedError):
                return await self._measured(query, last.interfaces, serves=last.has_stations)
        interfaces = await _listed(query, _MENU)
        return await self._measured(query, interfaces, serves=bool(interfaces))

    async def _measured(
        self, query: Query[W60gRow], interfaces: tuple[_Link, ...], *, serves: bool
    ) -> _Rows:
        """Return a row per interface and station, None for disabled ones."""
        if not interfaces:
            return {}
        stations = await _listed(query, _STATIONS) if serves else ()
        fields = (*self.fields(query.keys), *((_PEER,) if stations else ()))
        watched = [link for link in interfaces if _is_watched(query, link)]
        names = {link.id: link.name for link in watched}
        told = await monitor_each(query.ask, _MENU, names, fields)
        told_by = {names[known_by]: row for known_by, row in told.items()}
        rows: _Rows = {link.instance: None for link in (*interfaces, *stations)}
        rows |= {
            link.instance: _of_interface(told_by[link.name], link)
            for link in watched
            if link.name in told_by
        }
        rows |= {
            link.instance: _of_station(told_by[link.parent], link)
            for link in stations
            if link.parent in told_by and not link.is_disabled
        }
        return {"": W60gRow(interfaces=interfaces, has_stations=bool(stations)), **rows}


async def _listed(query: Query[W60gRow], menu: str) -> tuple[_Link, ...]:
    """Return the interfaces, or the stations of access points."""
    fields = (".id", "name", "default-name", "running", "disabled")
    more = ("parent", _PEER) if menu == _STATIONS else ()
    rows = await query.ask(Command(f"{menu}/print", proplist=(*fields, *more)))
    if rows:
        await query.interfaces.current(query.ask)
    links = (_Link.of(query, row) for row in rows)
    return tuple(link for link in links if link.instance)


def _is_watched(query: Query[W60gRow], link: _Link) -> bool:
    """Return whether an interface is monitored, from the interface table if that lists it."""
    facts = query.interfaces.get(link.instance)
    return not link.is_disabled if facts is None else facts.is_watched


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _of_interface(row: Row, link: _Link) -> W60gRow:
    """Return the row of an interface; values that list several stations are not its own."""
    connected = [values.flag(part) for part in _parts(row.get("connected", "?"))]
    told = {
        name: text for name, text in row.items() if name != "connected" and len(_parts(text)) == 1
    }
    flag = True if True in connected else connected[0]
    if flag is not None:
        told["connected"] = "true" if flag else "false"
    return W60gRow.from_row(told, link.name)


def _of_station(row: Row, link: _Link) -> W60gRow:
    """Return the row of a station: its values have the same position as its address."""
    peers = [peer.lower() for peer in _parts(row.get(_PEER, ""))]
    own: dict[str, str] = {}
    if link.peer in peers:
        lists = {name: _parts(text) for name, text in row.items()}
        place = peers.index(link.peer)
        own = {name: parts[place] for name, parts in lists.items() if len(parts) == len(peers)}
    own |= {name: row[name] for name in _SHARED if name in row}
    if link.is_running is not None:
        own["connected"] = "true" if link.is_running else "false"
    return W60gRow.from_row(own, link.name)


def _always(_: W60gRow) -> bool:
    """Return True: the metric exists also while the link is down."""
    return True


_detail = partial(
    SensorMetric[W60gRow],
    graph=Graph.WIFI,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
    kind="details",
    entity_registry_enabled_default=False,
)

W60G = W60gGroup(
    key="w60g",
    title="Links on 60 GHz",
    about="Per interface, and per station of an access point.",
    menus=(Menu(_MENU), Menu(f"{_MENU}/monitor"), Menu(_STATIONS)),
    tier=SHORT,
    has_instances=True,
    family="w60g",
    label=lambda row: row.name,
    shows_named=True,
    metrics=(
        BinaryMetric[W60gRow](
            key="w60g.connected",
            about="Whether the link is up; for an access point, whether any station is connected.",
            fields=("connected",),
            source=lambda row: row.connected,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        _detail(
            key="w60g.signal",
            about="Quality of the signal as RouterOS rates it.",
            fields=("signal",),
            source=lambda row: row.signal,
            supported=_always,
            dead_band=DeadBand(absolute=2),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        ),
        _detail(
            key="w60g.rssi",
            about="Received signal strength.",
            fields=("rssi",),
            source=lambda row: row.rssi,
            supported=_always,
            dead_band=DeadBand(absolute=1),
            device_class=SensorDeviceClass.SIGNAL_STRENGTH,
            native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        ),
        _detail(
            key="w60g.mcs",
            about="Modulation and coding scheme (MCS) in use for sending; it falls with rain.",
            fields=("tx-mcs", "mcs"),
            source=lambda row: row.mcs,
            supported=_always,
            valid=Bounds(0, 31),
        ),
        _detail(
            key="w60g.phy_rate",
            about="Physical transmit rate; half of it or less is available for traffic.",
            fields=("tx-phy-rate", "phy-rate"),
            source=lambda row: row.rate,
            supported=_always,
            device_class=SensorDeviceClass.DATA_RATE,
            native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
            suggested_unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
            resolution=100_000,
        ),
        _detail(
            key="w60g.packet_errors",
            about="Share of sent packets that were lost on the air; not all releases report it.",
            fields=("tx-packet-error-rate",),
            source=lambda row: row.errors,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        ),
        _detail(
            key="w60g.frequency",
            about="Frequency of the channel.",
            fields=("frequency",),
            source=lambda row: row.frequency,
            graph=None,
            device_class=SensorDeviceClass.FREQUENCY,
            native_unit_of_measurement=UnitOfFrequency.MEGAHERTZ,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _detail(
            key="w60g.distance",
            about="Distance to the other end as the radio measures it.",
            fields=("distance",),
            source=lambda row: row.distance,
            graph=None,
            device_class=SensorDeviceClass.DISTANCE,
            native_unit_of_measurement=UnitOfLength.METERS,
            valid=Bounds(0, 100_000),
            dead_band=DeadBand(absolute=2),
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _detail(
            key="w60g.temperature",
            about="Temperature of the radio's baseband chip; only newer releases report it.",
            fields=("baseband-temperature",),
            source=lambda row: row.temperature,
            graph=None,
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
