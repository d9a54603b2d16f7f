"""When to try again: after a lost link, and after a refused password."""

from collections.abc import Callable
from typing import Final

from .errors import AuthenticationError

FIRST_DELAY: Final = 1.0
LONGEST_DELAY: Final = 60.0
# A link that lives shorter than this does not count as healthy.
HEALTHY_AFTER: Final = 60.0
# After so many short links in a row, where each try is a login, the pauses grow further: what ends
# the links, such as one certain command, will hardly stop within a minute.
LONGEST_LOGIN_DELAY: Final = 300.0
SHORT_LINKS: Final = 6

# Seconds to wait after the first refused login, the second, and each further one. Each is a
# critical line in the router's log and may feed its brute-force protection.
REFUSED_DELAYS: Final = (15.0, 60.0, 300.0)
# A router that is starting refuses good passwords for a while.
REFUSALS: Final = 3
REFUSED_FOR: Final = 180.0


def refused_delay(count: int) -> float:
    """Return the seconds to wait after so many failed tries, each of which was a login."""
    return REFUSED_DELAYS[min(count, len(REFUSED_DELAYS)) - 1]


class Backoff:
    """Delays that double from 1 to 60 s, each a random part of its bound.

    The full jitter keeps many routers behind one failed uplink from coming back in step.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        """Start at the shortest delay; `random` gives numbers from 0 to 1."""
        self._random = random
        self._bound = FIRST_DELAY
        # How many links in a row were too short to count as healthy.
        self._short_links = 0

    def next(self) -> float:
        """Return the seconds to wait before the next try."""
        delay = self._random() * self._bound
        are_in_vain = self._short_links >= SHORT_LINKS
        longest = LONGEST_LOGIN_DELAY if are_in_vain else LONGEST_DELAY
        self._bound = min(2 * self._bound, longest)
        return delay

    def reset(self) -> None:
        """Start again."""
        self._bound = FIRST_DELAY
        self._short_links = 0

    def link_lost(self, lived: float) -> None:
        """Start again if the lost link had lived for long enough, in seconds."""
        if lived >= HEALTHY_AFTER:
            self.reset()
        else:
            self._short_links += 1


class Refusals:
    """The refused logins of a router, counted over all its connections and every try to set it up.

    `clock` returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start without a refusal."""
        self._clock = clock
        self._count = 0
        self._first = self._last = 0.0
        self._reason = ""

    def add(self, reason: str) -> None:
        """Count a refusal, with the router's message."""
        self._last = self._clock()
        if not self._count:
            self._first = self._last
        self._reason = reason
        self._count += 1

    def clear(self) -> None:
        """Reset the count, as a login succeeded."""
        self._count = 0

    @property
    def final(self) -> bool:
        """Return whether the password is wrong beyond doubt."""
        return self._count >= REFUSALS and self._last - self._first >= REFUSED_FOR

    @property
    def wait(self) -> float:
        """Return the seconds until a login may be tried again."""
        if not self._count:
            return 0.0
        delay = refused_delay(self._count)
        return max(0.0, self._last + delay - self._clock())

    def check(self) -> None:
        """Raise AuthenticationError, with the router's message, if a login may not be tried yet."""
        if (wait := self.wait) > 0:
            raise AuthenticationError(f"{self._reason}; not tried again for {wait:.0f} s")
