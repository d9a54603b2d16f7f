"""A router's configuration: when it was last changed and backed up, and its scheduler."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Command, Row, values
from .clock import router_clock
from .counts import GuardedCount, counting
from .model import LONG, V7, BinaryMetric, Group, Menu, MenuGroup, Query, SensorMetric
from .tables import TableGroup

_TITLE: Final = "Configuration"
_FAMILY: Final = "configuration"
_HISTORY: Final = "/system/history"
_FILES: Final = "/file"
_PACKAGES: Final = "/system/package"
_DEVICE_MODE: Final = "/system/device-mode"
_SCHEDULER: Final = "/system/scheduler"
_WRITTEN: Final = ("last-modified", "creation-time")


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRow:
    """The last change of the configuration: when, and by whom; None where unknown."""

    changed: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangesGroup(Group[ChangeRow]):
    """The router's undo history, of which only the newest change counts: its time and author."""

    @override
    async def read(self, query: Query[ChangeRow]) -> dict[str, ChangeRow | None]:
        """Read the times of changes; the clock only where there is a change."""
        rows = await query.ask(
            Command(f"{_HISTORY}/print", proplist=self.fields(query.keys) or ("time",))
        )
        if not rows:
            return {"": ChangeRow()}
        clock = await router_clock(query.ask)
        changes = [
            (changed, row.get("by"))
            for row in rows
            if (changed := clock.moment(row.get("time"))) is not None
        ]
        if not changes:
            return {"": ChangeRow()}
        # They are listed newest first: within one second, the first one is the newest.
        changed, by = max(changes, key=lambda change: change[0])
        return {"": ChangeRow(changed=changed, by=values.text(by) or None)}


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupRow:
    """When the newest backup on the router was written, None without one."""

    written: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class BackupsGroup(Group[BackupRow]):
    """The backups among the files: neither their contents nor their names are read."""

    @override
    async def read(self, query: Query[BackupRow]) -> dict[str, BackupRow | None]:
        """Read when each was written; the clock only where there is a backup."""
        command = Command(f"{_FILES}/print", proplist=_WRITTEN, queries=("?type=backup",))
        rows = await query.ask(command)
        if not rows:
            return {"": BackupRow()}
        clock = await router_clock(query.ask)
        texts = (next((row[name] for name in _WRITTEN if row.get(name)), None) for row in rows)
        moments = (clock.moment(text) for text in texts)
        return {"": BackupRow(written=max(filter(None, moments), default=None))}


@dataclass(frozen=True, kw_only=True, slots=True)
class PackagesRow:
    """How many packages are installed, disabled, and scheduled to change at the next reboot."""

    installed: int = 0
    disabled: int = 0
    scheduled: int = 0

    @classmethod
    def of(cls, rows: list[Row]) -> Self:
        """Count rows as the router gave them; packages that are only available do not count."""
        there = [row for row in rows if not values.flag(row.get("available"), absent=False)]
        return cls(
            installed=len(there),
            disabled=sum(values.flag(row.get("disabled"), absent=False) for row in there),
            scheduled=sum(bool(row.get("scheduled", "").strip()) for row in rows),
        )


@dataclass(frozen=True, kw_only=True)
class PackagesGroup(Group[PackagesRow]):
    """The packages, without their names."""

    @override
    async def read(self, query: Query[PackagesRow]) -> dict[str, PackagesRow | None]:
        """Read the state of each package; a disabled one counts as installed too."""
        proplist = ("available", *self.fields(query.keys))
        rows = await query.ask(Command(f"{_PACKAGES}/print", proplist=proplist))
        return {"": PackagesRow.of(rows)}


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceModeRow:
    """``/system/device-mode``: what may be configured, and whether the router is flagged."""

    mode: str | None
    flagged: bool | None
    attempts: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            mode=row.get("mode") or None,
            flagged=values.flag(row.get("flagged")),
            attempts=values.count(row.get("attempt-count")),
        )


