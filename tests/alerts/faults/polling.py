"""The faults of the polling itself: a router that is away, refuses, or is slow."""

from functools import partial
from typing import Final

from .row import FaultOf, nothing
from .scene import Scene

# What is read in each poll, and may be late.
_REALTIME: Final = ("system.resource",)


def _take(scene: Scene, seconds: float) -> None:
    """Change by how many seconds the slow router is late."""
    scene.delay = seconds


POLLING: Final = (
    FaultOf(
        alert="refused",
        profile="rb5009",
        begin=Scene.take_user_away,
        end=Scene.let_user_in,
    ),
    FaultOf(
        alert="unreachable",
        profile="rb5009",
        begin=Scene.cut,
        end=Scene.join,
    ),
    FaultOf(
        alert="polls_slow",
        profile="rb5009",
        groups=_REALTIME,
        begin=partial(Scene.slow_down, seconds=20),
        band=partial(_take, seconds=13),
        end=Scene.hurry,
    ),
    FaultOf(
        alert="polls_skipped",
        profile="rb5009",
        groups=_REALTIME,
        begin=Scene.miss_a_turn,
        lasts=600,
        end=nothing,
    ),
)
