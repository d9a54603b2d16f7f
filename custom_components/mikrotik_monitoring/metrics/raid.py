"""RAID arrays of RouterOS: rows of the table of disks, beside those of their members."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from ..routeros import Row, values

# What is asked of arrays and of what may be a member of one.
ARRAY_FIELDS: Final = (
    "state",
    "raid-device-count",
    "raid-master",
    "raid-member-failed",
    "raid-member-state",
)
_NO_MASTER: Final = frozenset({"", "none"})
# Of Linux, in whose words an array's state is told: "clean, sync:recover, resync = 12.5%".
_WORKING: Final = frozenset(
    {"active", "active-idle", "clean", "read-auto", "readonly", "write-pending"}
)
_NOT_WORKING: Final = frozenset({"broken", "clear", "inactive", "suspended"})
_FAULTY: Final = "faulty"
_SYNC: Final = "sync:"
_IDLE: Final = "sync:idle"


class ArrayState(StrEnum):
    """What an array is: more than one of them may be so, the worst is told."""

    CLEAN = "clean"
    SYNCING = "syncing"
    DEGRADED = "degraded"
    INACTIVE = "inactive"


ARRAY_STATES: Final = [str(state) for state in ArrayState]


@dataclass(frozen=True, kw_only=True, slots=True)
class Array:
    """An array: its members that have failed or are missing, None where that is not told."""

    state: str | None
    failed: int | None
    present: int

    @classmethod
    def of(cls, row: Row, members: Iterable[Row]) -> Self:
        """Parse an array and what the table has as its members."""
        flags = [has_failed(member) for member in members]
        wanted = values.count(row.get("raid-device-count"))
        missing = None if wanted is None else max(0, wanted - len(flags))
        failed = None if missing is None else missing + sum(flags)
        return cls(
            state=_state(row.get("state"), failed), failed=failed, present=len(flags) - sum(flags)
        )


def master_of(row: Row) -> str | None:
    """Return the array that a disk is a member of, None for one of none."""
    master = row.get("raid-master", "")
    return None if master in _NO_MASTER else master


def has_failed(member: Row) -> bool:
    """Return whether a member takes no part any more, as its flag or its array says."""
    return (
        values.flag(member.get("raid-member-failed"), absent=False)
        or _FAULTY in member.get("raid-member-state", "").casefold()
    )


def _state(text: str | None, failed: int | None) -> str | None:
    """Return what an array is; an unknown word is an unknown state, unless a member failed."""
    parts = [part.strip().casefold() for part in (text or "").split(",")]
    if parts[0] in _NOT_WORKING:
        return ArrayState.INACTIVE
    if failed or "degraded" in parts:
        return ArrayState.DEGRADED
    if any(part.startswith(_SYNC) and part != _IDLE for part in parts):
        return ArrayState.SYNCING
    return ArrayState.CLEAN if parts[0] in _WORKING else None