def _device_mode(row: Row) -> tuple[str, DeviceModeRow]:
    return "", DeviceModeRow.from_row(row)


def _always(_: object) -> bool:
    """Return True: there may be a value later."""
    return True


_number = partial(
    SensorMetric,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

CHANGES = ChangesGroup(
    key="configuration.changes",
    title=_TITLE,
    menus=(Menu(_HISTORY),),
    tier=LONG,
    family=_FAMILY,
    metrics=(
        SensorMetric(
            key="configuration.changed",
            about=(
                "When the configuration was last changed, from the router's undo history, which "
                "is lost at a reboot."
            ),
            fields=("time",),
            source=lambda row: row.changed,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="changes",
            entity_registry_enabled_default=False,
        ),
        SensorMetric(
            key="configuration.changed_by",
            about="Name of the user who made the last change of the configuration.",
            fields=("time", "by"),
            source=lambda row: row.by,
            supported=_always,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="author",
            entity_registry_enabled_default=False,
        ),
    ),
)
BACKUPS = BackupsGroup(
    key="configuration.backups",
    title=_TITLE,
    menus=(Menu(_FILES),),
    tier=LONG,
    family=_FAMILY,
    metrics=(
        SensorMetric(
            key="configuration.backup",
            about=(
                "When the newest backup among the router's files was written; unknown without "
                "one. Exports and backups stored elsewhere do not count."
            ),
            source=lambda row: row.written,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="backups",
            entity_registry_enabled_default=False,
        ),
    ),
)
PACKAGES = PackagesGroup(
    key="configuration.packages",
    title=_TITLE,
    menus=(Menu(_PACKAGES),),
    tier=LONG,
    family=_FAMILY,
    metrics=(
        _number(
            key="configuration.packages.installed",
            about="Packages that are installed, disabled ones included.",
            source=lambda row: row.installed,
            kind="packages",
        ),
        _number(
            key="configuration.packages.disabled",
            about="Installed packages that are disabled.",
            fields=("disabled",),
            source=lambda row: row.disabled,
            kind="packages",
        ),
        _number(
            key="configuration.packages.scheduled",
            about="Packages that are scheduled to change at the next reboot.",
            fields=("scheduled",),
            source=lambda row: row.scheduled,
            kind="packages",
        ),
    ),
)
DEVICE_MODE = MenuGroup[DeviceModeRow](
    key="configuration.device_mode",
    title=_TITLE,
    menus=(Menu(_DEVICE_MODE, V7),),
    tier=LONG,
    path=_DEVICE_MODE,
    parse=_device_mode,
    family=_FAMILY,
    metrics=(
        SensorMetric(
            key="configuration.device_mode.mode",
            about=(
                "Device mode, which decides what may be configured at all: home, advanced, "
                "enterprise and others."
            ),
            fields=("mode",),
            source=lambda row: row.mode,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="device_mode",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric(
            key="configuration.device_mode.flagged",
            about=(
                "Whether RouterOS flagged the configuration as suspicious when it started, and "
                "so disabled some features."
            ),
            fields=("flagged",),
            source=lambda row: row.flagged,
            device_class=BinarySensorDeviceClass.PROBLEM,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="device_mode",
            entity_registry_enabled_default=False,
        ),
        _number(
            key="configuration.device_mode.attempts",
            about="Attempts to change the device mode that nobody confirmed at the router.",
            fields=("attempt-count",),
            source=lambda row: row.attempts,
            kind="device_mode",
        ),
    ),
)
SCHEDULER = TableGroup(
    key="configuration.scheduler",
    title=_TITLE,
    menus=(Menu(_SCHEDULER),),
    tier=LONG,
    command=counting(_SCHEDULER, "?disabled=yes", "?#!"),
    family=_FAMILY,
    metrics=(
        SensorMetric[GuardedCount](
            key="configuration.scheduler.entries",
            about="Scheduler entries that are not disabled.",
            source=lambda row: row.value,
            supported=_always,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="scheduler",
            entity_registry_enabled_default=False,
        ),
    ),
)
