"""What Home Assistant recorded, compared with what the routers really did."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
import math
import time
from typing import Any, Final, Self

from homeassistant.const import STATE_UNAVAILABLE

from scripts.home_assistant_socket import Socket
from simulator import SimulatedRouter

# Seconds that a mean of level balanced covers: at least, and those after which it ends.
_SHORTEST: Final = 9.5
_FULL: Final = 19.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A recorded number (NaN if the state is not a number), and when it was written.

    In seconds of the routers' clock.
    """

    at: float
    value: float
    # Whether the router had responded: it may have if the state is unknown, not if unavailable.
    is_answer: bool = True

    @classmethod
    def from_state(cls, state: dict[str, Any], offset: float) -> Self:
        """Parse a state as the WebSocket sends it."""
        try:
            value = float(state["s"])
        except ValueError:
            value = math.nan
        return cls(at=state["lu"] - offset, value=value, is_answer=state["s"] != STATE_UNAVAILABLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """A poll of the interfaces: when it reached the router, was recorded, and the next one came."""

    asked: float
    shown: float
    until: float

    @property
    def delay(self) -> float:
        """Return how late the response may have been recorded, as on a busy machine."""
        return self.shown - self.asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A recorded mean, the true one, and the error that late responses may have caused."""

    shown: float
    real: float
    late: float
    seconds: float

    @property
    def miss(self) -> float:
        """Return by how much more they differ than late responses explain."""
        return max(0.0, abs(self.shown - self.real) - self.late)


async def recorded(socket: Socket, entity_ids: Sequence[str], since: str) -> dict[str, list[Point]]:
    """Return what the recorder holds of some entities since a time in ISO format."""
    history = await socket.call(
        "history/history_during_period",
        start_time=since,
        entity_ids=list(entity_ids),
        minimal_response=False,
        no_attributes=True,
        significant_changes_only=False,
    )
    offset = time.time() - time.monotonic()
    return {
        entity_id: [Point.from_state(state, offset) for state in states]
        for entity_id, states in history.items()
    }


def asked(router: SimulatedRouter) -> list[float]:
    """Return when the router was polled for the octets of its interfaces."""
    return [
        one.time
        for one in router.journal.commands("/interface/print")
        if any("rx-byte" in word for word in one.words)
    ]


def polls(router: SimulatedRouter, history: Sequence[Sequence[Point]]) -> list[Poll]:
    """Return the polls whose response was recorded, as a new state of any interface.

    The last one is left out: not all of it may be in the recorder yet.
    """
    written = sorted(point.at for points in history for point in points if point.is_answer)
    found = []
    for at, following in pairwise(asked(router)):
        first = bisect_left(written, at)
        if first < len(written) and written[first] < following:
            found.append(Poll(asked=at, shown=written[first], until=following))
    return found


def whole_time(
    router: SimulatedRouter,
    interface: str,
    counter: str,
    points: Sequence[Point],
    done: Sequence[Poll],
) -> Compared | None:
    """Compare the means over the polls since the first point; None if there are none.

    A value covers the time between two responses by the router's clock, however late they came.
    """
    seconds = shown = real = late = 0.0
    times = [point.at for point in points]
    for before, poll in pairwise(poll for poll in done if poll.shown >= times[0]):
        value = points[bisect_left(times, poll.until) - 1].value
        if math.isnan(value):
            continue
        span = poll.asked - before.asked
        seconds += span
        shown += value * span
        real += _rate(router, interface, counter, before.asked, poll.asked) * span
        late += value * abs(poll.delay - before.delay)
    if not seconds:
        return None
    return Compared(
        shown=shown / seconds, real=real / seconds, late=late / seconds, seconds=seconds
    )


def one_window(
    router: SimulatedRouter, interface: str, counter: str, point: Point, times: Sequence[float]
) -> Compared:
    """Compare a mean of level balanced with that of the polls it may cover.

    It ends with the last poll before it was written, and begins with one of the earlier ones.
    """
    end = times[bisect_left(times, point.at) - 1]
    delay = point.at - end
    return min(
        (
            Compared(
                shown=point.value,
                real=_rate(router, interface, counter, begin, end),
                late=point.value * delay / (end - begin),
                seconds=end - begin,
            )
            for begin in _beginnings(times, end, delay)
        ),
        key=lambda compared: compared.miss,
    )


def _beginnings(times: Sequence[float], end: float, delay: float) -> Iterator[float]:
    """Yield when a window that ended with a poll may have begun."""
    for begin in reversed(times[: bisect_left(times, end)]):
        if end - begin >= _SHORTEST - delay:
            yield begin
        if end - begin >= _FULL + delay:
            return


def _rate(router: SimulatedRouter, interface: str, counter: str, begin: float, end: float) -> float:
    """Return what the router really did between two times of its clock, in Mbit/s."""
    return router.rate(interface, counter, begin, end) * 8 / 1e6
