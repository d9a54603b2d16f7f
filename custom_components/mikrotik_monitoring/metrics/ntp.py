"""NTP: whether the router's clock is synchronised with a server, and how far off it was."""

from dataclasses import dataclass
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfTime

from ..routeros import Row, values
from .bounds import Bounds
from .model import LONG, V7, BinaryMetric, Menu, MenuGroup, SensorMetric

_MENU: Final = "/system/ntp/client"
_DAY: Final = 86_400_000

# States of RouterOS 7, and of the package of RouterOS 6; others are unknown.
_STATUS: Final = {
    "synchronized": True,
    "using-local-clock": False,
    "waiting": False,
    "stopped": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NtpRow:
    """The client: ``offset`` in ms is how far the clock was off when it was last set."""

    synchronized: bool | None
    offset: float | None = None
    stratum: int | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row of RouterOS 7, or of 6, where the SNTP client has no status."""
        if (status := row.get("status")) is not None:
            word = status.partition(" - ")[0].strip().removesuffix("...").casefold()
            synchronized = _STATUS.get(word)
        elif "poll-interval" in row:
            synchronized = _was_updated(row)
        else:
            synchronized = bool(row.get("synced-server"))
        if not synchronized:
            return cls(synchronized=synchronized)
        return cls(
            synchronized=True,
            offset=_offset(row),
            stratum=values.integer(row.get("synced-stratum")),
        )


def _was_updated(row: Row) -> bool | None:
    """Return whether an SNTP client has heard its server in the last two of its intervals."""
    interval = values.duration(row.get("poll-interval"))
    if not interval:
        return None
    ago = values.duration(row.get("last-update-before"))
    return ago is not None and ago < 2 * interval


def _offset(row: Row) -> float | None:
    """Return the offset in ms: "1.703" of RouterOS 7, "-29ms481us" of 6."""
    if (text := row.get("last-adjustment")) is None:
        return values.decimal(row.get("system-offset"))
    seconds = values.duration(text.removeprefix("-"))
    if seconds is None:
        return None
    return -1000 * seconds if text.startswith("-") else 1000 * seconds


@dataclass(frozen=True, kw_only=True)
class NtpMetric(SensorMetric[NtpRow]):
    """A value that a client reports while synchronised; while it is not, that is assumed."""

    @override
    def is_supported(self, row: NtpRow) -> bool:
        """Return whether the client reports the value."""
        return not row.synchronized or super().is_supported(row)


def _client(row: Row) -> tuple[str, NtpRow | None] | None:
    """Return the client, None if it is disabled."""
    if not values.flag(row.get("enabled"), absent=False):
        return None
    return "", NtpRow.from_row(row)


NTP = MenuGroup[NtpRow](
    key="ntp",
    title="Clock",
    about="The NTP metrics are absent on routers whose NTP client is disabled.",
    tier=LONG,
    path=_MENU,
    identity=(
        "enabled",
        "status",
        "synced-server",
        "poll-interval",
        "last-update-before",
    ),
    parse=_client,
    family="ntp",
    metrics=(
        BinaryMetric(
            key="ntp.synchronized",
            about=(
                "Whether the router's clock is synchronised with an NTP server; on RouterOS 6, "
                "whether one was heard in the last two intervals."
            ),
            source=lambda row: row.synchronized,
            supported=lambda _: True,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        NtpMetric(
            key="ntp.offset",
            about="How far the router's clock was off when it was last compared with its server.",
            fields=("system-offset", "last-adjustment"),
            source=lambda row: row.offset,
            valid=Bounds(-_DAY, _DAY),
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.MILLISECONDS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=2,
            resolution=0.01,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="offset",
            entity_registry_enabled_default=False,
        ),
        NtpMetric(
            key="ntp.stratum",
            menus=(Menu(_MENU, V7),),
            about="Stratum of the server: its distance from a reference clock.",
            fields=("synced-stratum",),
            source=lambda row: row.stratum,
            valid=Bounds(0, 16),
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="offset",
            entity_registry_enabled_default=False,
        ),
    ),
)
