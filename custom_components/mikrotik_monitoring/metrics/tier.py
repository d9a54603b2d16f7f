"""When a router is polled: a tier is data."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """How often a set of groups is polled, and how failures are handled.

    All times are seconds. ``patience`` is the number of failed polls in a row that make a
    group's entities unavailable; ``retry`` is when a failed group is polled again, before its
    next regular poll.
    """

    key: str
    interval: float
    deadline: float
    patience: int = 1
    retry: float | None = None
    priority: bool = False


# One lost 5-second poll keeps the last value: on a busy link it is not yet significant.
REALTIME = Tier(key="realtime", interval=5, deadline=4, patience=2, priority=True)
SHORT = Tier(key="short", interval=60, deadline=10)
MEDIUM = Tier(key="medium", interval=300, deadline=30, retry=60)
LONG = Tier(key="long", interval=3600, deadline=30, retry=60)

TIERS = (REALTIME, SHORT, MEDIUM, LONG)
