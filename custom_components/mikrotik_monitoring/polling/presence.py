"""Which instances a router still has: an interface is removed only when it is certainly gone."""

from collections.abc import Callable, Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from ..metrics.model import AWAY_TIME

# Seconds after the link came up: after a reboot ports and modems appear late.
SETTLING_TIME: Final = 300.0

# Seconds for which the router must reply without listing an instance.
MISSING_TIME: Final = 600.0


@dataclass(slots=True)
class Presence:
    """The instances of one group that have entities; a failure of the router removes none.

    ``listed_while_up`` are those that a router lists only while they work. Their group keeps
    listing them for as long as it remembers them; one that it never listed since the router was
    connected is gone after a week. Times are monotonic seconds.
    """

    known: set[str] = field(default_factory=set)
    listed_while_up: Callable[[str], bool] = lambda _: False
    _listed: set[str] = field(default_factory=set)
    _missing_since: dict[str, float] = field(default_factory=dict)

    def listed(self, instances: AbstractSet[str], *, at: float, link_up_since: float) -> set[str]:
        """Record what the router lists now; return the instances that are gone for good."""
        self.known |= instances
        self._listed |= instances
        if at - link_up_since < SETTLING_TIME:
            self._missing_since.clear()
            return set()
        absent = self.known - instances
        self._missing_since = {name: self._missing_since.get(name, at) for name in absent}
        since = self._missing_since
        gone = {name for name in absent if at - since[name] >= self._patience(name)}
        self.known -= gone
        return gone

    def _patience(self, name: str) -> float:
        """Return how long an instance must be missing to be gone."""
        is_away = self.listed_while_up(name) and name not in self._listed
        return AWAY_TIME if is_away else MISSING_TIME

    def reset_missing(self) -> None:
        """Start counting again: a router that does not respond does not show what is missing."""
        self._missing_since.clear()
        self._listed.clear()
