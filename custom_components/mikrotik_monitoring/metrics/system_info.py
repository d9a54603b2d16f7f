"""What changes only every few months: firmware, licence, updates, certificates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.components.update import UpdateDeviceClass
from homeassistant.const import EntityCategory, UnitOfTime

from ..routeros import Command, NoSuchCommandError, Row, values
from .model import LONG, Group, Menu, MenuGroup, Query, SensorMetric, UpdateMetric

_DAY = 86_400
_CLOCK = Command("/system/clock/print", proplist=("gmt-offset",))


@dataclass(frozen=True, kw_only=True, slots=True)
class FirmwareRow:
    """``/system/routerboard``: the boot loader's version, and the one bundled with RouterOS."""

    current: str | None
    upgrade: str | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it; a PC has neither."""
        return cls(
            current=row.get("current-firmware") or None, upgrade=row.get("upgrade-firmware") or None
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateRow:
    """``/system/package/update``: ``latest`` is set once the router has checked since its boot."""

    installed: str | None
    latest: str | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            installed=row.get("installed-version") or None, latest=row.get("latest-version") or None
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenceRow:
    """``/system/license``: the level of a board (a number) or of a CHR (a word)."""

    level: str | None
    deadline: datetime | None

    @classmethod
    def from_row(cls, row: Row, offset: timedelta) -> Self:
        """Parse a row as the router gave it; its times are local, ``offset`` ahead of UTC."""
        deadline = values.date_time(row.get("deadline-at"))
        return cls(
            level=row.get("nlevel") or row.get("level") or None,
            deadline=deadline and deadline.replace(tzinfo=timezone(offset)).astimezone(UTC),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificatesRow:
    """``/certificate``: seconds until the first certificate that is still valid expires."""

    expires_after: float | None

    @property
    def days(self) -> float | None:
        """Return the days left."""
        return None if self.expires_after is None else self.expires_after / _DAY


@dataclass(frozen=True, kw_only=True)
class LicenceGroup(Group[LicenceRow]):
    """The licence, and for a CHR's deadline the router's time zone."""

    @override
    async def read(self, query: Query[LicenceRow]) -> dict[str, LicenceRow | None]:
        """Read the licence; the clock only where there is a deadline."""
        command = Command("/system/license/print", proplist=self.fields(query.keys))
        row = next(iter(await query.ask(command)), {})
        offset = await _offset(query) if "deadline-at" in row else timedelta()
        return {"": LicenceRow.from_row(row, offset)}


async def _offset(query: Query[LicenceRow]) -> timedelta:
    """Return how far the router's clock is ahead of UTC, "+02:00" on the wire."""
    try:
        rows = await query.ask(_CLOCK)
    except NoSuchCommandError:
        return timedelta()
    offset = values.utc_offset(rows[0].get("gmt-offset")) if rows else None
    return offset or timedelta()


@dataclass(frozen=True, kw_only=True)
class CertificatesGroup(Group[CertificatesRow]):
    """The certificates, of which only the expiry is read: no name, no key."""

    @override
    async def read(self, query: Query[CertificatesRow]) -> dict[str, CertificatesRow | None]:
        """Read when each certificate that is neither expired nor revoked will expire."""
        rows = await query.ask(
            Command(
                "/certificate/print",
                proplist=("expires-after",),
                queries=("?expired=yes", "?revoked=yes", "?#|!"),
            )
        )
        left = (values.duration(row.get("expires-after")) for row in rows)
        return {
            "": CertificatesRow(
                expires_after=min((one for one in left if one is not None), default=None)
            )
        }


def _firmware(row: Row) -> tuple[str, FirmwareRow]:
    return "", FirmwareRow.from_row(row)


def _update(row: Row) -> tuple[str, UpdateRow]:
    return "", UpdateRow.from_row(row)


FIRMWARE = MenuGroup[FirmwareRow](
    key="system.firmware",
    title="Versions, licence and certificates",
    tier=LONG,
    path="/system/routerboard",
    parse=_firmware,
    metrics=(
        SensorMetric(
            key="system.firmware.version",
            about="Version of the boot loader (RouterBOOT); virtual routers and PCs have none.",
            fields=("current-firmware",),
            source=lambda row: row.current,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        UpdateMetric(
            key="system.firmware.update",
            about=(
                "Whether RouterOS includes a newer boot loader than the one in use; it is only "
                "shown, never installed from here."
            ),
            fields=("current-firmware", "upgrade-firmware"),
            source=lambda row: row.current if row.upgrade else None,
            latest=lambda row: row.upgrade,
            device_class=UpdateDeviceClass.FIRMWARE,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)

# Only what the router already knows: checking for updates is left to the router.
UPDATE = MenuGroup[UpdateRow](
    key="system.update",
    title="Versions, licence and certificates",
    tier=LONG,
    path="/system/package/update",
    parse=_update,
    metrics=(
        UpdateMetric(
            key="system.version.update",
            about=(
                "Whether the router knows of a newer RouterOS; the entity exists only once the "
                "router itself has checked for updates since it started."
            ),
            fields=("installed-version", "latest-version"),
            source=lambda row: row.installed if row.latest else None,
            latest=lambda row: row.latest,
            device_class=UpdateDeviceClass.FIRMWARE,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)

LICENCE = LicenceGroup(
    key="system.licence",
    title="Versions, licence and certificates",
    menus=(Menu("/system/license"),),
    tier=LONG,
    metrics=(
        SensorMetric(
            key="system.licence.level",
            about=(
                "Level of the licence: a number on boards, a word such as p1 on virtual routers."
            ),
            fields=("nlevel", "level"),
            source=lambda row: row.level,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric(
            key="system.licence.deadline",
            menus=(Menu("/system/license"), Menu("/system/clock")),
            about="When a virtual router's licence expires unless it is renewed.",
            fields=("deadline-at",),
            source=lambda row: row.deadline,
            device_class=SensorDeviceClass.TIMESTAMP,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
    ),
)

CERTIFICATES = CertificatesGroup(
    key="system.certificates",
    title="Versions, licence and certificates",
    menus=(Menu("/certificate"),),
    tier=LONG,
    metrics=(
        SensorMetric(
            key="system.certificates.expiry",
            about=(
                "Days until the first certificate expires, without those that are already "
                "expired or revoked."
            ),
            source=lambda row: row.days,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.DAYS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=0.1,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
    ),
)
