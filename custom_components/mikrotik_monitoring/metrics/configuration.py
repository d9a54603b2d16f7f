"""A router's configuration: when it was changed and saved last, and what it runs by itself."""

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
    """The last change of the configuration: when, and who made it; None where none is known."""

    changed: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangesGroup(Group[ChangeRow]):
    """What the router could undo, of which only the newest change counts: its time, its author."""

    @override
    async def read(self, query: Query[ChangeRow]) -> dict[str, ChangeRow | None]:
        """Read when changes were made; the clock only where there is one."""
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
        # They are listed newest first: of those of one second the first is the last.
        changed, by = max(changes, key=lambda change: change[0])
        return {"": ChangeRow(changed=changed, by=values.text(by) or None)}


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupRow:
    """When the newest backup on the router was written, None without one."""

    written: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class BackupsGroup(Group[BackupRow]):
    """The backups among the files: never their contents, nor their names."""

    @override
    async def read(self, query: Query[BackupRow]) -> dict[str, BackupRow | None]:
        """Read when each was written; the clock only where there is one."""
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
    """How many packages are installed, disabled, and to change when the router starts again."""

    installed: int = 0
    disabled: int = 0
    scheduled: int = 0

    @classmethod
    def of(cls, rows: list[Row]) -> Self:
        """Count rows as the router gave them; those that could be installed are none."""
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
        """Read how each package stands; one that is disabled is installed too."""
        proplist = ("available", *self.fields(query.keys))
        rows = await query.ask(Command(f"{_PACKAGES}/print", proplist=proplist))
        return {"": PackagesRow.of(rows)}


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceModeRow:
    """``/system/device-mode``: what a router lets be configured, and whether it is suspicious."""

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
    """Tell that there may be such a thing one day."""
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
                "When the configuration was changed last, of what the router can undo; it "
                "forgets that when it starts."
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
            about="Who made the last change of the configuration: the name of a user.",
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
                "one. Exports and backups that are kept elsewhere do not count."
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
            about="Packages that are scheduled to change when the router starts again.",
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
                "Mode of the device, which decides what may be configured at all: home, "
                "advanced, enterprise and others."
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
                "Whether RouterOS found the configuration suspicious when it started, and so "
                "switched some features off."
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
            about="Attempts to change the mode of the device that nobody confirmed at the router.",
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
            about="Entries of the scheduler that are not disabled.",
            source=lambda row: row.value,
            supported=_always,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="scheduler",
            entity_registry_enabled_default=False,
        ),
    ),
)
