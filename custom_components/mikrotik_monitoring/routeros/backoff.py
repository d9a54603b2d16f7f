"""When to try again: after a lost link, and after a refused password."""

from collections.abc import Callable
from typing import Final

FIRST_DELAY: Final = 1.0
LONGEST_DELAY: Final = 60.0
# A link that lives shorter than this has proved nothing.
HEALTHY_AFTER: Final = 60.0

# Each refusal is a critical line in the router's log and may feed its brute-force protection.
REFUSED_DELAY: Final = 300.0
# A router that is starting refuses good passwords for a while.
REFUSALS: Final = 3
REFUSED_FOR: Final = 180.0


class Backoff:
    """Delays that double from 1 to 60 s, each a random part of its bound.

    The full jitter keeps many routers behind one failed uplink from coming back in step.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        """Start at the shortest delay; `random` gives numbers from 0 to 1."""
        self._random = random
        self._bound = FIRST_DELAY

    def next(self) -> float:
        """Return the seconds to wait before the next try."""
        delay = self._random() * self._bound
        self._bound = min(2 * self._bound, LONGEST_DELAY)
        return delay

    def link_lost(self, lived: float) -> None:
        """Start anew if the link that is lost had lived for long enough, in seconds."""
        if lived >= HEALTHY_AFTER:
            self._bound = FIRST_DELAY


class Refusals:
    """Counts refused logins until they are surely no accident of a starting router."""

    def __init__(self) -> None:
        """Start without a refusal."""
        self._count = 0
        self._first = self._last = 0.0

    def add(self, now: float) -> None:
        """Count a refusal at `now`, seconds of any steady clock."""
        if not self._count:
            self._first = now
        self._last = now
        self._count += 1

    def clear(self) -> None:
        """Forget all, a login succeeded."""
        self._count = 0

    @property
    def final(self) -> bool:
        """Return whether the password is wrong beyond doubt."""
        return self._count >= REFUSALS and self._last - self._first >= REFUSED_FOR
