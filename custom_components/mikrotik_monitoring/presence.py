"""Which instances a router still has: an interface is gone only when that is sure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

# Seconds after the link came up: after a reboot ports and modems appear late.
SETTLING_TIME: Final = 300.0

# How long, or in how many hourly passes, the router must positively not list an instance.
MISSING_TIME: Final = 600.0
MISSING_PASSES: Final = 3


@dataclass(slots=True)
class _Missing:
    """Since when, and in how many hourly passes, an instance was not listed."""

    since: float
    passes: int = 0


@dataclass(slots=True)
class Presence:
    """The instances of one group that have entities; a failure of the router removes none.

    Times are monotonic seconds.
    """

    known: set[str] = field(default_factory=set)
    _missing: dict[str, _Missing] = field(default_factory=dict)

    def listed(
        self, instances: AbstractSet[str], *, at: float, link_up_since: float, hourly: bool
    ) -> set[str]:
        """Take what the router lists now; return the instances that are gone for good."""
        self.known |= instances
        if at - link_up_since < SETTLING_TIME:
            self._missing.clear()
            return set()
        absent = self.known - instances
        self._missing = {
            instance: self._missing.get(instance) or _Missing(since=at) for instance in absent
        }
        for missing in self._missing.values():
            missing.passes += hourly
        gone = {
            instance
            for instance, missing in self._missing.items()
            if at - missing.since >= MISSING_TIME or missing.passes >= MISSING_PASSES
        }
        self.known -= gone
        return gone

    def unheard(self) -> None:
        """Start counting again: a router that does not answer says nothing of what it lacks."""
        self._missing.clear()
