"""System resource: CPU, memory, storage, uptime."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Self

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfInformation, UnitOfRatio
from homeassistant.util import dt as dt_util

from ..routeros import Row, values
from .model import LONG, MEDIUM, REALTIME, DeadBand, Graph, MenuGroup, RateMetric, SensorMetric

_MEBIBYTE = 1024 * 1024
_SECONDS_PER_DAY = 86_400

# Seconds over which the health score averages the load.
CPU_WINDOW: Final = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceRow:
    """``/system/resource``: memory and storage in bytes, load and bad blocks in percent."""

    cpu_load: int | None
    memory_free: int | None
    memory_total: int | None
    storage_free: int | None
    storage_total: int | None
    bad_blocks: float | None
    sectors_written: int | None
    booted: datetime | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        uptime = values.duration(row.get("uptime"))
        return cls(
            cpu_load=values.integer(row.get("cpu-load")),
            memory_free=values.integer(row.get("free-memory")),
            memory_total=values.integer(row.get("total-memory")),
            storage_free=values.integer(row.get("free-hdd-space")),
            storage_total=values.integer(row.get("total-hdd-space")),
            bad_blocks=values.decimal(row.get("bad-blocks")),
            sectors_written=values.integer(row.get("write-sect-total")),
            booted=None if uptime is None else dt_util.utcnow() - timedelta(seconds=uptime),
        )

    @property
    def memory_used(self) -> int | None:
        """Return the memory in use, in bytes."""
        return _used(self.memory_free, self.memory_total)

    @property
    def storage_used(self) -> int | None:
        """Return the storage in use, in bytes."""
        return _used(self.storage_free, self.storage_total)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoreRow:
    """One core of ``/system/resource/cpu``, its load in percent."""

    load: int | None


def _used(free: int | None, total: int | None) -> int | None:
    """Return the used part of a total."""
    return None if free is None or total is None else total - free


def _share(used: int | None, total: int | None) -> float | None:
    """Return a share in percent."""
    return None if used is None or not total else 100 * used / total


def _resource(row: Row) -> tuple[str, ResourceRow]:
    return "", ResourceRow.from_row(row)


def _core(row: Row) -> tuple[str, CoreRow] | None:
    """Parse one core; its number is its instance."""
    name = row.get("cpu", "")
    if not name.startswith("cpu"):
        return None
    return name.removeprefix("cpu"), CoreRow(load=values.integer(row.get("load")))


_percentage = partial(
    SensorMetric[ResourceRow],
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    state_class=SensorStateClass.MEASUREMENT,
)
_data_size = partial(
    SensorMetric[ResourceRow],
    device_class=SensorDeviceClass.DATA_SIZE,
    native_unit_of_measurement=UnitOfInformation.BYTES,
    suggested_unit_of_measurement=UnitOfInformation.MEBIBYTES,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
)
_memory = partial(
    _data_size,
    graph=Graph.MEMORY,
    resolution=_MEBIBYTE / 16,
    dead_band=DeadBand(absolute=_MEBIBYTE, relative=0.005),
)
_storage = partial(_data_size, entity_category=EntityCategory.DIAGNOSTIC)

RESOURCE = MenuGroup[ResourceRow](
    key="system.resource",
    title="CPU, memory and start",
    tier=REALTIME,
    look_back=CPU_WINDOW,
    path="/system/resource",
    parse=_resource,
    metrics=(
        _percentage(
            key="system.cpu.load",
            about=(
                "Mean load of all cores, in whole percent as the router reports it; one busy "
                "core of four is 25 %."
            ),
            fields=("cpu-load",),
            source=lambda row: row.cpu_load,
            graph=Graph.CPU,
            suggested_display_precision=0,
            # The router reports whole percents; a mean of them is finer.
            resolution=0.1,
            dead_band=DeadBand(absolute=1),
        ),
        _percentage(
            key="system.memory.percent",
            about=(
                "Share of the memory that is not free; caches and buffers of RouterOS count as "
                "used."
            ),
            fields=("free-memory", "total-memory"),
            source=lambda row: _share(row.memory_used, row.memory_total),
            graph=Graph.MEMORY,
            suggested_display_precision=1,
            resolution=0.1,
            dead_band=DeadBand(absolute=0.2),
        ),
        _memory(
            key="system.memory.used",
            about="Memory that is not free: the total less what RouterOS reports as free.",
            fields=("free-memory", "total-memory"),
            source=lambda row: row.memory_used,
        ),
        _memory(
            key="system.memory.free",
            about="Memory that RouterOS reports as free.",
            fields=("free-memory",),
            source=lambda row: row.memory_free,
            entity_registry_enabled_default=False,
        ),
        _memory(
            key="system.memory.total",
            about="Memory that RouterOS can use: a little less than what is installed.",
            fields=("total-memory",),
            source=lambda row: row.memory_total,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="system.uptime",
            essential=True,
            about=(
                "When the router started, from its uptime; a change of less than a minute is "
                "clock drift and not shown."
            ),
            fields=("uptime",),
            source=lambda row: row.booted,
            device_class=SensorDeviceClass.UPTIME,
            entity_category=EntityCategory.DIAGNOSTIC,
            tolerance=timedelta(seconds=60),
        ),
    ),
)

CPU = MenuGroup[CoreRow](
    key="system.cpu",
    title="CPU, memory and start",
    tier=REALTIME,
    family="cpu",
    path="/system/resource/cpu",
    identity=("cpu",),
    parse=_core,
    metrics=(
        SensorMetric(
            key="system.cpu.core.load",
            about="Load of one core, in whole percent.",
            fields=("load",),
            source=lambda row: row.load,
            graph=Graph.CPU,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1,
            dead_band=DeadBand(absolute=1),
            kind="cores",
            entity_registry_enabled_default=False,
        ),
    ),
)

STORAGE = MenuGroup[ResourceRow](
    key="system.storage",
    title="Storage",
    tier=MEDIUM,
    path="/system/resource",
    parse=_resource,
    metrics=(
        _percentage(
            key="system.storage.percent",
            about=(
                "Share of the internal storage that is not free; external disks are not counted."
            ),
            fields=("free-hdd-space", "total-hdd-space"),
            source=lambda row: _share(row.storage_used, row.storage_total),
            entity_category=EntityCategory.DIAGNOSTIC,
            suggested_display_precision=1,
            resolution=0.1,
        ),
        _storage(
            key="system.storage.free",
            about="Internal storage that is free.",
            fields=("free-hdd-space",),
            source=lambda row: row.storage_free,
            entity_registry_enabled_default=False,
        ),
        _storage(
            key="system.storage.total",
            about="Size of the internal storage.",
            fields=("total-hdd-space",),
            source=lambda row: row.storage_total,
            entity_registry_enabled_default=False,
        ),
    ),
)

WEAR = MenuGroup[ResourceRow](
    key="system.wear",
    title="Storage",
    tier=LONG,
    path="/system/resource",
    parse=_resource,
    metrics=(
        _percentage(
            key="system.storage.bad_blocks",
            about="Share of bad blocks in the flash; virtual routers and PCs do not report it.",
            fields=("bad-blocks",),
            source=lambda row: row.bad_blocks,
            entity_category=EntityCategory.DIAGNOSTIC,
            suggested_display_precision=1,
            entity_registry_enabled_default=False,
        ),
        # A sector is 512 bytes or a flash page, by board, so the unit is the sector itself.
        SensorMetric(
            key="system.storage.sectors_written",
            about=(
                "Sectors written to the flash over its lifetime, across reboots; the size of a "
                "sector depends on the board."
            ),
            fields=("write-sect-total",),
            source=lambda row: row.sectors_written,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
        RateMetric(
            key="system.storage.sectors_per_day",
            about="Sectors written to the flash since the last reading, scaled to a day.",
            fields=("write-sect-total",),
            source=lambda row: row.sectors_written,
            factor=_SECONDS_PER_DAY,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            suggested_display_precision=0,
            resolution=1,
            entity_registry_enabled_default=False,
        ),
    ),
)
