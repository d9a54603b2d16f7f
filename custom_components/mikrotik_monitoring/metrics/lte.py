"""LTE and 5G modems: how well they receive their cell, and which operator's it is."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
import re
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfFrequency,
)
from homeassistant.util import dt as dt_util

from ..routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    RouterOSError,
    Row,
    TimedOutError,
    values,
)
from .bounds import Bounds
from .interface_index import instance_of
from .model import SHORT, V6, V7, Group, Menu, Query, Scope, SensorMetric

# RouterOS 7 measures with ``monitor``, RouterOS 6 with ``info``; their arguments differ.
_MONITOR: Final = "/interface/lte/monitor"
_INFO: Final = "/interface/lte/info"

# "B3@15Mhz earfcn: 1875 phy-cellid: 345", "n78@100Mhz …", or "1700 (band 3, bandwidth 20Mhz)".
_BAND: Final = re.compile(r"([Bn]?\d{1,3})@|\d+ \(band (\d{1,3}),", re.ASCII)
_BANDWIDTH: Final = re.compile(r"[^@]*@(\d{1,3}(?:\.\d)?)\s*Mhz\b", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModemRow:
    """A modem: RSRP and RSSI in dBm, RSRQ and SINR in dB; None for what it does not report now.

    ``command`` is what it was measured with, None before that; ``refusal`` is why the last
    measurement failed. The subscriber's identity is not read.
    """

    command: str | None
    refusal: RouterOSError | None = None
    operator: str | None = None
    technology: str | None = None
    rsrp: float | None = None
    rsrq: float | None = None
    sinr: float | None = None
    rssi: float | None = None
    nr_rsrp: float | None = None
    nr_rsrq: float | None = None
    nr_sinr: float | None = None
    band: str | None = None
    carriers: int | None = None
    more_bands: tuple[str, ...] = ()
    bandwidth: float | None = None
    firmware: str | None = None
    cell: str | None = None
    cqi: int | None = None
    connected: datetime | None = None

    @classmethod
    def from_row(cls, row: Row, command: str) -> Self:
        """Parse a measurement; which fields it has depends on model and firmware."""
        uptime = values.duration(row.get("session-uptime"))
        primary, more = row.get("primary-band", ""), _aggregated(row)
        return cls(
            command=command,
            operator=values.text(row.get("current-operator")) or None,
            technology=row.get("access-technology") or row.get("data-class") or None,
            rsrp=values.decimal(row.get("rsrp")),
            rsrq=values.decimal(row.get("rsrq")),
            sinr=values.decimal(row.get("sinr")),
            rssi=values.decimal(row.get("rssi")),
            nr_rsrp=values.decimal(row.get("nr-rsrp")),
            nr_rsrq=values.decimal(row.get("nr-rsrq")),
            nr_sinr=values.decimal(row.get("nr-sinr")),
            band=_band(primary or row.get("earfcn")),
            carriers=1 + len(more) if primary else None,
            more_bands=tuple(band for text in more if (band := _band(text)) is not None),
            bandwidth=_bandwidth((primary, *more)) if primary else None,
            firmware=values.text(row.get("revision", "").strip('"')) or None,
            cell=row.get("current-cellid") or None,
            cqi=values.integer(row.get("cqi")),
            connected=None if uptime is None else dt_util.utcnow() - timedelta(seconds=uptime),
        )

    @property
    def aggregated(self) -> str | None:
        """Return the bands of the secondary carriers."""
        return ", ".join(self.more_bands) or None


def _aggregated(row: Row) -> list[str]:
    """Return the text of each carrier but the primary one, which some modems list too."""
    told = values.items(row.get("ca-band")) or ()
    return [text for text in told if text and text != row.get("primary-band")]


def _bandwidth(carriers: Collection[str]) -> float | None:
    """Return the total bandwidth of some carriers in MHz, None where one of them has none."""
    found = [_BANDWIDTH.match(text) for text in carriers]
    widths = [float(one[1]) for one in found if one is not None]
    return sum(widths) if len(widths) == len(carriers) else None


def _band(text: str | None) -> str | None:
    """Return the band of the cell: "B3", "n78"."""
    found = _BAND.match(text or "")
    if found is None:
        return None
    name: str = found[1] or found[2]
    return f"B{name}" if name.isdigit() else name


@dataclass(frozen=True, kw_only=True)
class ModemGroup(Group[ModemRow]):
    """All modems, measured one by one: a reply does not name its modem."""

    @override
    async def read(self, query: Query[ModemRow]) -> dict[str, ModemRow | None]:
        """Measure each modem that is not disabled."""
        rows: dict[str, ModemRow] = {}
        modems = await _known(query) or await _listed(query)
        for modem in modems:
            if not values.flag(modem.get("disabled")):
                instance = _instance(query, modem)
                before = query.before.rows.get(instance) if query.before else None
                rows[instance] = await self._measure(query, modem, before)
        _raise_where_none_answers(rows.values())
        return {**rows}

    @override
    def remarks(self, row: ModemRow) -> tuple[str, ...]:
        """Return why a modem is not measured."""
        return () if row.refusal is None else (str(row.refusal),)

    async def _measure(
        self, query: Query[ModemRow], modem: Row, before: ModemRow | None
    ) -> ModemRow:
        """Measure a modem; one that refuses, as between two cells, does not affect the others."""
        try:
            return await self._monitored(query, modem, before.command if before else None)
        except (CommandRefusedError, NoSuchCommandError, TimedOutError) as err:
            return ModemRow(command=before.command if before else None, refusal=err)

    async def _monitored(self, query: Query[ModemRow], modem: Row, known: str | None) -> ModemRow:
        """Measure a modem with the command of the router's version."""
        fields = self.fields(query.keys)
        if known != _INFO:
            with suppress(NoSuchCommandError):
                return await _once(query, _MONITOR, ("numbers", modem.get(".id", "")), fields)
        return await _once(query, _INFO, ("number", modem.get("name", "")), fields)


