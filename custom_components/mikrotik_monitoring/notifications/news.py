"""What is to be sent: the difference between active and notified alerts.

Whatever happens in between, such as quiet hours, a restart or a failing target, nothing is sent
twice and nothing is lost: active alerts not notified yet are in the next message.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from ..alerts.model import ActiveAlert, Severity
from .settings import Settings


class Kind(StrEnum):
    """The kind of news of an alert."""

    RAISED = "raised"
    FLAPPING = "flapping"
    REMINDER = "reminder"
    CLEARED = "cleared"


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """News of a router's alert; for a cleared one, its state when last sent."""

    kind: Kind
    entry_id: str
    alert: ActiveAlert
    at: datetime

    @property
    def seconds(self) -> float:
        """Return for how long the alert has been active."""
        return max(0.0, (self.at - self.alert.since).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What was sent about an alert, and when."""

    alert: ActiveAlert
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return it as stored."""
        return {"alert": self.alert.as_dict(), "at": self.at.isoformat()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            alert=ActiveAlert.from_dict(stored["alert"]), at=datetime.fromisoformat(stored["at"])
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An active alert: its router, and whether it is silenced."""

    entry_id: str
    alert: ActiveAlert
    is_silenced: bool


type ToldOf = dict[tuple[str, str], Told]


class Memory:
    """What was sent, by router and alert."""

    def __init__(self, told: Iterable[tuple[str, Told]] = ()) -> None:
        """Restore what was sent before."""
        self._told: ToldOf = {(entry_id, one.alert.id.text): one for entry_id, one in told}

    def __iter__(self) -> Iterator[tuple[str, Told]]:
        """Yield what was sent, with its router."""
        for (entry_id, _), told in self._told.items():
            yield entry_id, told

    def due(
        self, standing: Iterable[Standing], settings: Settings, now: datetime, local: datetime
    ) -> list[News]:
        """Return the news to send now; ``local`` is ``now`` in local time."""
        there = {(one.entry_id, one.alert.id.text): one for one in standing}
        found = [
            News(kind=kind, entry_id=one.entry_id, alert=one.alert, at=now)
            for key, one in there.items()
            if not one.is_silenced
            and settings.lets_through(one.alert.severity, local)
            and (kind := self._kind(self._told.get(key), one.alert, settings, now))
        ]
        found += [
            News(kind=Kind.CLEARED, entry_id=entry_id, alert=told.alert, at=now)
            for (entry_id, text), told in self._told.items()
            if (entry_id, text) not in there and settings.lets_through(told.alert.severity, local)
        ]
        return found

    def _kind(
        self, told: Told | None, alert: ActiveAlert, settings: Settings, now: datetime
    ) -> Kind | None:
        """Return what to send about an active alert, None if nothing."""
        if told is None or _is_worse(alert.severity, told.alert.severity):
            return Kind.FLAPPING if alert.is_flapping else Kind.RAISED
        if alert.is_flapping and not told.alert.is_flapping:
            return Kind.FLAPPING
        after = settings.repeats_after
        if after is not None and alert.severity.is_problem and now - told.at >= after:
            return Kind.REMINDER
        return None

    def note(self, news: Iterable[News]) -> None:
        """Remember that this was sent."""
        for one in news:
            key = (one.entry_id, one.alert.id.text)
            if one.kind is Kind.CLEARED:
                self._told.pop(key, None)
            else:
                self._told[key] = Told(alert=one.alert, at=one.at)

    def ease(self, standing: Iterable[Standing]) -> None:
        """Record alerts that are less severe than when sent, so that a worsening is sent again."""
        for one in standing:
            key = (one.entry_id, one.alert.id.text)
            told = self._told.get(key)
            if told is not None and _is_worse(told.alert.severity, one.alert.severity):
                self._told[key] = replace(told, alert=one.alert)

    def forget(self, entry_id: str) -> None:
        """Forget what was sent about a router."""
        self._told = {key: told for key, told in self._told.items() if key[0] != entry_id}


def _is_worse(one: Severity, other: Severity) -> bool:
    return one.rank > other.rank
