"""The user's notification settings: the same for all routers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, Self

from ..alerts.model import Severity

MOST_HOURS: Final = 168


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What is sent to which targets; without a target nothing is sent.

    ``quiet_from`` and ``quiet_to`` are local times, None for no quiet hours; ``repeat`` is in
    hours, 0 for never.
    """

    targets: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING
    quiet_from: time | None = None
    quiet_to: time | None = None
    critical_breaks_quiet: bool = True
    repeat: int = 0
    recovery: bool = True

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the stored settings; raises ValueError or TypeError if they are invalid."""
        quiet_from, quiet_to = stored.get("quiet_from"), stored.get("quiet_to")
        return cls(
            targets=tuple(str(one) for one in stored.get("targets", ())),
            severity=Severity(stored.get("severity", Severity.WARNING)),
            quiet_from=time.fromisoformat(quiet_from) if quiet_from else None,
            quiet_to=time.fromisoformat(quiet_to) if quiet_to else None,
            critical_breaks_quiet=bool(stored.get("critical_breaks_quiet", True)),
            repeat=int(stored.get("repeat", 0)),
            recovery=bool(stored.get("recovery", True)),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as stored, and as shown in a form."""
        stored: dict[str, Any] = {
            "targets": list(self.targets),
            "severity": self.severity.value,
            "critical_breaks_quiet": self.critical_breaks_quiet,
            "repeat": self.repeat,
            "recovery": self.recovery,
        }
        for name, moment in (("quiet_from", self.quiet_from), ("quiet_to", self.quiet_to)):
            if moment is not None:
                stored[name] = moment.isoformat()
        return stored

    def is_quiet(self, local: datetime) -> bool:
        """Return whether a local time is within the quiet hours, which may pass midnight."""
        begin, end = self.quiet_from, self.quiet_to
        if begin is None or end is None or begin == end:
            return False
        now = local.time()
        if begin < end:
            return begin <= now < end
        return now >= begin or now < end

    def lets_through(self, severity: Severity, local: datetime) -> bool:
        """Return whether an alert of this severity is sent now."""
        if severity.rank < self.severity.rank:
            return False
        is_urgent = severity is Severity.CRITICAL and self.critical_breaks_quiet
        return is_urgent or not self.is_quiet(local)

    @property
    def repeats_after(self) -> timedelta | None:
        """Return after which time something is sent again, None for never."""
        return timedelta(hours=self.repeat) if self.repeat else None