async def _known(query: Query[ModemRow]) -> list[Row]:
    """Return the modems of the previous reading from the interface table, if it lists them all.

    An interface has the same ``.id`` in its own menu and in the table.
    """
    if query.is_full or query.before is None or not query.before.rows:
        return []
    index = await query.interfaces.current(query.ask)
    there = [facts for facts in index if facts.kind == "lte" and not facts.is_disabled]
    if {facts.instance for facts in there} != query.before.rows.keys():
        return []
    return [{".id": facts.id, "name": facts.name} for facts in there]


async def _listed(query: Query[ModemRow]) -> list[Row]:
    """Return the modems from their own menu."""
    modems = await query.ask(
        Command(
            path="/interface/lte/print",
            proplist=(".id", "name", "default-name", "disabled"),
        )
    )
    if modems:
        await query.interfaces.current(query.ask)
    return modems


def _raise_where_none_answers(modems: Collection[ModemRow]) -> None:
    """Raise the refusal if no modem responds or was ever measured: the cause is no single modem."""
    refusals = [
        modem.refusal
        for modem in modems
        if modem.command is None or isinstance(modem.refusal, TimedOutError)
    ]
    if len(refusals) == len(modems):
        for refusal in filter(None, refusals):
            raise refusal


async def _once(
    query: Query[ModemRow], command: str, modem: tuple[str, str], fields: tuple[str, ...]
) -> ModemRow:
    """Take one measurement; a modem that is starting returns none."""
    rows = await query.ask(Command(path=command, arguments=(modem, ("once", "")), proplist=fields))
    return ModemRow.from_row(rows[0] if rows else {}, command)


def _instance(query: Query[ModemRow], modem: Row) -> str:
    """Return a modem's instance in the interface table, so that both are on one device page."""
    facts = query.interfaces.named(modem.get("name", ""))
    return instance_of(modem) if facts is None else facts.instance


@dataclass(frozen=True, kw_only=True)
class ModemMetric(SensorMetric[ModemRow]):
    """A value that a modem reports once it has found a network."""

    @override
    def is_supported(self, row: ModemRow) -> bool:
        """Return whether the modem reports the value; assumed while it is still searching."""
        return row.operator is None or super().is_supported(row)


def _decibels(metric: type[SensorMetric[ModemRow]]) -> partial[SensorMetric[ModemRow]]:
    """Return a factory for ratios, in dB."""
    return partial(
        metric,
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        resolution=0.1,
    )


def _levels(metric: type[SensorMetric[ModemRow]]) -> partial[SensorMetric[ModemRow]]:
    """Return a factory for received powers, in dBm."""
    return partial(
        _decibels(metric),
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        suggested_display_precision=0,
        resolution=1,
    )


