"""The faults of the polling itself: a router that is away, or refuses."""

from typing import Final

from .row import FaultOf
from .scene import Scene

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
)
