"""Which instances a router still has: an interface is gone only when that is sure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

# Seconds after the link came up: after a reboot ports and modems appear late.
SETTLING_TIME: Final = 300.0

# Seconds for which the router must positively not list an instance.
MISSING_TIME: Final = 600.0


@dataclass(slots=True)
class Presence:
    """The instances of one group that have entities; a failure of the router removes none.

    Times are monotonic seconds.
    """

    known: set[str] = field(default_factory=set)
    _missing_since: dict[str, float] = field(default_factory=dict)

    def listed(self, instances: AbstractSet[str], *, at: float, link_up_since: float) -> set[str]:
        """Record what the router lists now; return the instances that are gone for good."""
        self.known |= instances
        if at - link_up_since < SETTLING_TIME:
            self._missing_since.clear()
            return set()
        absent = self.known - instances
        self._missing_since = {name: self._missing_since.get(name, at) for name in absent}
        gone = {name for name, since in self._missing_since.items() if at - since >= MISSING_TIME}
        self.known -= gone
        return gone

    def reset_missing(self) -> None:
        """Start counting again: a router that does not answer says nothing of what it lacks."""
        self._missing_since.clear()