_decibel, _level = _decibels(ModemMetric), _levels(ModemMetric)
# Not all modems report RSSI, and only those on 5G report its values.
_extra_decibel, _extra_level = _decibels(SensorMetric), _levels(SensorMetric)
_detail = partial(
    SensorMetric[ModemRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="modem",
    entity_registry_enabled_default=False,
)

LTE = ModemGroup(
    key="lte.signal",
    title="LTE and 5G",
    about="Per modem; the available values depend on its model and firmware.",
    menus=(Menu("/interface/lte"), Menu(_INFO, V6), Menu(_MONITOR, V7)),
    tier=SHORT,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        _level(
            key="lte.rsrp",
            about=(
                "Received power of the cell's reference signal: better than -90 dBm is good, "
                "worse than -110 dBm is poor."
            ),
            fields=("rsrp",),
            source=lambda row: row.rsrp,
        ),
        _decibel(
            key="lte.rsrq",
            about="Quality of the cell's reference signal, which falls as the cell gets busy.",
            fields=("rsrq",),
            source=lambda row: row.rsrq,
        ),
        _decibel(
            key="lte.sinr",
            about="Ratio of signal to interference and noise, which determines the speed.",
            fields=("sinr",),
            source=lambda row: row.sinr,
        ),
        _extra_level(
            key="lte.rssi",
            about=(
                "Power received in the whole channel, noise and other cells included; not all "
                "modems report it."
            ),
            fields=("rssi",),
            source=lambda row: row.rssi,
        ),
        _extra_level(
            key="lte.nr.rsrp",
            about="Received power of the 5G cell's reference signal, while the modem is on 5G.",
            fields=("nr-rsrp",),
            source=lambda row: row.nr_rsrp,
        ),
        _extra_decibel(
            key="lte.nr.rsrq",
            about="Quality of the 5G cell's reference signal.",
            fields=("nr-rsrq",),
            source=lambda row: row.nr_rsrq,
        ),
        _extra_decibel(
            key="lte.nr.sinr",
            about="Ratio of signal to interference and noise of the 5G cell.",
            fields=("nr-sinr",),
            source=lambda row: row.nr_sinr,
        ),
        ModemMetric(
            key="lte.operator",
            about="Operator whose network the modem uses; unknown while it searches.",
            fields=("current-operator",),
            source=lambda row: row.operator,
        ),
        ModemMetric(
            key="lte.technology",
            about="Access technology in use, as the modem names it, such as LTE or 5G NSA.",
            fields=("access-technology", "data-class"),
            source=lambda row: row.technology,
        ),
        _detail(
            key="lte.band",
            about=(
                "Band of the primary cell, such as B3 or n78; aggregated bands have a sensor of "
                "their own."
            ),
            fields=("primary-band", "earfcn"),
            source=lambda row: row.band,
        ),
        _detail(
            key="lte.bands.aggregated",
            about=(
                "Bands of the carriers that are aggregated with the primary one; unknown while "
                "there are none."
            ),
            fields=("primary-band", "ca-band"),
            source=lambda row: row.aggregated,
            supported=lambda row: row.carriers is not None,
        ),
        _detail(
            key="lte.carriers",
            about="Carriers in use, the primary one and those aggregated with it.",
            fields=("primary-band", "ca-band"),
            source=lambda row: row.carriers,
            state_class=SensorStateClass.MEASUREMENT,
        ),
        _detail(
            key="lte.bandwidth",
            about="Total bandwidth of all carriers in use, which limits the speed.",
            fields=("primary-band", "ca-band"),
            source=lambda row: row.bandwidth,
            valid=Bounds(0, 10_000),
            device_class=SensorDeviceClass.FREQUENCY,
            native_unit_of_measurement=UnitOfFrequency.MEGAHERTZ,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
        ),
        _detail(
            key="lte.firmware",
            about=(
                "Firmware of the modem. Newer versions are not checked for: the modem would have "
                "to query the internet."
            ),
            fields=("revision",),
            source=lambda row: row.firmware,
        ),
        _detail(
            key="lte.cell",
            about="Id of the cell that the modem is connected to.",
            fields=("current-cellid",),
            source=lambda row: row.cell,
        ),
        _detail(
            key="lte.cqi",
            about="Channel quality indicator that the modem reports to the cell, 0 to 15.",
            fields=("cqi",),
            source=lambda row: row.cqi,
            valid=Bounds(0, 15),
            state_class=SensorStateClass.MEASUREMENT,
        ),
        _detail(
            key="lte.session.uptime",
            about="When the modem's session with the network began.",
            fields=("session-uptime",),
            source=lambda row: row.connected,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
        ),
    ),
)
