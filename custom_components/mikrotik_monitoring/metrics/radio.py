"""Wireless radios: whether they work, their channel, and their noise."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfFrequency,
    UnitOfRatio,
)

from ..routeros import Command, CommandRefusedError, Row, values
from .bounds import Bounds
from .interface_index import is_port
from .model import (
    AWAY_TIME,
    SHORT,
    V7,
    BinaryMetric,
    DeadBand,
    Graph,
    Group,
    Menu,
    Query,
    SensorMetric,
)
from .monitor import monitor_each
from .radio_list import (
    CAPSMAN_INTERFACES,
    CAPSMAN_RADIOS,
    STACKS,
    WIFI,
    WIFIWAVE2,
    WIRELESS,
    Radio,
    list_radios,
)
from .radio_text import Channel, band_of, state_word

# With more radios than this, as a controller may have, only named ones are shown.
_CROWD: Final = 20

_DISABLED: Final = "disabled"
# Any other word is shown as the state, but whether the radio works is then unknown.
_RUNNING: Final[Mapping[str, bool]] = {
    "running": True,
    "running-ap": True,
    "connected-to-ess": True,
    "nstreme-dual-slave": True,
    _DISABLED: False,
    "initializing": False,
    "no connection to capsman": False,
    "radar-detecting": False,
    "searching": False,
    "searching-for-frequency": False,
    "searching-for-network": False,
    "tkip-countermeasures": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RadioRow:
    """A radio or virtual access point; what its stack does not report is None.

    Frequency and width are in MHz, noise and power in dBm, CCQ in percent. ``cap`` is the access
    point that it belongs to, empty for this router's own, and ``seen_at`` when the controller last
    listed it, in monotonic seconds. The instance "" holds the ``radios`` as they were listed.
    """

    name: str = ""
    state: str | None = None
    running: bool | None = None
    channel: str | None = None
    frequency: int | None = None
    width: int | None = None
    noise: float | None = None
    power: float | None = None
    ccq: float | None = None
    band: str | None = None
    cap: str = ""
    seen_at: float | None = None
    radios: tuple[Radio, ...] = ()

    @classmethod
    def from_row(cls, row: Row, radio: Radio) -> Self:
        """Parse the values of a radio; each stack has other field names."""
        state = state_word(row.get("status") or row.get("state") or row.get("current-state"))
        channel = Channel.parse(row.get("channel") or row.get("current-channel"))
        power = values.decimal(row.get("tx-power"))
        return cls(
            name=radio.name,
            state=state,
            running=_RUNNING.get(state or ""),
            channel=channel.text,
            frequency=channel.frequency,
            width=channel.width,
            noise=values.decimal(row.get("noise-floor")),
            power=channel.power if power is None else power,
            ccq=values.decimal(row.get("overall-tx-ccq")),
            band=band_of(channel.frequency) or radio.band,
            cap=radio.cap,
            seen_at=asyncio.get_running_loop().time() if radio.cap else None,
        )

    @property
    def is_remote(self) -> bool:
        """Return whether it belongs to an access point that CAPsMAN controls."""
        return bool(self.cap)


type _Rows = dict[str, RadioRow | None]


@dataclass(frozen=True, kw_only=True)
class RadioGroup(Group[RadioRow]):
    """The radios of all stacks: listed once an hour, measured with one command per stack.

    A controller's radios come and go with its access points, so they are listed each time.
    """

    @override
    async def read(self, query: Query[RadioRow]) -> _Rows:
        """Measure the radios listed before; list them again where one of them is gone."""
        before = query.before.rows if query.before else {}
        last = before.get("")
        if last is not None and not query.is_full and not _is_controller(before.values()):
            with suppress(CommandRefusedError):
                return await self._measured(query, last.radios)
        has = None if query.is_full or last is None else _stacks(last.radios)
        radios = await list_radios(query, has or STACKS)
        return await self._measured(query, radios)

    async def _measured(self, query: Query[RadioRow], radios: tuple[Radio, ...]) -> _Rows:
        """Return a row per radio: None for one that is disabled or not monitored."""
        rows: _Rows = {}
        fields = self.fields(query.keys)
        for stack in _stacks(radios):
            watched = []
            for radio in radios:
                if radio.stack == stack:
                    rows[radio.instance] = None
                    watched += [radio] if _is_watched(query, radio) else []
            told = await _told(query, stack, watched, fields)
            for radio, row in zip(watched, told, strict=True):
                parsed = RadioRow.from_row(row, radio)
                rows[radio.instance] = None if parsed.state == _DISABLED else parsed
        rows = {**_away(query, rows), **rows}
        return {"": RadioRow(radios=radios), **rows} if rows else {}


def _stacks(radios: Iterable[Radio]) -> tuple[str, ...]:
    """Return the stacks that some radios are of, each once."""
    return tuple(dict.fromkeys(radio.stack for radio in radios))


def _is_controller(rows: Iterable[RadioRow]) -> bool:
    """Return whether any radio belongs to an access point that CAPsMAN controls."""
    return any(row.is_remote for row in rows)


def _is_watched(query: Query[RadioRow], radio: Radio) -> bool:
    """Return whether a radio is monitored, from the interface table if that lists it."""
    facts = query.interfaces.get(radio.instance)
    return not radio.is_disabled if facts is None else facts.is_watched


async def _told(
    query: Query[RadioRow], stack: str, radios: list[Radio], fields: tuple[str, ...]
) -> list[Row]:
    """Return the values of each radio of a stack, empty for one without a reply."""
    if stack == CAPSMAN_INTERFACES:
        rows = await query.ask(Command(f"{stack}/print", proplist=(".id", *fields)))
        told = {row.get(".id", ""): row for row in rows}
    else:
        names = {radio.id: radio.name for radio in radios}
        told = await monitor_each(query.ask, stack, names, fields)
    return [told.get(radio.id, {}) for radio in radios]


def _away(query: Query[RadioRow], rows: Mapping[str, RadioRow | None]) -> dict[str, RadioRow]:
    """Return the radios of access points that a controller has lost within the last week."""
    before = query.before.rows if query.before else {}
    oldest = asyncio.get_running_loop().time() - AWAY_TIME
    return {
        instance: RadioRow(
            name=row.name, running=False, band=row.band, cap=row.cap, seen_at=row.seen_at
        )
        for instance, row in before.items()
        if row.seen_at is not None and row.seen_at > oldest and instance not in rows
    }


def _always(_: RadioRow) -> bool:
    """Return True: the metric exists also while the radio does not work."""
    return True


_detail = partial(
    SensorMetric[RadioRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="radio",
    entity_registry_enabled_default=False,
)
_measured = partial(
    _detail,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    resolution=1,
)
_megahertz = partial(
    _measured,
    device_class=SensorDeviceClass.FREQUENCY,
    native_unit_of_measurement=UnitOfFrequency.MEGAHERTZ,
    valid=Bounds(0, 100_000),
)
_level = partial(
    _measured,
    device_class=SensorDeviceClass.SIGNAL_STRENGTH,
    native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
)
_CHANNELS: Final = ("channel", "current-channel")

RADIOS = RadioGroup(
    key="wireless.radios",
    title="Wi-Fi radios",
    about=(
        "Per radio and virtual access point of all wireless packages, those of a controller's "
        "access points included; the available values depend on package and chip."
    ),
    menus=(
        *(Menu(stack, versions) for stack, versions in STACKS.items()),
        Menu(f"{WIFI}/monitor", V7),
        Menu(f"{WIFIWAVE2}/monitor", V7),
        Menu(f"{WIRELESS}/monitor"),
        Menu(CAPSMAN_RADIOS),
        Menu("/interface"),
    ),
    tier=SHORT,
    has_instances=True,
    listed_while_up=lambda instance: not is_port(instance),
    family="wireless",
    label=lambda row: row.name,
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        BinaryMetric[RadioRow](
            key="wireless.radio.running",
            about=(
                "Whether the radio works: as an access point with or without clients, as a station "
                "while it is connected; off also while it listens for radar, which may take ten "
                "minutes."
            ),
            fields=("status", "state", "current-state"),
            source=lambda row: row.running,
            supported=_always,
            device_class=BinarySensorDeviceClass.RUNNING,
        ),
        _detail(
            key="wireless.radio.state",
            about="State of the radio as RouterOS names it, such as running-ap or radar-detecting.",
            fields=("status", "state", "current-state"),
            source=lambda row: row.state,
        ),
        _detail(
            key="wireless.radio.channel",
            about=(
                "Channel in RouterOS's notation: frequency, standard, and a letter per 20 MHz; "
                "not every chip reports it."
            ),
            fields=_CHANNELS,
            source=lambda row: row.channel,
        ),
        _megahertz(
            key="wireless.radio.frequency",
            about="Frequency of the control channel.",
            fields=_CHANNELS,
            source=lambda row: row.frequency,
        ),
        _megahertz(
            key="wireless.radio.width",
            about="Width of the channel in use, which may be less than is configured.",
            fields=_CHANNELS,
            source=lambda row: row.width,
        ),
        _level(
            key="wireless.radio.tx_power",
            about="Transmit power of the radio, without the gain of its antenna.",
            fields=("tx-power", *_CHANNELS),
            source=lambda row: row.power,
        ),
        _level(
            key="wireless.radio.noise",
            menus=(Menu(f"{WIRELESS}/monitor"),),
            about="Noise floor on the radio's channel; only the package wireless reports it.",
            fields=("noise-floor",),
            source=lambda row: row.noise,
            graph=Graph.WIFI,
            dead_band=DeadBand(absolute=1),
        ),
        _measured(
            key="wireless.radio.overall_ccq",
            menus=(Menu(f"{WIRELESS}/monitor"),),
            about=(
                "Transmit connection quality (CCQ) over all clients: the lower, the more is "
                "retransmitted; only the package wireless reports it."
            ),
            fields=("overall-tx-ccq",),
            source=lambda row: row.ccq,
            graph=Graph.WIFI,
            dead_band=DeadBand(absolute=3),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            valid=Bounds(0, 1000),
        ),
    ),
)
