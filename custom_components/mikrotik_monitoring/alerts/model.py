"""What an alert is: its severity, what is active, and what changes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, Self

type Value = str | int | float | bool | date | datetime | None


class Severity(StrEnum):
    """How bad it is."""

    INFORMATION = "information"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return a number that grows with it."""
        return _RANKS[self]

    @property
    def is_problem(self) -> bool:
        """Return whether somebody should do something about it."""
        return self is not Severity.INFORMATION


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class AlertId(NamedTuple):
    """Which alert of a router, and of which instance, empty for the router itself."""

    key: str
    instance: str = ""

    @property
    def text(self) -> str:
        """Return it as one word."""
        return f"{self.key}:{self.instance}" if self.instance else self.key

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what ``text`` gave."""
        key, _, instance = text.partition(":")
        return cls(key, instance)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What a condition says of a value: None is fine, ``bound`` what it is compared with.

    What it is about is ``value`` where that is another than the present one.
    """

    severity: Severity | None = None
    bound: Value = None
    value: Value = None


FINE: Final = Judgement()


@dataclass(frozen=True, kw_only=True, slots=True)
class ActiveAlert:
    """An alert that is on: ``value`` and ``seen`` are of the last time that it was judged.

    ``label`` is what a person calls the instance. ``is_flapping`` replaces its going on and off.
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
        """Return it as it is stored and answered, in words, numbers and ISO times."""
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
        """Return what ``as_dict`` gave; raises KeyError or ValueError for anything else."""
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
    """What becomes of an alert."""

    # It goes on, or it was on and becomes worse.
    RAISED = "raised"
    # It stays on, and is not as bad as before.
    EASED = "eased"
    CLEARED = "cleared"
    # It goes on and off: said once, in place of each time.
    FLAPPING = "flapping"


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """A change of an alert; of one that was cleared, how it was last."""

    change: Change
    alert: ActiveAlert
    at: datetime
