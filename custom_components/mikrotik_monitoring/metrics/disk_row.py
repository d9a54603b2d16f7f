"""A row of the table of disks: a disk, a filesystem, an array or a share."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from ..routeros import Row, values
from .raid import Array, has_failed, master_of

# The fields that identify a disk. RouterOS 6 has a name, and "type" for its filesystem.
IDENTITY: Final = ("slot", "name", "type", "serial", "disabled", "empty")
STATE: Final = (
    "formatting",
    "mounted",
    "raid-master",
    "raid-member",
    "raid-member-failed",
    "raid-member-state",
    "self-encrypted-and-locked",
)
_HARDWARE: Final = "hardware"
_UNKNOWN_FILESYSTEM: Final = frozenset({"", "unknown"})
_NO_WARNING: Final = frozenset({"", "0", "no", "none", "false"})
_HOUR: Final = 3600


class DiskState(StrEnum):
    """What a disk is doing."""

    MOUNTED = "mounted"
    NOT_MOUNTED = "not_mounted"
    RAID_MEMBER = "raid_member"
    FORMATTING = "formatting"
    LOCKED = "locked"
    FAILED = "failed"
    MISSING = "missing"


BROKEN: Final = frozenset({DiskState.FAILED, DiskState.LOCKED, DiskState.MISSING})


@dataclass(frozen=True, kw_only=True, slots=True)
class DiskRow:
    """A row of ``/disk``: bytes, °C, percent and hours; None for what it does not report.

    ``state`` is set for hardware, ``array`` for what is made of other disks. ``gone_at`` is since
    when a disk is missing, in monotonic seconds.
    """

    slot: str
    state: DiskState | None = None
    array: Array | None = None
    size: int | None = None
    free: int | None = None
    temperature: float | None = None
    warned: bool | None = None
    wear: float | None = None
    spare: float | None = None
    power_on: float | None = None
    unsafe_shutdowns: int | None = None
    errors: int | None = None
    gone_at: float | None = None

    @classmethod
    def from_row(cls, row: Row, array: Array | None = None) -> Self:
        """Parse a row as the router gave it."""
        power_on = values.duration(row.get("power-on-time"))
        return cls(
            slot=slot_of(row),
            state=_state(row) if is_hardware(row) else None,
            array=array,
            size=values.octets(row.get("size")),
            free=values.octets(row.get("free")),
            temperature=values.decimal(row.get("temperature")),
            warned=_warned(row.get("critical-warning")),
            wear=values.decimal(row.get("percentage-used")),
            spare=values.decimal(row.get("available-spare")),
            power_on=None if power_on is None else power_on / _HOUR,
            unsafe_shutdowns=values.count(row.get("unsafe-shutdowns")),
            errors=values.count(row.get("io-errors")),
        )

    @property
    def used(self) -> float | None:
        """Return the share of the filesystem that is used, in percent."""
        if self.free is None or not self.size:
            return None
        return 100 * (self.size - self.free) / self.size

    def missing(self, now: float) -> DiskRow:
        """Return the row of a disk that the router no longer lists."""
        return DiskRow(
            slot=self.slot,
            state=DiskState.MISSING,
            gone_at=now if self.gone_at is None else self.gone_at,
        )


def _warned(text: str | None) -> bool | None:
    """Return whether SMART warns of anything, None where it is not reported."""
    return None if text is None else text.strip().casefold() not in _NO_WARNING


def slot_of(row: Row) -> str:
    """Return the router's name of a disk."""
    return row.get("slot") or row.get("name", "")


def is_hardware(row: Row) -> bool:
    """Return whether a row is a disk: all rows of RouterOS 6 are."""
    return "slot" not in row or row.get("type") == _HARDWARE


def _state(row: Row) -> DiskState:
    """Return what a disk is doing, the worst first."""

    def has(name: str) -> bool:
        return values.flag(row.get(name), absent=False)

    if has_failed(row):
        return DiskState.FAILED
    if has("self-encrypted-and-locked"):
        return DiskState.LOCKED
    if has("formatting"):
        return DiskState.FORMATTING
    if has("raid-member") or master_of(row):
        return DiskState.RAID_MEMBER
    is_mounted = has("mounted")
    if "slot" not in row:
        is_mounted = row.get("type", "") not in _UNKNOWN_FILESYSTEM
    return DiskState.MOUNTED if is_mounted else DiskState.NOT_MOUNTED
