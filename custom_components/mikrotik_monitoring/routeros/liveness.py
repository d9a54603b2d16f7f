"""Find out that a router is gone although its link looks open."""

from typing import Final

# One silent deadline may be a busy router; two in a row are none.
SILENT_DEADLINES: Final = 2


class Liveness:
    """Counts deadlines in a row during which not a single byte arrived.

    Commands in flight side by side watch the same silence, so a deadline counts only if its
    command began after the one counted before had expired.
    """

    def __init__(self) -> None:
        """Start without a silent deadline."""
        self._silent = 0
        self._received = 0
        self._counted_at = float("-inf")

    @property
    def doubtful(self) -> bool:
        """Return whether the last deadline passed in silence."""
        return self._silent > 0

    def answered(self) -> None:
        """Take note of an answer."""
        self._silent = 0

    def expired(self, began: float, received_before: int, received: int, now: float) -> bool:
        """Take note of an expired deadline and return whether the router is gone.

        `received_before` and `received` are the bytes received when the command began and now.
        """
        if received != received_before:
            self._silent = 0
            return False
        if received != self._received:
            self._silent = 0
        if began >= self._counted_at or not self._silent:
            self._silent += 1
            self._received = received
            self._counted_at = now
        return self._silent >= SILENT_DEADLINES
