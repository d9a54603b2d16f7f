"""GPS: whether the receiver knows where it is, how well, and how fast it moves."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfLength, UnitOfSpeed

from ..routeros import Command, Row, values
from .bounds import Bounds
from .model import (
    SHORT,
    BinaryMetric,
    Group,
    Menu,
    Query,
    SensorMetric,
    TrackerMetric,
)
from .position import Position

_MENU: Final = "/system/gps"
_SETTINGS: Final = ("enabled", "coordinate-format")
_POSITION: Final = "gps.position"
# Personal values: requested only while an entity of theirs is enabled.
_PERSONAL: Final = frozenset({_POSITION, "gps.speed", "gps.altitude"})
# RouterOS keeps reporting the last position of a silent receiver; in seconds.
_STALE: Final = 120.0
# RouterOS's default format: degrees, minutes, seconds.
_DEFAULT_FORM: Final = "dms"


@dataclass(frozen=True, kw_only=True, slots=True)
class GpsRow:
    """``/system/gps/monitor``: speed in km/h, altitude in metres; None for what is unknown.

    ``form`` is how the router writes a position, which is set only where it was requested.
    """

    form: str
    valid: bool | None = None
    satellites: int | None = None
    dilution: float | None = None
    speed: float | None = field(default=None, repr=False)
    altitude: float | None = field(default=None, repr=False)
    position: Position | None = field(default=None, repr=False)

    @classmethod
    def from_row(cls, row: Row, form: str) -> Self:
        """Parse a row as the router gave it; without a valid position nothing moves."""
        age = values.duration(row.get("data-age"))
        is_stale = row.get("data-age") == "never" or (age is not None and age > _STALE)
        valid = False if is_stale else values.flag(row.get("valid"))
        if not valid:
            row = {name: row[name] for name in ("satellites", "horizontal-dilution") if name in row}
        return cls(
            form=form,
            valid=valid,
            satellites=None if is_stale else values.count(row.get("satellites")),
            dilution=None if is_stale else values.decimal(row.get("horizontal-dilution")),
            speed=values.decimal(row.get("speed")),
            altitude=values.decimal(row.get("altitude")),
            position=Position.parse(row.get("latitude"), row.get("longitude"), form),
        )


@dataclass(frozen=True, kw_only=True)
class GpsGroup(Group[GpsRow]):
    """The receiver, if one is enabled; its settings are read in full readings."""

    @override
    async def read(self, query: Query[GpsRow]) -> dict[str, GpsRow | None]:
        """Measure, with just the fields that the metrics wanted need."""
        before = query.before.rows.get("") if query.before else None
        if query.is_full or before is None:
            settings = await query.ask(Command(f"{_MENU}/print", proplist=_SETTINGS))
            if not (settings and values.flag(settings[0].get("enabled"))):
                return {}
            form = settings[0].get("coordinate-format", _DEFAULT_FORM)
        else:
            form = before.form
        keys = query.keys
        if query.is_full:
            keys -= _PERSONAL - query.wanted()
        fields = ("valid", "data-age", *self.fields(keys))
        rows = await query.ask(
            Command(
                path=f"{_MENU}/monitor",
                arguments=(("once", ""),),
                proplist=tuple(dict.fromkeys(fields)),
            )
        )
        row = rows[0] if rows else {}
        # Where fields cannot be selected, all of them are returned.
        return {"": GpsRow.from_row({key: row[key] for key in fields if key in row}, form)}


def _always(_: GpsRow) -> bool:
    """Return True: the metric exists also while the receiver has no fix."""
    return True


_measured = partial(
    SensorMetric[GpsRow],
    supported=_always,
    state_class=SensorStateClass.MEASUREMENT,
    entity_registry_enabled_default=False,
)

GPS = GpsGroup(
    key="gps",
    title="GPS",
    about=(
        "For routers with GPS enabled. Speed, altitude and position are read only while their "
        "kind is chosen."
    ),
    menus=(Menu(_MENU),),
    tier=SHORT,
    family="gps",
    metrics=(
        BinaryMetric[GpsRow](
            key="gps.valid",
            about=(
                "Whether the receiver has a valid position; off also when it has been silent for "
                "two minutes."
            ),
            fields=("valid", "data-age"),
            source=lambda row: row.valid,
            supported=_always,
        ),
        _measured(
            key="gps.satellites",
            about="Satellites that the receiver uses; a position needs at least four.",
            fields=("satellites",),
            source=lambda row: row.satellites,
            valid=Bounds(0, 200),
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="reception",
        ),
        _measured(
            key="gps.dilution",
            about=(
                "Horizontal dilution of precision: below 2 the satellites are well placed, above "
                "5 the position is rough."
            ),
            fields=("horizontal-dilution",),
            source=lambda row: row.dilution,
            valid=Bounds(0, 100),
            suggested_display_precision=1,
            resolution=0.1,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="reception",
        ),
        _measured(
            key="gps.speed",
            about="Speed over ground; a receiver that stands still shows up to 1 km/h.",
            fields=("speed",),
            source=lambda row: row.speed,
            valid=Bounds(0, 1_500),
            device_class=SensorDeviceClass.SPEED,
            native_unit_of_measurement=UnitOfSpeed.KILOMETERS_PER_HOUR,
            suggested_display_precision=0,
            resolution=1,
            kind="movement",
        ),
        _measured(
            key="gps.altitude",
            about="Altitude above sea level, which is about half as accurate as the position.",
            fields=("altitude",),
            source=lambda row: row.altitude,
            valid=Bounds(-1_000, 20_000),
            device_class=SensorDeviceClass.DISTANCE,
            native_unit_of_measurement=UnitOfLength.METERS,
            suggested_display_precision=0,
            resolution=5,
            kind="movement",
        ),
        TrackerMetric[GpsRow](
            key=_POSITION,
            about=(
                "Position of the router, as a device tracker; written when it has moved by more "
                "than 25 m, and never part of diagnostics."
            ),
            fields=("latitude", "longitude"),
            source=lambda row: row.position is not None,
            position=lambda row: row.position,
            supported=_always,
            kind="position",
            only_by_kind=True,
            entity_registry_enabled_default=False,
        ),
    ),
)
