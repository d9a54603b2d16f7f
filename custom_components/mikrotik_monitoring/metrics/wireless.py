"""Wireless clients and their signal, in any of RouterOS's four wireless stacks."""

from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, UnitOfRatio

from ..routeros import Command, CommandRefusedError, NoSuchCommandError, Row, values
from .bounds import Bounds
from .interface_index import instance_of
from .model import BOTH, SHORT, V7, Graph, Group, Menu, Query, SensorMetric
from .wireless_modes import stations

_CAPSMAN: Final = "/caps-man"

# Newest first; a router may have several at once, depending on its packages.
_STACKS: Final = {
    "/interface/wifi": V7,
    "/interface/wifiwave2": V7,
    "/interface/wireless": BOTH,
    _CAPSMAN: BOTH,
}

# Only its registration table shows which peers are access points.
_TELLS_ACCESS_POINTS: Final = "/interface/wireless"

# The interface types of radios and virtual access points in each of the stacks.
_RADIOS: Final = ("?type=wifi", "?type=wifiwave2", "?type=wlan", "?type=cap", "?#|||")
_NO_RADIOS: Final = frozenset({"ether", "bridge", "vlan"})
_ENABLED: Final = ("?disabled=yes", "?#!")


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """A peer of a radio: signal in dBm, CCQ in percent; its identity is not read.

    ``is_access_point`` is true for one of which this router is a client.
    """

    interface: str
    signal: float | None
    ccq: float | None
    is_access_point: bool

    @classmethod
    def from_row(cls, row: Row, *, stations: AbstractSet[str] = frozenset()) -> Self:
        """Parse a row; each stack has another name for the signal.

        Any peer of a radio that is one of the ``stations`` is its access point.
        """
        signals = (row.get(name) for name in ("signal", "signal-strength", "rx-signal"))
        return cls(
            interface=row.get("interface", ""),
            signal=values.decimal(next((signal for signal in signals if signal), None)),
            ccq=values.decimal(row.get("tx-ccq")),
            is_access_point=bool(values.flag(row.get("ap"))) or row.get("interface") in stations,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WirelessRow:
    """A radio or virtual access point with its peers; under the instance "" the whole router.

    ``stacks`` are those that responded when last checked; ``radios`` are the instances by the
    interface's name, ``stations`` the names of those that are clients of an access point.
    """

    name: str = ""
    clients: int = 0
    signals: tuple[float, ...] = ()
    ccqs: tuple[float, ...] = ()
    stacks: tuple[str, ...] = ()
    radios: Mapping[str, str] = field(default_factory=dict)
    stations: frozenset[str] = frozenset()

    @classmethod
    def from_peers(cls, name: str, peers: Iterable[Registration]) -> Self:
        """Count a radio's clients; an access point of which this router is a client is not one."""
        kept = tuple(peers)
        return cls(
            name=name,
            clients=sum(not peer.is_access_point for peer in kept),
            signals=tuple(peer.signal for peer in kept if peer.signal is not None),
            ccqs=tuple(peer.ccq for peer in kept if peer.ccq is not None),
        )


def _mean(numbers: tuple[float, ...]) -> float | None:
    """Return the mean, None without numbers."""
    return sum(numbers) / len(numbers) if numbers else None


@dataclass(frozen=True, kw_only=True)
class WirelessGroup(Group[WirelessRow]):
    """The registration tables of all stacks, together."""

    @override
    async def read(self, query: Query[WirelessRow]) -> dict[str, WirelessRow | None]:
        """Read the stacks that responded before, and all of them once an hour."""
        last = query.before.rows.get("") if query.before else None
        is_full = last is None or query.is_full
        if last is None or is_full:
            last = WirelessRow(stacks=tuple(_STACKS), radios=await _radios(query))
        tables = await self._tables(query, last.stacks)
        is_station = last.stations
        if is_full and last.radios:
            is_station = await stations(query.ask, tables)
        peers = [
            Registration.from_row(row, stations=is_station)
            for rows in tables.values()
            for row in rows
            if _is_of_radio(query, row)
        ]
        if not last.radios and not peers:
            return {}
        idle = await _idle(query, tables) if is_full else frozenset()
        total = replace(
            WirelessRow.from_peers("", peers),
            stacks=tuple(stack for stack in tables if stack not in idle),
            radios=last.radios,
            stations=is_station,
        )
        return {"": total, **_by_radio(last.radios, peers)}

    async def _tables(
        self, query: Query[WirelessRow], stacks: tuple[str, ...]
    ) -> dict[str, list[Row]]:
        """Return the registration tables by stack; raises if there is none."""
        tables: dict[str, list[Row]] = {}
        absent: NoSuchCommandError | None = None
        for stack in stacks:
            more = ("ap",) if stack == _TELLS_ACCESS_POINTS else ()
            proplist = ("interface", *more, *self.fields(query.keys))
            command = Command(f"{stack}/registration-table/print", proplist=proplist)
            try:
                tables[stack] = await query.ask(command)
            except NoSuchCommandError as err:
                absent = err
        if absent is not None and not tables:
            raise absent
        return tables


async def _idle(query: Query[WirelessRow], tables: Mapping[str, list[Row]]) -> frozenset[str]:
    """Return the stacks that can have no clients until they are enabled.

    The older CAPsMAN comes with its package, also on access points that control no others.
    """
    if tables.get(_CAPSMAN) != []:
        return frozenset()
    try:
        rows = await query.ask(Command(f"{_CAPSMAN}/manager/print", proplist=("enabled",)))
    except CommandRefusedError, NoSuchCommandError:
        return frozenset()
    is_off = any(values.flag(row.get("enabled")) is False for row in rows)
    return frozenset({_CAPSMAN}) if is_off else frozenset()


def _is_of_radio(query: Query[WirelessRow], row: Row) -> bool:
    """Return whether a row belongs to a radio: some builds list other interfaces too."""
    name = row.get("interface", "")
    facts = query.interfaces.named(name)
    return bool(name) and (facts is None or facts.kind not in _NO_RADIOS)


async def _radios(query: Query[WirelessRow]) -> dict[str, str]:
    """Return the instances of the radios that are not disabled, by their names."""
    rows = await query.ask(
        Command(
            path="/interface/print",
            proplist=("name", "default-name"),
            queries=(*_RADIOS, *_ENABLED),
        )
    )
    return {row.get("name", ""): instance_of(row) for row in rows}


def _by_radio(
    radios: Mapping[str, str], peers: Iterable[Registration]
) -> dict[str, WirelessRow | None]:
    """Return a row per radio, including those without a peer and those that are new."""
    heard: dict[str, list[Registration]] = {name: [] for name in radios}
    for peer in peers:
        heard.setdefault(peer.interface, []).append(peer)
    return {
        radios.get(name) or instance_of({"name": name}): WirelessRow.from_peers(name, those)
        for name, those in heard.items()
    }


_count = partial(
    SensorMetric[WirelessRow],
    state_class=SensorStateClass.MEASUREMENT,
    source=lambda row: row.clients,
)
_signal = partial(
    SensorMetric[WirelessRow],
    fields=("signal", "signal-strength", "rx-signal"),
    supported=lambda _: True,
    device_class=SensorDeviceClass.SIGNAL_STRENGTH,
    native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
    kind="signal",
    entity_registry_enabled_default=False,
)

WIRELESS = WirelessGroup(
    key="wireless.clients",
    title="Wireless",
    about="All wireless packages together; the clients' identities are not read.",
    menus=(
        *(Menu(f"{stack}/registration-table", versions) for stack, versions in _STACKS.items()),
        Menu("/interface/wifi", V7),
        Menu("/interface/wifi/configuration", V7),
        Menu("/interface/wifiwave2", V7),
        Menu("/interface/wifiwave2/configuration", V7),
        Menu("/interface/wireless"),
        Menu(f"{_CAPSMAN}/manager"),
        Menu("/interface"),
    ),
    tier=SHORT,
    has_instances=True,
    family="wireless",
    label=lambda row: row.name,
    shows_named=True,
    metrics=(
        _count(
            key="wireless.clients",
            about=(
                "Clients of all radios and virtual access points; an access point to which this "
                "router itself connects as a station is not counted."
            ),
            summary=True,
            graph=Graph.WIFI,
        ),
        _count(
            key="wireless.radio.clients",
            about="Clients of the radio or virtual access point.",
        ),
        _signal(
            key="wireless.radio.signal.average",
            about="Mean signal of the peers as the radio hears them; unknown without any.",
            source=lambda row: _mean(row.signals),
        ),
        _signal(
            key="wireless.radio.signal.worst",
            about="Weakest signal of the peers as the radio hears them; unknown without any.",
            source=lambda row: min(row.signals, default=None),
        ),
        SensorMetric(
            key="wireless.radio.ccq",
            menus=(Menu("/interface/wireless/registration-table"),),
            about=(
                "Mean transmit connection quality (CCQ) of the clients; it may exceed 100 %, and "
                "only the package wireless reports it."
            ),
            fields=("tx-ccq",),
            source=lambda row: _mean(row.ccqs),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            valid=Bounds(0, 1000),
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1,
            kind="signal",
            entity_registry_enabled_default=False,
        ),
    ),
)
