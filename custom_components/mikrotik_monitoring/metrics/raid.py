"""RAID arrays of RouterOS: rows of the table of disks, like their members."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from ..routeros import Row, values

# The fields requested for arrays and their possible members.
ARRAY_FIELDS: Final = (
    "state",
    "raid-device-count",
    "raid-master",
    "raid-member-failed",
    "raid-member-state",
)
_NO_MASTER: Final = frozenset({"", "none"})
# The state of an array is reported in Linux's words: "clean, sync:recover, resync = 12.5%".
_WORKING: Final = frozenset(
    {"active", "active-idle", "clean", "read-auto", "readonly", "write-pending"}
)
_NOT_WORKING: Final = frozenset({"broken", "clear", "inactive", "suspended"})
_FAULTY: Final = "faulty"
_SYNC: Final = "sync:"
_IDLE: Final = "sync:idle"


class ArrayState(StrEnum):
    """The state of an array; where several apply, it is the worst."""

    CLEAN = "clean"
    SYNCING = "syncing"
    DEGRADED = "degraded"
    INACTIVE = "inactive"


ARRAY_STATES: Final = [str(state) for state in ArrayState]


@dataclass(frozen=True, kw_only=True, slots=True)
class Array:
    """An array: its members that have failed or are missing, None where not reported."""

    state: str | None
    failed: int | None
    present: int

    @classmethod
    def of(cls, row: Row, members: Iterable[Row]) -> Self:
        """Parse an array and its members in the table."""
        flags = [has_failed(member) for member in members]
        wanted = values.count(row.get("raid-device-count"))
        missing = None if wanted is None else max(0, wanted - len(flags))
        failed = None if missing is None else missing + sum(flags)
        return cls(
            state=_state(row.get("state"), failed), failed=failed, present=len(flags) - sum(flags)
        )


def master_of(row: Row) -> str | None:
    """Return the array that a disk is a member of, None without one."""
    master = row.get("raid-master", "")
    return None if master in _NO_MASTER else master


def has_failed(member: Row) -> bool:
    """Return whether a member has failed, by its flag or its member state."""
    return (
        values.flag(member.get("raid-member-failed"), absent=False)
        or _FAULTY in member.get("raid-member-state", "").casefold()
    )


def _state(text: str | None, failed: int | None) -> str | None:
    """Return the state of an array; None for an unknown word, unless a member failed."""
    parts = [part.strip().casefold() for part in (text or "").split(",")]
    if parts[0] in _NOT_WORKING:
        return ArrayState.INACTIVE
    if failed or "degraded" in parts:
        return ArrayState.DEGRADED
    if any(part.startswith(_SYNC) and part != _IDLE for part in parts):
        return ArrayState.SYNCING
    return ArrayState.CLEAN if parts[0] in _WORKING else None
