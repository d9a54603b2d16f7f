"""What a router's readings cost this Home Assistant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


@dataclass(kw_only=True, slots=True)
class Load:
    """States written and seconds of the event loop used since a monotonic time.

    The seconds are those spent after a reply: entities, reactions and alerts; not the connection.
    """

    since: float
    states: int = 0
    seconds: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count the seconds of the block, which must not await anything."""
        begun = perf_counter()
        yield
        self.seconds += perf_counter() - begun
