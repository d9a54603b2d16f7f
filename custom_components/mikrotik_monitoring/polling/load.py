"""What a router's readings cost this Home Assistant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


@dataclass(kw_only=True, slots=True)
class Load:
    """Counted since a monotonic time: states written, and seconds of the loop.

    The seconds are what follows an answer: entities, reactions and alerts; not the connection's.
    """

    since: float
    states: int = 0
    seconds: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count the seconds of what runs here, which must not wait for anything."""
        begun = perf_counter()
        yield
        self.seconds += perf_counter() - begun
