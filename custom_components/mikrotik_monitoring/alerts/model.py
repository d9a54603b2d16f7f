"""The model of alerts: severity, active alerts and their changes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, Self

type Value = str | int | float | bool | date | datetime | None


class Severity(StrEnum):
    """How severe an alert is."""

    INFORMATION = "information"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return a number that grows with the severity."""
        return _RANKS[self]

    @property
    def is_problem(self) -> bool:
        """Return whether it needs attention."""
        return self is not Severity.INFORMATION


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class AlertId(NamedTuple):
    """The alert's key and its instance, empty for the router itself."""

    key: str
    instance: str = ""

    @property
    def text(self) -> str:
        """Return it as a string."""
        return f"{self.key}:{self.instance}" if self.instance else self.key

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the id from its ``text``."""
        key, _, instance = text.partition(":")
        return cls(key, instance)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A condition's verdict: severity None is fine, ``bound`` is what the value is compared with.

    ``value`` is the value in question if it is not the current one.
    """

    severity: Severity | None = None
    bound: Value = None
    value: Value = None


FINE: Final = Judgement()


@dataclass(frozen=True, kw_only=True, slots=True)
class ActiveAlert:
    """An active alert: ``value`` and ``seen`` are from the last time that it was judged.

    ``label`` is the instance's display name. ``is_flapping`` replaces raising and clearing.
    """

    id: AlertId
    label: str
    severity: Severity
    value: Value
    bound: Value
    since: datetime
    seen: datetime
    is_flapping: bool = False

    def as_dict(self) -> dict[str, Value]:
        """Return it as stored and as in responses: strings, numbers and ISO times."""
        return {
            "key": self.id.key,
            "instance": self.id.instance,
            "label": self.label,
            "severity": self.severity.value,
            "value": _plain(self.value),
            "bound": _plain(self.bound),
            "since": self.since.isoformat(),
            "seen": self.seen.isoformat(),
            "flapping": self.is_flapping,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, str | int | float | bool | None]) -> Self:
        """Restore an alert from ``as_dict``; raises KeyError or ValueError for anything else."""
        return cls(
            id=AlertId(str(stored["key"]), str(stored["instance"])),
            label=str(stored["label"]),
            severity=Severity(str(stored["severity"])),
            value=stored["value"],
            bound=stored["bound"],
            since=datetime.fromisoformat(str(stored["since"])),
            seen=datetime.fromisoformat(str(stored["seen"])),
            is_flapping=bool(stored["flapping"]),
        )


def _plain(value: Value) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, date) else value


class Change(StrEnum):
    """How an alert changes."""

    # It becomes active, or more severe.
    RAISED = "raised"
    # It stays active, and is less severe than before.
    EASED = "eased"
    CLEARED = "cleared"
    # It is raised and cleared repeatedly: reported once instead of each time.
    FLAPPING = "flapping"


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """A change of an alert; for a cleared one, its last state."""

    change: Change
    alert: ActiveAlert
    at: datetime
