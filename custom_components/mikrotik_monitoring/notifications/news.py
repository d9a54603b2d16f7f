"""What is to be told: the difference between what is on and what was told.

Whatever happens in between, such as quiet hours, a restart or a target that fails, nothing is told
twice and nothing is lost: what is on and was not told is told with the next message.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from ..alerts.model import ActiveAlert, Severity
from .settings import Settings


class Kind(StrEnum):
    """What is told of an alert."""

    RAISED = "raised"
    FLAPPING = "flapping"
    REMINDER = "reminder"
    CLEARED = "cleared"


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Something to tell of an alert of a router; of one that is over, how it was when told."""

    kind: Kind
    entry_id: str
    alert: ActiveAlert
    at: datetime

    @property
    def seconds(self) -> float:
        """Return for how long the alert has been on."""
        return max(0.0, (self.at - self.alert.since).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What was told of an alert, and when."""

    alert: ActiveAlert
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"alert": self.alert.as_dict(), "at": self.at.isoformat()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            alert=ActiveAlert.from_dict(stored["alert"]), at=datetime.fromisoformat(stored["at"])
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An alert that is on: of which router, and whether it is silenced."""

    entry_id: str
    alert: ActiveAlert
    is_silenced: bool


type ToldOf = dict[tuple[str, str], Told]


class Memory:
    """What was told, by router and alert."""

    def __init__(self, told: Iterable[tuple[str, Told]] = ()) -> None:
        """Take up what was told before."""
        self._told: ToldOf = {(entry_id, one.alert.id.text): one for entry_id, one in told}

    def __iter__(self) -> Iterator[tuple[str, Told]]:
        """Yield what was told, with its router."""
        for (entry_id, _), told in self._told.items():
            yield entry_id, told

    def due(
        self, standing: Iterable[Standing], settings: Settings, now: datetime, local: datetime
    ) -> list[News]:
        """Return what is to be told now; ``local`` is the same moment on the wall."""
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
        """Return what is to be told of an alert that is on, None if nothing is."""
        if told is None or _is_worse(alert.severity, told.alert.severity):
            return Kind.FLAPPING if alert.is_flapping else Kind.RAISED
        if alert.is_flapping and not told.alert.is_flapping:
            return Kind.FLAPPING
        after = settings.repeats_after
        if after is not None and alert.severity.is_problem and now - told.at >= after:
            return Kind.REMINDER
        return None

    def note(self, news: Iterable[News]) -> None:
        """Remember that this was told."""
        for one in news:
            key = (one.entry_id, one.alert.id.text)
            if one.kind is Kind.CLEARED:
                self._told.pop(key, None)
            else:
                self._told[key] = Told(alert=one.alert, at=one.at)

    def ease(self, standing: Iterable[Standing]) -> None:
        """Follow what is not as bad as it was told, so that getting worse is told again."""
        for one in standing:
            key = (one.entry_id, one.alert.id.text)
            told = self._told.get(key)
            if told is not None and _is_worse(told.alert.severity, one.alert.severity):
                self._told[key] = replace(told, alert=one.alert)

    def forget(self, entry_id: str) -> None:
        """Forget what was told of a router."""
        self._told = {key: told for key, told in self._told.items() if key[0] != entry_id}


def _is_worse(one: Severity, other: Severity) -> bool:
    return one.rank > other.rank
