"""The rate limit: a burst of messages, then one at an interval."""

from collections.abc import Callable
from typing import Final

_BURST: Final = 5
# Seconds after which one more may be sent.
_REFILL: Final = 60.0


class Rate:
    """Counts what may be sent; the rest waits, and is sent with later news."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start with a full burst; ``clock`` gives monotonic seconds."""
        self._clock = clock
        self._left = float(_BURST)
        self._at = clock()

    @property
    def left(self) -> int:
        """Return how many messages may be sent now."""
        now = self._clock()
        self._left = min(_BURST, self._left + (now - self._at) / _REFILL)
        self._at = now
        return int(self._left)

    def take(self, number: int) -> None:
        """Count sent messages."""
        self._left -= number
