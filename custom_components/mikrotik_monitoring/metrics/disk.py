"""Disks: how full and how healthy they are, and the arrays that are made of them."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    EntityCategory,
    UnitOfInformation,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)

from ..routeros import Command, Row, values
from .bounds import Bounds
from .disk_row import BROKEN, IDENTITY, STATE, DiskRow, DiskState, is_hardware, slot_of
from .model import AWAY_TIME, MEDIUM, V7, BinaryMetric, Graph, Group, Menu, Query, SensorMetric
from .raid import ARRAY_FIELDS, ARRAY_STATES, Array, master_of

_MENU: Final = "/disk"
_ARRAY: Final = "raid"
_SERIAL: Final = "serial:"
# Hexadecimal digits of the hash used in place of a serial number, which identifies the owner.
_DIGITS: Final = 16
# A server has up to twenty slots; with more disks, only the metrics for all of them are shown.
_CROWD: Final = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class DisksRow:
    """All disks together; ``failed`` are those that no longer work, for whatever reason."""

    failed: int

    @property
    def slot(self) -> str:
        """Return an empty text: the sum is in no slot."""
        return ""


type _Rows = dict[str, DiskRow | DisksRow | None]


@dataclass(frozen=True, kw_only=True)
class DiskGroup(Group[Any]):
    """The disks and arrays; a router without disks has no sum."""

    @override
    async def read(self, query: Query[Any]) -> _Rows:
        """Print them; a disk that is no longer listed is shown as missing for a week."""
        fields = (*IDENTITY, *STATE, *ARRAY_FIELDS, *self.fields(query.keys))
        proplist = tuple(dict.fromkeys(fields))
        rows = await query.ask(Command(f"{_MENU}/print", proplist=proplist))
        disks = _disks([row for row in rows if not values.flag(row.get("empty"), absent=False)])
        found = {**_missing(query, disks), **disks}
        if not found:
            return {}
        failed = sum(row is not None and row.state in BROKEN for row in found.values())
        return {"": DisksRow(failed=failed), **found}


def _disks(rows: list[Row]) -> dict[str, DiskRow | None]:
    """Return the contents of the slots, by keys that survive a reboot; None for disabled ones.

    A disk's key is its serial number, whatever its slot, unless several report the same one.
    """
    serials = Counter(row["serial"] for row in rows if is_hardware(row) and row.get("serial"))
    found: dict[str, DiskRow | None] = {}
    for row in rows:
        instance = f"slot:{slot_of(row)}"
        if is_hardware(row) and serials[row.get("serial", "")] == 1:
            digest = sha256(row["serial"].encode("utf-8", "surrogateescape")).hexdigest()
            instance = f"{_SERIAL}{digest[:_DIGITS]}"
        is_disabled = values.flag(row.get("disabled"), absent=False)
        found[instance] = None if is_disabled else DiskRow.from_row(row, _array(row, rows))
    return found


def _array(row: Row, rows: list[Row]) -> Array | None:
    """Return the array of a row, None if the row is a disk."""
    if row.get("type") != _ARRAY:
        return None
    return Array.of(row, (one for one in rows if master_of(one) == row.get("slot")))


def _missing(query: Query[Any], disks: Mapping[str, DiskRow | None]) -> dict[str, DiskRow]:
    """Return the disks that are no longer listed, as is often the case when one breaks."""
    before = {} if query.before is None else query.before.rows
    now = asyncio.get_running_loop().time()
    missing = {
        instance: row.missing(now)
        for instance, row in before.items()
        if instance not in disks and _vanishes(instance)
    }
    return {
        instance: row
        for instance, row in missing.items()
        if row.gone_at is not None and row.gone_at > now - AWAY_TIME
    }


def _vanishes(instance: str) -> bool:
    """Return whether an instance is a disk, which the router may not list when it is broken."""
    return instance.startswith(_SERIAL)


def _is_disk(row: DiskRow) -> bool:
    """Return whether a row is hardware, which has a state also while it is missing."""
    return row.state is not None


def _is_array(row: DiskRow) -> bool:
    """Return whether a row is an array, whose state may be unknown for a while."""
    return row.array is not None


_detail = partial(
    SensorMetric[DiskRow],
    menus=(Menu(_MENU, V7),),
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="smart",
    entity_registry_enabled_default=False,
)
_measured = partial(_detail, state_class=SensorStateClass.MEASUREMENT)
_counted = partial(_detail, state_class=SensorStateClass.TOTAL_INCREASING)
_percent = partial(
    SensorMetric[DiskRow],
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    state_class=SensorStateClass.MEASUREMENT,
)

DISKS = DiskGroup(
    key="disk",
    title="Disks and RAID",
    about=(
        "Per disk, filesystem and array, and all disks together; the available SMART values "
        "depend on the disk. A disk that is no longer listed is shown as missing for a week."
    ),
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    has_instances=True,
    listed_while_up=_vanishes,
    family="disk",
    label=lambda row: row.slot,
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        SensorMetric[DiskRow](
            key="disk.free",
            about="Free space of a mounted filesystem, on a disk, a partition or an array.",
            fields=("free",),
            source=lambda row: row.free,
            device_class=SensorDeviceClass.DATA_SIZE,
            native_unit_of_measurement=UnitOfInformation.BYTES,
            suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=10_000_000,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[DiskRow](
            key="disk.state",
            about=(
                "State of the disk: mounted, not mounted, member of a RAID array, being "
                "formatted, locked, failed, or missing when it was listed before."
            ),
            fields=STATE,
            source=lambda row: row.state,
            supported=_is_disk,
            device_class=SensorDeviceClass.ENUM,
            options=[str(state) for state in DiskState],
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[DiskRow](
            key="raid.state",
            menus=(Menu(_MENU, V7),),
            about=(
                "State of the array: clean, degraded as members failed or are missing, rebuilding "
                "its redundancy, or inactive."
            ),
            fields=ARRAY_FIELDS,
            source=lambda row: None if row.array is None else row.array.state,
            supported=_is_array,
            device_class=SensorDeviceClass.ENUM,
            options=ARRAY_STATES,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[DiskRow](
            key="raid.members.failed",
            menus=(Menu(_MENU, V7),),
            about="Members of the array that failed or are missing.",
            fields=ARRAY_FIELDS,
            source=lambda row: None if row.array is None else row.array.failed,
            supported=_is_array,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[DiskRow](
            key="raid.members.present",
            menus=(Menu(_MENU, V7),),
            about="Members of the array that are present and have not failed.",
            fields=ARRAY_FIELDS,
            source=lambda row: None if row.array is None else row.array.present,
            supported=_is_array,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="members",
            entity_registry_enabled_default=False,
        ),
        SensorMetric[DisksRow](
            key="disk.all.failed",
            about="Disks that failed, are locked, or are missing when they were listed before.",
            fields=STATE,
            source=lambda row: row.failed,
            summary=True,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _percent(
            key="disk.used",
            about="Share of a mounted filesystem that is used.",
            fields=("free", "size"),
            source=lambda row: row.used,
            suggested_display_precision=0,
            resolution=0.1,
            kind="usage",
            entity_registry_enabled_default=False,
        ),
        _measured(
            key="disk.temperature",
            about="Temperature of the disk, as its own sensor measures it.",
            fields=("temperature",),
            source=lambda row: row.temperature,
            graph=Graph.HARDWARE,
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            suggested_display_precision=0,
            resolution=1,
        ),
        BinaryMetric[DiskRow](
            key="disk.smart.problem",
            menus=(Menu(_MENU, V7),),
            about=(
                "Whether SMART raises a critical warning: little spare space, too hot, "
                "unreliable, read-only."
            ),
            fields=("critical-warning",),
            source=lambda row: row.warned,
            device_class=BinarySensorDeviceClass.PROBLEM,
            kind="smart",
            entity_registry_enabled_default=False,
        ),
        _measured(
            key="disk.wear",
            about="Share of the disk's rated writes that is used; it may work beyond 100 %.",
            fields=("percentage-used",),
            source=lambda row: row.wear,
            valid=Bounds(0, 255),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            suggested_display_precision=0,
        ),
        _measured(
            key="disk.spare",
            about="Share of the spare blocks that are left to replace bad ones.",
            fields=("available-spare",),
            source=lambda row: row.spare,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            suggested_display_precision=0,
        ),
        _counted(
            key="disk.power_on",
            about="Total time for which the disk has been powered on.",
            fields=("power-on-time",),
            source=lambda row: row.power_on,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.HOURS,
            suggested_display_precision=0,
            resolution=1,
        ),
        _counted(
            key="disk.unsafe_shutdowns",
            about="How often the disk has lost power without warning, over its lifetime.",
            fields=("unsafe-shutdowns",),
            source=lambda row: row.unsafe_shutdowns,
        ),
        _counted(
            key="disk.errors",
            about="Requests to the disk that failed since the router started.",
            fields=("io-errors",),
            source=lambda row: row.errors,
        ),
    ),
)
