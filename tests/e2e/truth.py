"""What Home Assistant recorded against what the routers really did."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
import time
from typing import Any, Self

from scripts.home_assistant_socket import Socket
from simulator import SimulatedRouter


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A recorded number, and when it was written, in seconds of the routers' clock."""

    at: float
    value: float

    @classmethod
    def from_state(cls, state: dict[str, Any], offset: float) -> Self | None:
        """Take a state as the WebSocket tells it; None where it is no number."""
        try:
            value = float(state["s"])
        except ValueError:
            return None
        return cls(at=state["lu"] - offset, value=value)


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
        entity_id: [
            point for state in states if (point := Point.from_state(state, offset)) is not None
        ]
        for entity_id, states in history.items()
    }


def mean(points: Sequence[Point]) -> float:
    """Return the time-weighted mean of recorded steps, from the first point to the last."""
    steps = pairwise(points)
    volume = sum(point.value * (following.at - point.at) for point, following in steps)
    return volume / (points[-1].at - points[0].at)


def between(
    router: SimulatedRouter, interface: str, counter: str, points: Sequence[Point], *, lag: float
) -> float:
    """Return what the router really did in the time that the points are about, in Mbit/s.

    A value stands for the ``lag`` seconds before it was written.
    """
    start, end = points[0].at - lag, points[-1].at - lag
    return router.rate(interface, counter, start, end) * 8 / 1e6


def truth(
    router: SimulatedRouter, interface: str, counter: str, point: Point, window: float
) -> float:
    """Return what the router really did in the window before a point, in Mbit/s."""
    return router.rate(interface, counter, point.at - window, point.at) * 8 / 1e6
